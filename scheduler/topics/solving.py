"""The dates of one room decided by CP-SAT, from the look-ahead's program on: mostly the best there is.

What each run of a topic adds to a person is known beforehand (the second adds less than the first), so a
program is a choice of sessions for dates, and its worth a sum. What comes after the dates is estimated as in
`window`. Prerequisites are left to the measure: a program that does not do better by it is not used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from scheduler.topics.choices import Ran
from scheduler.topics.course import Course
from scheduler.topics.standing import Standing
from scheduler.topics.steering import Room
from scheduler.topics.window import Group, Program, Slot, after_these, worth_of_all

SCALE = 10**6
"""Coverage in whole numbers: what one person can reach in full."""
FADED = 1e-2
"""The chance of having missed every one of several runs, below which no further run is counted."""
EFFORT = 0.15
"""Deterministic seconds for the dates of one group, a few tenths in all; more found nothing better."""

Runs = Sequence[dict[str, Any]]
"""For each date, whether each session runs: a variable of the model."""


def solved(
    group: Group,
    standings: Sequence[Standing],
    slots: Sequence[Slot],
    before: Sequence[Ran],
    start: Program,
    effort: float = EFFORT,
) -> Program:
    """A program of these dates that is worth at least as much as `start`.

    `start` itself where sessions are bound to their places or neighbours, and with rooms side by side:
    steering between two rooms made the question ten times as long, for a tenth of a point.
    """
    course = group.course
    if not slots or len(slots[0].fixed) > 1 or course.in_order or course.runs or course.first():
        return start
    found = _found(group, standings, slots, before, start, effort)
    return max(start, found, key=lambda way: worth_of_all(group, standings, slots, way))


def _found(
    group: Group,
    standings: Sequence[Standing],
    slots: Sequence[Slot],
    before: Sequence[Ran],
    start: Program,
    effort: float,
) -> Program:
    """The best that CP-SAT comes to, `start` where that is nothing."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    runs = [
        _date(model, group.course, slot, rooms[0].session) for slot, rooms in zip(slots, start, strict=True)
    ]
    _keep_apart(model, group, runs, before)
    later = after_these(group, standings, slots, start)
    worth = [
        step
        for i, standing in enumerate(standings)
        for step in _each_run(model, group.course, standing, _met(runs, slots, i), later[i])
    ]
    model.maximize(sum(coefficient * step for coefficient, step in worth))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = effort
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return start
    chosen = [next(name for name, run in ran.items() if solver.value(run)) for ran in runs]
    return tuple((Room(name, rooms[0].people),) for name, rooms in zip(chosen, start, strict=True))


def _date(model: Any, course: Course, slot: Slot, now: str) -> dict[str, Any]:
    """One session at a date: the one set by hand, or any that can be led. `now`: what the start has."""
    out = slot.unled[0] if slot.unled else frozenset()
    open_ = [slot.fixed[0]] if slot.fixed[0] else [n for n in course.sessions if n not in out or n == now]
    ran = {name: model.new_bool_var("") for name in open_}
    model.add_exactly_one(ran.values())
    for name, run in ran.items():
        model.add_hint(run, int(name == now))
    return ran


def _keep_apart(model: Any, group: Group, runs: Runs, before: Sequence[Ran]) -> None:
    """No session twice within the window."""
    apart = group.no_repeat
    lately = [frozenset(ran) for ran in before[-apart:]] if apart else []
    for at, name in product(range(-len(lately), len(runs) - 1), group.course.sessions):
        window = [ran[name] for ran in runs[max(0, at) : at + apart + 1] if name in ran]
        if at >= 0:
            model.add_at_most_one(window)
        elif name in lately[at]:
            model.add_bool_and([run.negated() for run in window])


def _met(runs: Runs, slots: Sequence[Slot], i: int) -> Runs:
    """The dates on which one person is expected."""
    return [ran for ran, slot in zip(runs, slots, strict=True) if slot.chances[i] > 0]


def _each_run(
    model: Any, course: Course, standing: Standing, runs: Runs, later: dict[str, float]
) -> Iterator[tuple[int, Any]]:
    """What each further run of each topic adds for one person."""
    absent = 1 - standing.member.attendance
    for topic, lacks in standing.missing.items():
        if not lacks or topic not in standing.member.required:
            continue
        names = [session.id for session in course.taught_in[topic]]
        met = [ran[name] for ran in runs for name in names if name in ran]
        still, steps = lacks * later[topic], list[Any]()
        while len(steps) < len(met) and still > FADED * lacks:
            steps.append(model.new_bool_var(""))
            yield int(SCALE * standing.share * still * standing.member.attendance), steps[-1]
            still *= absent
        model.add(sum(steps) <= sum(met))
