"""A program without what is already decided: fixed columns and rows that can no longer break are left out.

Where most of a week is settled, nearly everything goes before a solver sees it. Only what the rows imply is
used, so every solution of the program is one of the smaller program, and the other way round.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from scheduler.program.columns import FAR, Matrix, Program, Values
from scheduler.program.possible import Ints

ROUNDS = 6
HUGE = 1 << 50


@frozen(eq=False)
class Shrunk:
    """The columns left (`free`, their numbers in the program), their bounds, and the rows among them."""

    free: Ints
    lower: Ints
    upper: Ints
    fixed: Values  # [all columns] the values of those left out
    matrix: Matrix

    def expand(self, values: Values) -> Values:
        """Values of the free columns as values of all."""
        full = self.fixed.copy()
        full[self.free] = values[: len(self.free)]
        return full


def shrink(program: Program) -> Shrunk:
    """Tighten bounds by the rows, a few rounds, and leave out what is settled."""
    lower, upper = program.bounds
    matrix = program.open_matrix(lower, lower == upper)
    row = np.repeat(np.arange(len(matrix.low)), np.diff(matrix.first))
    for _ in range(ROUNDS):
        tighter = _tightened(matrix, row, lower, upper)
        if tighter is None:
            break
        lower, upper = tighter
        if (lower > upper).any():  # no solution: the solver will say so
            lower, upper = program.bounds
            break
    free = np.flatnonzero(lower < upper)
    return Shrunk(free, lower[free], upper[free], lower, _left(matrix, row, lower, upper, free).once())


def _reach(matrix: Matrix, row: Ints, lower: Ints, upper: Ints) -> tuple[Ints, Ints, Ints]:
    """The least and most each row can add up to, and how far each entry can move it."""
    low, high = lower[matrix.column] * matrix.coefficient, upper[matrix.column] * matrix.coefficient
    count = len(matrix.low)
    least = np.bincount(row, np.minimum(low, high), count).astype(np.int64)
    most = np.bincount(row, np.maximum(low, high), count).astype(np.int64)
    return least, most, np.abs(high - low)


def _tightened(matrix: Matrix, row: Ints, lower: Ints, upper: Ints) -> tuple[Ints, Ints] | None:
    """Bounds that the rows imply; None when they are no tighter."""
    least, most, span = _reach(matrix, row, lower, upper)
    up, down = (matrix.high - least)[row], (most - matrix.low)[row]
    size, column = np.abs(matrix.coefficient), matrix.column
    tight = (span > 0) & ((up < span) | (down < span))
    if not tight.any():
        return None
    size, column, up, down = size[tight], column[tight], up[tight], down[tight]
    rises = matrix.coefficient[tight] > 0
    new_lower, new_upper = lower.copy(), upper.copy()
    # moving away from the end where the row is least costs `up`, away from where it is most costs `down`
    by_up, by_down = np.minimum(up // size, HUGE), np.minimum(down // size, HUGE)
    from_low, from_high = lower[column], upper[column]
    np.minimum.at(new_upper, column[rises], (from_low + by_up)[rises])
    np.maximum.at(new_lower, column[rises], (from_high - by_down)[rises])
    np.maximum.at(new_lower, column[~rises], (from_high - by_up)[~rises])
    np.minimum.at(new_upper, column[~rises], (from_low + by_down)[~rises])
    if (new_lower == lower).all() and (new_upper == upper).all():
        return None
    return new_lower, new_upper


def _left(matrix: Matrix, row: Ints, lower: Ints, upper: Ints, free: Ints) -> Matrix:
    """Rows that could still break, among free columns."""
    least, most, _ = _reach(matrix, row, lower, upper)
    binding = (least < matrix.low) | (most > matrix.high)
    number = np.full(len(lower), -1)
    number[free] = np.arange(len(free))
    fixed = number[matrix.column] < 0
    given = np.bincount(row, fixed * lower[matrix.column] * matrix.coefficient, len(matrix.low)).astype(
        np.int64
    )
    kept = ~fixed & binding[row]
    entry = np.bincount(row[kept], minlength=len(binding))[binding]
    return Matrix(
        first=np.concatenate([[0], np.cumsum(entry)]).astype(np.int64),
        column=number[matrix.column[kept]],
        coefficient=matrix.coefficient[kept],
        low=np.where(matrix.low <= -FAR, -FAR, matrix.low - given)[binding],
        high=np.where(matrix.high >= FAR, FAR, matrix.high - given)[binding],
    )
