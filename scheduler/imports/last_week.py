"""A timetable that exists already, from CSV or a workbook, as "last week": so that changing to openchair
moves nobody.

One row for a session with all its people, or one for each of its people; what openchair itself exports (with
titles and people) is read as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from curricula.diagnostics import Diagnostic, has_errors
from scheduler.clinic import Clinic, Group
from scheduler.imports import codes
from scheduler.imports.cells import people, read_date, read_day, read_time
from scheduler.imports.sheets import Columns, Listing, Row, guess, read_listing, shortened
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import DAY, Week, when

COLUMNS = Columns(
    {
        "what": ("title", "group", "service", "activity"),
        "date": (),
        "weekday": ("day",),
        "start": ("from", "begin", "begins", "start time", "time"),
        "end": ("to", "until", "end time"),
        "minutes": ("duration", "length"),
        "room": ("where", "place", "location"),
        "staff": ("leader", "leaders", "therapist", "facilitator", "facilitators", "with"),
        "people": ("members", "patients", "patient", "member", "who"),
    },
    frozenset({"what", "start", "people"}),
)
NOWHERE = frozenset({"", "online", "telehealth", "-", "—"})


@frozen
class LastWeek:
    """What was understood of a list: a timetable, None with an error, and every problem."""

    timetable: Timetable | None
    problems: tuple[Diagnostic, ...]


@frozen
class _Item:
    """One row as understood."""

    row: Row
    what: str
    start: int
    end: int
    room: str | None
    staff: tuple[str, ...]
    people: tuple[str, ...]


def read_last_week(path: Path, clinic: Clinic, week: Week) -> LastWeek:
    """Read a list of one week's sessions and appointments. Never raises for what stands in the file."""
    listing, problems = read_listing(path, COLUMNS)
    if listing.rows and not {"date", "weekday"} & set(listing.places):
        message, hint = "there is no column `weekday` and none `date`", "say on which day each thing was"
        problems.append(listing.problem(1, "", codes.MISSING_COLUMN, message, hint))
        return LastWeek(None, tuple(problems))
    reader = _Reader(listing, clinic, week, problems)
    items = [item for row in listing.rows if (item := reader.item(row)) is not None]
    timetable = _timetable(reader, items)
    if not listing.rows and not has_errors(problems):
        message, hint = "there is no row in this list", "a row for each session and appointment"
        problems.append(listing.problem(1, "", codes.EMPTY_CELL, message, hint))
    return LastWeek(None if has_errors(problems) else timetable, tuple(shortened(problems)))


class _Reader:
    """Rows one by one, with names looked up in the clinic."""

    def __init__(self, listing: Listing, clinic: Clinic, week: Week, problems: list[Diagnostic]) -> None:
        self.listing, self.clinic, self.week, self.problems = listing, clinic, week, problems
        self.groups: Mapping[str, Group] = {group.id: group for group in clinic.groups}
        self.services = {a.service: a for level in clinic.levels for a in level.prescription.appointments}
        for patient in clinic.patients:
            self.services |= {a.service: a for a in clinic.prescription(patient).appointments}
        self.known = {
            "room": frozenset(room.id for room in clinic.rooms),
            "staff": frozenset(therapist.id for therapist in clinic.therapists),
            "people": frozenset(patient.id for patient in clinic.patients),
        }

    def say(self, row: Row, column: str, code: str, message: str, hint: str = "") -> None:
        self.problems.append(self.listing.problem(row, column, code, message, hint))

    def item(self, row: Row) -> _Item | None:
        before = len(self.problems)
        what = row.get("what")
        names = frozenset((*self.groups, *self.services))
        if what not in names:
            hint = guess(what, names) or f"known: {', '.join(sorted(names))}"
            self.say(row, "what", codes.UNKNOWN_NAME, f"there is no group or service `{what[:40]}`", hint)
        start = self._start(row)
        room = None if row.get("room").casefold() in NOWHERE else row.get("room")
        staff, members = people(row.get("staff")), people(row.get("people"))
        for column, found in (("room", (room,) if room else ()), ("staff", staff), ("people", members)):
            for name in found:
                if name not in self.known[column]:
                    hint = guess(name, self.known[column]) or f"add it to {self.clinic.name}, or take it out"
                    self.say(
                        row, column, codes.UNKNOWN_NAME, f"`{name[:40]}` is not known in this clinic", hint
                    )
        if not members:
            self.say(row, "people", codes.EMPTY_CELL, "nobody is in it", "name its people, with ; between")
        if start is None or len(self.problems) > before:
            return None
        end = self._end(row, what, start)
        return None if end is None else _Item(row, what, start, end, room, staff, members)

    def _start(self, row: Row) -> int | None:
        """The minute of the week, or None with the reason told."""
        column = "date" if row.get("date") else "weekday"
        try:
            if row.get("date"):
                day = (read_date(row.get("date")) - self.week.monday).days
                if not 0 <= day < 7:
                    raise ValueError(
                        f"{row.get('date')} is not in week {self.week}", "one list is of one week"
                    )
            else:
                day = read_day(row.get("weekday"))
            column = "start"
            return day * DAY + read_time(row.get("start"), DAY - 1)
        except ValueError as error:
            message, *hint = map(str, error.args)
            self.say(row, column, codes.UNREADABLE, message, hint[0] if hint else "")
            return None

    def _end(self, row: Row, what: str, start: int) -> int | None:
        """When it ended: as written, or after the length of its group or appointment."""
        usual = self.groups[what].minutes if what in self.groups else self.services[what].minutes
        try:
            if row.get("end"):
                end = start // DAY * DAY + read_time(row.get("end"))
            elif row.get("minutes"):
                end = start + int(row.get("minutes"))
            else:
                end = start + usual
        except ValueError as error:
            hint = str(error.args[1]) if len(error.args) > 1 else "write minutes, such as 60"
            column = "end" if row.get("end") else "minutes"
            self.say(row, column, codes.UNREADABLE, f"`{row.get(column)[:40]}` cannot be read", hint)
            return None
        if not start < end <= (start // DAY + 1) * DAY:
            self.say(row, "end", codes.UNREADABLE, "it ends before it starts, or on another day")
            return None
        return end


def _timetable(reader: _Reader, items: list[_Item]) -> Timetable:
    """Rows of one session put together; what two rows say differently is told."""
    sessions: dict[tuple[str, int, str | None], _Item] = {}
    bookings: dict[tuple[str, str, int], Booking] = {}
    for item in items:
        if item.what in reader.groups:
            key = (item.what, item.start, item.room)
            known = sessions.get(key)
            sessions[key] = item if known is None else _joined(reader, known, item)
            continue
        if len(item.people) > 1:
            message = f"{item.what} is an appointment, and has {len(item.people)} people"
            reader.say(item.row, "people", codes.CLASH, message, "a row for each of them")
        for patient in item.people:
            booking = (patient, item.what, item.start)
            if booking in bookings:
                message = f"{patient} has {item.what} on {when(item.start)} twice"
                reader.say(item.row, "people", codes.TWICE, message, "take one row out")
            therapist = item.staff[0] if item.staff else None
            bookings[booking] = Booking(item.start, item.end, item.what, patient, therapist, item.room)
    return Timetable(
        reader.clinic.name,
        reader.week,
        tuple(sorted(Session(i.start, i.end, i.what, i.room, i.staff, i.people) for i in sessions.values())),
        tuple(sorted(bookings.values(), key=lambda b: (b.span, b.patient, b.service))),
    )


def _joined(reader: _Reader, one: _Item, other: _Item) -> _Item:
    """Two rows of one session."""
    if other.end != one.end:
        message = f"{other.what} on {when(other.start)} ends at another time than in line {one.row.line}"
        reader.say(other.row, "end", codes.CLASH, message, "give both rows the same end")
    twice = [name for name in other.people if name in one.people]
    for name in twice:
        message = f"{name} is in {other.what} on {when(other.start)} twice, see line {one.row.line}"
        reader.say(other.row, "people", codes.TWICE, message, "take one out")
    staff = tuple(dict.fromkeys((*one.staff, *other.staff)))
    members = tuple(dict.fromkeys((*one.people, *other.people)))
    return _Item(one.row, one.what, one.start, one.end, one.room, staff, members)
