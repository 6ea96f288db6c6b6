"""The coordinator's screens at 200 patients: what fits while one types an admission, the grid drawn anew.

The real app on a real encrypted record, with a roomy clinic of 200 patients and its planted week published.
Each key is posted to the app as the terminal would; the clock stops when the screen was drawn with it. The
baseline is the same key in an app that has nothing but one input, so that what Textual itself costs is seen.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from attrs import evolve
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input

from benchmarks.figures import Figure, Report
from benchmarks.latency import percentile
from benchmarks.weekly.generate import WEEK
from benchmarks.weekly.planting import roomy
from facilitator.admission import draft_of
from facilitator.desk import Desk
from facilitator.events import Admitted, WeekPublished, patient_stream, week_stream
from facilitator.records.slots import Cost
from facilitator.records.store import Record
from facilitator.tui.app import Openchair
from facilitator.tui.entrance import Entrance
from facilitator.tui.idle import Idle
from facilitator.tui.patients.form import PersonForm
from facilitator.tui.timetable.screen import TimetableScreen
from scheduler.files import dump_timetable

TYPING, REDRAW = 300.0, 50.0
"""Milliseconds from the last key to what fits, and for the grid."""
SIZE = (120, 36)


class Bare(App[None]):
    """One input and nothing else."""

    def compose(self) -> ComposeResult:
        yield Input()


def run(options: Sequence[str]) -> Report:
    """Measure. `--keys N` presses N keys of each kind (default 60)."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks coordinator")
    parser.add_argument("--keys", type=int, default=60)
    count = parser.parse_args(options).keys
    with tempfile.TemporaryDirectory() as folder:
        taken, note = asyncio.run(_measured(Path(folder), count))
    base = percentile(taken["bare"], 95)
    figures = (
        Figure("admission form, key to what fits, p95", percentile(taken["form"], 95), "ms", base, TYPING),
        Figure("admission form, median", percentile(taken["form"], 50), "ms", percentile(taken["bare"], 50)),
        Figure("grid drawn anew, p95", percentile(taken["draw"], 95), "ms", base, REDRAW),
        Figure("grid, next item, p95", percentile(taken["step"], 95), "ms", base, REDRAW),
        Figure("grid, seen by another thing, p95", percentile(taken["view"], 95), "ms", base, REDRAW),
        Figure("a week looked at from the record, median", round(median(taken["look"]), 1), "ms"),
    )  # fmt: skip
    return Report("coordinator", figures, (note,))


async def _measured(folder: Path, count: int) -> tuple[dict[str, list[float]], str]:
    taken: dict[str, list[float]] = {}
    async with Bare().run_test(size=SIZE) as pilot:
        await pilot.pause()
        field = pilot.app.query_one(Input)
        taken["bare"] = await _keys(pilot.app, "ab" * (count // 2), lambda: field.value)
    desk = _desk(folder / "clinic")
    idle = Idle(600, lambda: 0, lambda: 0)
    app = Openchair(Entrance(desk.folder, desk.config), desk=desk, idle=idle)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        taken["form"] = await _typed(app, desk, count)
        await pilot.press("2")
        while not (isinstance(app.screen, TimetableScreen) and app.screen._view is not None):
            await pilot.pause(0.02)
        await pilot.pause()
        screen = app.screen
        taken["step"] = await _keys(app, ("right", "down") * (count // 2), lambda: screen.grid.spot)
        taken["view"] = await _keys(app, "v" * count, lambda: screen._by)
        taken["draw"], taken["look"] = await _drawn(app, screen, count)
    view = screen.view
    assert view.timetable is not None, "its week is published"
    note = (
        f"{len(view.clinic.patients)} patients, {len(view.clinic.therapists)} therapists, "
        f"{len(view.timetable.sessions)} sessions and {len(view.timetable.appointments)} appointments"
    )
    desk.record.close()  # type: ignore[attr-defined]
    return taken, note


async def _typed(app: App[Any], desk: Desk, count: int) -> list[float]:
    """The form of somebody like those who are here; letters go into the track and out again."""
    somebody = next(person for person in desk.people.values() if person.profiles[-1].demand.track)
    draft = evolve(draft_of(somebody, desk.today(), again=True), id="P-999", track="")
    form = PersonForm(desk, "Admit", draft)
    await app.push_screen(form)
    while not form.query("#field-track"):
        await asyncio.sleep(0.02)
    form.query_one("#field-track", Input).focus()
    await asyncio.sleep(0.2)
    taken = await _keys(app, ("S", "backspace") * (count // 2), lambda: form._draft.track)
    assert form.query_one("#fits").display, "what fits is shown"
    app.pop_screen()
    return taken


async def _drawn(app: App[Any], screen: TimetableScreen, count: int) -> tuple[list[float], list[float]]:
    """(the grid filled and drawn anew, the view of the week read and checked before that)"""
    drawn, looked = [], []
    for _ in range(count):
        began = time.perf_counter()
        screen._fill()
        await _refreshed(app)
        drawn.append((time.perf_counter() - began) * 1000)
    for _ in range(min(count, 5)):
        began = time.perf_counter()
        screen._look(screen.view.week)
        looked.append((time.perf_counter() - began) * 1000)
    return drawn, looked


async def _keys(app: App[Any], keys: Sequence[str], state: Callable[[], object]) -> list[float]:
    """Milliseconds from each key to the state it changes and the screen drawn; a key may change nothing."""
    taken = []
    for key in (*keys[:4], *keys):  # the first few are slow once
        before = state()
        began = time.perf_counter()
        app.post_message(events.Key(key, key if len(key) == 1 else None))
        while state() == before and time.perf_counter() - began < 1:
            await asyncio.sleep(0)
        if state() == before:
            continue
        await _refreshed(app)
        taken.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(0.02)
    return taken[4:]


async def _refreshed(app: App[Any]) -> None:
    drawn = asyncio.Event()
    app.screen.call_after_refresh(drawn.set)
    await drawn.wait()


def _desk(folder: Path) -> Desk:
    """200 people in care since September, their week published."""
    clinic, timetable = roomy("l", 1)
    config = evolve(clinic, patients=())
    record, _ = Record.create(folder, "t1", "four quiet words here", cost=Cost(time=1, memory=8, lanes=1))
    zone = ZoneInfo(clinic.timezone)
    now = datetime.combine(WEEK.monday, datetime.min.time(), zone) + timedelta(hours=9)
    since = WEEK.shifted(-9).monday
    people = (evolve(p, admitted=p.admitted or since) for p in clinic.patients)
    record.append_many((patient_stream(p.id), Admitted(p, p.id), now, "t1") for p in people)
    for week in (WEEK, WEEK.shifted(1)):
        fact = WeekPublished(str(week), dump_timetable(evolve(timetable, week=week)))
        record.append(week_stream(str(week)), fact, at=now)
    return Desk(folder, config, record, clock=lambda: now)
