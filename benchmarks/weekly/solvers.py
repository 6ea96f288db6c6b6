"""The solvers that are compared. To add one, write a class like these and put it into `SOLVERS`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from attrs import frozen

from scheduler.clinic import Clinic, due, enrolled
from scheduler.timetable import Timetable
from scheduler.week import Week


@frozen
class Task:
    """What is to be solved, with how many seconds and workers."""

    clinic: Clinic
    week: Week
    previous: Timetable | None
    seconds: float
    workers: int
    seed: int


@frozen
class Answer:
    """The timetable found (None: none) and the unmet minutes below which nothing can be (None: unknown)."""

    timetable: Timetable | None
    bound: int | None = None


Heard = Callable[[], None]
"""Called at every improvement; its moments are the time to first and the time to best."""


class Solver(Protocol):
    """Solves one week. Answers are validated afterwards, without the solver."""

    name: str

    def solve(self, task: Task, heard: Heard) -> Answer: ...


class Greedy:
    """By hand, without a solver: the baseline to be beaten."""

    name = "greedy"

    def solve(self, task: Task, heard: Heard) -> Answer:
        from scheduler.greedy import greedy

        found = greedy(task.clinic, task.week, previous=task.previous, seed=task.seed)
        heard()
        return Answer(found)


class PlainModel:
    """CP-SAT on the first model that comes to mind; see `benchmarks.weekly.plain`."""

    name = "plain CP-SAT"

    def solve(self, task: Task, heard: Heard) -> Answer:
        from benchmarks.weekly.plain import solve_plain

        began = time.monotonic()
        left = task.seconds - (time.monotonic() - began)
        timetable, most = solve_plain(
            task.clinic, task.week, left, task.workers, task.seed, lambda _met: heard()
        )
        bound = None if most is None else max(0, prescribed(task.clinic, task.week) - most)
        return Answer(timetable, bound)


class Openchair:
    """The solver of this repository."""

    name = "openchair"

    def solve(self, task: Task, heard: Heard) -> Answer:
        from scheduler.progress import Event, Improved
        from scheduler.solve import solve

        def listen(event: Event) -> None:
            if isinstance(event, Improved):
                heard()

        outcome = solve(
            task.clinic,
            task.week,
            previous=task.previous,
            time_limit=task.seconds,
            workers=task.workers,
            seed=task.seed,
            listener=listen,
        )
        found = outcome.timetable
        return Answer(found, None if found is None else found.score.unmet_minutes_bound)


SOLVERS: tuple[Solver, ...] = (Greedy(), PlainModel(), Openchair())


def solver(name: str) -> Solver:
    """The solver with this name. Raises ValueError with a sentence."""
    for known in SOLVERS:
        if known.name == name:
            return known
    raise ValueError(f"there is no solver '{name}'; there are {', '.join(s.name for s in SOLVERS)}")


def prescribed(clinic: Clinic, week: Week) -> int:
    """Everything prescribed in the week, in minutes."""
    total = 0
    for patient in clinic.patients:
        if enrolled(patient, week):
            rules = clinic.prescription(patient)
            total += sum(rules.services.values())
            total += sum(a.minutes * a.times for a in rules.appointments if due(a, patient, week))
    return total
