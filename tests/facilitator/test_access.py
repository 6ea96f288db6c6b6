"""The door: unlock, set-up, recovery, lock-out, and a lock that nothing answers through."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static

from facilitator.events import Locked, NoShow, Unlocked, UserAdded
from facilitator.records import attempts
from facilitator.records.errors import Damaged, DiskFull, NotAStore, RecordLocked
from facilitator.records.passphrase import advice
from facilitator.records.slots import Cost
from facilitator.records.store import Record
from facilitator.tui.access.lock import LockScreen
from facilitator.tui.access.setup import RecoveryKeyScreen, SetUpScreen
from facilitator.tui.access.signin import SignIn
from facilitator.tui.access.unlock import UnlockScreen
from facilitator.tui.theme import DUSK

CHEAP = Cost(time=1, memory=8, lanes=1)
PASSPHRASE = "harbour lamp quiet seven"
SECRET = "Zbigniew-Quorl"


class House(App[None]):
    """A tiny app: one screen with somebody's name on it, and a key that must not work through the lock."""

    BINDINGS: ClassVar[list[BindingType]] = [("x", "ring", "ring"), ("ctrl+x", "ring", "ring")]

    def __init__(self, door: Callable[[], Screen[Any]] | None = None) -> None:
        super().__init__()
        self.door = door
        self.came: Any = None
        self.rung = 0
        self.register_theme(DUSK)
        self.theme = DUSK.name

    def compose(self) -> ComposeResult:
        yield Static(SECRET * 20)
        yield Input(id="below")

    def on_mount(self) -> None:
        if self.door is not None:
            self.push_screen(self.door(), self.enter)

    def enter(self, came: Any) -> None:
        self.came = came

    def action_ring(self) -> None:
        self.rung += 1

    def frame(self) -> str:
        """What is on the terminal, as text."""
        lines = self.screen._compositor.render_strips(self.size)
        return "\n".join(strip.text for strip in lines)


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    folder = tmp_path / "clinic"
    record, _ = Record.create(folder, "t1", PASSPHRASE, name="J. O.", cost=CHEAP)
    record.add_user("t2", "another passphrase", name="M. B.", cost=CHEAP)
    record.close()
    return folder


async def until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    for _ in range(200):
        if true():
            return
        await pilot.pause(0.02)
    raise AssertionError("it did not happen")


async def enter_words(pilot: Pilot[None], words: str, field: str = "#passphrase") -> None:
    box = pilot.app.screen.query_one(field, Input)
    box.focus()
    box.value = words
    await pilot.press("enter")


def problem(app: House) -> str:
    return str(app.screen.query_one(".problem", Static).visual)


# --- unlock ---------------------------------------------------------------------------------------------


async def test_the_passphrase_opens(clinic: Path) -> None:
    app = House(lambda: UnlockScreen(clinic, "Riverside IOP"))
    async with app.run_test() as pilot:
        await pilot.press(*"harbour", "space", *"lamp", "space", *"quiet", "space", *"seven", "enter")
        await until(pilot, lambda: app.came is not None)
    with app.came as record:
        assert record.who == "t1"
        assert isinstance(record.latest(1)[0].fact, Unlocked)


async def test_the_arrows_choose_who(clinic: Path) -> None:
    app = House(lambda: UnlockScreen(clinic))
    async with app.run_test() as pilot:
        await pilot.press("down")
        await enter_words(pilot, "another passphrase")
        await until(pilot, lambda: app.came is not None)
    with app.came as record:
        assert record.who == "t2"


async def test_a_wrong_passphrase_is_said_and_can_be_tried_again(clinic: Path) -> None:
    app = House(lambda: UnlockScreen(clinic))
    async with app.run_test() as pilot:
        await enter_words(pilot, "wrong")
        await until(pilot, lambda: "does not open" in problem(app))
        assert app.screen.query_one("#passphrase", Input).value == ""
        await enter_words(pilot, PASSPHRASE)
        await until(pilot, lambda: app.came is not None)
    app.came.close()


async def test_after_too_many_the_screen_counts_down(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "FIRST_WAIT", 1.0)
    app = House(lambda: UnlockScreen(clinic))
    async with app.run_test() as pilot:
        for _ in range(3):
            await until(pilot, lambda: app.screen.query_one(SignIn).listening)
            await enter_words(pilot, "wrong")
            await until(pilot, lambda: "■" in problem(app))
        assert "taken in 0:01" in problem(app)
        await enter_words(pilot, PASSPHRASE)
        assert app.came is None, "not even the right one is tried during the pause"
        await until(pilot, lambda: app.screen.query_one(SignIn).listening)
        await enter_words(pilot, PASSPHRASE)
        await until(pilot, lambda: app.came is not None)
    app.came.close()


async def test_another_user_does_not_wait_for_the_first(clinic: Path) -> None:
    app = House(lambda: UnlockScreen(clinic))
    for _ in range(4):
        attempts.count_wrong(Record.open(clinic, "t2", "another passphrase", readonly=True).places, "t1")
    async with app.run_test() as pilot:
        await enter_words(pilot, PASSPHRASE)
        await until(pilot, lambda: "taken in" in problem(app))
        await pilot.press("down")
        await pilot.pause()
        await enter_words(pilot, "another passphrase")
        await until(pilot, lambda: app.came is not None)
    app.came.close()


async def test_a_damaged_record_is_said_at_the_door(clinic: Path) -> None:
    database = clinic / "records/records.db"
    database.write_bytes(b"x" * database.stat().st_size)
    app = House(lambda: UnlockScreen(clinic))
    async with app.run_test() as pilot:
        await enter_words(pilot, PASSPHRASE)
        await until(pilot, lambda: "damaged" in problem(app))


def test_nothing_to_unlock(tmp_path: Path, clinic: Path) -> None:
    with pytest.raises(NotAStore):
        UnlockScreen(tmp_path / "elsewhere")
    (clinic / "records/keys.json").write_text("{}")
    with pytest.raises(Damaged):
        UnlockScreen(clinic)


async def test_names_from_outside_are_plain_text(tmp_path: Path) -> None:
    hostile = "[@click=app.ring]\x1b]2;gotcha\x07[/] [b]J"
    Record.create(tmp_path, "t1", PASSPHRASE, name=hostile, cost=CHEAP)[0].close()
    app = House(lambda: UnlockScreen(tmp_path, title=hostile))
    async with app.run_test() as pilot:
        await pilot.pause()
        frame = app.frame()
        assert "[@click=app.ring]" in frame
        assert "\x1b" not in frame
        await pilot.click("OptionList", offset=(8, 0))
        assert app.rung == 0


def test_the_door_opens_without_the_database() -> None:
    """The unlock screen is up before SQLAlchemy, SQLCipher, cattrs or cryptography are imported."""
    code = (
        "import sys; import facilitator.tui.access.unlock, facilitator.tui.access.lock;"
        "heavy = ('sqlalchemy', 'sqlcipher3', 'cattrs', 'cryptography', 'argon2');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# --- set-up and recovery --------------------------------------------------------------------------------


async def test_set_up_makes_a_record_and_shows_the_key_once(tmp_path: Path, cheap_founding: None) -> None:
    def fill(record: Record) -> None:
        record.append("session:s1", NoShow("P-1"))

    app = House(lambda: SetUpScreen(tmp_path, "Riverside IOP", [("t1", "J. O.")], fill))
    async with app.run_test(size=(80, 24)) as pilot:
        await enter_words(pilot, "t1", "#user")
        assert "At least" in problem(app)
        app.screen.query_one("#new", Input).value = PASSPHRASE
        await enter_words(pilot, "something else", "#again")
        assert "differ" in problem(app)
        await enter_words(pilot, PASSPHRASE, "#again")
        await until(pilot, lambda: isinstance(app.screen, RecoveryKeyScreen))
        await pilot.pause()
        key = app.screen._key
        assert all(part in app.frame() for part in key.split("-"))
        await enter_words(pilot, "nope", "#last")
        assert "not its last four" in problem(app)
        await enter_words(pilot, key[-4:].lower(), "#last")
        await until(pilot, lambda: app.came is not None)
        assert key[:4] not in app.frame()
    app.came.close()
    with Record.recover(tmp_path, key, "t1", "a new one, longer") as record:
        kinds = [type(entry.fact) for entry in record.entries()]
    assert kinds == [UserAdded, NoShow, Unlocked, UserAdded]


async def test_a_set_up_that_fails_half_way_leaves_nothing(tmp_path: Path, cheap_founding: None) -> None:
    """Else there would be a record whose recovery key nobody ever saw."""

    def fill(record: Record) -> None:
        raise DiskFull

    app = House(lambda: SetUpScreen(tmp_path, then=fill))
    async with app.run_test() as pilot:
        app.screen.query_one("#user", Input).value = "t1"
        app.screen.query_one("#new", Input).value = PASSPHRASE
        await enter_words(pilot, PASSPHRASE, "#again")
        await until(pilot, lambda: "disk is full" in problem(app))
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def cheap_founding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Found with cheap slots; only the cost of a guess differs."""
    monkeypatch.setattr("facilitator.records.store.Cost", lambda: CHEAP)


async def test_a_lost_passphrase_is_replaced_by_the_recovery_key(tmp_path: Path) -> None:
    made, key = Record.create(tmp_path, "t1", "forgotten", cost=CHEAP)
    made.close()
    app = House(lambda: UnlockScreen(tmp_path))
    async with app.run_test() as pilot:
        await pilot.press("ctrl+r")
        await pilot.pause()
        app.screen.query_one("#new", Input).value = PASSPHRASE
        app.screen.query_one("#again", Input).value = PASSPHRASE
        await enter_words(pilot, "XXXX-XXXX", "#recovery")
        await until(pilot, lambda: "does not open" in problem(app))
        await enter_words(pilot, key.lower(), "#recovery")
        await until(pilot, lambda: app.came is not None)
    app.came.close()
    Record.open(tmp_path, "t1", PASSPHRASE).close()


@pytest.mark.parametrize(
    ("passphrase", "ok"),
    [("", False), ("short", False), ("aaaaaaaaaaaaaaaa", False), ("t1t1t1t1t1t1", False),
     ("harbour lamp", True), (PASSPHRASE, True)],
)  # fmt: skip
def test_advice_is_about_length(passphrase: str, ok: bool) -> None:
    assert advice(passphrase, "t1").ok is ok


# --- lock -----------------------------------------------------------------------------------------------


async def test_the_lock_covers_closes_and_comes_back(clinic: Path) -> None:
    record = Record.open(clinic, "t1", PASSPHRASE)
    app = House()
    async with app.run_test() as pilot:
        below = app.screen.query_one("#below", Input)
        below.focus()
        await pilot.press(*"half a wo".replace(" ", "_"))
        assert SECRET in app.frame()
        app.push_screen(LockScreen(record, "Riverside IOP"), app.enter)
        await until(pilot, lambda: isinstance(app.screen, LockScreen) and record.locked)
        await pilot.pause()
        assert SECRET not in app.frame()
        assert "Locked." in app.frame()
        with pytest.raises(RecordLocked):
            record.entries()
        await enter_words(pilot, "wrong")
        await until(pilot, lambda: "does not open" in problem(app))
        assert record.locked
        await enter_words(pilot, PASSPHRASE)
        await until(pilot, lambda: app.came == "t1")
        assert below.value == "half_a_wo", "what was not finished is still there"
        assert SECRET in app.frame()
    facts = [entry.fact for entry in record.latest(2)]
    assert facts == [Locked("t1", "key"), Unlocked("t1", wrong=1)], "wrong tries are told"
    record.close()


async def test_nothing_below_the_lock_reacts(clinic: Path) -> None:
    record = Record.open(clinic, "t1", PASSPHRASE)
    app = House()
    async with app.run_test() as pilot:
        app.push_screen(LockScreen(record))
        await until(pilot, lambda: record.locked)
        app.set_focus(None)
        await pilot.press("x", "ctrl+x", "escape", "tab", "enter", "q", "ctrl+c", "f1", "1", "2")
        await pilot.click(offset=(1, 0))
        assert app.rung == 0
        assert isinstance(app.screen, LockScreen)
        assert app.query_one("#below", Input).value == ""


async def test_another_user_may_unlock(clinic: Path) -> None:
    record = Record.open(clinic, "t1", PASSPHRASE)
    app = House()
    async with app.run_test() as pilot:
        app.push_screen(LockScreen(record, why="idle"), app.enter)
        await until(pilot, lambda: record.locked)
        await pilot.press("down")
        await enter_words(pilot, "another passphrase")
        await until(pilot, lambda: app.came == "t2")
    assert record.who == "t2"
    assert [entry.who for entry in record.latest(2)] == ["t1", "t2"]
    record.close()


async def test_opening_takes_little_time(clinic: Path) -> None:
    """From passphrase to an open store well under 0.6 s, at the cost real passphrases have."""
    folder = clinic.parent / "real"
    Record.create(folder, "t1", PASSPHRASE)[0].close()
    started = datetime.now(UTC)
    record = await asyncio.to_thread(Record.open, folder, "t1", PASSPHRASE)
    record.close()
    assert datetime.now(UTC) - started < timedelta(seconds=2), "generous, for a busy machine"
