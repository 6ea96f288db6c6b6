"""Weeks of a group, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from random import Random

from attrs import define, evolve, field

from scheduler.topics.bound import most
from scheduler.topics.course import Course
from scheduler.topics.gaps import gap_for
from scheduler.topics.request import Member
from scheduler.topics.simulation.figures import Figures, Stay
from scheduler.topics.simulation.policies import POLICIES, Policy
from scheduler.topics.simulation.scenario import Scenario
from scheduler.topics.standing import Standing


@define
class Guest:
    """One simulated person: what they have had, and the weeks until they plan to leave and really do."""

    standing: Standing
    weeks: int  # of the real stay
    planned_left: int
    real_left: int
    individual: int = 0


@define
class Run:
    """A group under way. `gone` holds who left, with the week in which they did."""

    scenario: Scenario
    course: Course
    policy: Policy
    rng: Random
    guests: list[Guest]
    gone: list[tuple[int, Guest]] = field(factory=list)
    week: int = 0  # weeks that went by
    opened: int = 0  # rooms that ran in them

    @classmethod
    def begin(cls, scenario: Scenario, policy: str | Policy, seed: int) -> Run:
        """`policy` is a key of POLICIES, or one of the caller's own."""
        rng = Random(seed)
        course = Course.of(scenario.module())
        chosen = POLICIES[policy](scenario) if isinstance(policy, str) else policy
        if scenario.here:
            guests = [Guest(Standing.of(m, course), weeks, weeks, weeks) for m, weeks in scenario.here]
        else:
            made = _settled if scenario.is_open else newcomer
            guests = [made(scenario, course, rng) for _ in range(scenario.census)]
        return cls(scenario, course, chosen, rng, guests)

    def step(self) -> None:
        """One week. Whoever leaves at its end is followed by a newcomer, where people may still join."""
        self.opened += _week(self)
        stay: list[Guest] = []
        for guest in self.guests:
            guest.planned_left -= 1
            guest.real_left -= 1
            if guest.real_left:
                stay.append(guest)
                continue
            self.gone.append((self.week, guest))
            if self.scenario.is_open:
                stay.append(newcomer(self.scenario, self.course, self.rng))
        self.guests = stay
        self.week += 1

    def branch(self) -> Run:
        """The same group at the same moment, to be led on in another way."""
        rng = Random()
        rng.setstate(self.rng.getstate())
        guests = [evolve(guest, standing=guest.standing.copy()) for guest in self.guests]
        return evolve(self, policy=copy(self.policy), rng=rng, guests=guests, gone=list(self.gone))


def simulate(scenario: Scenario, policy: str, seeds: Iterable[int]) -> Figures:
    """The figures of a policy (a key of POLICIES). Raises ValueError for a scenario that tells nothing."""
    runs = [_simulated(scenario, policy, seed) for seed in seeds]
    opened = sum(rooms for _, rooms in runs)
    return Figures.of(policy, [stays for stays, _ in runs], opened / (scenario.weeks * len(runs)))


def _simulated(scenario: Scenario, policy: str, seed: int) -> tuple[list[Stay], int]:
    """The stays that ended, and how many rooms ran. Nobody counts who was there from the start."""
    run = Run.begin(scenario, policy, seed)
    warm_up = scenario.stay[1]
    for _ in range(warm_up):
        run.step()
    before = run.opened
    for _ in range(scenario.weeks):
        run.step()
    stays = [_stay(scenario, guest) for week, guest in run.gone if week >= warm_up]
    return stays, run.opened - before


def newcomer(scenario: Scenario, course: Course, rng: Random) -> Guest:
    """Somebody who joins now and has had nothing."""
    planned, real = scenario.stay_weeks(rng)
    member = Member("", scenario.needs(rng), attendance=scenario.attendance)
    return Guest(Standing.of(member, course), real, planned, real)


def _settled(scenario: Scenario, course: Course, rng: Random) -> Guest:
    """Somebody who came before the first week: anywhere in their stay."""
    guest = newcomer(scenario, course, rng)
    past = rng.randrange(guest.real_left)
    guest.planned_left -= past
    guest.real_left -= past
    return guest


def _week(run: Run) -> int:
    """Everybody's sessions of a week, and how many rooms ran."""
    scenario, course, rng = run.scenario, run.course, run.rng
    people = [guest.standing for guest in run.guests]
    ahead = [guest.planned_left * scenario.a_week for guest in run.guests]
    run.policy.begin_week(people, ahead)
    opened = 0
    for number in range(scenario.a_week):
        here = [rng.random() < person.member.attendance for person in people]
        if not any(here) or (run.week * scenario.a_week + number) % scenario.every:
            continue
        left = [(sessions - number - 1) // scenario.every for sessions in ahead]
        rooms = run.policy.rooms(people, here, left, number)
        opened += len(rooms)
        for room in rooms:
            session = course.sessions[room.session]
            for i in room.people:
                people[i].attend(session, people[i].ready(session, course, left[i]))
    if scenario.individual:
        _individually(scenario, course, run.guests, rng)
    return opened


def _individually(scenario: Scenario, course: Course, guests: list[Guest], rng: Random) -> None:
    """The weekly individual session of each, with a topic the group will hardly reach, if there is one."""
    people = [guest.standing for guest in guests]
    left = [(guest.planned_left - 1) * scenario.a_week for guest in guests]
    for guest, session in zip(guests, gap_for(people, left, course, scenario.newcomers), strict=True):
        if rng.random() < guest.standing.member.attendance and session is not None:
            guest.standing.attend(session, 1.0)
            guest.individual += 1


def _stay(scenario: Scenario, guest: Guest) -> Stay:
    dates = -(-guest.weeks * scenario.a_week // scenario.every)
    chances = dates + guest.weeks * scenario.individual
    required = scenario.needed
    return Stay(
        guest.standing.coverage, most(chances, scenario.attendance, required, required), guest.individual
    )
