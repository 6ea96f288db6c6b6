"""The solvers that are compared. To add one, write a class like these and put it into `SOLVERS`.

`docs/how-to/add-a-solver.md` says how, also for a program that is not written in Python.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Protocol

from attrs import frozen

from scheduler.clinic import Clinic, due, enrolled
from scheduler.files import load_timetable, write_clinic, write_timetable
from scheduler.timetable import Timetable
from scheduler.week import Week


@frozen
class Task:
    """What is to be solved, with how many seconds (building and loading included) and workers."""

    clinic: Clinic
    week: Week
    previous: Timetable | None
    seconds: float
    workers: int
    seed: int


@frozen
class Answer:
    """The timetable found (None: none), and what a solver may prove: the unmet minutes below which nothing
    can be, and the fewest changes with the unmet minutes of this answer (None: nothing is proven).
    """

    timetable: Timetable | None
    bound: int | None = None
    changes_bound: int | None = None


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
        from scheduler.by_hand.greedy import greedy

        found = greedy(task.clinic, task.week, previous=task.previous, seed=task.seed)
        heard()
        return Answer(found)


class PlainModel:
    """CP-SAT on the first model that comes to mind; see `benchmarks.weekly.plain`."""

    name = "plain CP-SAT"

    def solve(self, task: Task, heard: Heard) -> Answer:
        from benchmarks.weekly.plain import solve_plain

        timetable, most = solve_plain(
            task.clinic, task.week, task.seconds, task.workers, task.seed, lambda _met: heard()
        )
        bound = None if most is None else max(0, prescribed(task.clinic, task.week) - most)
        return Answer(timetable, bound)


class Openchair:
    """The solver of this repository."""

    name = "openchair"

    def solve(self, task: Task, heard: Heard) -> Answer:
        from scheduler.progress import Event, Improved
        from scheduler.solve import solve

        told: set[tuple[int, ...]] = set()

        def listen(event: Event) -> None:
            # the time to best is that of unmet, floor and changes; preference goes on improving after it
            if isinstance(event, Improved) and event.score.values[:3] not in told:
                told.add(event.score.values[:3])
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
        if outcome.timetable is None:
            return Answer(None)
        score = outcome.timetable.score
        return Answer(outcome.timetable, score.unmet_minutes_bound, score.changes_bound)


@frozen
class Program:
    """Any program that reads and writes files. `{clinic}`, `{previous}`, `{seconds}`, `{workers}`, `{seed}`
    and `{out}` in its command are replaced; without a last week `{previous}` is empty.
    """

    name: str
    command: tuple[str, ...]

    def solve(self, task: Task, heard: Heard) -> Answer:
        with tempfile.TemporaryDirectory() as folder:
            clinic, last, out = (Path(folder, name) for name in ("clinic.toml", "last.toml", "out.toml"))
            write_clinic(clinic, task.clinic)
            if task.previous is not None:
                write_timetable(last, task.previous)
            words = {
                "clinic": clinic,
                "previous": last if task.previous is not None else "",
                "seconds": task.seconds,
                "workers": task.workers,
                "seed": task.seed,
                "out": out,
            }
            began = time.monotonic()
            subprocess.run([word.format(**words) for word in self.command], check=True, stdout=sys.stderr)
            print(f"{self.name} took {time.monotonic() - began:.1f} s", file=sys.stderr)
            heard()
            if not out.exists():
                return Answer(None)
            timetable, problems = load_timetable(out, task.clinic)
        if timetable is None:
            raise ValueError("\n".join(map(str, problems)))
        return Answer(timetable, timetable.score.unmet_minutes_bound, timetable.score.changes_bound)


SOLVERS: tuple[Solver, ...] = (Greedy(), PlainModel(), Openchair())


def solver(name: str) -> Solver:
    """The solver with this name, or `module:attribute` of one that is not registered. Raises ValueError with
    a sentence.
    """
    for known in SOLVERS:
        if known.name == name:
            return known
    module, colon, attribute = name.partition(":")
    if not colon:
        raise ValueError(f"there is no solver '{name}'; there are {', '.join(s.name for s in SOLVERS)}")
    try:
        found: Solver = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"there is no solver {name}: {error}") from error
    return found() if isinstance(found, type) else found


def prescribed(clinic: Clinic, week: Week) -> int:
    """Everything prescribed in the week, in minutes."""
    total = 0
    for patient in clinic.patients:
        if enrolled(patient, week):
            rules = clinic.prescription(patient)
            total += sum(rules.services.values())
            total += sum(a.minutes * a.times for a in rules.appointments if due(a, patient, week))
    return total
