"""The most that any choice of topics could reach in a simulated group, proven: with everything known ahead.

Who joins and leaves when, and who comes to which session, is the same whatever runs (chance is drawn for
people, not for topics). So a group is watched without anything being run, and a linear program over how often
each topic runs at each date gives what nobody could exceed who knew all of it. Prerequisites are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from scheduler.topics.simulation.run import Guest, Run
from scheduler.topics.simulation.scenario import Scenario
from scheduler.topics.standing import Standing
from scheduler.topics.steering import Room


class Watching:
    """A policy under which nothing runs, and who was there is noted."""

    def __init__(self) -> None:
        self.there: list[list[Standing]] = []

    def begin_week(self, people: Sequence[Standing], left: Sequence[int]) -> None:
        pass

    def rooms(
        self, people: Sequence[Standing], here: Sequence[bool], left: Sequence[int], number: int
    ) -> tuple[Room, ...]:
        self.there.append([person for person, came in zip(people, here, strict=True) if came])
        return ()


def most_known(scenario: Scenario, seeds: Iterable[int]) -> float:
    """Mean coverage on leaving, 0 to 1, of the people that `simulate` counts. About ten seconds a seed.

    Raises ValueError where individual sessions fill gaps: which of them were needed depends on what ran.
    """
    if scenario.individual:
        raise ValueError("individual sessions are not part of this bound", "leave one of the two out")
    reached = [_most(scenario, seed) for seed in seeds]
    people = sum(count for _, count in reached)
    if not people:
        raise ValueError("nobody is discharged in this time", "simulate more weeks")
    return sum(total for total, _ in reached) / people


def _most(scenario: Scenario, seed: int) -> tuple[float, int]:
    """The sum of coverages and the number of people of one seed."""
    watching = Watching()
    run = Run.begin(scenario, watching, seed)
    for _ in range(scenario.stay[1] + scenario.weeks):
        run.step()
    counted = [guest for week, guest in run.gone if week >= scenario.stay[1]]
    return _solved(scenario, run, counted, watching.there), len(counted)


def _solved(
    scenario: Scenario, run: Run, guests: Sequence[Guest], there: Sequence[Sequence[Standing]]
) -> float:
    from ortools.linear_solver.python import model_builder

    model: Any = model_builder.Model()  # type: ignore[no-untyped-call]
    number = {id(guest.standing): i for i, guest in enumerate(guests)}
    dates: list[list[dict[str, Any]]] = [[] for _ in guests]
    for people in there:
        mine = [number[id(person)] for person in people if id(person) in number]
        useful = {s for i in mine for s in _sessions(run, guests[i].standing)}
        runs = {name: model.new_num_var(0, 1, "") for name in sorted(useful)}
        if runs:
            model.add(sum(runs.values()) <= scenario.rooms)
        for i in mine:
            dates[i].append(runs)
    at_once = max(len(session.teaches) for session in run.course.sessions.values())
    worth = []
    for guest, came in zip(guests, dates, strict=True):
        had = []
        for topic in sorted(guest.standing.member.required):
            names = [session.id for session in run.course.taught_in[topic]]
            had.append(model.new_num_var(0, 1, ""))
            model.add(had[-1] <= sum(runs[name] for runs in came for name in names))
        model.add(sum(had) <= at_once * len(came))
        worth += [guest.standing.share * each for each in had]
    model.maximize(sum(worth))
    solver = model_builder.Solver("GLOP")
    if solver.solve(model) != model_builder.SolveStatus.OPTIMAL:
        return float(len(guests))
    return float(solver.objective_value)


def _sessions(run: Run, standing: Standing) -> Iterable[str]:
    return (s.id for topic in standing.member.required for s in run.course.taught_in[topic])
