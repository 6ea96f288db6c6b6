"""Drafted and published weeks."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from scheduler.clinic import Pin


@frozen
class WeekDrafted:
    """A solved or hand-changed timetable that is not published yet, as TOML, and what is pinned in it."""

    kind: ClassVar[str] = "week.drafted"
    week: str
    timetable: str
    pins: tuple[Pin, ...] = ()


@frozen
class WeekPublished:
    kind: ClassVar[str] = "week.published"
    week: str
    timetable: str
    note: str = ""


WeekFact = WeekDrafted | WeekPublished
