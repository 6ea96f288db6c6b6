"""Whose pages somebody sees without breaking glass: the people of their groups and their caseload."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from facilitator.live.digest import Digest
from facilitator.people import Census, people_on
from scheduler.timetable import Timetable

BACK = timedelta(days=90)
"""Whom somebody met in a group they led stays in sight so long: notes, calls and reviews come after."""


def own(
    user: str, people: Census, opened: Iterable[Digest], timetables: Iterable[Timetable], now: datetime
) -> frozenset[str]:
    """Ids of the people of `user`: primary therapist, prescriber, groups led lately or in `timetables`."""
    return frozenset(
        (*_caseload(user, people, now.date()), *_met(user, opened, now), *_planned(user, timetables))
    )


def _caseload(user: str, people: Census, day: date) -> Iterator[str]:
    for person in (*people_on(people, day), *(p for p in people.values() if p.stay.first > day)):
        demand = person.demand(day)
        if user in (demand.therapist, demand.prescriber):
            yield person.id


def _met(user: str, opened: Iterable[Digest], now: datetime) -> Iterator[str]:
    for held in opened:
        if user in held.leaders and held.starts >= now - BACK:
            yield from held.roster


def _planned(user: str, timetables: Iterable[Timetable]) -> Iterator[str]:
    for timetable in timetables:
        yield from (booking.patient for booking in timetable.appointments if booking.therapist == user)
        for session in timetable.sessions:
            if user in session.leaders:
                yield from session.members
