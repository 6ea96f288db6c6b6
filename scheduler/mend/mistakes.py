"""What is wrong with changes before anything is made of them: names, times, what stays and timetables say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

from attrs import frozen

from curricula.diagnostics import did_you_mean
from scheduler.clinic import Clinic, Group, Patient, Pin
from scheduler.facts import Item, patients_of
from scheduler.files import codes
from scheduler.mend.changes import (
    KINDS,
    Absent,
    Admitted,
    Away,
    Cancelled,
    Change,
    Closed,
    Discharged,
    Holiday,
    Pinned,
    Put,
    Thing,
    name_of,
    put,
)
from scheduler.timetable import Timetable
from scheduler.week import WEEK, Period, Week, clock_change, when

_TAKEN_FOR = {"therapists": "away", "patients": "absent", "rooms": "close", "groups": "cancel"}
"""What is said of each kind, for names that stand under another heading."""


@frozen
class Mistake:
    """What is wrong with one change: its place in the sequence, the part of it, the sentence and the hint."""

    number: int
    part: str
    code: str
    message: str
    hint: str = ""


def mistakes(
    clinic: Clinic, changes: Sequence[Change], week: Week, timetable: Timetable | None = None
) -> Iterator[Mistake]:
    """Everything that keeps `changes` from being applied: unknown names, times that mean nothing here, and
    with the week's `timetable` what it does not have.
    """
    clinic = reduce(put, (change.item for change in changes if isinstance(change, Put)), clinic)
    names = {kind: {item.id for item in getattr(clinic, kind)} for kind in KINDS.values()}
    told: set[tuple[type, str]] = set()
    for number, change in enumerate(changes):
        kind, name = name_of(change)
        found = [*_named(change, names), *_times(change, week, ZoneInfo(clinic.timezone))]
        if name in names.get(kind, ()):
            found += _stay(change, clinic, week)
            found += () if timetable is None else _not_there(change, timetable)
        if isinstance(change, Admitted | Discharged) and (type(change), name) in told:
            message = f"{name} is {type(change).__name__.lower()} twice"
            found.append(("patient", codes.LISTED_TWICE, message, "keep one"))
        told.add((type(change), name))
        yield from (Mistake(number, *wrong) for wrong in found)


Names = dict[str, set[str]]
"""The ids of a clinic by kind."""
Wrong = tuple[str, str, str, str]
"""(part, code, message, hint)"""


def _named(change: Change, names: Names) -> Iterator[Wrong]:
    """Names that are nobody's."""
    kind, name = name_of(change)
    if isinstance(change, Put | Pinned):
        yield from _dangling(change.item if isinstance(change, Put) else change.pin, names)
    elif kind and name not in names[kind]:
        message = f"there is no {kind[:-1]} `{name}`"
        yield kind[:-1], codes.UNKNOWN_NAME, message, _who(name, kind, names)


def _who(name: str, kind: str, names: Names) -> str:
    """What a name that is not of its kind was probably meant to be."""
    other = next((k for k in names if name in names[k]), "")
    if other in _TAKEN_FOR:
        return f"{name} is a {other[:-1]}; that goes under `{_TAKEN_FOR[other]}`"
    return did_you_mean(name, names[kind]) or f"known: {_few(names[kind])}"


def _few(names: set[str], most: int = 8) -> str:
    """The names, or the first of many."""
    shown = sorted(names)
    return ", ".join(shown[:most]) + (f" and {len(shown) - most} more" if len(shown) > most else "") or "none"


def _times(change: Change, week: Week, zone: ZoneInfo) -> Iterator[Wrong]:
    """Ends before starts, moments of another week, moments that a clock change skips or repeats."""
    match change:
        case Away(_, start, end) | Absent(_, start, end) | Closed(_, start, end):
            if end <= start:
                message = f"this ends ({_last(end)}) before it starts ({_last(start, 0)})"
                yield "to", codes.BACKWARDS, message, "give the earlier moment first"
            elif week.span(Period(start, end)) is None:
                message = f"{_span(start, end)} is not in week {week}"
                yield "from", codes.OUTSIDE_WEEK, message, _dates(week)
            for part, moment in (("from", start), ("to", end)):
                yield from _unclear(part, moment, zone)
        case Cancelled(_, start):
            if not 0 <= week.minute(start) < WEEK:
                message = f"{start:%Y-%m-%d %H:%M} is not in week {week}"
                yield "start", codes.OUTSIDE_WEEK, message, _dates(week)
            yield from _unclear("start", start, zone)
        case Holiday(day):
            if Week.of(day) != week:
                yield "day", codes.OUTSIDE_WEEK, f"{day} is not in week {week}", _dates(week)
        case _:
            return


def _unclear(part: str, moment: datetime, zone: ZoneInfo) -> Iterator[Wrong]:
    change = clock_change(moment, zone)
    if change:
        message = f"a clock change {change} {moment:%Y-%m-%d %H:%M}"
        yield part, codes.CLOCK_CHANGE, message, "choose a time before or after that hour"


def _span(start: datetime, end: datetime) -> str:
    if Period(start, end) == Period.day(start.date()):
        return str(start.date())
    return f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"


def _last(end: datetime, back: int = 1) -> str:
    """A moment, or where it is midnight the last day before it."""
    if end.time() != time.min:
        return f"{end:%Y-%m-%d %H:%M}"
    return str(end.date() - timedelta(days=back))


def _dates(week: Week) -> str:
    return f"the timetable's week is {week.monday} to {week.date(6)}"


def _stay(change: Change, clinic: Clinic, week: Week) -> Iterator[Wrong]:
    """An admission or a discharge that the patient's own dates contradict."""
    name = name_of(change)[1]
    patient = next((patient for patient in clinic.patients if patient.id == name), None)
    first, last = (None, None) if patient is None else (patient.admitted, patient.discharge)
    gone = last is not None and last < week.monday
    match change:
        case Admitted() if first is not None and first > week.date(6):
            hint = "correct `admitted` in the clinic, or admit them to that week"
            yield "patient", codes.OUTSIDE_STAY, f"{name} starts on {first}, after week {week}", hint
        case Admitted() | Discharged() if gone:
            message = f"{name} was discharged on {last}, before week {week}"
            yield "patient", codes.OUTSIDE_STAY, message, "correct `discharge` in the clinic"
        case Discharged(day=day) if first is not None and day < first:
            message = f"{name} is discharged on {day}, before the admission on {first}"
            yield "date", codes.BACKWARDS, message, "give a later date"
        case Discharged(day=day) if day > week.date(6):
            yield "date", codes.OUTSIDE_WEEK, f"{day} is after week {week}", _dates(week)


def _dangling(thing: Thing | Pin, names: Names) -> Iterator[Wrong]:
    """Names inside a changed or new thing that are nobody's."""
    wanted: list[tuple[str, str, str | None]] = []
    match thing:
        case Patient():
            wanted = [("level", "levels", thing.level), ("therapist", "therapists", thing.therapist)]
            wanted += [("prescriber", "therapists", thing.prescriber)]
            wanted += [("apart", "patients", name) for name in sorted(thing.apart)]
        case Group():
            wanted = [("after", "groups", name) for name in thing.after]
            wanted += [("members", "patients", name) for name in thing.members or ()]
        case Pin():
            wanted = [("group", "groups", thing.group), ("patient", "patients", thing.patient)]
            wanted += [("room", "rooms", thing.room), ("therapist", "therapists", thing.therapist)]
            wanted += [("leaders", "therapists", name) for name in thing.leaders]
            wanted += [("members", "patients", name) for name in thing.members]
    for part, kind, name in wanted:
        if name is not None and name not in names[kind]:
            message = f"there is no {kind[:-1]} `{name}`"
            yield part, codes.UNKNOWN_NAME, message, _who(name, kind, names)


def _not_there(change: Change, timetable: Timetable) -> Iterator[Wrong]:
    """What the timetable does not have, or has already."""
    week, known = timetable.week, people(timetable)
    match change:
        case Cancelled(group, start) if 0 <= week.minute(start) < WEEK:
            starts = sorted({s.start for s in timetable.sessions if s.group == group})
            if week.minute(start) not in starts:
                hint = f"it meets {', '.join(map(when, starts))}" if starts else "it does not meet this week"
                message = f"{group} does not meet {when(week.minute(start))}"
                yield "start", codes.NO_CHANGE, message, hint
        case Admitted(patient) if patient in known:
            yield "patient", codes.NO_CHANGE, f"{patient} is in the timetable already", "take this out"
        case Discharged(patient) if patient not in known:
            hint = did_you_mean(patient, known) or "take this out"
            yield "patient", codes.NO_CHANGE, f"{patient} is not in the timetable", hint


def people(timetable: Timetable) -> set[str]:
    """The patients that a timetable knows: who has something in it, or lacks something."""
    items: list[Item] = [*timetable.sessions, *timetable.appointments]
    return {name for item in items for name in patients_of(item)} | {u.patient for u in timetable.unmet}
