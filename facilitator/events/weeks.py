"""Weeks, drafted and published, and what keeps people, rooms or the whole clinic out of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from attrs import frozen

from facilitator.events.later import later
from scheduler.clinic import Pin


@frozen
class WeekDrafted:
    """A solved or hand-changed timetable that is not published yet, as TOML, and what is pinned in it."""

    kind: ClassVar[str] = "week.drafted"
    week: str
    timetable: str
    pins: tuple[Pin, ...] = ()
    calls: tuple[str, ...] = ()  # whom to phone about it, in order of time
    because: tuple[str, ...] = ()  # entries of the clinic's stream that it answers; undone together with it


@frozen
class WeekPublished:
    kind: ClassVar[str] = "week.published"
    week: str
    timetable: str
    note: str = ""
    calls: tuple[str, ...] = ()  # whom to phone about it, in order of time


@frozen
class AbsencePlanned:
    """A therapist or a patient is not there, or a room cannot be used, from `start` until `end`."""

    kind: ClassVar[str] = "clinic.absence"
    about: str  # therapist | patient | room
    who: str  # id
    start: datetime
    end: datetime
    reason: str = ""


@frozen
class CalledOff:
    """What a group has at `start` will not take place, decided before it was opened."""

    kind: ClassVar[str] = "clinic.called-off"
    group: str
    start: datetime
    reason: str = ""


@frozen
class HolidaySettled:
    """Whether the clinic closes on a day; the coordinator confirms it, no calendar decides."""

    kind: ClassVar[str] = "clinic.holiday"
    day: date
    closed: bool
    name: str = ""


@frozen
class TopicPlanned:
    """A topic set by hand for what a group has on `day`; the rest is planned around it. Empty: no longer.

    Of sessions side by side, `room` counts from 1, in the order of the rooms' ids.
    """

    kind: ClassVar[str] = "clinic.topic-planned"
    group: str
    day: date
    session: str  # id of a session of the group's module
    room: int = later(1)


WeekFact = WeekDrafted | WeekPublished | AbsencePlanned | CalledOff | HolidaySettled | TopicPlanned
