"""A small week solved whole: what it proves holds for every week, whoever gives an appointment."""

from __future__ import annotations

import threading
import time

import pytest
from attrs import evolve
from quirky import WEEK
from test_bound_changes import _next_week
from test_greedy import clinic

from scheduler.bounds.exact import prove
from scheduler.program.candidates import place
from scheduler.search.best import Best, Values
from scheduler.search.terrain import Terrain
from scheduler.solve import solve
from scheduler.timetable import Timetable
from scheduler.week import Window


def test_an_hour_at_which_only_the_own_therapist_works_counts() -> None:
    """Others may see this patient too, but none of them works then: the own therapist is still asked."""
    base = clinic()
    one, other = base.therapists
    patient = evolve(base.patients[0], available=(Window(0, 9 * 60, 10 * 60),), therapist=one.id)
    staff = (one, evolve(other, available=tuple(Window(day, 9 * 60, 17 * 60) for day in range(1, 5))))
    ours = evolve(base, patients=(patient,), therapists=staff)
    found = place(ours, WEEK)
    assert Terrain(found).pooled_bookings.any()
    best = Best(ours)
    assert best.offer(Timetable(ours.name, WEEK))
    prove(found, best, threading.Event(), time.monotonic() + 10, preference=False, seed=0)
    assert best.values is not None
    assert best.values[0] == best.bounds[0] == 180  # the hour is held; three group hours have no company


@pytest.mark.parametrize("seed", [1014, 1015, 1052, 5073])
def test_no_bound_is_above_what_is_in_hand(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a week is solved; the timetable itself never shows a bound above its value."""
    case = _next_week(seed, people=7)
    if case is None:
        pytest.skip("hands cannot place what this clinic has to have")
    told: list[tuple[int, int, Values]] = []
    bound = Best.bound

    def heard(best: Best, objective: int, value: int, *given: Values) -> None:
        bound(best, objective, value, *given)
        assert best.values is not None
        told.append((best.bounds[objective], best.values[objective], best.values))

    monkeypatch.setattr(Best, "bound", heard)
    assert solve(case[0], WEEK, previous=case[1], time_limit=2, seed=seed).timetable is not None
    assert told
    assert all(proven <= value for proven, value, _ in told)
