"""Weeks of a group, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from attrs import define

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


def simulate(scenario: Scenario, policy: str, seeds: Iterable[int]) -> Figures:
    """The figures of a policy (a key of POLICIES). Raises ValueError for a scenario that tells nothing."""
    runs = [_run(scenario, policy, seed) for seed in seeds]
    opened = sum(rooms for _, rooms in runs)
    return Figures.of(policy, [stays for stays, _ in runs], opened / (scenario.weeks * len(runs)))


def _run(scenario: Scenario, policy: str, seed: int) -> tuple[list[Stay], int]:
    """The stays that ended, and how many rooms ran. Nobody counts who was there from the start."""
    rng = Random(seed)
    course = Course.of(scenario.module())
    chosen = POLICIES[policy](scenario)
    guests = [_settled(scenario, course, rng) for _ in range(scenario.census)]
    stays: list[Stay] = []
    rooms = 0
    warm_up = scenario.stay[1]
    for week in range(warm_up + scenario.weeks):
        opened = _week(scenario, course, chosen, guests, rng)
        rooms += opened if week >= warm_up else 0
        for seat, guest in enumerate(guests):
            guest.planned_left -= 1
            guest.real_left -= 1
            if not guest.real_left:
                if week >= warm_up:
                    stays.append(_stay(scenario, guest))
                guests[seat] = _newcomer(scenario, course, rng)
    return stays, rooms


def _newcomer(scenario: Scenario, course: Course, rng: Random) -> Guest:
    planned, real = scenario.stay_weeks(rng)
    member = Member("", scenario.needs(rng), attendance=scenario.attendance)
    return Guest(Standing.of(member, course), real, planned, real)


def _settled(scenario: Scenario, course: Course, rng: Random) -> Guest:
    """Somebody who came before the first week: anywhere in their stay."""
    guest = _newcomer(scenario, course, rng)
    past = rng.randrange(guest.real_left)
    guest.planned_left -= past
    guest.real_left -= past
    return guest


def _week(scenario: Scenario, course: Course, policy: Policy, guests: list[Guest], rng: Random) -> int:
    people = [guest.standing for guest in guests]
    ahead = [guest.planned_left * scenario.a_week for guest in guests]
    policy.begin_week(people, ahead)
    opened = 0
    for number in range(scenario.a_week):
        here = [rng.random() < scenario.attendance for _ in guests]
        left = [sessions - number - 1 for sessions in ahead]
        if not any(here):
            continue
        rooms = policy.rooms(people, here, left, number)
        opened += len(rooms)
        for room in rooms:
            session = course.sessions[room.session]
            for i in room.people:
                people[i].attend(session, people[i].ready(session, course, left[i]))
    if scenario.individual:
        _individually(scenario, course, guests, rng)
    return opened


def _individually(scenario: Scenario, course: Course, guests: list[Guest], rng: Random) -> None:
    """The weekly individual session of each, with a topic the group will hardly reach, if there is one."""
    people = [guest.standing for guest in guests]
    left = [(guest.planned_left - 1) * scenario.a_week for guest in guests]
    for guest, session in zip(guests, gap_for(people, left, course, scenario.newcomers), strict=True):
        if rng.random() < scenario.attendance and session is not None:
            guest.standing.attend(session, 1.0)
            guest.individual += 1


def _stay(scenario: Scenario, guest: Guest) -> Stay:
    chances = guest.weeks * (scenario.a_week + scenario.individual)
    required = scenario.needed
    return Stay(
        guest.standing.coverage, most(chances, scenario.attendance, required, required), guest.individual
    )
