"""Solving in a process of its own: the same answer, a quick stop, and nothing lost when the engine dies."""

from __future__ import annotations

import threading
import time

import pytest
from attrs import evolve

from scheduler import apart
from scheduler.apart import Died, solve_apart
from scheduler.clinic import Clinic
from scheduler.progress import Event, Improved
from scheduler.validate import validate
from scheduler.week import Week

WEEK = Week.parse("2024-W10")
DIES = (
    "import sys, os, pickle; sys.path[:] = sys.argv[1:]; "
    "job, (clinic, week), options = pickle.load(sys.stdin.buffer); "
    "from scheduler.by_hand.greedy import greedy; from scheduler.progress import Improved; "
    "found = greedy(clinic, week); "
    "pickle.dump(Improved(found.score, found, 0.1), sys.stdout.buffer); sys.stdout.flush(); os._exit(9)"
)


@pytest.fixture(scope="module")
def clinic() -> Clinic:
    """Forty people, enough work for a while."""
    from datetime import date

    from facilitator.sample.cast import clinic as sample

    cast = sample()
    return evolve(cast, patients=tuple(evolve(p, admitted=date(2024, 3, 4)) for p in cast.patients))


def test_it_tells_of_progress_and_answers_with_a_valid_week(clinic: Clinic) -> None:
    told: list[Event] = []
    outcome = solve_apart(clinic, WEEK, time_limit=4, listener=told.append)
    assert outcome.timetable is not None
    assert validate(clinic, outcome.timetable).valid
    assert any(isinstance(event, Improved) for event in told)


def test_stop_is_heard_and_the_best_is_kept(clinic: Clinic) -> None:
    stop, seen = threading.Event(), list[Event]()

    def listen(event: Event) -> None:
        seen.append(event)
        if isinstance(event, Improved):
            stop.set()

    began = time.monotonic()
    outcome = solve_apart(clinic, WEEK, time_limit=60, listener=listen, stop=stop)
    assert outcome.timetable is not None
    assert time.monotonic() - began < 20


def test_an_engine_that_dies_loses_nothing(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "BEGIN", DIES)
    outcome = solve_apart(clinic, WEEK, time_limit=5)
    assert outcome.timetable is not None
    assert validate(clinic, outcome.timetable).valid


def test_a_child_that_says_nothing_is_named(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "BEGIN", "import os; os._exit(9)")
    with pytest.raises(Died, match="ended without an answer"):
        solve_apart(clinic, WEEK, time_limit=5)


def test_what_solve_refuses_is_refused_here_too(clinic: Clinic) -> None:
    from curricula.diagnostics import BadInput
    from scheduler.clinic import Pin

    pinned = evolve(clinic, pins=(Pin(group="day-process", start=WEEK.moment(540), leaders=("rx1",)),))
    with pytest.raises(BadInput):
        solve_apart(pinned, WEEK, time_limit=20)
