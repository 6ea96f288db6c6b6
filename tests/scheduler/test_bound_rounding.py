"""Rows about whole sessions: every timetable obeys them, and they prove what fractions cannot."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from quirky import WEEK, quirky_clinic
from test_greedy import clinic

from scheduler.bounds.unmet import unmet_bound
from scheduler.by_hand.fixtures import CannotPlace
from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Clinic, Size
from scheduler.program import rounding
from scheduler.program.candidates import place
from scheduler.program.engine import Effort, search
from scheduler.program.goals import post_rules
from scheduler.program.model import Model
from scheduler.program.objectives import unmet
from scheduler.program.relaxation import relax
from scheduler.search import naming
from scheduler.week import Window


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 3))
def test_timetables_made_by_hand_obey_every_row(seed: int, other: int) -> None:
    ours = quirky_clinic(seed)
    found = place(ours, WEEK)
    try:
        plan = naming.plan_of(found, greedy(ours, WEEK, seed=other))
    except CannotPlace:
        return
    model = Model(found)
    rounding.post(model)
    assert model.program.broken(model.program.complete(plan.values)) == []


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**9))
def test_the_rows_take_no_optimum_away(seed: int) -> None:
    found = place(evolve(quirky_clinic(seed, patients=5), grid=60), WEEK)
    answers = []
    for rounded in (False, True):
        model = post_rules(Model(found))
        if rounded:
            rounding.post(model)
        answers.append(search(model.program, unmet(model), Effort(seconds=5, workers=1)))
    without, having = answers
    if without.closed and having.closed:
        assert without.objective == having.objective


def _two_tracks(people: int, hours: int) -> Clinic:
    """So many people in each of two tracks with one hour of a group prescribed, sessions of four at most, and
    one therapist with so many hours, all on one morning.
    """
    base = clinic()
    morning = (Window(0, 9 * 60, (9 + hours) * 60),)
    everybody = tuple(
        evolve(
            base.patients[0],
            id=f"{track}-{i}",
            track=track,
            available=morning,
            own={"services": {"process": 60}, "appointments": (), "once_a_day": True},
        )
        for track in ("one", "two")
        for i in range(people)
    )
    group = evolve(base.groups[0], size=Size(1, 4), minutes=60, second_leader_above=None)
    return evolve(
        base,
        groups=tuple(evolve(group, id=track, track=track) for track in ("one", "two")),
        patients=everybody,
        rooms=tuple(evolve(room, capacity=12) for room in base.rooms),
        therapists=(evolve(base.therapists[0], available=morning, pause=None),),
    )


def test_five_people_need_two_sessions_of_four() -> None:
    model = post_rules(Model(place(_two_tracks(5, 3), WEEK)))
    rounding.post(model)
    rows = [block for block in model.program.blocks if block.rule == rounding.ID]
    # two sessions, one place of them left empty makes one do: sessions - places taken >= 2 - 5
    assert {int(low) for block in rows for low in block.low} == {-3}


def test_three_hours_do_not_serve_two_tracks_that_need_two_each() -> None:
    ours = _two_tracks(5, 3)
    model = post_rules(Model(place(ours, WEEK)))
    assert relax(model.program, unmet(model)).bound == 0  # in fractions two and a half hours would do
    assert unmet_bound(ours, WEEK) == 60
    assert search(model.program, unmet(model), Effort(seconds=10, workers=1)).objective == 60
    assert unmet_bound(_two_tracks(5, 4), WEEK) == 0


def test_relaxations_with_the_rows_prove_no_less() -> None:
    for seed in range(3):
        found = place(quirky_clinic(seed, patients=8), WEEK)
        bounds = []
        for rounded in (False, True):
            model = post_rules(Model(found))
            if rounded:
                rounding.post(model)
            bounds.append(relax(model.program, unmet(model)).bound)
        assert bounds[1] >= bounds[0] - 1
