"""A small app around the session's screens, on a real record in a folder of its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from evening import SESSION, ZONE, at, opened
from textual.app import App

from facilitator.events import Admitted, Fact, patient_stream, session_stream
from facilitator.records.slots import Cost
from facilitator.records.store import Record
from facilitator.tui.session.live import LiveScreen
from facilitator.tui.theme import DUSK, THEMES
from scheduler.clinic import Patient

PASSPHRASE = "four quiet words here"
CHEAP = Cost(time=1, memory=8, lanes=1)
"""A key that is fast to derive: what is tested here is not how long guessing takes."""


class Clock:
    """A wall clock that goes on a millisecond a look and otherwise stands where it is put."""

    def __init__(self, minute: float = 0) -> None:
        self.moment = at(minute)

    def __call__(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment.astimezone(ZONE)

    def to(self, minute: float) -> None:
        self.moment = at(minute)


class Stage(App[None]):
    """Pushes one live screen; `outcome` is what it said when it went."""

    CSS_PATH = Path("facilitator/tui/app.tcss").absolute()
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


def new_record(folder: Path, *facts: Fact, process: bool = False, count: int = 10) -> Record:
    """A record with an opened session, and the people of its roster with their goals."""
    record, _ = Record.create(folder, "t1", PASSPHRASE, cost=CHEAP)
    fact = opened(count, process=process)
    for who in fact.roster:
        goals = ("Thirty days without a drink", "Sleep six hours")
        patient = Patient(who.member, "iop", (), admitted=date(2026, 10, 5))
        record.append(patient_stream(who.member), Admitted(patient, who.initials, goals=goals))
    record.append(session_stream(SESSION), fact, *facts, at=at(-5))
    return record
