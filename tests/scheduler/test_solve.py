"""Whole weeks: always valid, as good as can be, stopped at once, the same again with the same seed."""

from __future__ import annotations

import threading
import time
from typing import TypedDict

import pytest
from attrs import evolve
from enough import Enough
from quirky import WEEK as QUIRKY_WEEK
from quirky import quirky_clinic
from tiny import CLINIC, WEEK, clinic, moment, week, windows

from curricula.diagnostics import BadInput
from scheduler.clinic import Clinic, Pin
from scheduler.program.candidates import place
from scheduler.program.engine import Effort, search
from scheduler.program.goals import goals, post_rules
from scheduler.program.model import Model
from scheduler.progress import Bounded, Event, Improved, Phase
from scheduler.search.best import Best
from scheduler.solve import LEAST_TELLING, reasons_have, solve
from scheduler.timetable import Timetable
from scheduler.validate import validate


class Ending(TypedDict):
    listener: Enough
    stop: Enough


def optimum(given: Clinic) -> int:
    """The least unmet minutes, from the whole week as one program without any search of ours."""
    model = post_rules(Model(place(given, QUIRKY_WEEK)))
    answer = search(model.program, goals(model, None)[0], Effort(20.0, 2))
    assert answer.closed
    assert answer.objective is not None
    return answer.objective


def until(enough: Enough) -> Ending:
    """Ends the search there."""
    return {"listener": enough, "stop": enough}


def test_a_small_week_is_proven_in_all_four_objectives() -> None:
    small = clinic(open=windows("mon 09:00-11:30", "wed 09:00-11:00"))
    outcome = solve(small, WEEK, time_limit=30)
    assert outcome.timetable is not None
    assert outcome.timetable.status == "optimal"
    assert outcome.timetable.score.proven
    assert validate(small, outcome.timetable).valid


def test_last_week_is_kept_where_it_still_holds() -> None:
    """Another therapist at the same time is no change; an hour at which A cannot come is one."""
    three = CLINIC.patients[:3]
    away = clinic(therapists={"t1": {"available": windows("mon 09:00-10:00", "tue-fri 08:00-20:00")}})
    away = evolve(away, patients=three)
    outcome = solve(away, WEEK, previous=week(), time_limit=5, **until(Enough((0, 0, 0))))
    assert outcome.timetable is not None
    score = outcome.timetable.score
    assert (score.unmet_minutes, score.changes) == (0, 0)
    shut = clinic(patients={"A": {"available": windows("mon 08:00-11:00", "tue-fri 08:00-20:00")}})
    shut = evolve(shut, patients=shut.patients[:3])
    outcome = solve(shut, WEEK, previous=week(), time_limit=8, **until(Enough(proven=3)))
    assert outcome.timetable is not None
    assert (outcome.timetable.score.changes, outcome.timetable.score.changes_bound) == (1, 1)


@pytest.mark.parametrize("seed", [1, 4, 7, 12])
def test_as_little_unmet_as_possible(seed: int) -> None:
    given = quirky_clinic(seed, patients=6)
    outcome = solve(given, QUIRKY_WEEK, time_limit=5, **until(Enough(proven=1)))
    assert outcome.timetable is not None
    assert outcome.refused == 0
    report = validate(given, outcome.timetable)
    assert report.valid
    assert report.score.unmet_minutes == optimum(given)
    assert outcome.timetable.score.unmet_minutes_bound is not None
    assert outcome.timetable.score.unmet_minutes_bound <= report.score.unmet_minutes


def test_a_pin_holds_and_what_it_costs_is_unmet() -> None:
    pinned = clinic(pins=(Pin(group="skills", start=moment("tue 15:00"), leaders=("t2",), members=("D",)),))
    outcome = solve(pinned, WEEK, time_limit=1)
    assert outcome.timetable is not None
    held = [s for s in outcome.timetable.sessions if s.group == "skills" and s.start == 24 * 60 + 15 * 60]
    assert len(held) == 1
    assert held[0].leaders == ("t2",)
    assert "D" in held[0].members


@pytest.mark.parametrize(
    ("ask", "leaders"),
    [(({"leaders": ("t1",)}, {"leaders": ("t2",)}), 2), (({"members": ("A",)}, {"members": ("B",)}), 1)],
    ids=["facilitators", "members"],
)
def test_one_session_holds_several_pins(ask: tuple[dict[str, tuple[str, ...]], ...], leaders: int) -> None:
    """With one room there can be no second session beside it."""
    start = moment("tue 15:00")
    pins = tuple(Pin(group="skills", start=start, **one) for one in ask)
    pinned = clinic(
        rooms={"room-1": {"kind": "store"}},
        groups={"skills": {"second_leader_above": None}},
        pins=pins,
        open=windows("tue 15:00-16:00"),
    )
    outcome = solve(pinned, WEEK, time_limit=3)
    assert outcome.timetable is not None
    assert [len(session.leaders) for session in outcome.timetable.sessions] == [leaders]
    assert validate(pinned, outcome.timetable).valid


def test_pins_of_people_to_keep_apart_are_two_sessions() -> None:
    pins = tuple(Pin(group="skills", start=moment("tue 15:00"), members=(one,)) for one in "AB")
    pinned = clinic(patients={"A": {"apart": frozenset("B")}}, pins=pins, open=windows("tue 15:00-16:00"))
    outcome = solve(pinned, WEEK, time_limit=3)
    assert outcome.timetable is not None
    assert len(outcome.timetable.sessions) == 2
    assert validate(pinned, outcome.timetable).valid


def test_a_pin_that_cannot_hold_is_named() -> None:
    pinned = clinic(pins=(Pin(group="skills", start=moment("sun 15:00")),))
    with pytest.raises(BadInput) as caught:
        solve(pinned, WEEK, time_limit=10)
    assert "skills on Sunday 15:00" in caught.value.diagnostics[0].message


def test_a_group_that_cannot_run_as_often_as_it_must_is_named() -> None:
    impossible = clinic(groups={"skills": {"min_per_week": 50}})
    with pytest.raises(BadInput) as caught:
        solve(impossible, WEEK, time_limit=10)
    assert "skills cannot run 50 times" in caught.value.diagnostics[0].message


def test_scarce_is_unmet_not_an_error() -> None:
    for poor in (
        evolve(CLINIC, rooms=()),
        evolve(
            CLINIC,
            therapists=(),
            patients=tuple(evolve(p, therapist=None, prescriber=None) for p in CLINIC.patients),
        ),
        evolve(CLINIC, patients=CLINIC.patients[:1]),
        evolve(CLINIC, patients=()),
        clinic(patients={name: {"available": ()} for name in "ABCD"}),
        clinic(closed=tuple(WEEK.date(day) for day in range(7))),
    ):
        outcome = solve(poor, WEEK, time_limit=0.5)
        assert outcome.timetable is not None
        assert validate(poor, outcome.timetable).valid


def test_it_stops_when_told_with_the_best_so_far() -> None:
    stop, given = threading.Event(), quirky_clinic(3, patients=14)
    threading.Timer(0.6, stop.set).start()
    began = time.monotonic()
    outcome = solve(given, QUIRKY_WEEK, time_limit=60, stop=stop)
    assert time.monotonic() - began < 8  # the search ends at once; a busy machine may be slow to notice
    assert outcome.timetable is not None
    assert validate(given, outcome.timetable).valid


def test_progress_is_told_in_order() -> None:
    events: list[Event] = []
    outcome = solve(CLINIC, WEEK, time_limit=1, listener=events.append)
    improved = [event for event in events if isinstance(event, Improved)]
    assert improved
    values = [event.score.values for event in improved]
    assert values == sorted(values, reverse=True)
    assert outcome.timetable is not None
    assert values[-1] == outcome.timetable.score.values
    assert any(isinstance(event, Phase) for event in events)
    assert any(isinstance(event, Bounded) for event in events)


def test_a_given_first_timetable_is_never_lost() -> None:
    outcome = solve(CLINIC, WEEK, first=week(), time_limit=0.01)
    assert outcome.timetable is not None
    assert outcome.timetable.score.unmet_minutes <= validate(CLINIC, week()).score.unmet_minutes


def test_the_same_seed_gives_the_same_week() -> None:
    given = quirky_clinic(9, patients=10)
    answers = [
        solve(given, QUIRKY_WEEK, time_limit=200, workers=1, seed=5, attempts=3).timetable for _ in range(2)
    ]
    assert answers[0] is not None
    assert answers[1] is not None
    assert answers[0].sessions == answers[1].sessions
    assert answers[0].appointments == answers[1].appointments


def test_what_a_proof_leaves_over_is_for_reasons() -> None:
    best = Best(CLINIC)
    assert best.offer(Timetable(CLINIC.name, WEEK))
    assert reasons_have(best, 1000.0, None) < 100
    assert best.values is not None
    for objective, value in enumerate(best.values[:3]):
        best.bound(objective, value)
    assert reasons_have(best, 1000.0, None) > 900
    assert reasons_have(best, 0.0, None) == LEAST_TELLING
    stop = threading.Event()
    stop.set()
    assert reasons_have(best, 1000.0, stop) == 0.0
