"""Seats ahead: for each group, who leaves in the coming weeks and how many seats that opens. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import frozen

from scheduler.clinic import Clinic, Group, Patient, may_join, present_spans
from scheduler.timetable import Timetable
from scheduler.week import Week

WEEKS = 6


@frozen
class Ahead:
    """One week of one group. `free` seats are those of its fullest session once everybody of `leaving` and
    of the weeks before has left and everybody of `coming` has come; below 0 there are too many people.
    `away` keep their seats, which nobody uses in that week: a pause, or days away.
    """

    week: Week
    leaving: tuple[str, ...]
    coming: tuple[str, ...]
    away: tuple[str, ...]
    free: int


@frozen
class Outlook:
    """A group, its track, and the weeks from now on. `cap`: seats at one start, of all copies together."""

    group: str
    track: str
    cap: int
    members: int
    weeks: tuple[Ahead, ...]


def seats_ahead(
    clinic: Clinic, timetable: Timetable | None, first: Week, weeks: int = WEEKS
) -> tuple[Outlook, ...]:
    """Every open group that meets in `timetable`, by track. `clinic` holds everybody who is in care or will
    be."""
    if timetable is None:
        return ()
    people = {patient.id: patient for patient in clinic.patients}
    found = [
        _outlook(group, *_fullest(group, timetable), people, clinic, [first.shifted(n) for n in range(weeks)])
        for group in clinic.groups
        if group.members is None and any(s.group == group.id for s in timetable.sessions)
    ]
    return tuple(sorted(found, key=lambda outlook: (outlook.track, outlook.group)))


def _fullest(group: Group, timetable: Timetable) -> tuple[tuple[str, ...], int]:
    """Members and seats of the session that has fewest seats left; copies of a group at one start are one."""
    at: dict[int, list[tuple[str, ...]]] = {}
    for session in timetable.sessions:
        if session.group == group.id:
            at.setdefault(session.start, []).append(session.members)
    known = (
        (sorted({m for copy in copies for m in copy}), group.size.max * len(copies)) for copies in at.values()
    )
    members, cap = min(known, key=lambda one: one[1] - len(one[0]))
    return tuple(members), cap


def _outlook(
    group: Group,
    members: Iterable[str],
    cap: int,
    people: Mapping[str, Patient],
    clinic: Clinic,
    weeks: list[Week],
) -> Outlook:
    inside = {name for name in members if name in people}
    known, found = set(inside), []
    for week in weeks:
        first, last = week.monday, week.date(6)
        leaving = {n for n in inside if (day := people[n].discharge) and day <= last}
        coming = {
            p.id for p in people.values()
            if p.id not in known and _starts(p, first, last) and may_join(group, p, clinic.prescription(p))
        }  # fmt: skip
        inside = (inside - leaving) | coming
        known |= coming
        away = {name for name in inside if not present_spans(people[name], week)}
        out, into, off = (tuple(sorted(who)) for who in (leaving, coming, away))
        found.append(Ahead(week, out, into, off, cap - len(inside)))
    return Outlook(group.id, group.track or "", cap, len(known & {*members}), tuple(found))


def _starts(patient: Patient, first: date, last: date) -> bool:
    return patient.admitted is not None and first <= patient.admitted <= last
