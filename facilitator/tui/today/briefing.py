"""The roster's rows, gathered from the desk: full sessions are read only for the people who are expected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from facilitator.before.roster import FLAG_DAYS, Row, row
from facilitator.chart.chart import Chart
from facilitator.chart.measures import MEASURES, scored
from facilitator.desk import Desk
from facilitator.events import session_stream
from facilitator.live.digest import Digest
from facilitator.live.session import replay
from facilitator.live.state import SessionState
from facilitator.people import Person, required
from facilitator.today import Meeting, short

BACK = timedelta(days=max(FLAG_DAYS, 60))
"""How far back sessions are read."""


def rows_of(desk: Desk, meeting: Meeting) -> tuple[Row, ...]:
    """One row a member, in the order of the roster."""
    day, week = desk.today(), desk.week()
    expected = {who.member for who in meeting.members}
    states = _states(desk, expected)
    band = meeting.group.band if meeting.group else None
    found = []
    for who in meeting.members:
        person = desk.people.get(who.member)
        level = person.demand(day).level if person else None
        figure = desk.rules.figure("certification.days", level=level, band=band)
        chart = desk.chart(who.member)
        found.append(
            row(
                who,
                person,
                day,
                desk.zone,
                hours=desk.hours(person, week) if person else None,
                missed=_missed(desk, meeting, person),
                states=states,
                rules=desk.rules,
                certified_within=int(figure.number) if figure else None,
                certified_on=chart.certified[-1].on if chart.certified else None,
                measures=tuple(_measures(chart, desk)),
                unsafe=chart.unsafe,
            )
        )
    return tuple(found)


def _measures(chart: Chart, desk: Desk) -> Iterator[str]:
    """The latest score of each measure, in words."""
    for name in dict.fromkeys(fact.measure for fact in chart.measures):
        fact = next(each for each in reversed(chart.measures) if each.measure == name)
        day = short(fact.at.astimezone(desk.zone).date())
        yield f"{MEASURES[name].title} {scored(fact).words} ({day})"


def _states(desk: Desk, expected: set[str]) -> tuple[SessionState, ...]:
    """Sessions of late in which any of them was expected, with every entry, oldest first."""

    def theirs(held: Digest) -> bool:
        return held.opened and bool(expected.intersection(held.roster))

    day = desk.today()
    held = desk.held(day - BACK, day, theirs)
    names = [state.opened.session for state in held if state.opened]
    return tuple(replay(desk.record.read(session_stream(name))) for name in names)


def _missed(desk: Desk, meeting: Meeting, person: Person | None) -> frozenset[str]:
    """Topics of the group's module that the person needs and has not had."""
    module = desk.modules.get(meeting.group.curriculum or "") if meeting.group else None
    return required(person, module) - frozenset(person.covered) if module and person else frozenset()
