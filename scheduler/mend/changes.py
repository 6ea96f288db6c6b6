"""What may happen to a clinic and its week: an absence, an admission, a closed room, another therapist.

    changes = (Away("t3", start, end), Admitted("P-101"), Put(evolve(room, capacity=14)))
    applied(clinic, changes, week)              # the clinic as it is then; BadInput names every mistake

Moments are local wall clock, ends are exclusive. `scheduler.mend.mistakes` judges changes,
`scheduler.cli.options` and `scheduler.files.change_file` read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import reduce
from typing import Any

from attrs import evolve, frozen

from curricula.diagnostics import BadInput, Diagnostic
from scheduler.clinic import Clinic, Group, Level, Patient, Pin, Room, Therapist
from scheduler.week import WEEK, Period, Start, Week, joined

Thing = Room | Therapist | Group | Level | Patient
"""What a clinic keeps under an id of its own."""


@frozen
class Away:
    """A therapist is not there from `start` until `end`."""

    therapist: str
    start: datetime
    end: datetime


@frozen
class Absent:
    """A patient does not come from `start` until `end`."""

    patient: str
    start: datetime
    end: datetime


@frozen
class Admitted:
    """A patient of the clinic starts, as soon as their own `admitted` lets them."""

    patient: str


@frozen
class Discharged:
    """A patient's last day is `day`."""

    patient: str
    day: date


@frozen
class Closed:
    """A room cannot be used from `start` until `end`."""

    room: str
    start: datetime
    end: datetime


@frozen
class Cancelled:
    """What a group has at `start` does not take place, and nothing of it does at that moment."""

    group: str
    start: datetime


@frozen
class Holiday:
    """The clinic is closed on `day`."""

    day: date


@frozen
class Put:
    """A room, therapist, group, level or patient as it is now: in place of its namesake, or new."""

    item: Thing


@frozen
class Pinned:
    """Something more that must hold."""

    pin: Pin


Absence = Away | Absent | Closed
Change = Absence | Admitted | Discharged | Cancelled | Holiday | Put | Pinned

KINDS: dict[type, str] = {
    Room: "rooms",
    Therapist: "therapists",
    Group: "groups",
    Level: "levels",
    Patient: "patients",
}
"""Where a clinic keeps things of each type."""


def applied(clinic: Clinic, changes: Sequence[Change], week: Week) -> Clinic:
    """The clinic after `changes`, for the timetable of `week`.

    Raises BadInput with every mistake in them; a mistake's line is the number of its change.
    """
    from scheduler.mend.mistakes import mistakes

    found = list(mistakes(clinic, changes, week))
    if found:
        raise BadInput(
            Diagnostic("changes", wrong.number + 1, 1, wrong.code, wrong.message, wrong.hint)
            for wrong in found
        )
    return reduce(with_change, sorted(changes, key=lambda change: not isinstance(change, Put)), clinic)


def with_change(clinic: Clinic, change: Change) -> Clinic:
    """The clinic after one change that makes sense in it; see `applied` for any."""
    kind, name = name_of(change)
    found: Any = next((item for item in getattr(clinic, kind) if item.id == name), None) if kind else None
    match change:
        case Put(item):
            return put(clinic, item)
        case Away() | Absent() | Closed():
            return put(clinic, evolve(found, away=tuple(sorted({*found.away, period(change)}))))
        case Discharged(day=day):
            return put(clinic, evolve(found, discharge=day))
        case Cancelled(start=start):
            moment = Start(start.weekday(), start.hour * 60 + start.minute)
            return put(clinic, evolve(found, starts=_starts_but(clinic, found, moment)))
        case Holiday(day):
            clinic = evolve(clinic, closed=tuple(sorted({*clinic.closed, day})))
        case Pinned(pin):
            clinic = evolve(clinic, pins=(*clinic.pins, pin))
    return clinic  # an admission changes nothing: the patient is the clinic's already


def put(clinic: Clinic, item: Thing) -> Clinic:
    """The clinic with `item` in place of its namesake, or at the end."""
    kind = KINDS[type(item)]
    items: tuple[Thing, ...] = getattr(clinic, kind)
    known = any(other.id == item.id for other in items)
    new = tuple(item if other.id == item.id else other for other in items) if known else (*items, item)
    whole: dict[str, Any] = {kind: new}
    return evolve(clinic, **whole)


def _starts_but(clinic: Clinic, group: Group, gone: Start) -> tuple[Start, ...]:
    """Every start the group may have but one; without `starts` of its own, the grid of the open hours."""
    starts: Iterable[Start] = group.starts or ()
    if group.starts is None:
        starts = (
            Start(window.day, minute)
            for window in joined(clinic.open)
            for minute in range(-(-window.start // clinic.grid) * clinic.grid, window.end, clinic.grid)
        )
    return tuple(start for start in starts if start != gone)


def ends(first: date | datetime, last: date | datetime | None, week: Week) -> tuple[datetime, datetime]:
    """Both ends of an absence as people say it: a date is its whole day, the last one included; without
    `last` it is the one day, or from a moment on the rest of the week.
    """
    start = first if isinstance(first, datetime) else Period.day(first).start
    if last is None:
        last = max(week.moment(WEEK), start) if isinstance(first, datetime) else first
    return start, last if isinstance(last, datetime) else Period.day(last).end


def period(change: Absence) -> Period:
    """From when until when."""
    return Period(change.start, change.end)


def name_of(change: Change) -> tuple[str, str]:
    """(kind, id) of whom or what a change is about; empty for the clinic itself."""
    match change:
        case Away(name):
            return "therapists", name
        case Absent(name) | Admitted(name) | Discharged(name):
            return "patients", name
        case Closed(name):
            return "rooms", name
        case Cancelled(name):
            return "groups", name
        case Put(item):
            return KINDS[type(item)], item.id
        case _:
            return "", ""
