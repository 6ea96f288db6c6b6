"""A topic handed to somebody's individual session: a task for their therapist, who may leave it.

Pure. The task says which topics it is about, so that they count as covered when it is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from attrs import frozen

from facilitator.events import TaskSet
from scheduler.timetable import Timetable
from scheduler.topics.plan import Handed

ABOUT = "topic "


@frozen
class Hour:
    """An individual session that is in a timetable."""

    day: date
    therapist: str | None


def next_hour(timetables: Iterable[Timetable], member: str, week: date) -> Hour | None:
    """The member's individual session in the week that begins on `week`, if it is in a timetable."""
    hours = (
        Hour(timetable.week.moment(booking.start).date(), booking.therapist)
        for timetable in timetables
        for booking in timetable.appointments
        if booking.patient == member and booking.service == "individual"
    )
    return next((hour for hour in hours if week <= hour.day < week + timedelta(days=7)), None)


def task(handed: Handed, hour: Hour | None, name: str) -> TaskSet:
    """What the therapist finds among the things to do; due on the day of the session, or on Friday."""
    due = hour.day if hour else handed.week + timedelta(days=4)
    topics = " ".join(handed.session.teaches)
    return TaskSet(name, handed.member, f"individual session: {handed.session.title}", due, ABOUT + topics)


def topics_of(fact: TaskSet) -> tuple[str, ...]:
    """The topics that count as covered when the task is done; mostly none."""
    return tuple(fact.about.removeprefix(ABOUT).split()) if fact.about.startswith(ABOUT) else ()
