"""The shell: workspaces, palette, help, lock, small windows, and what must never leave."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from looking import settled, shown, until
from riverside import PASSPHRASE, entrance
from textual import events
from textual.widgets import Input

from facilitator.desk import Desk
from facilitator.tui.access.lock import LockScreen
from facilitator.tui.actions import ACTIONS
from facilitator.tui.app import Openchair
from facilitator.tui.dialogs.help import HelpDialog
from facilitator.tui.dialogs.small import TooSmall
from facilitator.tui.idle import Idle
from facilitator.tui.today.screen import TodayScreen
from facilitator.tui.workspaces import WORKSPACES

House = Callable[..., Openchair]


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


async def test_keys_1_to_5_go_to_the_workspaces_and_back(house: House) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        assert isinstance(app.screen, TodayScreen)
        for workspace in (WORKSPACES[2], WORKSPACES[0]):
            await pilot.press(workspace.key)
            await pilot.pause()
            assert app.current_mode == workspace.id
            assert f" {workspace.key} {workspace.title} " in shown(app)


async def test_the_footer_of_a_narrow_window_is_never_cut_and_says_where_all_keys_are(house: House) -> None:
    app = house()
    async with app.run_test(size=(80, 24)) as pilot:
        for key in "12345":
            await pilot.press(key)
            await until(pilot, lambda: shown(app).splitlines()[-1].rstrip().endswith("? keys ^p find"))


async def test_a_click_on_a_tab_goes_there(house: House) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.click("Tabs", offset=(30, 0))
        await until(pilot, lambda: app.current_mode == "patients")


def test_every_workspace_that_is_listed_can_be_opened(desk: Desk) -> None:
    for workspace in WORKSPACES:
        assert workspace.open(desk).workspace == workspace.id


def test_action_ids_are_unique_and_every_one_has_help() -> None:
    ids = [action.id for action in ACTIONS]
    assert len(ids) == len(set(ids))
    assert all(action.help and action.keys and "." in action.id for action in ACTIONS)


async def test_the_palette_finds_a_person_and_opens_their_page(house: House) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.press(*"P-004")
        await until(pilot, lambda: "D.W. P-004" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.current_mode == "patients")
        assert "day 29" in shown(app)


async def test_the_palette_runs_an_action_of_another_workspace(house: House) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.press(*"admit a new")
        await settled(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "level of care" in shown(app))


async def test_help_lists_the_keys_of_the_place(house: House) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("question_mark")
        await until(pilot, lambda: "Keys that work here" in shown(app))
        for words in ("Cancel the group's session", "Go to Patients", "Leave openchair"):
            assert words in shown(app)
        await pilot.press("escape")
        assert isinstance(app.screen, TodayScreen)


@pytest.mark.parametrize("size", [(40, 10), (59, 30), (120, 15), (10, 3)])
async def test_a_window_too_small_says_so_and_nothing_breaks(house: House, size: tuple[int, int]) -> None:
    app = house()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: isinstance(app.screen, TooSmall))
        await pilot.press("3", "down", "enter", "question_mark")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: not isinstance(app.screen, TooSmall))
        await pilot.press("3")
        await until(pilot, lambda: "P-001" in shown(app))
    assert not app.fault


async def test_a_window_that_shrinks_over_a_dialog_gives_it_back(house: House) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("question_mark")
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert "please make it bigger" in " ".join(shown(app).split())
        await pilot.resize_terminal(120, 36)
        await until(pilot, lambda: isinstance(app.screen, HelpDialog))


async def test_the_lock_hides_everything_and_the_same_user_goes_on_where_they_were(
    house: House, desk: Desk
) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("3", "down", "enter")
        await settled(pilot)
        before = shown(app)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: isinstance(app.screen, LockScreen))
        assert "P-0" not in shown(app)
        await pilot.press("1", "ctrl+p", "question_mark", "f1", "ctrl+l")
        await until(pilot, lambda: isinstance(app.screen, LockScreen))
        app.screen.query_one(Input).value = PASSPHRASE
        await pilot.press("enter")
        await until(pilot, lambda: not app.locked)
        assert shown(app) == before


@pytest.mark.parametrize("sleeping", [False, True], ids=["nobody there", "laptop asleep"])
async def test_idleness_locks_by_either_clock_and_the_waking_key_does_nothing(
    house: House, sleeping: bool
) -> None:
    monotonic, wall = Clock(), Clock()
    app = house(idle=Idle(600, monotonic, wall))
    async with app.run_test(size=(120, 36)) as pilot:
        wall.time = 599
        await pilot.press("3")
        assert app.current_mode == "patients"
        (wall if sleeping else monotonic).time += 1200
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, LockScreen))
        assert "My groups" not in shown(app)


async def test_a_clock_set_back_does_not_keep_the_record_open() -> None:
    monotonic, wall = Clock(), Clock()
    idle = Idle(600, monotonic, wall)
    monotonic.time, wall.time = 600, -86400
    assert idle.over


async def test_another_user_begins_at_today_with_their_own_groups(house: House, desk: Desk) -> None:
    desk.record.add_user("t3", PASSPHRASE)  # type: ignore[attr-defined]
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("3", "ctrl+l")
        await until(pilot, lambda: isinstance(app.screen, LockScreen))
        await pilot.press("down")
        app.screen.query_one(Input).value = PASSPHRASE
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TodayScreen) and "Day process" in shown(app))
        assert desk.user == "t3"
        assert "Evening skills" not in shown(app)


async def test_the_door_opens_to_today(desk: Desk) -> None:
    desk.record.close()  # type: ignore[attr-defined]
    app = Openchair(entrance(desk))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Riverside IOP" in shown(app))
        app.screen.query_one(Input).value = PASSPHRASE
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TodayScreen))
        app.close_record()


async def test_nothing_goes_to_the_clipboard_or_into_a_picture(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        app.copy_to_clipboard("A.M.")
        assert app.clipboard == ""
        assert app.deliver_screenshot() is None
        assert list(app.get_system_commands(app.screen)) == []
        await pilot.press("ctrl+p")
        await pilot.press(*"screenshot")
        await settled(pilot)
        assert "Save" not in shown(app)


async def test_ctrl_c_says_how_to_leave_and_nothing_is_opened_elsewhere(house: House) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("ctrl+c")
        await until(pilot, lambda: any("ctrl+q leaves" in notice.message for notice in app._notifications))
        assert app.is_running
        app.open_url("https://example.org")


async def test_a_paste_is_cleaned_before_a_field_gets_it(house: House) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("3", "slash")
        app.post_message(events.Paste("\x1b]52;c;eA==\x07A\u202eM"))
        await pilot.pause()
        assert app.screen.query_one("#search", Input).value == "]52;c;eA==AM"


def test_a_fault_names_its_kind_and_place_but_no_value(desk: Desk) -> None:
    script = f"""
import asyncio, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from textual.app import App
from facilitator.tui.guarded import Guarded
class House(Guarded):
    def on_mount(self):
        patient = "SENTINEL-NOTE"
        raise ValueError(patient)
async def main():
    app = House()
    try:
        async with app.run_test():
            pass
    except ValueError:
        pass
    app._print_error_renderables()
    print(app.fault)
asyncio.run(main())
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "ValueError at " in ran.stdout
    assert "SENTINEL" not in ran.stdout + ran.stderr


def test_textual_log_leaves_no_file(tmp_path: Path) -> None:
    script = (
        "from facilitator.tui.start import forget_textual_settings; forget_textual_settings()\n"
        "import asyncio\nfrom facilitator.tui.guarded import Guarded\n"
        "async def main():\n"
        "    app = Guarded()\n"
        "    async with app.run_test() as pilot:\n"
        "        await pilot.press(*'secret')\n"
        "asyncio.run(main())\n"
    )
    log = tmp_path / "keys.log"
    environment = {**os.environ, "TEXTUAL_LOG": str(log), "TEXTUAL_DEBUG": "1"}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True)
    assert not log.exists()
    without = script.partition("\n")[2]
    subprocess.run([sys.executable, "-c", without], env=environment, check=True, capture_output=True)
    assert "secret"[0] in log.read_text(), "Textual writes keys there when it is not told otherwise"
