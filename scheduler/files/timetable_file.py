"""Reading a timetable, by itself or against the clinic it was made for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from attrs import asdict, field, frozen

from curricula.diagnostics import BadInput, Diagnostic, Severity, did_you_mean, has_errors, in_order
from curricula.scanner import KeyPath
from curricula.shape import about, read
from curricula.source import Source
from scheduler.clinic import Clinic
from scheduler.files import codes
from scheduler.files.values import MAX_BYTES, read_format, read_moment, read_week
from scheduler.timetable import Booking, Score, Session, Timetable, Unmet
from scheduler.week import WEEK, Week, clock_change


@frozen
class ScoreTable:
    """The objectives and what is proven of each."""

    unmet_minutes: int = field(default=0, metadata=about("Prescribed minutes not met.", at_least=0))
    unmet_minutes_bound: int | None = field(default=None, metadata=about("At least this."))
    under_floor: int = field(default=0, metadata=about("Patients under their floor.", at_least=0))
    under_floor_bound: int | None = field(default=None, metadata=about("At least this."))
    changes: int = field(default=0, metadata=about("Changes from last week.", at_least=0))
    changes_bound: int | None = field(default=None, metadata=about("At least this."))
    preference: int = field(default=0, metadata=about("What it costs in convenience.", at_least=0))
    preference_bound: int | None = field(default=None, metadata=about("At least this."))


@frozen
class SessionTable:
    """One meeting of a group."""

    group: str = field(metadata=about("The group."))
    start: datetime = field(metadata=about("When it begins, local time.", convert=read_moment))
    end: datetime = field(metadata=about("When it ends, local time.", convert=read_moment))
    members: tuple[str, ...] = field(metadata=about("The patients in it."))
    leaders: tuple[str, ...] = field(default=(), metadata=about("Who leads it."))
    room: str | None = field(default=None, metadata=about("Where; telehealth has no room."))


@frozen
class BookingTable:
    """One appointment."""

    service: str = field(metadata=about("The service."))
    patient: str = field(metadata=about("Whose it is."))
    start: datetime = field(metadata=about("When it begins, local time.", convert=read_moment))
    end: datetime = field(metadata=about("When it ends, local time.", convert=read_moment))
    therapist: str | None = field(default=None, metadata=about("Who gives it."))
    room: str | None = field(default=None, metadata=about("Where; telehealth has no room."))


@frozen
class UnmetTable:
    """Prescribed minutes that a patient does not get."""

    patient: str = field(metadata=about("Whose they are."))
    service: str = field(metadata=about("Of which service."))
    minutes: int = field(metadata=about("How many.", at_least=1))
    because: str = field(default="", metadata=about("Why."))
    fix: str = field(default="", metadata=about("The cheapest change that would meet them."))


@frozen
class TimetableTable:
    """A timetable."""

    format: int = field(metadata=about("1", convert=read_format))
    clinic: str = field(metadata=about("The clinic's name."))
    week: Week = field(metadata=about("Such as 2026-W48.", toml=str, convert=read_week))
    status: Literal["optimal", "feasible"] = field(
        default="feasible", metadata=about("optimal: every value is proven.")
    )
    score: ScoreTable = field(factory=ScoreTable, metadata=about("The objectives."))
    sessions: tuple[SessionTable, ...] = field(default=(), metadata=about("Group sessions."))
    appointments: tuple[BookingTable, ...] = field(default=(), metadata=about("Appointments."))
    unmet: tuple[UnmetTable, ...] = field(default=(), metadata=about("What is not met."))


def load_timetable(
    path: str | os.PathLike[str], clinic: Clinic | None = None
) -> tuple[Timetable | None, list[Diagnostic]]:
    """The timetable at `path` and everything odd about it; None when anything is an error.

    With `clinic`, every name has to be one of the clinic's and every time one of its time zone. Without,
    any name passes: last week's people may have left.
    """
    try:
        return _read(Source.load(path, MAX_BYTES), clinic)
    except BadInput as bad:
        return None, list(bad.diagnostics)


def read_timetable(text: str, clinic: Clinic | None = None) -> tuple[Timetable | None, list[Diagnostic]]:
    """The same for a timetable that is kept as text, as in a record."""
    try:
        return _read(Source.parse(text, "timetable"), clinic)
    except BadInput as bad:
        return None, list(bad.diagnostics)


def _read(source: Source, clinic: Clinic | None) -> tuple[Timetable | None, list[Diagnostic]]:
    problems = [*source.warnings]
    if "week" not in source.data and {"rooms", "patients", "timezone"} & source.data.keys():
        message = "this is a clinic, not a timetable"
        problems.append(source.problem((), codes.WRONG_FILE, message, "name a file that `solve` wrote"))
        return None, problems
    table = read(TimetableTable, source, problems)
    if table is None:
        return None, in_order(problems)
    problems += _times(source, table, clinic)
    if clinic is not None:
        problems += _names(source, table, clinic)
    problems += _twice(source, table)
    return None if has_errors(problems) else _timetable(table), in_order(problems)


def _timetable(table: TimetableTable) -> Timetable:
    minute = table.week.minute
    return Timetable(
        clinic=table.clinic,
        week=table.week,
        sessions=tuple(
            Session(minute(s.start), minute(s.end), s.group, s.room, s.leaders, s.members)
            for s in table.sessions
        ),
        appointments=tuple(
            Booking(minute(b.start), minute(b.end), b.service, b.patient, b.therapist, b.room)
            for b in table.appointments
        ),
        unmet=tuple(Unmet(**asdict(u)) for u in table.unmet),
        score=Score(**asdict(table.score)),
        status=table.status,
    )


Rows = list[tuple[KeyPath, SessionTable | BookingTable]]


def _rows(table: TimetableTable) -> Rows:
    sessions: Rows = [(("sessions", i), row) for i, row in enumerate(table.sessions)]
    return sessions + [(("appointments", i), row) for i, row in enumerate(table.appointments)]


def _times(source: Source, table: TimetableTable, clinic: Clinic | None) -> Iterator[Diagnostic]:
    zone = ZoneInfo(clinic.timezone) if clinic is not None else None
    for path, row in _rows(table):
        start, end = table.week.minute(row.start), table.week.minute(row.end)
        if end <= start:
            hint = "give the later moment as `end`"
            yield source.problem((*path, "end"), codes.BACKWARDS, "this ends before it starts", hint)
        if not 0 <= start < WEEK or end > WEEK:
            message = f"{row.start:%Y-%m-%d %H:%M} is not in week {table.week}"
            yield source.problem((*path, "start"), codes.OUTSIDE_WEEK, message, "move it, or correct `week`")
        for key, moment in (("start", row.start), ("end", row.end)) if zone is not None else ():
            change = clock_change(moment, zone) if zone is not None else ""
            if change:
                message = f"a clock change {change} {moment:%Y-%m-%d %H:%M}"
                hint = "choose a time before or after that hour"
                yield source.problem((*path, key), codes.CLOCK_CHANGE, message, hint)


def _names(source: Source, table: TimetableTable, clinic: Clinic) -> Iterator[Diagnostic]:
    if table.clinic != clinic.name:
        message = f"this timetable is of `{table.clinic}`, the clinic is `{clinic.name}`"
        hint = "check that the two belong together"
        yield source.problem(("clinic",), codes.OTHER_CLINIC, message, hint, severity=Severity.WARNING)
    known: Mapping[str, tuple[str, set[str]]] = {
        "group": ("group", {group.id for group in clinic.groups}),
        "room": ("room", {room.id for room in clinic.rooms}),
        "patient": ("patient", {patient.id for patient in clinic.patients}),
        "therapist": ("therapist", {therapist.id for therapist in clinic.therapists}),
    }
    known = {**known, "members": known["patient"], "leaders": known["therapist"]}
    unmet: list[tuple[KeyPath, UnmetTable]] = [(("unmet", i), row) for i, row in enumerate(table.unmet)]
    for path, row in (*_rows(table), *unmet):
        for key, (word, names) in known.items():
            for place, name in _named(path, key, getattr(row, key, None)):
                if name not in names:
                    near = did_you_mean(name, names) or "correct it."
                    hint = f"{near} Was it removed from the clinic: put it back, or solve the week anew"
                    yield source.problem(place, codes.UNKNOWN_NAME, f"there is no {word} `{name}`", hint)


def _named(path: KeyPath, key: str, value: str | tuple[str, ...] | None) -> list[tuple[KeyPath, str]]:
    """The names that one key holds, each with its path."""
    if isinstance(value, tuple):
        return [((*path, key, i), name) for i, name in enumerate(value)]
    return [] if value is None else [((*path, key), value)]


def _twice(source: Source, table: TimetableTable) -> Iterator[Diagnostic]:
    for i, session in enumerate(table.sessions):
        for key, names in (("members", session.members), ("leaders", session.leaders)):
            for j, name in enumerate(names):
                if name in names[:j]:
                    place: KeyPath = ("sessions", i, key, j)
                    message = f"{name} is listed twice in this session"
                    yield source.problem(place, codes.LISTED_TWICE, message, "keep one")
