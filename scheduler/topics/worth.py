"""What a topic is worth to a person now: the chance that they would leave without it otherwise.

A topic comes up again as often as people need it: its share of all that is open, newcomers counted. Somebody
with many sessions left will probably meet it anyway; somebody who leaves on Friday will not. So no rule of
urgency is needed: the worth of a topic for one person is

    share of their required topics x chance that they still lack it x (1 - chance to meet it) ** sessions left

and a session is worth the sum over those who are there.
"""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.topics.course import Course
from scheduler.topics.standing import Standing

AHEAD, IN_ROOM = 2.0, 1.25
"""How much oftener than its share a topic that somebody needs is taken to come up, when planning ahead and
when attendance has been taken: sessions are not drawn by lot. Both did best in simulated groups."""
UNFORESEEN = 0.03
"""The chance that somebody does not come again at all, whatever their planned last day: need is never put
off for nothing."""
COMPANY = 1.0
"""How much those who need a topic and are absent weigh against it in the room: they would lose the company
that makes it come up again."""
BUILDING = 0.1
"""What a topic is worth through another that builds on it, of the other's own worth."""

Pulls = list[dict[str, float]]
"""For each person, what each topic that they lack is worth to them."""


def popularity(standings: Sequence[Standing], course: Course, newcomers: float) -> dict[str, float]:
    """The share of coming sessions that each topic can be expected to get."""
    crowd = dict.fromkeys(course.topics, newcomers + 1e-9)
    for standing in standings:
        for topic, chance in standing.missing.items():
            crowd[topic] += chance
    total = sum(crowd.values())
    return {topic: count / total for topic, count in crowd.items()}


def met_later(
    shares: dict[str, float], standings: Sequence[Standing], left: Sequence[int], eagerness: float
) -> Pulls:
    """For each person and topic they lack, the chance of not meeting it in the `left` sessions after now."""
    found = []
    for standing, sessions in zip(standings, left, strict=True):
        odds = eagerness * standing.member.attendance
        found.append(
            {
                t: UNFORESEEN + (1 - UNFORESEEN) * (1 - min(1.0, odds * shares[t])) ** sessions
                for t in standing.missing
            }
            if sessions
            else dict.fromkeys(standing.missing, 1.0)
        )
    return found


def pulls(standings: Sequence[Standing], later: Pulls, course: Course) -> Pulls:
    """What each topic is worth to each person, given the chances `later` of not meeting it after now."""
    found = []
    for standing, unmet in zip(standings, later, strict=True):
        required, share = standing.member.required, standing.share
        worth = {
            t: share * chance * unmet[t] if t in required else 0.0 for t, chance in standing.missing.items()
        }
        if course.builds_on:
            _hand_down(worth, standing, course)
        found.append(worth)
    return found


def _hand_down(worth: dict[str, float], standing: Standing, course: Course) -> None:
    """Give topics that are lacking a part of the worth of those that build on them."""
    for topic in reversed(course.topics):
        if worth.get(topic):
            for below in course.builds_on.get(topic, ()):
                if below in worth:
                    worth[below] += BUILDING * worth[topic] * standing.missing[below]


def gains(
    standings: Sequence[Standing], pulled: Pulls, left: Sequence[int], course: Course
) -> list[dict[str, float]]:
    """What each session is worth to each person, by session id; sessions worth nothing are left out."""
    found = []
    for standing, worth, sessions in zip(standings, pulled, left, strict=True):
        mine: dict[str, float] = {}
        for topic, value in worth.items():
            if value:
                for session in course.taught_in[topic]:
                    mine[session.id] = mine.get(session.id, 0.0) + value
        if course.gated:
            for name in mine:
                mine[name] *= standing.ready(course.sessions[name], course, sessions)
        for head, run in course.runs.items():
            value = sum(worth.get(t, 0.0) for session in run for t in session.teaches) / len(run)
            mine[head] = value * standing.ready(run[0], course, sessions) if course.gated else value
        found.append(mine)
    return found
