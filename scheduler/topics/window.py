"""The sessions of some dates in a row, decided together.

What follows the last of them is not planned here but estimated: by when each person leaves and how often each
topic comes up (`worth`). One pass takes the best session date by date; then each date is decided anew with
all others as they are, until nothing changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from attrs import frozen

from scheduler.clinic import Size
from scheduler.topics.choices import Ran, choices
from scheduler.topics.course import Course
from scheduler.topics.request import NO_REPEAT
from scheduler.topics.standing import Standing
from scheduler.topics.steering import Room, best_rooms
from scheduler.topics.worth import AHEAD, Pulls, gains, met_later, popularity, pulls

SWEEPS = 4
"""Times that all dates are decided anew at most; two are mostly enough."""


@frozen
class Slot:
    """One date: how likely each person is there, and how many sessions each can still come to after it."""

    day: date
    chances: tuple[float, ...]
    left: tuple[int, ...]
    fixed: tuple[str | None, ...] = (None,)  # by hand, for each room
    unled: tuple[frozenset[str], ...] = ()  # sessions that nobody can lead, for each room


@frozen
class Group:
    """What stays the same over all dates of a group."""

    course: Course
    size: Size
    no_repeat: int = NO_REPEAT
    newcomers: float = 1.0
    eagerness: float = AHEAD


Program = tuple[tuple[Room, ...], ...]
"""The rooms of each date."""


def planned(
    group: Group,
    standings: Sequence[Standing],
    slots: Sequence[Slot],
    before: Sequence[Ran] = (),
    start: Program | None = None,
) -> Program:
    """The program of these dates that is worth the most, from where people stand before them.

    Never worth less than `start`, a program to begin with in place of the best date by date.
    """
    program = list(_date_by_date(group, standings, slots, before) if start is None else start)
    best, merit = program, worth_of_all(group, standings, slots, program)
    for _ in range(SWEEPS):
        program = _decided_anew(group, standings, slots, before, best)
        reached = worth_of_all(group, standings, slots, program)
        if reached <= merit:
            break
        best, merit = program, reached
    return tuple(best)


def follow(standings: Sequence[Standing], slot: Slot, rooms: Sequence[Room], course: Course) -> None:
    """Let the people of a date have what it brings, by their chance of being there."""
    for room in rooms:
        session = course.sessions[room.session]
        for i in room.people:
            chance = slot.chances[i]
            if course.gated:
                chance *= standings[i].ready(session, course, slot.left[i])
            standings[i].attend(session, chance)


def after(
    group: Group, standings: Sequence[Standing], slots: Sequence[Slot], program: Sequence[Sequence[Room]]
) -> list[Standing]:
    """Where everyone stands after these dates."""
    moved = [standing.copy() for standing in standings]
    for slot, rooms in zip(slots, program, strict=True):
        follow(moved, slot, rooms, group.course)
    return moved


def _date_by_date(
    group: Group, standings: Sequence[Standing], slots: Sequence[Slot], before: Sequence[Ran]
) -> Sequence[tuple[Room, ...]]:
    moved = [standing.copy() for standing in standings]
    ran, program = list(before), []
    for slot in slots:
        later = _later(group, moved, slot)
        rooms = _best(group, moved, slot, later, ran, ())
        follow(moved, slot, rooms, group.course)
        program.append(rooms)
        ran.append(_names(rooms))
    return program


def after_these(
    group: Group, standings: Sequence[Standing], slots: Sequence[Slot], program: Sequence[Sequence[Room]]
) -> Pulls:
    """The chances of not meeting a topic after all of these dates."""
    return _later(group, after(group, standings, slots, program), slots[-1])


def _later(group: Group, standings: Sequence[Standing], slot: Slot) -> Pulls:
    """The chances of not meeting a topic after `slot`, where nothing is planned yet."""
    shares = popularity(standings, group.course, group.newcomers)
    return met_later(shares, standings, slot.left, group.eagerness)


def _best(
    group: Group,
    standings: Sequence[Standing],
    slot: Slot,
    later: Pulls,
    before: Sequence[Ran],
    afterwards: Sequence[Ran],
) -> tuple[Room, ...]:
    course = group.course
    worth = gains(standings, pulls(standings, later, course), slot.left, course)
    open_ = choices(course, standings, before, afterwards, slot.fixed, group.no_repeat, slot.unled)
    return best_rooms(worth, slot.chances, len(slot.fixed), group.size, {}, open_)


def _names(rooms: Sequence[Room]) -> Ran:
    return tuple(room.session for room in rooms)


def worth_of_all(
    group: Group, standings: Sequence[Standing], slots: Sequence[Slot], program: Sequence[Sequence[Room]]
) -> tuple[float, float]:
    """Coverage in the end, what is likely to come after the dates included; then that of the worst off."""
    end = after(group, standings, slots, program)
    for standing, later in zip(end, _later(group, end, slots[-1]), strict=True):
        for topic, chance in later.items():
            standing.missing[topic] *= chance
    reached = [standing.coverage for standing in end]
    return round(sum(reached), 9), round(min(reached, default=1.0), 9)


def _decided_anew(
    group: Group,
    standings: Sequence[Standing],
    slots: Sequence[Slot],
    before: Sequence[Ran],
    program: Sequence[tuple[Room, ...]],
) -> list[tuple[Room, ...]]:
    """Each date in turn with the best for it, all others as they are."""
    moved = [standing.copy() for standing in standings]
    suffixes = _suffixes(group, standings, slots, program)
    ran, found = list(before), []
    for s, slot in enumerate(slots):
        rooms = program[s]
        if not _in_a_row(group.course, rooms):
            afterwards = [_names(rest) for rest in program[s + 1 :]]
            rooms = _best(group, moved, slot, suffixes[s], ran, afterwards)
            if _in_a_row(group.course, rooms):  # would need the next date too
                rooms = program[s]
        follow(moved, slot, rooms, group.course)
        found.append(rooms)
        ran.append(_names(rooms))
    return found


def _in_a_row(course: Course, rooms: Sequence[Room]) -> bool:
    """Whether a date is bound to its neighbours by a pair."""
    return any(room.session in course.runs or room.session in course.followers for room in rooms)


def _suffixes(
    group: Group, standings: Sequence[Standing], slots: Sequence[Slot], program: Sequence[Sequence[Room]]
) -> list[Pulls]:
    """For each date, the chances of not meeting a topic at the planned dates after it, nor later."""
    course = group.course
    states = [[standing.copy() for standing in standings]]
    for slot, rooms in zip(slots, program, strict=True):
        states.append([standing.copy() for standing in states[-1]])
        follow(states[-1], slot, rooms, course)
    current = _later(group, states[-1], slots[-1])
    found = [current]
    for s in range(len(slots) - 1, 0, -1):
        current = [dict(unmet) for unmet in current]
        slot, state = slots[s], states[s]
        for room in program[s]:
            session = course.sessions[room.session]
            for i in room.people:
                chance = slot.chances[i]
                if course.gated:
                    chance *= state[i].ready(session, course, slot.left[i])
                for topic in session.teaches:
                    if topic in current[i]:
                        current[i][topic] *= 1 - chance
        found.append(current)
    return found[::-1]
