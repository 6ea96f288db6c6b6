"""Topics that the group will hardly reach for somebody: for individual sessions, if therapists want it."""

from __future__ import annotations

from collections.abc import Sequence

from curricula.module import Session
from scheduler.topics.course import Course
from scheduler.topics.standing import Standing
from scheduler.topics.worth import AHEAD, met_later, popularity

HARDLY = 0.35
"""The chance of leaving without a topic from which on it is proposed for an individual session."""


def gap_for(
    standings: Sequence[Standing], left: Sequence[int], course: Course, newcomers: float
) -> list[Session | None]:
    """For each person the session whose topic they are likeliest to leave without; None while none is likely.

    `left`: group sessions that each can still come to.
    """
    later = met_later(popularity(standings, course, newcomers), standings, left, AHEAD)
    found: list[Session | None] = []
    for standing, unmet, sessions in zip(standings, later, left, strict=True):
        risks = [
            (standing.missing[topic] * chance, session)
            for topic, chance in unmet.items()
            if topic in standing.member.required
            for session in course.taught_in[topic][:1]
            if standing.ready(session, course, sessions) > 0.5
        ]
        risk, session = max(risks, key=lambda r: r[0], default=(0.0, None))
        found.append(session if risk > HARDLY else None)
    return found
