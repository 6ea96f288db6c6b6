"""What a repair counts and claims: new entries within their bound, other hands, and proofs that hold."""

from __future__ import annotations

import numpy as np
from attrs import evolve
from tiny import CLINIC, booking, clinic, moment, period, session, week, windows

from scheduler.clinic import Clinic
from scheduler.mend.ahead import rest_of
from scheduler.mend.disturbance import entries_ahead
from scheduler.mend.happened import begin
from scheduler.mend.in_hand import InHand
from scheduler.mend.mended import Mended, verdict
from scheduler.mend.proof import Proof
from scheduler.mend.quick import raced, solved
from scheduler.mend.repair import repair
from scheduler.mend.standing import standing
from scheduler.mend.vicinity import Vicinity
from scheduler.program.columns import Objective
from scheduler.timetable import Timetable


def in_hand(given: Clinic, timetable: Timetable, now: str) -> InHand:
    begun = begin(given, timetable, moment(now))
    rest = rest_of(begun)
    return InHand.of(begun, Vicinity(rest, entries_ahead(begun)), standing(begun, rest.found.possible))


def three(**changed: object) -> Clinic:
    changes = clinic(**changed)  # type: ignore[arg-type]
    return evolve(changes, patients=changes.patients[:3])


def test_nothing_new_is_worth_an_entry_given_up() -> None:
    """Strict order needs a bound on new entries that holds: here a program makes as many as it can."""
    hand = in_hand(three(open=windows("mon,wed 09:00-12:00")), week(), "mon 08:00")
    everybody = np.ones(len(hand.begun.clinic.patients), dtype=bool)
    local = hand.vicinity.local(hand.plan, hand.vicinity.stage(everybody, None, None))
    new = local.goals[4]
    most = Objective()
    most.add(new.terms[0], -new.terms[1])
    answer = solved(local.model.program, most, 3.0, hint=local.values(hand.plan))
    assert answer.values is not None
    assert 0 < new.value(answer.values) <= local.disturbance.most_new
    worth = dict(zip(*(part.tolist() for part in local.objective().terms), strict=True))
    gone = min(-worth[c] for c in local.goals[3].terms[0].tolist() if worth[c] < 0)
    assert gone > local.disturbance.most_new * max(worth[c] for c in new.terms[0].tolist())


def test_two_ways_to_one_answer() -> None:
    sick = three(therapists={"t1": {"away": (period("wed 08:00", "thu 00:00"),)}})
    hand = in_hand(sick, week(), "wed 08:00")
    local = hand.vicinity.local(hand.plan, hand.vicinity.own_times())
    answers = [
        way(local.model.program, local.objective(), 10.0, hint=local.values(hand.plan))
        for way in (solved, raced)
    ]
    assert [a.closed for a in answers] == [True, True]
    assert answers[0].objective == answers[1].objective


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
