"""A clinic of four patients and a valid week of it, to be changed a little by each test.

    Monday     09:00 process  A B C  t1  room-1      10:00 skills  A B C  t2  room-1
               11:00 individual of A with t1 in office-1
    Wednesday  09:00 process  A B C  t1  room-1

Everybody is available at any hour; the clinic opens 08:00-20:00.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from attrs import evolve

from scheduler.clinic import (
    Appointment,
    Clinic,
    Group,
    Level,
    Patient,
    Prescription,
    Room,
    Size,
    Therapist,
)
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import DAY, DAYS, Period, Week, Window, parse_clock, parse_windows

WEEK = Week.parse("2026-W48")  # Monday is 23 November
ALWAYS = parse_windows("mon-sun 00:00-24:00")
OPEN = parse_windows("mon-fri 08:00-20:00")

IOP = Prescription(
    days=3,
    services={"process": 120, "skills": 60},
    appointments=(Appointment("individual", 60), Appointment("medication", 30)),
)
CLINIC = Clinic(
    name="Tiny",
    timezone="America/Chicago",
    open=OPEN,
    rooms=(
        Room("room-1", "group", 3, frozenset({"video"})),
        Room("room-2", "group", 12),
        Room("office-1", "office", 2),
    ),
    therapists=(
        Therapist("t1", frozenset({"process", "skills", "individual"}), ALWAYS, name="J. O."),
        Therapist("t2", frozenset({"process", "skills", "individual"}), ALWAYS),
        Therapist("rx1", frozenset({"medication"}), ALWAYS),
        Therapist("rx2", frozenset({"medication"}), ALWAYS),
    ),
    groups=(
        Group("process", "process", 60, Size(2, 4), second_leader_above=3),
        Group("skills", "skills", 60, Size(2, 4), second_leader_above=3),
    ),
    levels=(Level("iop", IOP),),
    patients=tuple(Patient(name, "iop", ALWAYS, therapist="t1", prescriber="rx1") for name in "ABCD"),
)


def at(text: str) -> int:
    """`mon 09:00` as a minute of the week."""
    day, time = text.split()
    return DAYS.index(day) * DAY + parse_clock(time)


def windows(*texts: str) -> tuple[Window, ...]:
    return tuple(window for text in texts for window in parse_windows(text))


def moment(text: str) -> datetime:
    return WEEK.moment(at(text))


def period(first: str, last: str) -> Period:
    return Period(moment(first), moment(last))


def session(group: str, start: str, members: str, leaders: str, room: str | None = "room-1") -> Session:
    """A session of an hour; `members` one letter each, `leaders` with blanks between."""
    begin = at(start)
    return Session(begin, begin + 60, group, room, tuple(leaders.split()), tuple(members))


def booking(
    service: str,
    patient: str,
    start: str,
    therapist: str | None,
    room: str | None = "office-1",
    minutes: int = 60,
) -> Booking:
    begin = at(start)
    return Booking(begin, begin + minutes, service, patient, therapist, room)


ITEMS: dict[str, Session | Booking] = {
    "p1": session("process", "mon 09:00", "ABC", "t1"),
    "s1": session("skills", "mon 10:00", "ABC", "t2"),
    "p2": session("process", "wed 09:00", "ABC", "t1"),
    "i1": booking("individual", "A", "mon 11:00", "t1"),
}


def week(**changed: Session | Booking | None) -> Timetable:
    """The valid week with some items replaced, added, or (None) left out."""
    items = [item for item in (ITEMS | changed).values() if item is not None]
    return Timetable(
        CLINIC.name,
        WEEK,
        tuple(item for item in items if isinstance(item, Session)),
        tuple(item for item in items if isinstance(item, Booking)),
    )


def clinic(
    *,
    level: dict[str, Any] | None = None,
    rooms: dict[str, dict[str, Any]] | None = None,
    therapists: dict[str, dict[str, Any]] | None = None,
    groups: dict[str, dict[str, Any]] | None = None,
    patients: dict[str, dict[str, Any]] | None = None,
    more: tuple[Group, ...] = (),
    **changes: Any,
) -> Clinic:
    """The clinic with some fields changed: of its level of care, of things by id, of itself.

    `more` are groups beside its two.
    """

    def changed(values: tuple[Any, ...], by_id: dict[str, dict[str, Any]] | None) -> tuple[Any, ...]:
        return tuple(evolve(value, **(by_id or {}).get(value.id, {})) for value in values)

    return evolve(
        CLINIC,
        levels=(Level("iop", evolve(IOP, **(level or {}))),),
        rooms=changed(CLINIC.rooms, rooms),
        therapists=changed(CLINIC.therapists, therapists),
        groups=(*changed(CLINIC.groups, groups), *more),
        patients=changed(CLINIC.patients, patients),
        **changes,
    )
