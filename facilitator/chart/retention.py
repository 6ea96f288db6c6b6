"""Whose record is past the time that it has to be kept. Nothing is deleted by it: the clinic decides."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from facilitator.chart.clocks import Kept, kept
from facilitator.desk import Desk
from facilitator.people import Person


@frozen
class Row:
    """One person who has left, and how long their record is kept."""

    person: Person
    kept: Kept

    def past(self, day: date) -> bool:
        return self.kept.past(day)


def retention(desk: Desk) -> tuple[Row, ...]:
    """Everybody who has left or is on hold: past their time first, then by the day until which it is kept."""
    rows = [Row(person, kept(desk.rules, person, desk.chart(person.id))) for person in desk.people.values()]
    left = [row for row in rows if row.person.stay.discharged or row.kept.held]
    day = desk.today()
    return tuple(sorted(left, key=lambda row: (not row.past(day), row.kept.until or date.max, row.person.id)))
