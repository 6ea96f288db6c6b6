"""Ways of choosing what to run: two that clinics have today, and those of the planner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Protocol

from scheduler.topics.choices import Ran
from scheduler.topics.course import Course
from scheduler.topics.in_room import best_now, worth_now
from scheduler.topics.request import NO_REPEAT
from scheduler.topics.simulation.scenario import Scenario
from scheduler.topics.solving import solved
from scheduler.topics.standing import Standing
from scheduler.topics.steering import Room, rooms_filled, seated
from scheduler.topics.window import Group, Program, Slot, planned

Better = Callable[[Group, Sequence[Standing], Sequence[Slot], Sequence[Ran], Program], Program]
"""Makes a program of dates a better one."""
SOLVED_WEEKS = 6
ANY_DAY = date(2026, 1, 5)


class Policy(Protocol):
    """Chooses what runs. `left`: for each person, the sessions until their planned last day."""

    def begin_week(self, people: Sequence[Standing], left: Sequence[int]) -> None: ...

    def rooms(
        self, people: Sequence[Standing], here: Sequence[bool], left: Sequence[int], number: int
    ) -> tuple[Room, ...]:
        """What runs at session `number` of the week, now that attendance is taken."""


def group_of(scenario: Scenario) -> Group:
    return Group(Course.of(scenario.module()), scenario.size, newcomers=scenario.newcomers)


class Loop:
    """One round of topics, again and again; every room has its own people and starts at another place."""

    def __init__(self, scenario: Scenario, order: Sequence[str]) -> None:
        self.order = order
        self.count = scenario.rooms
        last = scenario.recent[-1] if scenario.recent else ""
        self.at = order.index(last) + 1 if last in order else 0

    def begin_week(self, people: Sequence[Standing], left: Sequence[int]) -> None:
        pass

    def rooms(
        self, people: Sequence[Standing], here: Sequence[bool], left: Sequence[int], number: int
    ) -> tuple[Room, ...]:
        apart = len(self.order) // self.count
        topics = [self.order[(self.at + room * apart) % len(self.order)] for room in range(self.count)]
        self.at += 1
        return tuple(
            Room(topic, tuple(_present(here, room, self.count))) for room, topic in enumerate(topics)
        )


def loop(scenario: Scenario) -> Policy:
    """Every session once, in order."""
    return Loop(scenario, [session.id for session in scenario.module().sessions])


class Weighted:
    """A round in which a topic comes as often as the plans of the present members name it, evenly spread.

    What they have had already makes no difference: it is still a round, made anew as people come and go.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.count = scenario.rooms
        self.course = Course.of(scenario.module())
        self.credit = [dict.fromkeys(self.course.sessions, 0.0) for _ in range(self.count)]

    def begin_week(self, people: Sequence[Standing], left: Sequence[int]) -> None:
        pass

    def rooms(
        self, people: Sequence[Standing], here: Sequence[bool], left: Sequence[int], number: int
    ) -> tuple[Room, ...]:
        return tuple(
            Room(self._next(credit, people[room :: self.count]), tuple(_present(here, room, self.count)))
            for room, credit in enumerate(self.credit)
        )

    def _next(self, credit: dict[str, float], people: Sequence[Standing]) -> str:
        for person in people:
            for topic in sorted(person.member.required):
                credit[self.course.taught_in[topic][0].id] += person.share
        session = max(credit, key=credit.__getitem__)
        credit[session] -= len(people)
        return session


def _present(here: Sequence[bool], room: int, rooms: int) -> Iterator[int]:
    """Those who are there of the people that belong to a room."""
    return (i for i in range(room, len(here), rooms) if here[i])


class Planned:
    """Topics settled at the start of the week; who goes to which of them is settled at the door."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.group = group_of(scenario)
        self.week: list[Ran] = [(session,) for session in scenario.recent]

    def begin_week(self, people: Sequence[Standing], left: Sequence[int]) -> None:
        self.week = self.ahead(people, left, self.scenario.a_week)

    def ahead(
        self, people: Sequence[Standing], left: Sequence[int], dates: int, better: Better | None = None
    ) -> list[Ran]:
        """The topics of the week, decided together with those of the dates after it."""
        scenario = self.scenario
        chances = tuple(person.member.attendance for person in people)
        slots = [
            Slot(
                ANY_DAY,
                tuple(
                    chance if sessions > number else 0.0
                    for chance, sessions in zip(chances, left, strict=True)
                ),
                tuple(max(0, sessions - number - 1) for sessions in left),
                (None,) * scenario.rooms,
            )
            for number in range(max(dates, scenario.a_week))
        ]
        program = planned(self.group, people, slots, self.week)
        if better is not None:
            program = better(self.group, people, slots, self.week, program)
        return [tuple(room.session for room in rooms) for rooms in program[: scenario.a_week]]

    def rooms(
        self, people: Sequence[Standing], here: Sequence[bool], left: Sequence[int], number: int
    ) -> tuple[Room, ...]:
        names = self.week[number]
        if len(names) == 1:
            return (Room(names[0], tuple(i for i, present in enumerate(here) if present)),)
        worth, _ = worth_now(self.group, people, here, left, len(names))
        count = rooms_filled(sum(here), len(names), self.scenario.size)
        chances = [float(present) for present in here]
        if count < len(names):
            best = max(names, key=lambda n: sum(w.get(n, 0.0) for w, p in zip(worth, here, strict=True) if p))
            return (Room(best, tuple(i for i, present in enumerate(here) if present)),)
        return seated(names, worth, chances, self.scenario.size)


class Solved(Planned):
    """As planned, with the topics of six weeks decided by CP-SAT at the start of each: slow."""

    def begin_week(self, people: Sequence[Standing], left: Sequence[int]) -> None:
        self.week = self.ahead(people, left, min(max(left), SOLVED_WEEKS * self.scenario.a_week), solved)


class InRoom:
    """Topics chosen when attendance is taken."""

    def __init__(self, scenario: Scenario) -> None:
        self.group = group_of(scenario)
        self.fixed = (None,) * scenario.rooms
        self.ran: list[Ran] = [(session,) for session in scenario.recent]

    def begin_week(self, people: Sequence[Standing], left: Sequence[int]) -> None:
        pass

    def rooms(
        self, people: Sequence[Standing], here: Sequence[bool], left: Sequence[int], number: int
    ) -> tuple[Room, ...]:
        rooms = best_now(self.group, people, here, left, self.ran, self.fixed)
        self.ran = [*self.ran[-NO_REPEAT:], tuple(room.session for room in rooms)]
        return rooms


POLICIES: dict[str, Callable[[Scenario], Policy]] = {
    "loop": loop,
    "weighted": Weighted,
    "planned": Planned,
    "in-room": InRoom,
    "solved": Solved,
}
