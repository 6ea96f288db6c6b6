"""The close of a week from the record: hours really attained, what was missed, notes unsigned by age.

The scheduler's report (`scheduler.compliance`) knows the timetable and the packs; here it gets what happened.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from attrs import asdict, frozen

from facilitator.desk import Desk
from facilitator.live.attendance import attended
from facilitator.live.state import SessionState
from facilitator.owed import unsigned
from facilitator.people import Hours
from scheduler.clinic import Clinic
from scheduler.compliance.report import WeekReport, week_report
from scheduler.compliance.saying import as_csv, as_json, as_text
from scheduler.facts import Facts, Item, length
from scheduler.packs import Rules
from scheduler.rules import KNOWN
from scheduler.timetable import Booking, Timetable

BACK = timedelta(days=90)
"""How far back unsigned notes are looked for."""


@frozen
class Waiting:
    """Notes of one session that nobody signed: how many, how old in days, and by when they were due."""

    session: str
    group: str
    leaders: tuple[str, ...]
    day: date
    notes: int
    age: int
    due: date
    late: bool


@frozen
class Close:
    """A week's report, the notes of the last months that wait, the oldest first, and cover that ends."""

    report: WeekReport
    waiting: tuple[Waiting, ...]
    covers: tuple[tuple[str, str], ...] = ()  # patient, and what their payer's cover asks for


def close_of_week(desk: Desk, timetable: Timetable) -> Callable[[], Close] | None:
    """What counts the close of a week as of now; None when the timetable names somebody unknown.

    The record is read here; what is returned needs it no more and may run in a thread. Appointments that are
    past count as attended, group sessions as far as the record says so.
    """
    clinic, rules = desk.clinic(timetable.week), desk.rules
    if any(KNOWN.check(Facts(clinic, timetable))):
        return None
    now = desk.now().replace(tzinfo=None)
    waiting = tuple(sorted(_waiting(desk, rules), key=lambda w: (w.day, w.group)))
    covered = tuple((p.id, words) for p in clinic.patients for words in desk.cover_warnings(p.id))
    if now < timetable.week.moment(0):
        return lambda: Close(week_report(clinic, timetable, rules), waiting, covered)
    missed, attained = _missed(desk, timetable, now), _attained(desk, clinic, timetable, now)
    count = partial(week_report, now=now, attained=attained, missed=missed)
    return lambda: Close(count(clinic, timetable, rules), waiting, covered)


def _missed(desk: Desk, timetable: Timetable, now: datetime) -> dict[str, list[Item]]:
    """Sessions that are over and that somebody was expected at and did not attend, by person."""
    week = timetable.week
    states = {
        (state.opened.group, state.opened.starts): state
        for state in desk.held(week.monday, week.date(6))
        if state.opened is not None
    }
    missed: dict[str, list[Item]] = defaultdict(list)
    for session in timetable.sessions:
        state = states.get((session.group, desk.moment(week, session.start)))
        over = week.moment(session.end) <= now or (state is not None and state.ended is not None)
        for member in session.members if over else ():
            if not _was_there(state, member):
                missed[member].append(session)
    return missed


def _was_there(state: SessionState | None, member: str) -> bool:
    return state is not None and member in state.members and attended(state.members[member])


def _attained(desk: Desk, clinic: Clinic, timetable: Timetable, now: datetime) -> dict[str, int]:
    """Minutes by person: in groups as the record has them, and appointments that are past."""
    week, found = timetable.week, {}
    for patient in clinic.patients:
        person = desk.people.get(patient.id)
        groups = (desk.hours(person, week) if person is not None else Hours()).attained
        visits = (b for b in timetable.of_patient(patient.id) if isinstance(b, Booking))
        found[patient.id] = groups + sum(length(b) for b in visits if week.moment(b.start) < now)
    return found


def _waiting(desk: Desk, rules: Rules) -> Iterator[Waiting]:
    today = desk.today()
    for state in desk.held(today - BACK, today, lambda digest: not digest.settled):
        notes = unsigned(state, desk.zone, rules)
        if notes is None or state.opened is None:
            continue
        yield Waiting(
            notes.session,
            state.opened.group_title,
            state.opened.leaders,
            notes.day,
            len(notes.members),
            (today - notes.day).days,
            notes.due,
            notes.due < today,
        )


# --- in words -------------------------------------------------------------------------------------------


def in_text(close: Close) -> str:
    """The whole page as text, patients by code."""
    total, late = sum(w.notes for w in close.waiting), sum(w.notes for w in close.waiting if w.late)
    head = f"Unsigned notes: {total}" + (f", {late} late" if late else "")
    lines = [
        f"  {w.day:%a %d %b}  {w.group}  {w.notes} by {', '.join(w.leaders)}, {w.age} days old, "
        f"{'was ' if w.late else ''}due {w.due:%a %d %b}"
        for w in close.waiting
    ]
    payers = ["", "Payers", *(f"  {who}  {words}" for who, words in close.covers)] if close.covers else []
    return as_text(close.report, [head, *lines, *payers])


def in_json(close: Close) -> str:
    """The whole page as one JSON object."""
    whole: dict[str, Any] = json.loads(as_json(close.report))
    rows = [asdict(w) | {"day": w.day.isoformat(), "due": w.due.isoformat()} for w in close.waiting]
    covers = [{"patient": who, "warning": words} for who, words in close.covers]
    return json.dumps(whole | {"unsigned": rows, "covers": covers}, ensure_ascii=False, indent=2) + "\n"


def files(close: Close) -> dict[str, str]:
    """What is written of the close of a week, by the name of the file."""
    stem = f"close-of-{close.report.week}"
    report = close.report
    return {f"{stem}.txt": in_text(close), f"{stem}.json": in_json(close), f"{stem}.csv": as_csv(report)}
