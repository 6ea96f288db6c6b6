"""A proven bound is never above what somebody reaches, however the proof was come by."""

from __future__ import annotations

import threading
from itertools import product

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from quirky import WEEK, quirky_clinic
from test_greedy import clinic

from scheduler.bounds.unmet import per_patient_limit, unmet_bound
from scheduler.by_hand.fixtures import CannotPlace
from scheduler.by_hand.greedy import greedy
from scheduler.program.candidates import place
from scheduler.program.columns import FAR, Objective, Program
from scheduler.program.engine import Effort, search
from scheduler.program.model import Model
from scheduler.program.objectives import unmet
from scheduler.program.relaxation import _proven, next_value, relax
from scheduler.rules import RULES
from scheduler.week import Window

small_ints = st.integers(-4, 4)


@st.composite
def programs(draw: st.DrawFn) -> tuple[Program, Objective]:
    """Up to four columns with at most three values each, up to four rows."""
    columns = draw(st.integers(1, 4))
    program, objective = Program(), Objective(constant=draw(st.integers(-50, 50)))
    made = program.columns(columns, [draw(st.integers(0, 2)) for _ in range(columns)])
    for _ in range(draw(st.integers(0, 4))):
        weights = [draw(small_ints) for _ in range(columns)]
        low = draw(st.sampled_from([-FAR, -3, 0, 1, 2]))
        high = draw(st.sampled_from([FAR, 4, 2]))
        program.rows("any", np.zeros(columns), made, weights, low=low, high=high, count=1)
    objective.add(made, [5 * draw(small_ints) for _ in range(columns)])
    return program, objective


def best(program: Program, objective: Objective) -> int | None:
    """The smallest value by trying everything; None when nothing is feasible."""
    values = [
        objective.value(np.array(point))
        for point in product(*(range(upper + 1) for upper in program.bounds[1].tolist()))
        if not program.broken(np.array(point))
    ]
    return min(values, default=None)


@settings(max_examples=30, deadline=None)
@given(programs())
def test_relaxing_never_proves_more_than_is_true(pair: tuple[Program, Objective]) -> None:
    program, objective = pair
    truth = best(program, objective)
    bound = relax(program, objective, time_limit=5).bound
    assert truth is None or bound <= truth


@settings(max_examples=200, deadline=None)
@given(programs(), st.lists(st.floats(-1e9, 1e9) | st.just(float("nan")), min_size=4, max_size=4))
def test_any_prices_prove_something_true(pair: tuple[Program, Objective], prices: list[float]) -> None:
    program, objective = pair
    truth, matrix = best(program, objective), program.matrix()
    cost = np.zeros(program.size, dtype=np.int64)
    cost[objective.terms[0]] = objective.terms[1]
    proven = _proven(program, matrix, cost, np.array(prices)[: len(matrix.low)]) + objective.constant
    assert truth is None or next_value(proven, objective) <= truth


def test_a_relaxation_without_whole_optimum_is_rounded_to_what_can_be() -> None:
    program, objective = Program(), Objective(constant=90)
    made = program.columns(3)
    for a, b in ((0, 1), (1, 2), (0, 2)):
        program.rows("pair", [0, 0], made[[a, b]], high=1)
    objective.add(made, -30)
    assert relax(program, objective).bound == 60  # the relaxation says 45; 60 is the next that can be


def test_a_stop_still_gives_a_bound() -> None:
    stop = threading.Event()
    stop.set()
    model = _model(3)
    relaxed = relax(model.program, unmet(model), stop=stop)
    assert relaxed.bound <= greedy_unmet(3)


def _model(seed: int) -> Model:
    model = Model(place(quirky_clinic(seed), WEEK))
    for rule in RULES:
        if hasattr(rule, "post"):
            rule.post(model)
    return model


def greedy_unmet(seed: int) -> int:
    return sum(u.minutes for u in greedy(quirky_clinic(seed), WEEK).unmet)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**9))
def test_no_timetable_is_better_than_the_bound(seed: int) -> None:
    ours = evolve(quirky_clinic(seed, patients=8), grid=30)
    try:
        reached = sum(u.minutes for u in greedy(ours, WEEK).unmet)
    except CannotPlace:
        return
    heard: list[int] = []
    bound = unmet_bound(ours, WEEK, bounded=heard.append)
    assert heard[-1] == bound
    assert max(heard) <= reached


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**9))
def test_the_bound_is_at_most_the_optimum(seed: int) -> None:
    ours = evolve(quirky_clinic(seed, patients=5), grid=60)
    model = Model(place(ours, WEEK))
    for rule in RULES:
        if hasattr(rule, "post"):
            rule.post(model)
    answer = search(model.program, unmet(model), Effort(seconds=10, workers=1))
    bound = unmet_bound(ours, WEEK)
    if answer.closed and answer.objective is not None:
        assert bound <= answer.objective


def test_what_an_easy_week_leaves_unmet_is_bounded_by_nothing() -> None:
    assert unmet_bound(clinic(), WEEK) == 0
    assert per_patient_limit(clinic(), WEEK) == {}


def test_a_patient_without_enough_days_is_named_with_the_minutes() -> None:
    monday = evolve(clinic().patients[0], available=(Window(0, 9 * 60, 17 * 60),))
    ours = clinic(patients=(monday, *clinic().patients[1:]))
    assert per_patient_limit(ours, WEEK) == {"P-0": {"process": 120}}
    assert unmet_bound(ours, WEEK) == 120


def test_sharing_is_no_limit_of_one_patient_but_of_the_week() -> None:
    """One hour of one therapist a week: the group takes it, no individual hour is left for anybody."""
    staff = (evolve(clinic().therapists[0], max_hours_week=1),)
    ours = clinic(therapists=staff)
    assert per_patient_limit(ours, WEEK) == {}
    assert unmet_bound(ours, WEEK) == 4 * (180 + 60) - 4 * 60


def test_the_relaxation_says_where_it_runs_groups() -> None:
    told: list[dict[tuple[str, int], float]] = []
    unmet_bound(clinic(), WEEK, weighed=told.append)
    (starts,) = told
    assert {group for group, _ in starts} == {"process"}
    assert 1 <= sum(starts.values()) <= 4 * 3 / 3 + 0.1  # four people, three hours each, three to a session
    assert all(0 <= start < 7 * 24 * 60 for _, start in starts)


def test_a_clinic_with_nobody_has_nothing_unmet() -> None:
    assert unmet_bound(clinic(patients=()), WEEK) == 0


@pytest.mark.parametrize("bare", [{"rooms": ()}, {"therapists": ()}, {"open": ()}])
def test_without_the_means_everything_is_unmet(bare: dict[str, object]) -> None:
    people = tuple(evolve(patient, therapist=None) for patient in clinic().patients)
    assert unmet_bound(clinic(patients=people, **bare), WEEK) == 4 * (180 + 60)
