"""What a repair counts and claims: new entries within their bound, other hands, and proofs that hold."""

from __future__ import annotations

from copy import deepcopy

import numpy as np
import pytest
from attrs import evolve
from quirky import quirky_clinic
from tiny import CLINIC, WEEK, booking, clinic, moment, period, session, week, windows

from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Clinic
from scheduler.mend.ahead import rest_of
from scheduler.mend.disturbance import entries_ahead
from scheduler.mend.happened import begin, from_now
from scheduler.mend.in_hand import InHand
from scheduler.mend.mended import Mended, verdict
from scheduler.mend.proof import Proof
from scheduler.mend.quick import in_turn, solved
from scheduler.mend.repair import repair
from scheduler.mend.standing import standing
from scheduler.mend.vicinity import Vicinity
from scheduler.timetable import Timetable


def in_hand(given: Clinic, timetable: Timetable, now: str) -> InHand:
    begun = begin(given, timetable, moment(now))
    rest = rest_of(begun)
    return InHand.of(begun, Vicinity(rest, entries_ahead(begun)), standing(begun, rest.found.possible))


def three(**changed: object) -> Clinic:
    changes = clinic(**changed)  # type: ignore[arg-type]
    return evolve(changes, patients=changes.patients[:3])


def test_goals_are_met_in_their_order() -> None:
    """What is lost is the least there is, whatever that disturbs; then each goal the least of those left."""
    sick = three(
        open=windows("mon,wed 09:00-12:00"), therapists={"t1": {"away": (period("wed 08:00", "thu 00:00"),)}}
    )
    hand = in_hand(sick, week(), "mon 08:00")
    everybody = np.ones(len(hand.begun.clinic.patients), dtype=bool)
    local = hand.vicinity.local(hand.plan, hand.vicinity.stage(everybody, None, None, swap=True))
    program, hint, least = local.model.program, local.values(hand.plan), []
    answer = in_turn(deepcopy(program), local.ordered, 10.0, hint=hint, plain=3)
    for goal in local.ordered:
        found = solved(program, goal, 10.0, hint=hint)
        assert found.closed
        assert found.objective is not None
        least.append(found.objective)
        program.at_most(goal, found.objective)
    assert answer.closed == len(local.ordered)
    assert [goal.value(answer.values) for goal in local.ordered] == least


@pytest.mark.parametrize("seed", [1, 4, 12, 15])
def test_what_is_proven_is_the_least_of_the_whole_week(seed: int) -> None:
    """Beside everybody planned anew at any time, as one program."""
    given = quirky_clinic(seed, patients=6)
    was, who, now = greedy(given, WEEK), given.therapists[0], moment("tue 08:00")
    away = evolve(who, away=(*who.away, period("tue 08:00", "fri 00:00")))
    sick = evolve(given, therapists=(away, *given.therapists[1:]))
    answer = repair(sick, was, now=now, time_limit=60.0)
    assert answer.proof is Proof.LEAST
    hand = in_hand(sick, was, "tue 08:00")
    everybody = np.ones(len(sick.patients), dtype=bool)
    local = hand.vicinity.local(hand.plan, hand.vicinity.stage(everybody, None, None, swap=True))
    found = in_turn(local.model.program, local.ordered, 60.0, hint=local.values(hand.plan), plain=3)
    assert found.closed >= 4
    after = InHand.of(hand.begun, hand.vicinity, from_now(answer.timetable, hand.begun))
    assert after.cost() == local.measure(found.values)[1:4]


def test_somebody_not_concerned_takes_the_place_of_whoever_steps_in() -> None:
    """Only t2 may lead on Wednesday and is booked then; B's appointment goes to t3 at its own time."""
    given = evolve(
        three(
            therapists={
                "t1": {"away": (period("wed 08:00", "thu 00:00"),)},
                "t2": {"services": frozenset({"process", "skills", "individual"})},
            },
        )
    )
    t3 = evolve(
        next(t for t in given.therapists if t.id == "t2"), id="t3", services=frozenset({"individual"})
    )
    given = evolve(given, therapists=(*given.therapists, t3))
    was = week(
        p2=session("process", "wed 09:00", "AC", "t1"), b=booking("individual", "B", "wed 09:00", "t2")
    )
    answer = repair(given, was, now=moment("wed 08:00"), time_limit=15.0)
    assert (answer.lost, answer.moved, answer.proof) == ((), (), Proof.LEAST)
    mine = [b for b in answer.timetable.appointments if b.patient == "B" and b.service == "individual"]
    assert [b.therapist for b in mine] == ["t3"]


def test_a_change_of_hands_is_told_and_not_counted() -> None:
    old = week(b=booking("individual", "B", "wed 11:00", "t1"))
    new = week(b=booking("individual", "B", "wed 11:00", "t2"), s1=session("skills", "mon 10:00", "BC", "t2"))
    mended = Mended(CLINIC, old, new, (), proof=Proof.OTHERS_STAY)
    assert mended.moved == ("A",)
    assert mended.told == ("B", "t1", "t2")
    assert "proven least while everybody else keeps their hours" in verdict(mended)
