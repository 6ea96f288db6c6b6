"""A program without its whole numbers: how low an objective could possibly go, proven.

First-order linear programming (PDLP, carried by ortools) finds prices for the rows; whatever the prices, they
imply a lower bound, and that is counted here in exact integers. So neither a tolerance nor an interruption
can make a bound too high, only too low.
"""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from math import gcd
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scheduler.program.columns import FAR, Matrix, Objective, Program
from scheduler.progress import Stop

Floats = NDArray[np.float64]

ACCURACY = 0.05
"""Of the step from one possible value of the objective to the next: finer takes longer and proves no more."""
PRICE_STEP = 1 << 20
"""Prices are rounded to this fraction of one before the bound is counted in integers."""
PIECE = 20_000  # numbers handed to ortools in one go
POLL = 0.05  # seconds between two looks at the stop flag


@frozen(eq=False)
class Relaxed:
    """`bound` is proven: no whole solution is lower. `guess` holds fractional values of the columns."""

    bound: int
    guess: Floats | None
    seconds: float


def relax(
    program: Program, objective: Objective, *, time_limit: float = 60.0, stop: Stop | None = None
) -> Relaxed:
    """Bound `objective` over the linear relaxation of `program`. The GIL is free while it runs.

    An interruption by `stop` or the time limit gives the bound that the prices found so far prove.
    """
    began = time.monotonic()
    matrix, cost = program.matrix(), _cost(program, objective)
    guess, prices = _solve(program, matrix, cost, _accuracy(objective), time_limit, stop)
    proven = _proven(program, matrix, cost, prices) + objective.constant
    free = _proven(program, matrix, cost, np.zeros(len(matrix.low))) + objective.constant
    bound = next_value(max(proven, free), objective)
    return Relaxed(bound, guess, time.monotonic() - began)


def next_value(bound: int, objective: Objective) -> int:
    """The smallest value at or above `bound` that whole columns can give the objective."""
    step = gcd(*objective.terms[1].tolist())
    return bound if step == 0 else bound + (objective.constant - bound) % step


def _accuracy(objective: Objective) -> float:
    """Relative to the size of the objective, as first-order methods measure it."""
    step, size = gcd(*objective.terms[1].tolist()), max(abs(objective.constant), 1)
    return float(np.clip(ACCURACY * step / (2 * size), 1e-6, 1e-4))


def _cost(program: Program, objective: Objective) -> NDArray[np.int64]:
    cost = np.zeros(program.size, dtype=np.int64)
    columns, coefficients = objective.terms
    cost[columns] = coefficients
    return cost


def _proven(program: Program, matrix: Matrix, cost: NDArray[np.int64], prices: Floats) -> int:
    """What prices of the rows prove, rounded up to a whole number: weak duality in exact integers.

    For prices y, every solution x within its bounds costs at least
    sum_i min(y_i row_i) + sum_j min((cost - A'y)_j x_j), rows and columns ranging over their bounds.
    """
    lower, upper = program.bounds
    whole = np.rint(np.clip(np.nan_to_num(prices), -1e6, 1e6) * PRICE_STEP).astype(np.int64)
    whole[(whole > 0) & (matrix.low <= -FAR)] = 0
    whole[(whole < 0) & (matrix.high >= FAR)] = 0
    row = np.repeat(np.arange(len(whole)), np.diff(matrix.first))
    priced = np.zeros(program.size, dtype=np.int64)
    np.add.at(priced, matrix.column, matrix.coefficient * whole[row])
    reduced = cost * PRICE_STEP - priced
    rows = np.where(whole > 0, matrix.low, np.where(whole < 0, matrix.high, 0))
    columns = np.where(reduced > 0, lower, upper)
    total = _dot(whole, rows) + _dot(reduced, columns)
    return -(-total // PRICE_STEP)


def _dot(one: NDArray[np.int64], other: NDArray[np.int64]) -> int:
    """The exact sum of products, whatever its size."""
    needed = (one != 0) & (other != 0)
    return sum(a * b for a, b in zip(one[needed].tolist(), other[needed].tolist(), strict=True))


def _solve(
    program: Program,
    matrix: Matrix,
    cost: NDArray[np.int64],
    accuracy: float,
    time_limit: float,
    stop: Stop | None,
) -> tuple[Floats | None, Floats]:
    """Fractional values of the columns (None: none found) and prices of the rows."""
    from ortools.math_opt import callback_pb2, model_parameters_pb2, parameters_pb2
    from ortools.math_opt.core.python import solver
    from ortools.math_opt.python.init_arguments import StreamableSolverInitArguments
    from ortools.util.python.solve_interrupter import SolveInterrupter

    parameters = parameters_pb2.SolveParametersProto()
    parameters.time_limit.FromTimedelta(timedelta(seconds=time_limit))
    criteria = parameters.pdlp.termination_criteria.simple_optimality_criteria
    criteria.eps_optimal_relative = accuracy
    interrupter, over = SolveInterrupter(), threading.Event()
    watch = threading.Thread(target=_interrupt, args=(interrupter, stop, over), daemon=True)
    watch.start()
    try:
        result = solver.solve(
            _proto(program, matrix, cost),
            parameters_pb2.SOLVER_TYPE_PDLP,
            StreamableSolverInitArguments().to_proto(),
            parameters,
            model_parameters_pb2.ModelSolveParametersProto(),
            None,
            callback_pb2.CallbackRegistrationProto(),
            None,
            interrupter.pybind_interrupter,
        )
    finally:
        over.set()
        watch.join()
    return _read(result, program.size, len(matrix.low))


def _interrupt(interrupter: Any, stop: Stop | None, over: threading.Event) -> None:
    while stop is not None and not over.wait(POLL):
        if stop.is_set():
            interrupter.interrupt()
            return


def _proto(program: Program, matrix: Matrix, cost: NDArray[np.int64]) -> Any:
    """The relaxation in the form in which ortools takes it, field by field from the arrays."""
    from ortools.math_opt import model_pb2

    proto, (lower, upper) = model_pb2.ModelProto(), program.bounds
    columns, rows = program.size, len(matrix.low)
    _fill(proto.variables.ids, np.arange(columns))
    _fill(proto.variables.lower_bounds, lower.astype(float))
    _fill(proto.variables.upper_bounds, upper.astype(float))
    _fill(proto.variables.integers, np.zeros(columns, dtype=bool))
    costly = np.flatnonzero(cost)
    _fill(proto.objective.linear_coefficients.ids, costly)
    _fill(proto.objective.linear_coefficients.values, cost[costly].astype(float))
    _fill(proto.linear_constraints.ids, np.arange(rows))
    _fill(proto.linear_constraints.lower_bounds, np.where(matrix.low <= -FAR, -np.inf, matrix.low))
    _fill(proto.linear_constraints.upper_bounds, np.where(matrix.high >= FAR, np.inf, matrix.high))
    entries = proto.linear_constraint_matrix
    _fill(entries.row_ids, np.repeat(np.arange(rows), np.diff(matrix.first)))
    _fill(entries.column_ids, matrix.column)
    _fill(entries.coefficients, matrix.coefficient.astype(float))
    return proto


def _fill(repeated: Any, values: NDArray[np.generic]) -> None:
    """Extend a repeated field piece by piece: a thread that shows a screen gets its turn in between."""
    for first in range(0, len(values), PIECE):
        repeated.extend(values[first : first + PIECE].tolist())


def _read(result: Any, columns: int, rows: int) -> tuple[Floats | None, Floats]:
    guess, prices = None, np.zeros(rows)
    for solution in result.solutions:
        if solution.HasField("primal_solution"):
            guess = _dense(solution.primal_solution.variable_values, columns)
        if solution.HasField("dual_solution"):
            prices = _dense(solution.dual_solution.dual_values, rows)
    return guess, prices


def _dense(sparse: Any, size: int) -> Floats:
    values = np.zeros(size)
    known = sparse.values
    ids = np.fromiter(sparse.ids, dtype=np.int64, count=len(known))
    values[ids] = np.fromiter(known, dtype=float, count=len(known))
    return values
