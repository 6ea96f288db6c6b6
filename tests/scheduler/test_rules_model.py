"""What the check allows the model can say, and what the check forbids the model forbids, rule by rule."""

from __future__ import annotations

import pytest
from attrs import evolve
from quirky import WEEK, quirky_clinic
from test_rules_checked import CASES, Case
from tiny import CLINIC, clinic, session, week

from scheduler.candidates import place
from scheduler.clinic import Clinic
from scheduler.fixtures import CannotPlace
from scheduler.goals import goals, post_rules
from scheduler.greedy import greedy
from scheduler.model import Model
from scheduler.naming import CannotSplit, plan_of, timetable
from scheduler.timetable import Timetable
from scheduler.validate import validate


def says(clinic: Clinic, given: Timetable) -> tuple[list[str], bool]:
    """Rules that the model sees broken in a timetable, and whether it can say the timetable at all."""
    found = place(clinic, given.week)
    plan = plan_of(found, given)
    model = post_rules(Model(found))
    broken = {rule for rule, _ in model.program.broken(model.program.complete(plan.values))}
    try:
        again = timetable(found, plan)
    except CannotSplit:
        return [*broken, "split"], False
    return sorted(broken), _people(again) == _people(given)


def _people(given: Timetable) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Who meets when with whom; rooms and which of several copies are named anew."""
    sessions = sorted((s.start, s.end, s.group, tuple(sorted(s.members))) for s in given.sessions)
    booked = sorted((b.start, b.end, b.service, b.patient, b.therapist or "") for b in given.appointments)
    return list(sessions), list(booked)


def _names(cases: list[Case]) -> list[str]:
    return [f"{case.rule}: {case.about}" for case in cases]


@pytest.mark.parametrize("case", CASES, ids=_names(CASES))
def test_the_model_can_say_what_the_check_allows(case: Case) -> None:
    broken, said = says(*case.good)
    assert not broken
    assert said


@pytest.mark.parametrize("case", CASES, ids=_names(CASES))
def test_the_model_forbids_what_the_check_forbids(case: Case) -> None:
    broken, said = says(*case.bad)
    assert broken or not said


@pytest.mark.parametrize("seed", range(40))
def test_model_and_score_count_the_same(seed: int) -> None:
    """Any valid week of any clinic fits the model, and all four objectives agree with the definition."""
    clinic = quirky_clinic(seed, patients=8)
    since = (-40, -3, -30, -1)  # days: past week four and newcomers, by turns
    patients = tuple(evolve(p, admitted=WEEK.date(since[i % 4])) for i, p in enumerate(clinic.patients))
    clinic = evolve(clinic, patients=patients, weights=evolve(clinic.weights, open_group=7))
    try:
        given, previous = greedy(clinic, WEEK), greedy(clinic, WEEK, seed=1)
    except CannotPlace:
        pytest.skip("this clinic cannot be planned by hand")
    found = place(clinic, WEEK)
    model = post_rules(Model(found))
    wanted = goals(model, previous, preference=True)
    values = model.program.complete(plan_of(found, given).values)
    assert model.program.broken(values) == []
    assert tuple(goal.value(values) for goal in wanted) == validate(clinic, given, previous).score.values


def test_people_to_keep_apart_are_seated_in_different_copies() -> None:
    both = clinic(
        rooms={"room-1": {"capacity": 4}},
        groups={"process": {"second_leader_above": None}},
        patients={"A": {"apart": frozenset("B")}},
    )
    given = week(
        p1=session("process", "mon 09:00", "AC", "t1", "room-1"),
        other=session("process", "mon 09:00", "BD", "t2", "room-2"),
        s1=None,
        i1=None,
        p2=None,
    )
    assert says(both, given)[0] == []
    assert says(CLINIC, given)[0] == []
