"""What may run at a date: by hand, by pairs, by order, by what ran lately. Not what is best."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.topics.course import Course
from scheduler.topics.standing import Standing

Ran = tuple[str, ...]
"""The sessions of one date, one for each room that ran."""


def choices(
    course: Course,
    standings: Sequence[Standing],
    before: Sequence[Ran],
    after: Sequence[Ran],
    fixed: Sequence[str | None],
    no_repeat: int,
    unled: Sequence[frozenset[str]] = (),
) -> list[list[str]]:
    """For each room (one for each of `fixed`), the sessions that may run, longest ago first.

    `before`: what ran or is planned before this date, latest last; `after`: what is planned after it;
    `unled`: for each room the sessions that nobody can lead there. Where fewer are left than there are rooms,
    what ran lately may run again: two rooms need not have the same session while there are others.
    """
    found = []
    for room, by_hand in enumerate(fixed):
        if by_hand:
            found.append([by_hand])
            continue
        out = unled[room] if room < len(unled) else frozenset()
        found.append(_of_room(course, standings, before, after, room, out, no_repeat, len(fixed)))
    return found


def _of_room(
    course: Course,
    standings: Sequence[Standing],
    before: Sequence[Ran],
    after: Sequence[Ran],
    room: int,
    unled: frozenset[str],
    no_repeat: int,
    rooms: int,
) -> list[str]:
    last = before[-1][min(room, len(before[-1]) - 1)] if before and before[-1] else ""
    follower = course.follower(last)
    if follower is not None:
        return [follower.id]
    if course.in_order:
        return [_next_in_order(course, standings, last)]
    first = course.first()
    if (
        first
        and first.id not in unled
        and not any(first.id in ran for ran in before)
        and not _anyone_had(first.teaches, standings)
    ):
        return [first.id]
    staffed = [name for name in course.sessions if name not in course.followers and name not in unled]
    near = {name for ran in (*_last(before, no_repeat), *after[:no_repeat]) for name in ran}
    open_ = [name for name in staffed if name not in near]
    if len(open_) < rooms:
        open_ = staffed
    return _longest_ago(course, open_ or list(course.sessions), before)


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
