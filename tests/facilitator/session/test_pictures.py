"""What the session's screens look like, at both sizes, at one fixed moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from evening import at
from stage import Clock, Stage, new_record, type_words
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from facilitator.events import (
    Arrived,
    Excused,
    Fact,
    FlagRaised,
    Left,
    NoShow,
    Rated,
    SharedNote,
    StepStarted,
)
from facilitator.records.store import Record

SIZES = [(120, 36), (80, 24)]
ANSWERS = ((6, 3, 7), (4, 7, 5), (7, 1, 8), (5, 5, 5), (8, 0, 9))
IN_ROOM: tuple[Fact, ...] = (
    *(Arrived(f"P-{i:03d}", at(minute)) for i, minute in ((1, 0), (2, 2), (3, 0), (4, 14), (5, 0), (8, 1))),
    NoShow("P-006"),
    Excused("P-007"),
    Arrived("P-009", at(3)),
    Left("P-009", at(31), "work"),
)
RATED = tuple(
    Rated(f"P-{i:03d}", scale, value)
    for i, values in enumerate(ANSWERS, 1)
    for scale, value in zip(("mood", "craving", "hope"), values, strict=True)
)
STEPS = tuple(StepStarted(i, at(minute)) for i, minute in enumerate((0, 7, 24, 31)))
NOTE = SharedNote("Members compared the week's plans and named where an urge shows up first.")


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Callable[..., Record]]:
    made: list[Record] = []

    def make(*facts: Fact, process: bool = False) -> Record:
        made.append(new_record(tmp_path / f"clinic-{len(made)}", *facts, process=process))
        return made[-1]

    yield make
    for record in made:
        record.close()


def keys(*pressed: str, typed: str = "") -> Callable[[Pilot[None]], Awaitable[None]]:
    """Press keys (and type words), with cursors that do not blink."""

    async def run(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await pilot.press(*pressed)
        await pilot.pause()
        if typed:
            assert isinstance(pilot.app, Stage)
            await type_words(pilot.app, pilot, typed)
        for screen in pilot.app.screen_stack:
            for field in (*screen.query(Input), *screen.query(TextArea)):
                field.cursor_blink = False
        await pilot.pause(0.6)

    return run


@pytest.mark.parametrize("size", SIZES)
def test_a_topic_in_the_room(
    snap_compare: Any, records: Callable[..., Record], size: tuple[int, int]
) -> None:
    stage = Stage(records(*IN_ROOM, *RATED, *STEPS, NOTE), Clock(42.3, still=True))
    assert snap_compare(stage, terminal_size=size, run_before=keys())


@pytest.mark.parametrize("size", SIZES)
def test_a_process_group_with_words_at_hand(
    snap_compare: Any, records: Callable[..., Record], size: tuple[int, int]
) -> None:
    stage = Stage(records(*IN_ROOM, *RATED, *STEPS[:2], process=True), Clock(42.3, still=True))
    assert snap_compare(stage, terminal_size=size, run_before=keys("i", "2"))


@pytest.mark.parametrize("size", SIZES)
def test_the_round(snap_compare: Any, records: Callable[..., Record], size: tuple[int, int]) -> None:
    stage = Stage(records(*IN_ROOM, *RATED[:4], *STEPS[:2]), Clock(9, still=True))
    assert snap_compare(stage, terminal_size=size, run_before=keys("c", "5"))


@pytest.mark.parametrize("size", SIZES)
def test_the_private_view(snap_compare: Any, records: Callable[..., Record], size: tuple[int, int]) -> None:
    stage = Stage(records(*IN_ROOM, FlagRaised("P-001", at(20))), Clock(42.3, still=True))
    assert snap_compare(stage, terminal_size=size, run_before=keys("f9"))


@pytest.mark.parametrize("size", SIZES)
def test_minutes(snap_compare: Any, records: Callable[..., Record], size: tuple[int, int]) -> None:
    stage = Stage(records(*IN_ROOM, *STEPS), Clock(90, still=True))
    assert snap_compare(stage, terminal_size=size, run_before=keys("w"))


@pytest.mark.parametrize("size", SIZES)
def test_a_note(snap_compare: Any, records: Callable[..., Record], size: tuple[int, int]) -> None:
    stage = Stage(records(*IN_ROOM, *RATED, *STEPS, NOTE), Clock(90, still=True))
    typed = "Named two places where the urge sits. As B.T. said, it moved."
    assert snap_compare(stage, terminal_size=size, run_before=keys("w", "enter", "ctrl+n", typed=typed))


def test_hidden_names(snap_compare: Any, records: Callable[..., Record]) -> None:
    stage = Stage(records(*IN_ROOM, *RATED, *STEPS, NOTE), Clock(42.3, still=True), hide_names=True)
    assert snap_compare(stage, terminal_size=SIZES[0], run_before=keys("t"))


def test_signing(snap_compare: Any, records: Callable[..., Record]) -> None:
    stage = Stage(records(*IN_ROOM, *RATED, NOTE), Clock(90, still=True))
    opened = keys("w", "enter", "ctrl+n", typed="Named two places where the urge sits.")

    async def sign(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await keys("ctrl+s")(pilot)

    assert snap_compare(stage, terminal_size=SIZES[0], run_before=sign)
