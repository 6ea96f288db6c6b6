"""What the check allows the model can say, and what the check forbids the model forbids, rule by rule."""

from __future__ import annotations

from random import Random

import pytest
from attrs import evolve
from quirky import WEEK, quirky_clinic
from test_rules_checked import CASES, Case
from tiny import CLINIC, clinic, session, week

from scheduler.by_hand.fixtures import CannotPlace
from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Clinic, Pin
from scheduler.program.candidates import place
from scheduler.program.columns import Objective
from scheduler.program.engine import Effort, search
from scheduler.program.goals import goals, post_rules
from scheduler.program.model import Model
from scheduler.program.plan import Plan
from scheduler.search.naming import CannotSplit, plan_of, timetable
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


@pytest.mark.parametrize("seed", range(4, 22))  # their groups can meet
def test_any_pins_of_one_start_mean_the_same_to_model_and_check(seed: int) -> None:
    """Up to four pins together: what the engine finds is valid, what is valid the model can say."""
    rng, plain = Random(seed), quirky_clinic(seed, patients=5)
    keys, attendances, leads = (found := place(plain, WEEK)).keys, found.attendances, found.leads
    key = rng.randrange(len(keys))
    people = [plain.patients[p].id for p in attendances.patient[attendances.key == key]]
    staff = [plain.therapists[t].id for t in leads.therapist[leads.key == key]]
    rooms = [None, None, *(room.id for room in plain.rooms)]
    pins = tuple(
        Pin(
            group=plain.groups[int(keys.group[key])].id,
            start=WEEK.moment(int(keys.start[key])),
            room=rng.choice(rooms),
            leaders=tuple(rng.sample(staff, min(len(staff), rng.randint(0, 2)))),
            members=tuple(rng.sample(people, min(len(people), rng.randint(0, 2)))),
        )
        for _ in range(rng.randint(1, 4))
    )
    pinned = evolve(plain, pins=pins)
    model = post_rules(Model(place(pinned, WEEK)))
    answer = search(model.program, Objective(), Effort(3.0, 1))
    if answer.values is not None:
        plan = Plan.of_values(model.found, answer.values)
        assert validate(pinned, timetable(model.found, plan)).valid
    try:
        given = greedy(pinned, WEEK)
    except CannotPlace:
        return
    if validate(pinned, given).valid:
        plan = plan_of(model.found, given)
        assert model.program.broken(model.program.complete(plan.values)) == []
