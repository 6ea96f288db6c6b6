"""Proven bounds: what CP-SAT says is what trying every program says, and no plan is above it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from random import Random

import pytest
from attrs import evolve

from curricula.module import Module, Session
from scheduler.topics.planning import Table, plan_topics
from scheduler.topics.proof import prove
from scheduler.topics.request import Fixed, Member, Request

FIRST = date(2026, 11, 23)


def asked(seed: int) -> Request:
    """Three sessions, four dates, three people: small enough to try every program."""
    rng = Random(seed)
    sessions = [
        Session(f"s{i}", f"S{i}", 60, teaches=(f"t{i}", f"t{(i + 1) % 3}")[: 1 + i % 2]) for i in range(3)
    ]
    dates = tuple(FIRST + timedelta(days=2 * i) for i in range(4))
    members = tuple(
        Member(
            f"P-{i}",
            frozenset(rng.sample(["t0", "t1", "t2"], rng.randint(1, 3))),
            leaves=rng.choice(dates[1:]),
            attendance=rng.choice((0.5, 0.8)),
        )
        for i in range(3)
    )
    return Request(Module(1, "m", "M", "skills", sessions=tuple(sessions)), dates, members, horizon_weeks=1)


def tried(request: Request) -> float:
    """The best mean coverage of any program, by trying each."""
    slots = Table.of(request).slots
    best = 0.0
    for program in product(request.module.sessions, repeat=len(slots)):
        reached = []
        for i, member in enumerate(request.members):
            lacking = dict.fromkeys(member.required, 1.0)
            for slot, session in zip(slots, program, strict=True):
                for topic in session.teaches:
                    if slot.chances[i] and topic in lacking:
                        lacking[topic] *= 1 - member.attendance
            reached.append(1 - sum(lacking.values()) / len(lacking))
        best = max(best, sum(reached) / len(reached))
    return best


@pytest.mark.parametrize("seed", range(4))
def test_the_bound_of_plans_is_the_best_of_all_programs(seed: int) -> None:
    request = asked(seed)
    proven, plan = prove(request), plan_topics(request)
    assert proven.ahead == pytest.approx(tried(request), abs=1e-4)
    assert plan.expected_coverage <= proven.ahead + 1e-9
    assert proven.ahead <= proven.at_the_door <= plan.bound + 1e-9


def test_what_is_set_by_hand_lowers_it_and_rooms_and_individual_sessions_lift_it() -> None:
    request = asked(0)
    by_hand = evolve(request, fixed=tuple(Fixed(day, "s2") for day in request.dates))
    assert prove(by_hand).ahead < prove(request).ahead - 0.1
    assert prove(evolve(request, individual=True)).ahead > prove(request).ahead + 0.05
    two = evolve(request, rooms=2, size=evolve(request.size, min=1))
    assert prove(two).ahead >= prove(request).ahead


def test_whoever_needs_nothing_is_at_the_bound() -> None:
    request = evolve(asked(1), members=(Member("P-1", frozenset({"t0"}), frozenset({"t0"})),))
    assert prove(request).ahead == prove(request).at_the_door == 1.0
