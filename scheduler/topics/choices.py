"""What may run at a date: by hand, by pairs, by order, by what ran lately. Not what is best."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from scheduler.topics.course import Course
from scheduler.topics.request import NO_REPEAT
from scheduler.topics.standing import Standing

Ran = tuple[str, ...]
"""The sessions of one date, one for each room that ran."""


@frozen
class Limits:
    """What a request says about what may run."""

    no_repeat: int = NO_REPEAT
    facilitators: int | None = None


def choices(
    course: Course,
    standings: Sequence[Standing],
    before: Sequence[Ran],
    after: Sequence[Ran],
    fixed: Sequence[str | None],
    limits: Limits,
) -> list[list[str]]:
    """For each room (one for each of `fixed`), the sessions that may run, longest ago first.

    `before`: what ran or is planned before this date, latest last; `after`: what is planned after it.
    """
    return [
        [by_hand] if by_hand else _of_room(course, standings, before, after, room, limits)
        for room, by_hand in enumerate(fixed)
    ]


def _of_room(
    course: Course,
    standings: Sequence[Standing],
    before: Sequence[Ran],
    after: Sequence[Ran],
    room: int,
    limits: Limits,
) -> list[str]:
    last = before[-1][min(room, len(before[-1]) - 1)] if before and before[-1] else ""
    follower = course.follower(last)
    if follower is not None:
        return [follower.id]
    if course.in_order:
        return [_next_in_order(course, standings, last)]
    first = course.first()
    if first and not any(first.id in ran for ran in before) and not _anyone_had(first.teaches, standings):
        return [first.id]
    staffed = [
        s.id
        for s in course.sessions.values()
        if s.id not in course.followers and not (limits.facilitators == 1 and s.co_facilitator == "required")
    ]
    near = {name for ran in (*_last(before, limits.no_repeat), *after[: limits.no_repeat]) for name in ran}
    open_ = [name for name in staffed if name not in near] or staffed or list(course.sessions)
    return _longest_ago(course, open_, before)


def _last(ran: Sequence[Ran], count: int) -> Sequence[Ran]:
    return ran[-count:] if count else ()


def _anyone_had(topics: Sequence[str], standings: Sequence[Standing]) -> bool:
    return any(standing.has(topic) for standing in standings for topic in topics)


def _next_in_order(course: Course, standings: Sequence[Standing], last: str) -> str:
    """A module that people join at its start runs as it is written, and begins anew after its end."""
    names = list(course.sessions)
    if last in names:
        return names[(names.index(last) + 1) % len(names)]
    for name, session in course.sessions.items():
        if any(topic in s.missing for s in standings for topic in session.teaches):
            return name
    return names[0]


def _longest_ago(course: Course, names: list[str], before: Sequence[Ran]) -> list[str]:
    """Sessions that are new or made to be run again first, then by how long ago they ran."""
    ran = {name: at for at, several in enumerate(before) for name in several}
    return sorted(
        names,
        key=lambda name: (name in ran and not course.sessions[name].repeatable, ran.get(name, -1)),
    )
