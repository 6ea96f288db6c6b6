"""No timetable as good in everything before it is more convenient than the bound says."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from quirky import WEEK, quirky_clinic
from test_greedy import clinic

from scheduler.bounds.preference import preference_bound
from scheduler.by_hand.fixtures import CannotPlace
from scheduler.by_hand.greedy import greedy
from scheduler.program.candidates import place
from scheduler.program.engine import Effort, search
from scheduler.program.goals import goals, post_rules
from scheduler.program.model import Model
from scheduler.program.objectives import PIECE, preference, preference_in_minutes
from scheduler.search.best import ANY
from scheduler.search.naming import plan_of
from scheduler.solve import solve
from scheduler.validate import validate


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**9))
def test_a_week_in_hand_is_no_more_convenient_than_the_bound(seed: int) -> None:
    ours = quirky_clinic(seed, patients=8)
    try:
        last = greedy(ours, WEEK, seed=1)
        values = validate(ours, greedy(ours, WEEK), last).score.values
    except CannotPlace:
        return
    assert preference_bound(place(ours, WEEK), last, values, time_limit=0.5) <= values[3]


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**9))
def test_the_bound_is_at_most_the_best_preference(seed: int) -> None:
    ours = evolve(quirky_clinic(seed, patients=4), grid=60)
    found = place(ours, WEEK)
    model = post_rules(Model(found))
    *before, wanted = goals(model, None, preference=True)
    least = search(model.program, before[0], Effort(seconds=2, workers=1))
    if not least.closed or least.objective is None:
        return
    model.program.at_most(before[0], least.objective)
    best = search(model.program, wanted, Effort(seconds=2, workers=1))
    given_values = (least.objective, ANY, ANY, ANY)
    if best.closed and best.objective is not None:
        assert preference_bound(found, None, given_values, time_limit=2) <= best.objective


def test_minutes_are_the_preference_and_what_its_quarters_leave_out() -> None:
    ours = clinic()
    found, last = place(ours, WEEK), greedy(ours, WEEK)
    model = post_rules(Model(found))
    quarters, minutes = preference(model, None), preference_in_minutes(model, None)
    values = model.program.complete(plan_of(found, last).values)
    assert 0 <= minutes.value(values) - PIECE * quarters.value(values) < PIECE


def test_an_easy_week_is_proven_in_everything() -> None:
    ours = clinic()
    outcome = solve(ours, WEEK, time_limit=10)
    assert outcome.timetable is not None
    score = outcome.timetable.score
    assert score.unmet_minutes == score.unmet_minutes_bound == 0
    assert score.preference_bound is not None
    assert 0 < score.preference_bound <= score.preference
