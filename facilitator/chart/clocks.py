"""The clocks of a chart: when plan, measures, certification and calls are due, and how long it is kept.

Every figure is read from the clinic's rule packs; where no pack has one, there is no reminder.
"""

from __future__ import annotations

from datetime import date, timedelta, tzinfo

from attrs import frozen

from facilitator.chart.chart import Chart
from facilitator.chart.measures import MEASURES, due
from facilitator.people import Person
from scheduler.packs.deadlines import next_due
from scheduler.packs.rules import Rules

FOLLOW_UP_DAYS = (7, 14, 30)
"""Calls after discharge, where no pack says when the first is due."""


@frozen
class Clock:
    """Something that falls due: what, and when."""

    what: str
    on: date


def certification_due(rules: Rules, person: Person, chart: Chart, day: date) -> date | None:
    """When need for this level has to be certified (again); None where no pack asks for it."""
    demand, first = person.profile(day).demand, (person.stay_on(day) or person.stay).first
    made = [fact.on for fact in chart.certified if fact.on >= first]
    after = next_due(
        rules, "certification.days", max(made, default=first), level=demand.level, band=demand.band
    )
    return after if after is None or made else first


def measures_due(rules: Rules, person: Person, chart: Chart, day: date, zone: tzinfo) -> tuple[Clock, ...]:
    """Each measure with the day on which it is due; nothing where no pack has a rhythm."""
    demand = person.profile(day).demand
    every = rules.figure("measure.days", level=demand.level, band=demand.band)
    if every is None:
        return ()
    first, days = (person.stay_on(day) or person.stay).first, int(every.number)
    return tuple(
        Clock(measure.title, due(chart.measures, measure.id, first, days, zone))
        for measure in MEASURES.values()
    )


def follow_ups(rules: Rules, last: date) -> tuple[date, ...]:
    """Days of the calls after a discharge: the pack's first, then at twice and four times that."""
    figure = rules.figure("followup.days")
    days = tuple(int(figure.number) * n for n in (1, 2, 4)) if figure else FOLLOW_UP_DAYS
    return tuple(last + timedelta(days=each) for each in days)


# --- how long it is kept ------------------------------------------------------------------------------------


@frozen
class Kept:
    """How long a person's record is kept: until when, and why; `held` by a legal hold whatever the day."""

    until: date | None
    because: str
    held: str = ""

    def past(self, day: date) -> bool:
        return self.until is not None and self.until < day and not self.held


def kept(rules: Rules, person: Person, chart: Chart) -> Kept:
    """Nothing is deleted by it: it says when keeping the record is no longer asked for."""
    held = chart.held.why if chart.held else ""
    last, band = person.stay.last, person.profiles[-1].demand.band
    if not person.stay.discharged or last is None:
        return Kept(None, "enrolled", held)
    figure = rules.figure("retention.years", band=band)
    if figure is None:
        return Kept(None, "no rule pack of this clinic says how long", held)
    until = _years_later(last, int(figure.number))
    because = f"{figure.shown} after discharge ({figure.cited})"
    minor = rules.figure("retention.minor_age", band=band) if band == "adolescent" else None
    if minor is not None:
        return Kept(
            None, f"{because}, and not before the age of {minor.number:g}: check the birth date", held
        )
    return Kept(until, because, held)


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
