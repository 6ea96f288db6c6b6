"""A note on the clipboard: asked for, written down, said, and gone again."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from attrs import evolve
from looking import settled, shown, until
from riverside import entrance, open_desk

from facilitator.access.roles import WITHIN
from facilitator.desk import Desk
from facilitator.events import Disclosed
from facilitator.notes.leaving import OWN_SYSTEM
from facilitator.records.errors import RecordError
from facilitator.records.store import Record
from facilitator.tui.app import Openchair
from facilitator.tui.dialogs.ask import Confirm
from facilitator.tui.lending import Lending, TooLong
from facilitator.tui.records.reading import NoteReading
from facilitator.tui.records.screen import RecordsScreen


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path)
    yield made
    cast("Record", made.record).close()


def notices(app: Openchair) -> str:
    return " ".join(each.message for each in app._notifications)


def put(sequence: str) -> str:
    """What a terminal would have on its clipboard after `sequence`."""
    assert sequence.startswith("\x1b]52;c;")
    return b64decode(sequence.removeprefix("\x1b]52;c;").removesuffix("\x07")).decode()


def test_what_is_too_long_is_not_begun_and_what_cannot_be_written_down_is_not_copied() -> None:
    told: list[str] = []
    lending = Lending(told.append)

    def refuse() -> None:
        raise RecordError("nothing is written down")

    with pytest.raises(TooLong):
        lending.lend("x" * 100_000, refuse)
    with pytest.raises(RecordError, match="written down"):
        lending.lend("x", refuse)
    assert (told, lending.lent, lending.take_back()) == ([], False, False)


async def test_a_note_is_copied_after_a_question_and_taken_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    app = Openchair(entrance(desk), desk=desk)
    monkeypatch.setattr(app._lending, "_terminal", told.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("5")
        await until(pilot, lambda: isinstance(app.screen, RecordsScreen))
        await pilot.press("s", "y")
        await until(pilot, lambda: "Read a note first" in notices(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, NoteReading))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, NoteReading))
        assert told == []
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "for 30 seconds" in shown(app)
        await pilot.press("y")
        await until(pilot, lambda: "Copied for 30 seconds" in notices(app))
        assert put(told[-1]).startswith("Note of P-0")
        fact = cast("Record", desk.record).latest(1)[0].fact
        assert isinstance(fact, Disclosed)
        assert (fact.recipient, fact.exception) == (OWN_SYSTEM, WITHIN)
        assert fact.what == "1 note, copied to the clipboard"
        app._time_is_over()
        await until(pilot, lambda: "The clipboard is cleared." in notices(app))
        assert put(told[-1]) == " "
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, NoteReading) and len(told) == 3)
        app.lock("key")
        assert [put(each) == " " for each in told] == [False, True, False, True]


async def test_a_clinic_may_forbid_copies(desk: Desk) -> None:
    desk.config = evolve(desk.config, copy_seconds=0)
    app = Openchair(entrance(desk), desk=desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("5")
        await until(pilot, lambda: isinstance(app.screen, RecordsScreen))
        await pilot.press("y")
        await until(pilot, lambda: "copies no notes" in notices(app))
