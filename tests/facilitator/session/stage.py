"""A small app around the session's screens, on a real record in a folder of its own."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from attrs import evolve
from evening import SESSION, ZONE, at, opened
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

import facilitator.tui
from facilitator.events import Admitted, Arrived, Fact, patient_stream, session_stream
from facilitator.records.slots import Cost
from facilitator.records.store import Record
from facilitator.tui.guarded import Guarded
from facilitator.tui.session.live import LiveScreen
from facilitator.tui.theme import DUSK, THEMES
from scheduler.clinic import Patient

PASSPHRASE = "four quiet words here"
CHEAP = Cost(time=1, memory=8, lanes=1)
"""A key that is fast to derive: what is tested here is not how long guessing takes."""


class Clock:
    """A wall clock that goes on a millisecond a look (or stands `still`) from where it is put."""

    def __init__(self, minute: float = 0, *, still: bool = False) -> None:
        self.moment = at(minute)
        self._step = timedelta(milliseconds=0 if still else 1)

    def __call__(self) -> datetime:
        self.moment += self._step
        return self.moment.astimezone(ZONE)

    def to(self, minute: float) -> None:
        self.moment = at(minute)


class Stage(Guarded):
    """Pushes one live screen; `outcome` is what it said when it went."""

    CSS_PATH = Path(facilitator.tui.__file__).parent / "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS: ClassVar = [(0, "-narrow"), (110, "-wide")]

    def __init__(self, record: Record, clock: Clock, **options: Any) -> None:
        super().__init__()
        self.record, self.clock, self.options = record, clock, options
        self.outcome: list[str | None] = []
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DUSK.name

    def on_mount(self) -> None:
        self.live = LiveScreen(self.record, SESSION, clock=self.clock, **self.options)
        self.push_screen(self.live, self.outcome.append)


def new_record(
    folder: Path, *facts: Fact, process: bool = False, count: int = 10, topic: str | None = None
) -> Record:
    """A record with an opened session, and the people of its roster with their goals."""
    record, _ = Record.create(folder, "t1", PASSPHRASE, cost=CHEAP)
    fact = opened(count, process=process)
    fact = evolve(fact, topic=topic) if topic else fact
    for who in fact.roster:
        goals = ("Thirty days without a drink", "Sleep six hours")
        patient = Patient(who.member, "iop", (), admitted=date(2026, 10, 5))
        record.append(patient_stream(who.member), Admitted(patient, who.initials, goals=goals))
    record.append(session_stream(SESSION), fact, *facts, at=at(-5))
    return record


@asynccontextmanager
async def on_stage(
    folder: Path,
    *facts: Fact,
    minute: float = 0,
    size: tuple[int, int] = (120, 36),
    process: bool = False,
    count: int = 10,
    topic: str | None = None,
    **options: Any,
) -> AsyncIterator[tuple[Stage, Pilot[None]]]:
    """The live screen of a new record, `minute` minutes after the start, until the block ends."""
    record = new_record(folder / "clinic", *facts, process=process, count=count, topic=topic)
    stage = Stage(record, Clock(minute), **options)
    async with stage.run_test(size=size) as pilot:
        await pilot.pause()
        yield stage, pilot
    record.close()


def here(*minutes: float) -> tuple[Arrived, ...]:
    """Members P-001, P-002 ... stamped in at these minutes."""
    return tuple(Arrived(f"P-{i:03d}", at(minute)) for i, minute in enumerate(minutes, 1))


def screen_text(stage: Stage) -> str:
    """What can be read on the screen, a line a line."""
    width, height = stage.size
    rows = stage.screen._compositor.render_strips()[:height]
    return "\n".join("".join(segment.text for segment in row)[:width].rstrip() for row in rows)


def words(stage: Stage) -> str:
    """The screen with every run of spaces as one."""
    return re.sub(" +", " ", screen_text(stage))


async def type_words(stage: Stage, pilot: Pilot[None], text: str) -> None:
    """`text` as typed into whatever has the focus, at once."""
    focused = stage.focused
    if isinstance(focused, TextArea):
        focused.insert(text)
    else:
        assert isinstance(focused, Input), focused
        focused.insert_text_at_cursor(text)
    await pilot.pause()


async def until(stage: Stage, pilot: Pilot[None], shown: str) -> None:
    """Wait until `shown` can be read on the screen."""
    for _ in range(200):
        if shown in screen_text(stage):
            return
        await pilot.pause(0.02)
    raise AssertionError(f"never shown: {shown}")
