"""The groups that are simulated, and the clinics whose planning is timed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from attrs import frozen

from curricula.module import Module
from scheduler.topics.request import Member, Request
from scheduler.topics.simulation import Scenario

USUAL = Scenario()
SCENARIOS: Mapping[str, Scenario] = {
    "24 topics, all required": Scenario(topics=24, core=24, by_plan=0),
    "18 topics, all required": Scenario(topics=18, core=18, by_plan=0),
    "40 topics: 12 core and 6 by plan": USUAL,
    "40 topics: 16 core and 4 by plan": Scenario(core=16, by_plan=4),
    "12 + 6, 30 % leave early": Scenario(dropout=0.3),
    "12 + 6, attendance 65 %": Scenario(attendance=0.65),
    "12 + 6, four chains of three": Scenario(chains=4),
    "12 + 6, one of two fixed rooms of five": Scenario(census=5),
    "12 + 6, two rooms, members steered": Scenario(rooms=2),
    "12 + 6, individual sessions fill gaps": Scenario(individual=True),
}
TWO_WEEKS = {"stay": (4, 6), "weeks": 52}
"""A week of these stands for two: stays of 8, 10 or 12 weeks, and half as many dates a week."""
SAME_HOURS: Mapping[str, tuple[float, Scenario]] = {
    "one room, 3 dates a week": (3, USUAL),
    "two rooms, 3 dates in two weeks": (3, Scenario(rooms=2, **TWO_WEEKS)),  # type: ignore[arg-type]
    "two rooms, 3 dates a week, half as long": (3, Scenario(rooms=2)),
    "one room, two half sessions at 3 dates a week": (3, Scenario(a_week=6)),
    "two rooms, 3 dates a week": (6, Scenario(rooms=2)),
    "one room, 6 dates a week": (6, Scenario(a_week=6)),
}
"""Ways to spend the same hours of facilitators a week, an hour for a session."""


@frozen
class Target:
    """The most that may be missed on leaving, in per cent: the upper end of the 95 % interval."""

    scenario: str
    policy: str
    missed: float


TARGETS = (
    Target("40 topics: 12 core and 6 by plan", "planned", 20.5),
    Target("40 topics: 12 core and 6 by plan", "in-room", 16.0),
    Target("12 + 6, two rooms, members steered", "in-room", 2.0),
    Target("12 + 6, two rooms, members steered", "planned", 6.0),
    Target("12 + 6, individual sessions fill gaps", "planned", 5.0),
)


def group(module: Module, members: int, seed: int, weeks: int = 6) -> Request:
    """A group at some moment: three dates in each of `weeks` weeks, everybody somewhere in their stay."""
    rng = Random(seed)
    first = date(2026, 11, 23)
    dates = tuple(first + timedelta(days=7 * week + day) for week in range(weeks) for day in (0, 2, 4))
    return Request(module, dates, tuple(_member(f"P-{n:03}", module, first, rng) for n in range(members)))


def _member(name: str, module: Module, first: date, rng: Random) -> Member:
    optional = [topic for topic in module.topics if topic not in module.core_topics]
    required = [*module.core_topics, *rng.sample(optional, min(6, len(optional)))]
    past = rng.random()
    return Member(
        name,
        frozenset(required),
        frozenset(topic for topic in required if rng.random() < 0.7 * past),
        first + timedelta(weeks=1 + int(11 * (1 - past)), days=4),
        rng.choice((0.6, 0.8, 0.9)),
    )
