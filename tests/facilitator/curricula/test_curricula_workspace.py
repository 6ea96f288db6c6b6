"""The Curricula workspace: browse, preview, follow a file as its author saves it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Markdown, OptionList

from curricula import library
from curricula.scaffold import write_module
from facilitator.desk import Desk
from facilitator.records.slots import Cost
from facilitator.records.store import Record
from facilitator.shelf import OWN, shelf
from facilitator.tui.app import Openchair
from facilitator.tui.curricula.rehearsal import RehearsalScreen
from facilitator.tui.curricula.screen import CurriculaScreen
from facilitator.tui.entrance import Entrance
from facilitator.tui.idle import Idle
from facilitator.versions import keep
from scheduler.files import load_clinic
from scheduler.scaffold import new_clinic

NOW = datetime(2026, 11, 25, 17, 41, tzinfo=UTC)


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """A new clinic with one module of its own."""
    new_clinic(tmp_path)
    write_module("sleep-well", tmp_path / OWN)
    return tmp_path


def app_of(folder: Path) -> Openchair:
    config, problems = load_clinic(folder)
    assert config is not None, problems
    record, _ = Record.create(folder, "t1", "harbour lamp quiet seven", cost=Cost(time=1, memory=8, lanes=1))
    desk = Desk(folder, config, record, clock=lambda: NOW)
    return Openchair(Entrance(folder, config), desk=desk, idle=Idle(0))


async def until(pilot: Pilot[None], said: Callable[[], bool], seconds: float = 8.0) -> None:
    """Wait for a worker's news; fail when it does not come."""
    for _ in range(int(seconds / 0.05)):
        await pilot.pause(0.05)
        if said():
            return
    pytest.fail("it never happened")


def rows(app: Openchair) -> list[str]:
    found = app.screen.query_one("#shelf", OptionList)
    return [str(found.get_option_at_index(i).prompt) for i in range(found.option_count)]


def page(app: Openchair) -> str:
    return app.screen.query_one(Markdown).source


async def opened(pilot: Pilot[None], app: Openchair) -> None:
    await pilot.press("4")
    await until(pilot, lambda: isinstance(app.screen, CurriculaScreen) and bool(rows(app)))


def test_a_module_of_the_clinic_stands_in_for_a_shipped_one(clinic: Path) -> None:
    own = clinic / OWN / "getting-steady.toml"
    write_module("getting-steady", clinic / OWN)
    assert shelf(clinic).modules["getting-steady"].title == "Getting steady"
    assert len(shelf(clinic).modules["getting-steady"].sessions) < 8
    own.write_text(own.read_text(encoding="utf-8").replace("minutes = ", "minuts = ", 1), encoding="utf-8")
    assert len(shelf(clinic).modules["getting-steady"].sessions) == 8, "one with errors does not"


async def test_arrows_browse_and_the_page_follows(clinic: Path) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, app)
        assert any("Getting steady" in row and "8 sessions" in row for row in rows(app))
        app.screen.show("getting-steady/if-it-slips")  # type: ignore[attr-defined]
        await until(pilot, lambda: page(app).startswith("## If it slips"))
        await pilot.press("up")
        await until(pilot, lambda: page(app).startswith("## The hard hours"))


async def test_diagnostics_follow_the_file_as_it_is_saved(clinic: Path) -> None:
    file = clinic / OWN / "sleep-well.toml"
    sound = file.read_text(encoding="utf-8")
    app = app_of(clinic)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, app)
        problems = app.screen.query_one("#problems", OptionList)
        await until(pilot, lambda: "no problems" in str(problems.border_title))
        await asyncio.sleep(0.4)  # the watcher needs a moment to look
        file.write_text(
            sound.replace('kind = "psychoeducation"', 'kind = "psychoeduction"', 1), encoding="utf-8"
        )
        await until(pilot, lambda: "1 error" in rows(app)[0])
        await until(pilot, lambda: problems.option_count > 0)
        problem = str(problems.get_option_at_index(0).prompt)
        assert "F013" in problem
        assert "did you mean `psychoeducation`?" in problem
        await pilot.press("d", "down", "enter")
        await until(pilot, lambda: "## F013 unknown-value" in page(app))
        await pilot.press("escape")
        await until(pilot, lambda: "cannot be read as a module" in page(app))
        file.write_text(sound, encoding="utf-8")
        await until(pilot, lambda: "1 error" not in rows(app)[0])


async def test_a_new_module_is_written_and_shown(clinic: Path) -> None:
    app = app_of(clinic)
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, app)
        await pilot.press("n", *"night-walks", "enter")
        await until(pilot, lambda: any("Night walks" in row for row in rows(app)))
        assert (clinic / OWN / "night-walks.toml").exists()
        await pilot.press("n", *"night-walks", "enter")
        await pilot.pause(0.2)
        assert any("exists already" in n.message for n in app._notifications)


async def test_the_pages_of_a_session_are_written_into_a_folder(clinic: Path, tmp_path: Path) -> None:
    app, out = app_of(clinic), tmp_path / "print"
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, app)
        app.screen.show("getting-steady/if-it-slips")  # type: ignore[attr-defined]
        for folder, said in ((str(out), "Wrote 2 pages"), ("/dev/null/x", "Nothing was written")):
            await pilot.press("w", "enter")
            app.screen.query_one(Input).value = folder
            await pilot.press("enter")
            await until(pilot, lambda said=said: any(said in n.message for n in app._notifications))
        assert {path.name for path in out.iterdir()} == {"if-it-slips-guide.html", "if-it-slips-handout.html"}


async def test_a_session_as_in_the_room_its_real_minutes_and_what_changed(clinic: Path) -> None:
    own = clinic / OWN / "sleep-well.toml"
    keep(clinic, "sleep-well", NOW)
    own.write_text(own.read_text(encoding="utf-8").replace("Six minutes", "x").replace("One word", "A word"))
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app)
        await pilot.press("v")
        assert any("one at a time" in n.message for n in app._notifications)
        app.screen.show("sleep-well/first-session")  # type: ignore[attr-defined]
        await until(pilot, lambda: page(app).startswith("## A small plan"))
        await pilot.press("t")
        await until(pilot, lambda: "Not run yet." in page(app))
        await pilot.press("t", "c", "enter", "enter")
        await until(pilot, lambda: 'label is "A word each" now, was "One word each"' in page(app))
        await pilot.press("v", "space", "w", "p")
        assert isinstance(app.screen, RehearsalScreen)
        assert app.screen.scribe.state.current == 0
        assert "A word each" in str(app.screen.query_one("#step-pane").border_title)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CurriculaScreen))
        assert app.desk is not None
        assert not app.desk.entries(("session.opened",))


async def test_modules_of_one_id_stand_side_by_side(clinic: Path) -> None:
    write_module("getting-steady", clinic / OWN)
    twin = (clinic / OWN / "sleep-well.toml").read_text(encoding="utf-8")
    (clinic / OWN / "twin.toml").write_text(twin.replace('title = "Sleep well"', 'title = "Twin"'), "utf-8")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app)
        assert len([row for row in rows(app) if "Getting steady" in row]) == 2
        assert len([row for row in rows(app) if "Sleep well" in row or "Twin" in row]) == 2
        app.screen.show("sleep-well#2")  # type: ignore[attr-defined]
        problems = app.screen.query_one("#problems", OptionList)
        await until(pilot, lambda: problems.option_count > 0)
        assert "C107" in str(problems.get_option_at_index(0).prompt)


async def test_text_from_a_file_is_only_text(clinic: Path) -> None:
    file = clinic / OWN / "sleep-well.toml"
    hostile = "[@click=app.quit]boo[/] [/] [bold \\u001b]2;owned\\u0007"
    text = file.read_text(encoding="utf-8")
    title = text[text.index("title = ") : text.index("\n", text.index("title = "))]
    file.write_text(text.replace(title, f'title = "{hostile}"', 1), encoding="utf-8")
    app = app_of(clinic)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, app)
        assert "[@click=app.quit]boo[/]" in rows(app)[0]
        assert "\x1b" not in app.export_screenshot()
        await pilot.click("#page")
        await pilot.pause()
        assert app.is_running


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
def test_looks(  # type: ignore[no-untyped-def]
    clinic: Path, snap_compare, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    pictured = {name: library.shipped()[name] for name in ("getting-steady", "open-process")}
    monkeypatch.setattr("facilitator.shelf.shipped", lambda: pictured)  # what else ships changes no picture

    async def ready(pilot: Pilot[None]) -> None:
        await opened(pilot, app)
        app.screen.query_one("#where").display = False  # holds the folder's name
        await pilot.press("down", "down", "down")
        await until(pilot, lambda: page(app).startswith("## "))

    app = app_of(clinic)
    assert snap_compare(app, run_before=ready, terminal_size=size)
