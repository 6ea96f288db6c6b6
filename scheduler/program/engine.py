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

from scheduler.program.columns import FAR, Matrix, Objective, Program, Values
from scheduler.program.shrink import Shrunk, shrink
from scheduler.progress import Stop

STOP_POLL = 0.05  # seconds between two looks at the stop flag
QUICK = {"cp_model_probing_level": 0, "symmetry_level": 0, "max_presolve_iterations": 1}
"""Small models are solved in less time than CP-SAT would spend on simplifying them thoroughly."""
LEARNING = QUICK | {"optimize_with_core": True, "linearization_level": 0}
"""For what people lack: asks for all of it and learns which wishes clash, without linear programming."""
PRICING = QUICK | {"linearization_level": 2}
"""For preference: a sum of many small things, which linear programming sees and learning does not."""


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
    _columns(proto, small)
    _rows(proto, small.matrix, small.lower, small.upper)
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


def _columns(proto: Any, small: Shrunk) -> None:
    """All columns at once: those with the same bounds are copies of one another."""
    bounds = list(zip(small.lower.tolist(), small.upper.tolist(), strict=True))
    samples, made = cp_model.CpModel(), {}  # a column lives as long as the model it was made in
    for pair in set(bounds):
        made[pair] = samples.proto.variables.add()
        made[pair].domain.extend(pair)
    proto.variables.extend([made[pair] for pair in bounds])


LINEAR, CLAUSE, AT_MOST_ONE, EXACTLY_ONE = range(4)


def _shapes(matrix: Matrix, lower: Values, upper: Values) -> tuple[Values, Values]:
    """What each row is, and whether its literals are meant the other way round.

    Of 0-1 columns, `plus` with coefficient 1 and `minus` with -1, a row adds up to -minus..plus. One that
    forbids only an end of that is a clause; one that leaves only an end and the step next to it is an
    at-most-one. Literals: a column with coefficient 1 itself, one with -1 negated; turned: the opposite.
    """
    row, count = np.repeat(np.arange(len(matrix.low)), np.diff(matrix.first)), len(matrix.low)
    low, high, weight = matrix.low, matrix.high, matrix.coefficient
    plain = (lower[matrix.column] == 0) & (upper[matrix.column] == 1) & (np.abs(weight) == 1)
    plus, minus = (np.bincount(row, weight == sign, count).astype(np.int64) for sign in (1, -1))
    literal = np.bincount(row, ~plain, count) == 0
    least, most = literal & (low > -minus), literal & (high < plus)  # bounds that can bind
    exact = least & most & (low == high)
    cases = (
        (most & ~least & (high == plus - 1), CLAUSE, True),
        (most & ~least & (high == 1 - minus), AT_MOST_ONE, False),
        (least & ~most & (low == 1 - minus), CLAUSE, False),
        (least & ~most & (low == plus - 1), AT_MOST_ONE, True),
        (exact & (high == 1 - minus), EXACTLY_ONE, False),
        (exact & (high == plus - 1), EXACTLY_ONE, True),
    )
    which = [case for case, _, _ in cases]
    shape = np.select(which, [shape for _, shape, _ in cases], LINEAR)
    return shape, np.select(which, [turn for _, _, turn in cases], False)


def _rows(proto: Any, matrix: Matrix, lower: Values, upper: Values) -> None:
    """Rows that are clauses, at-most-ones or exactly-ones as what they are, all others as linear rows."""
    shape, turned = _shapes(matrix, lower, upper)
    negated = (matrix.coefficient < 0) != np.repeat(turned, np.diff(matrix.first))
    literal = np.where(negated, -matrix.column - 1, matrix.column).tolist()
    column, coefficient = matrix.column.tolist(), matrix.coefficient.tolist()
    low, high = np.clip(matrix.low, -FAR, FAR).tolist(), np.clip(matrix.high, -FAR, FAR).tolist()
    add, first = proto.constraints.add, matrix.first.tolist()
    for i, kind in enumerate(shape.tolist()):
        begin, end = first[i], first[i + 1]
        if low[i] > high[i] or (end == begin and (low[i] > 0 or high[i] < 0)):
            add().bool_or.literals.extend(())  # no solution
        elif kind == CLAUSE:
            add().bool_or.literals.extend(literal[begin:end])
        elif kind == AT_MOST_ONE:
            add().at_most_one.literals.extend(literal[begin:end])
        elif kind == EXACTLY_ONE:
            add().exactly_one.literals.extend(literal[begin:end])
        elif end > begin:
            linear = add().linear
            linear.vars.extend(column[begin:end])
            linear.coeffs.extend(coefficient[begin:end])
            linear.domain.extend((_far(low[i]), _far(high[i])))


def _far(bound: int) -> int:
    if abs(bound) < FAR:
        return bound
    return (1 << 62) if bound > 0 else -(1 << 62)
