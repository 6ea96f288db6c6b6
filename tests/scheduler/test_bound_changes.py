"""No timetable that leaves as little unmet has fewer changes than the bound says."""

from __future__ import annotations

from random import Random

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from quirky import WEEK, quirky_clinic
from test_greedy import clinic

from scheduler.bounds.changes import changes_bound
from scheduler.bounds.unmet import per_patient_limit, under_floor_bound
from scheduler.by_hand.fixtures import CannotPlace
from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Clinic
from scheduler.program.candidates import place
from scheduler.program.engine import Effort, search
from scheduler.program.goals import goals, post_rules
from scheduler.program.model import Model
from scheduler.search.best import ANY, Best
from scheduler.solve import solve
from scheduler.timetable import Timetable
from scheduler.validate import validate
from scheduler.week import DAY, Window


def _next_week(seed: int, people: int) -> tuple[Clinic, Timetable] | None:
    """A clinic with one patient gone and other hours for another, and its last week made by hand."""
    rng, before = Random(seed), evolve(quirky_clinic(seed, patients=people), grid=60)
    try:
        last = greedy(before, WEEK)
    except CannotPlace:
        return None
    gone, shifted, *rest = rng.sample(before.patients, len(before.patients))
    moved = evolve(shifted, available=tuple(Window(day, 10 * 60, 15 * 60) for day in range(1, 5)))
    kept = tuple(evolve(p, apart=p.apart - {gone.id}) for p in (moved, *rest))
    groups = tuple(
        evolve(g, members=None if g.members is None else tuple(m for m in g.members if m != gone.id))
        for g in before.groups
    )
    return evolve(before, patients=kept, groups=groups), last


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 3))
def test_changes_are_never_fewer_than_the_bound(seed: int, slack: int) -> None:
    case = _next_week(seed, people=5)
    if case is None:
        return
    ours, last = case
    found = place(ours, WEEK)
    model = post_rules(Model(found))
    unmet, _, changes = goals(model, last)
    least = search(model.program, unmet, Effort(seconds=5, workers=1))
    if not least.closed or least.objective is None:
        return
    most = least.objective + 30 * slack
    model.program.at_most(unmet, most)
    fewest = search(model.program, changes, Effort(seconds=5, workers=1))
    bound = changes_bound(found, last, most, limits=per_patient_limit(ours, WEEK, found=found))
    if fewest.closed and fewest.objective is not None:
        assert 0 <= bound <= fewest.objective


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10**9))
def test_a_week_in_hand_has_no_fewer_changes_and_no_fewer_under_floor(seed: int) -> None:
    case = _next_week(seed, people=9)
    if case is None:
        return
    ours, last = case
    found = place(ours, WEEK)
    try:
        score = validate(ours, greedy(ours, WEEK, previous=last), last).score
    except CannotPlace:
        return
    assert changes_bound(found, last, score.unmet_minutes) <= score.changes
    assert under_floor_bound(found, per_patient_limit(ours, WEEK, found=found)) <= score.under_floor


def _last_week() -> tuple[Clinic, Timetable]:
    ours = clinic()
    outcome = solve(ours, WEEK, time_limit=2)
    assert outcome.timetable is not None
    return ours, outcome.timetable


def test_a_closed_day_takes_what_was_on_it() -> None:
    ours, last = _last_week()
    day = last.sessions[0].start // DAY
    lost = sum(len(s.members) for s in last.sessions if s.start // DAY == day)
    lost += sum(b.start // DAY == day for b in last.appointments)
    closed = evolve(ours, closed=(WEEK.date(day),))
    assert changes_bound(place(closed, WEEK), last, ANY) == lost


def test_nothing_has_to_change_where_nothing_changed() -> None:
    ours, last = _last_week()
    assert changes_bound(place(ours, WEEK), last, last.score.unmet_minutes) == 0


def test_serving_a_newcomer_may_cost_places_that_others_have() -> None:
    """A session of three, full, at the only hour there is; a newcomer whom nobody may leave out: somebody
    goes.
    """
    hour = (Window(0, 9 * 60, 10 * 60),)
    base = clinic()
    own: dict[str, object] = {"services": {"process": 60}, "appointments": ()}
    people = tuple(evolve(base.patients[0], id=f"P-{i}", available=hour, own=own) for i in range(4))
    group = evolve(base.groups[0], size=evolve(base.groups[0].size, min=1, max=3))
    before = evolve(base, patients=people[:3], groups=(group,), therapists=base.therapists[:1])
    last = greedy(before, WEEK)
    assert len(last.sessions) == 1
    after = evolve(before, patients=people)
    assert changes_bound(place(after, WEEK), last, 60) == 0  # the newcomer may go without
    free = (Window(0, 9 * 60, 11 * 60),)
    later = tuple(evolve(p, available=free) if p.id == "P-0" else p for p in people)
    roomy = evolve(after, patients=later)
    assert changes_bound(place(roomy, WEEK), last, 0) == 1  # P-0 can come an hour later, alone


def test_bounds_stay_while_less_is_unmet_and_go_when_more_is() -> None:
    ours, last = _last_week()
    assert last.appointments
    fewer = evolve(last, appointments=last.appointments[:-1])
    best = Best(ours, last)
    assert best.offer(fewer)
    assert best.values is not None
    unmet = best.values[0]
    best.bound(2, 1, (unmet, ANY, ANY, ANY))
    best.bound(3, 2, (unmet - 1, ANY, ANY, ANY))
    assert best.bounds == (0, 0, 1, 0)  # the last was proven for fewer unmet minutes than are in hand
    assert best.offer(last)
    assert best.bounds[2] == 1


@pytest.mark.parametrize(("hours", "under"), [(5, 1), (2, 0)])
def test_who_cannot_reach_the_floor_is_counted(hours: float, under: int) -> None:
    """A patient who can come for two hours a week, with so many as the floor."""
    ours = clinic()
    one = evolve(
        ours.patients[0],
        available=tuple(Window(day, 9 * 60, 10 * 60) for day in range(2)),
        own={"hours_min": hours},
    )
    ours = evolve(ours, patients=(one, *ours.patients[1:]))
    found = place(ours, WEEK)
    assert under_floor_bound(found, per_patient_limit(ours, WEEK, found=found)) == under
