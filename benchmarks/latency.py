"""A key in the live session, from pressed to stored and shown, alone and while a week is being solved.

Ten members on the real screen with a real encrypted record. Each key is posted to the app as the terminal
would; the clock stops when the append has returned and the screen was drawn with it; then the record is asked
whether it holds the entry. The solver runs in a process of its own, as in the app.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from textual import events

import facilitator.tui
from benchmarks.figures import Figure, Report
from benchmarks.weekly.generate import WEEK, tight
from facilitator.events import (
    Admitted,
    Arrived,
    Entry,
    Expected,
    SessionOpened,
    Step,
    patient_stream,
    session_stream,
)
from facilitator.records.store import Record
from facilitator.tui.guarded import Guarded
from facilitator.tui.session.live import LiveScreen
from facilitator.tui.theme import DUSK, THEMES
from scheduler.clinic import Patient

MOST = 50.0
"""Milliseconds that 99 of 100 keys may take."""
SESSION = "evening-skills.2026-11-25T1800.room-2"
STARTS = datetime(2026, 11, 25, 18, 0, tzinfo=ZoneInfo("America/Chicago"))
MEMBERS = 10
KEYS = ("n", "r", "p", "u")
"""No-show, back to expected, present, undo: each stores one entry; together they change nothing."""


class Stage(Guarded):
    """One live session and nothing else."""

    CSS_PATH = Path(facilitator.tui.__file__).parent / "app.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, record: Record) -> None:
        super().__init__()
        self.record, self.began = record, time.monotonic()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DUSK.name

    def on_mount(self) -> None:
        self.push_screen(LiveScreen(self.record, SESSION, clock=self.clock))
        self.stored = asyncio.Event()
        append = self.record.append

        def watched(*given: Any, **named: Any) -> tuple[Entry, ...]:
            kept = append(*given, **named)
            self.stored.set()
            return kept

        self.record.append = watched  # type: ignore[method-assign]

    def clock(self) -> datetime:
        return STARTS + timedelta(seconds=time.monotonic() - self.began)


def run(options: Sequence[str]) -> Report:
    """Measure both. `--keys N` presses N keys each (default 300)."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks latency")
    parser.add_argument("--keys", type=int, default=300)
    count = parser.parse_args(options).keys
    with tempfile.TemporaryDirectory() as folder:
        alone, solving, found = asyncio.run(_measured(Path(folder), count))
    base = percentile(alone, 99)
    figures = (
        Figure("key to stored and shown, p99", percentile(alone, 99), "ms", None, MOST),
        Figure("key to stored and shown, median", percentile(alone, 50), "ms"),
        Figure("the same while solving, p99", percentile(solving, 99), "ms", base, MOST),
        Figure("the same while solving, median", percentile(solving, 50), "ms", percentile(alone, 50)),
    )
    note = f"{count} keys each; the solver improved its timetable {found} times meanwhile"
    return Report("latency", figures, (note,))


async def _measured(folder: Path, count: int) -> tuple[list[float], list[float], int]:
    """(milliseconds a key alone, while solving, how often the solver improved meanwhile)."""
    stage = Stage(_record(folder / "clinic"))
    async with stage.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await _pressed(stage, 2 * len(KEYS))  # what is slow the first time only
        alone = await _pressed(stage, count)
        stop, improved = threading.Event(), list[object]()
        solver = threading.Thread(target=_solve, args=(stop, improved), daemon=True)
        solver.start()
        await asyncio.sleep(3)  # the engine is loaded and has begun
        solving = await _pressed(stage, count)
        still = solver.is_alive()
        stop.set()
        await asyncio.to_thread(solver.join)
    stage.record.close()
    if not still:
        raise RuntimeError("the solver ended before the keys were pressed")
    return alone, solving, len(improved)


def _solve(stop: threading.Event, improved: list[object]) -> None:
    from scheduler.apart import solve_apart
    from scheduler.progress import Event, Improved

    def listen(event: Event) -> None:
        if isinstance(event, Improved):
            improved.append(event)

    solve_apart(tight("m", 1), WEEK, time_limit=300, workers=2, listener=listen, stop=stop)


async def _pressed(stage: Stage, count: int) -> list[float]:
    """Milliseconds from each key to its entry on the record and the screen drawn."""
    taken = []
    for number in range(count):
        key, before, drawn = KEYS[number % len(KEYS)], stage.record.count(), asyncio.Event()
        stage.stored.clear()
        began = time.perf_counter()
        stage.post_message(events.Key(key, key))
        await asyncio.wait_for(stage.stored.wait(), 10)
        stage.screen.call_after_refresh(drawn.set)
        await drawn.wait()
        taken.append((time.perf_counter() - began) * 1000)
        if stage.record.count() != before + 1:
            raise RuntimeError(f"the key '{key}' stored nothing")
        await asyncio.sleep(0.02)  # nobody types faster
    return taken


def _record(folder: Path) -> Record:
    """A record with an opened session, ten people expected, the last nine already there."""
    record, _ = Record.create(folder, "t1", "four quiet words here")
    names = [f"P-{i:03d}" for i in range(1, MEMBERS + 1)]
    for name in names:
        person = Patient(name, "iop", (), admitted=(STARTS - timedelta(days=30)).date())
        record.append(patient_stream(name), Admitted(person, f"{name[-1]}.X."))
    session = SessionOpened(
        session=SESSION,
        group="evening-skills",
        group_title="Evening skills",
        service="psychoeducation",
        starts=STARTS,
        minutes=90,
        room="Room 2",
        leaders=("t1",),
        roster=tuple(Expected(name, f"{name[-1]}.X.") for name in names),
        agenda=(Step("Check-in round", "check-in", 15), Step("Urges come in waves", "psychoeducation", 75)),
        scales=("mood", "craving"),
        title="Urge surfing",
    )
    arrived = (Arrived(name, STARTS - timedelta(minutes=2)) for name in names[1:])
    record.append(session_stream(SESSION), session, *arrived, at=STARTS - timedelta(minutes=1))
    return record


def percentile(values: list[float], percent: float) -> float:
    """The value that `percent` of 100 do not exceed (nearest rank)."""
    ordered = sorted(values)
    return round(ordered[max(0, -(-len(ordered) * int(percent) // 100) - 1)], 1)
