"""CP-SAT at arm's length: a `Program` and an objective in, values and a proven bound out.

The only module that touches ortools; it is imported when a week is solved, not before.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from attrs import define, frozen
from ortools.sat.python import cp_model

from scheduler.program import FAR, Matrix, Objective, Program, Values
from scheduler.progress import Stop
from scheduler.shrink import Shrunk, shrink

STOP_POLL = 0.05  # seconds between two looks at the stop flag


@frozen(eq=False)
class Answer:
    """The best values found (None: none), their objective, the proven bound, and whether that is all there
    is.

    `closed` is True when nothing better exists: values are optimal, or there are none because none can be.
    """

    values: Values | None
    objective: int | None
    bound: int | None
    closed: bool
    seconds: float
    work: float = 0.0  # deterministic seconds


@define
class Effort:
    """How hard to try. `deterministic` limits work beside time: with one worker, and time to spare, the same
    effort gives the same answer on any machine."""

    seconds: float = 60.0
    workers: int = 2
    seed: int = 0
    deterministic: float | None = None
    lns_only: bool = False
    parameters: dict[str, Any] | None = None


def search(
    program: Program,
    objective: Objective,
    effort: Effort,
    *,
    hint: Values | None = None,
    stop: Stop | None = None,
    improved: Callable[[Values, int], None] | None = None,
    bounded: Callable[[int], None] | None = None,
) -> Answer:
    """Minimise `objective`; `hint` gives a value to every column, or is None."""
    began = time.monotonic()
    small = shrink(program)
    model = build(small, objective, hint)
    solver = cp_model.CpSolver()
    _set(solver, effort, max(effort.seconds - (time.monotonic() - began), 0.01))
    if bounded is not None:
        tell = bounded
        solver.best_bound_callback = lambda bound: tell(_whole(bound))
    watch = None if improved is None else _Watch(small, improved)
    with _watched(solver, stop):
        status = solver.solve(model, watch)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    values = small.expand(np.array(solver.response_proto.solution, dtype=np.int64)) if found else None
    return Answer(
        values=values,
        objective=None if values is None else objective.value(values),
        bound=_whole(solver.best_objective_bound) if found else None,
        closed=status in (cp_model.OPTIMAL, cp_model.INFEASIBLE),
        seconds=time.monotonic() - began,
        work=solver.response_proto.deterministic_time,
    )


def _whole(bound: float) -> int:
    """A bound as the next whole number that an integer objective can reach."""
    return int(np.ceil(bound - 1e-6))


def _set(solver: cp_model.CpSolver, effort: Effort, seconds: float) -> None:
    parameters = solver.parameters
    parameters.num_workers = effort.workers
    parameters.random_seed = effort.seed
    parameters.catch_sigint_signal = False  # Ctrl-C belongs to whoever called; the engine would take it over
    parameters.max_time_in_seconds = seconds
    if effort.deterministic is not None:
        parameters.max_deterministic_time = effort.deterministic
    if effort.lns_only:
        parameters.use_lns_only = True
    for name, value in (effort.parameters or {}).items():
        setattr(parameters, name, value)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Hands every better solution on as values."""

    def __init__(self, small: Shrunk, improved: Callable[[Values, int], None]) -> None:
        super().__init__()
        self._small, self._improved = small, improved

    def on_solution_callback(self) -> None:
        values = self._small.expand(np.array(self.response_proto.solution, dtype=np.int64))
        self._improved(values, round(self.objective_value))


class _watched:
    """While the solver runs, a thread ends the search soon after `stop` is set."""

    def __init__(self, solver: cp_model.CpSolver, stop: Stop | None) -> None:
        self._solver, self._stop, self._done = solver, stop, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> None:
        if self._stop is not None:
            self._thread.start()

    def _look(self) -> None:
        while not self._done.wait(STOP_POLL):
            if self._stop is not None and self._stop.is_set():
                self._solver.stop_search()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._stop is not None:
            self._thread.join()


def build(small: Shrunk, objective: Objective, hint: Values | None = None) -> cp_model.CpModel:
    """The free columns and rows of a program as a CP-SAT model."""
    model = cp_model.CpModel()
    proto = model.proto
    for low, high in zip(small.lower.tolist(), small.upper.tolist(), strict=True):
        proto.variables.add().domain.extend((low, high))
    _rows(proto, small.matrix, small.upper)
    column, coefficient = objective.terms
    number = np.full(len(small.fixed), -1)
    number[small.free] = np.arange(len(small.free))
    free = number[column] >= 0
    proto.objective.vars.extend(number[column[free]].tolist())
    proto.objective.coeffs.extend(coefficient[free].tolist())
    given = int(small.fixed[column[~free]] @ coefficient[~free])
    proto.objective.offset = float(objective.constant + given)
    if hint is not None:
        proto.solution_hint.vars.extend(range(len(small.free)))
        proto.solution_hint.values.extend(hint[small.free].tolist())
    return model


def _rows(proto: Any, matrix: Matrix, upper: Values) -> None:
    """At-most-one and exactly-one rows as what they are, everything else as linear rows."""
    literal = (matrix.coefficient == 1) & (upper[matrix.column] == 1)
    size = np.diff(matrix.first)
    row = np.repeat(np.arange(len(size)), size)
    literals = np.bincount(row, literal, len(size)) == size
    most = literals & (matrix.high == 1) & (matrix.low <= 0)
    one = literals & (matrix.high == 1) & (matrix.low == 1) & (size > 0)
    column, coefficient = matrix.column.tolist(), matrix.coefficient.tolist()
    bounds = zip(matrix.first.tolist(), matrix.first[1:].tolist(), strict=False)
    low, high, add = matrix.low.tolist(), matrix.high.tolist(), proto.constraints.add
    for i, (first, last) in enumerate(bounds):
        if most[i]:
            if last > first + 1:
                add().at_most_one.literals.extend(column[first:last])
        elif one[i]:
            add().exactly_one.literals.extend(column[first:last])
        elif last > first:
            linear = add().linear
            linear.vars.extend(column[first:last])
            linear.coeffs.extend(coefficient[first:last])
            linear.domain.extend((_far(low[i]), _far(high[i])))
        elif low[i] > 0 or high[i] < 0:
            add().bool_or.literals.extend(())


def _far(bound: int) -> int:
    if abs(bound) < FAR:
        return bound
    return (1 << 62) if bound > 0 else -(1 << 62)
