"""Topics that a group has to be given by a day, whoever needs them: a payer's rule, or the clinic's.

A plan that gives one in time of itself is left alone. Otherwise its session takes the date, up to that day,
on which the plan loses least, and the rest is planned around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from attrs import evolve

from scheduler.clinic import Mandate
from scheduler.topics.course import Course
from scheduler.topics.standing import Standing, mean_coverage
from scheduler.topics.steering import Room
from scheduler.topics.window import Group, Program, Slot, after


def kept(
    group: Group,
    standings: Sequence[Standing],
    slots: tuple[Slot, ...],
    mandates: Sequence[Mandate],
    decide: Callable[[tuple[Slot, ...]], Program],
) -> tuple[tuple[Slot, ...], Program]:
    """The slots with what had to be placed, and the program that `decide` makes of them."""
    program = decide(slots)
    for mandate in sorted(mandates, key=lambda each: each.by):
        if is_due(mandate, slots) and not is_given(group.course, mandate, slots, program):
            ways = [
                (mean_coverage(after(group, standings, slots, _changed(program, *place))), -place[0], place)
                for place in _places(group.course, mandate, slots, program)
            ]
            if ways:
                *_, (d, room, name) = max(ways)
                slots = (*slots[:d], _with(slots[d], room, name), *slots[d + 1 :])
                program = decide(slots)
    return slots, program


def is_due(mandate: Mandate, slots: Sequence[Slot]) -> bool:
    """Whether its day falls among these dates: until a later one there is time."""
    return mandate.by <= slots[-1].day


def is_given(course: Course, mandate: Mandate, slots: Sequence[Slot], program: Program) -> bool:
    """Whether some session teaches it in time."""
    return any(
        mandate.topic in course.sessions[room.session].teaches
        for slot, rooms in zip(slots, program, strict=True)
        for room in rooms
        if slot.day <= mandate.by
    )


def _places(
    course: Course, mandate: Mandate, slots: Sequence[Slot], program: Program
) -> Iterator[tuple[int, int, str]]:
    """Dates, rooms and sessions that would do: nothing set by hand, no pair torn, somebody to lead it."""
    if course.in_order:
        return
    for session in course.taught_in.get(mandate.topic, ()):
        for d, (slot, rooms) in enumerate(zip(slots, program, strict=True)):
            for number, room in enumerate(rooms):
                in_a_row = {room.session, session.id} & {*course.runs, *course.followers}
                led = number >= len(slot.unled) or session.id not in slot.unled[number]
                if slot.day <= mandate.by and not slot.fixed[number] and not in_a_row and led:
                    yield d, number, session.id


def _changed(program: Program, d: int, number: int, name: str) -> Program:
    rooms = [Room(name, r.people) if n == number else r for n, r in enumerate(program[d])]
    return (*program[:d], tuple(rooms), *program[d + 1 :])


def _with(slot: Slot, number: int, name: str) -> Slot:
    return evolve(slot, fixed=(*slot.fixed[:number], name, *slot.fixed[number + 1 :]))
