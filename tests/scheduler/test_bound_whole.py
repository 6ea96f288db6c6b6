"""Small weeks solved whole: on a coarser grid nothing is lost, and shortfalls say what unmet minutes say."""

from __future__ import annotations

import threading
import time

import numpy as np
from attrs import evolve
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from quirky import WEEK, quirky_clinic
from test_greedy import clinic

from scheduler.bounds.coarser import coarser
from scheduler.bounds.whole import Whole
from scheduler.by_hand.fixtures import CannotPlace
from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Appointment, Clinic, Pin
from scheduler.program.candidates import place
from scheduler.program.engine import Effort, search
from scheduler.program.goals import post_rules
from scheduler.program.model import Model
from scheduler.program.objectives import unmet
from scheduler.program.plan import Plan
from scheduler.program.shortfall import shortfall
from scheduler.search import naming
from scheduler.search.best import Best
from scheduler.search.terrain import Terrain
from scheduler.timetable import Timetable
from scheduler.validate import validate
from scheduler.week import Window


def _halves(seed: int) -> Clinic:
    """A clinic where everything lasts half hours, on a grid of quarters or finer."""
    ours = quirky_clinic(seed)

    def whole(minutes: int) -> int:
        return max(minutes // 30, 1) * 30

    def visits(prescribed: tuple[Appointment, ...]) -> tuple[Appointment, ...]:
        return tuple(evolve(visit, minutes=whole(visit.minutes)) for visit in prescribed)

    return evolve(
        ours,
        grid=15 if ours.grid == 30 else ours.grid,
        groups=tuple(evolve(group, minutes=whole(group.minutes)) for group in ours.groups),
        therapists=tuple(
            evolve(t, pause=t.pause and evolve(t.pause, minutes=whole(t.pause.minutes)))
            for t in ours.therapists
        ),
        levels=tuple(
            evolve(level, prescription=evolve(p, appointments=visits(p.appointments)))
            for level in ours.levels
            for p in (level.prescription,)
        ),
        patients=tuple(
            evolve(p, own={k: visits(v) if k == "appointments" else v for k, v in p.own.items()})  # type: ignore[arg-type]
            for p in ours.patients
        ),
    )


def _by_hand(ours: Clinic, seed: int) -> Timetable:
    try:
        return greedy(ours, WEEK, seed=seed)
    except CannotPlace:
        assume(False)
        raise


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 3))
def test_every_timetable_has_one_on_the_coarser_grid(seed: int, other: int) -> None:
    """Found without a solver and checked without one: starts moved down to the half hour break no rule."""
    ours = _halves(seed)
    rough, timetable = coarser(ours), _by_hand(ours, other)
    assert rough is not None
    assert rough.grid == 30
    moved = evolve(
        timetable,
        sessions=tuple(evolve(s, start=s.start // 30 * 30, end=s.end // 30 * 30) for s in timetable.sessions),
        appointments=tuple(
            evolve(b, start=b.start // 30 * 30, end=b.end // 30 * 30) for b in timetable.appointments
        ),
    )
    report = validate(rough, moved)
    assert report.violations == ()
    assert report.score.unmet_minutes == validate(ours, timetable).score.unmet_minutes


def test_lengths_and_pins_that_do_not_fit_have_no_coarser_grid() -> None:
    base = evolve(_halves(1), grid=15)
    assert coarser(base) is not None
    assert coarser(evolve(base, groups=(evolve(base.groups[0], minutes=45), *base.groups[1:]))) is None
    assert coarser(evolve(base, pins=(Pin(group=base.groups[0].id),))) is None
    assert coarser(evolve(base, grid=30)) is None


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 3))
def test_shortfalls_count_what_unmet_minutes_count(seed: int, other: int) -> None:
    ours = quirky_clinic(seed)
    found, timetable = place(ours, WEEK), _by_hand(ours, other)
    plan = naming.plan_of(found, timetable)
    model = post_rules(Model(found))
    short = shortfall(model)
    values = model.program.complete(plan.values)
    assert model.program.broken(values) == []
    assert short.objective.value(values) == unmet(model).value(values)
    assert short.objective.value(values) == validate(ours, timetable).score.unmet_minutes


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**9))
def test_the_least_shortfall_is_the_least_unmet(seed: int) -> None:
    found = place(evolve(quirky_clinic(seed, patients=5), grid=30), WEEK)
    plain, counted = post_rules(Model(found)), post_rules(Model(found))
    one = search(plain.program, unmet(plain), Effort(seconds=3, workers=1))
    other = search(counted.program, shortfall(counted).objective, Effort(seconds=3, workers=1))
    if one.closed and other.closed:
        assert one.objective == other.objective


def test_a_quarter_of_an_hour_between_sessions_is_not_lost() -> None:
    """Solved on half hours first: the answer has to come back to starts at a quarter past."""
    base = clinic()
    patients = tuple(
        evolve(patient, available=(Window(0, 9 * 60 + 15, 12 * 60 + 15),)) for patient in base.patients
    )
    ours = evolve(base, patients=patients)
    assert coarser(ours) is not None
    found, best = place(ours, WEEK), Best(ours)
    assert best.offer(Timetable(ours.name, WEEK))
    plans: list[Plan] = []

    def take(plan: Plan) -> None:
        plans.append(plan)
        best.offer(naming.timetable(found, plan))

    Whole(Terrain(found), best, {}, threading.Event(), time.monotonic() + 20, take).solve()
    assert best.values is not None
    assert best.values[0] == best.bounds[0]
    assert best.timetable is not None
    assert all(session.start >= 9 * 60 + 15 for session in best.timetable.sessions)
    assert int(Terrain(found).lacking(plans[-1]).sum()) == best.values[0]
    assert np.all(plans[-1].attendances <= 1)
