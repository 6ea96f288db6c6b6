"""An integer program in numpy: columns with bounds, rows with names, several objectives.

Nothing here knows a solver. `scheduler.program.engine` hands a program to CP-SAT, `scheduler.bounds.unmet`
relaxes it to a linear program, and `Program.broken` says which rows a given solution breaks.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from attrs import define, field, frozen
from numpy.typing import ArrayLike, NDArray

from scheduler.program.possible import Ints

FAR = 1 << 40
"""Stands for "no bound" on a row."""

Values = NDArray[np.int64]
Follow = Callable[[Values], NDArray[np.generic]]


@frozen(eq=False)
class Block:
    """Rows added together: `row` numbers them from 0, `low` <= sum(coefficient x column) <= `high`."""

    rule: str
    row: Ints
    column: Ints
    coefficient: Ints
    low: Ints
    high: Ints


@define(eq=False)
class Objective:
    """A linear objective to minimise: sum(coefficient x column) + constant."""

    column: list[Ints] = field(factory=list)
    coefficient: list[Ints] = field(factory=list)
    constant: int = 0

    def add(self, column: Ints, coefficient: ArrayLike) -> None:
        self.column.append(column)
        self.coefficient.append(np.broadcast_to(np.asarray(coefficient, dtype=np.int64), column.shape))

    @property
    def terms(self) -> tuple[Ints, Ints]:
        """Columns and coefficients, zero coefficients left out."""
        if not self.column:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        column, coefficient = np.concatenate(self.column), np.concatenate(self.coefficient)
        used, inverse = np.unique(column, return_inverse=True)
        total = np.bincount(inverse, weights=coefficient, minlength=len(used)).astype(np.int64)
        return used[total != 0], total[total != 0]

    def value(self, values: Values) -> int:
        column, coefficient = self.terms
        return int(values[column] @ coefficient) + self.constant


@define(eq=False)
class Program:
    """Columns and rows under construction, and afterwards the matrix."""

    lower: list[Ints] = field(factory=list)
    upper: list[Ints] = field(factory=list)
    blocks: list[Block] = field(factory=list)
    followers: list[tuple[Ints, Follow]] = field(factory=list)
    size: int = 0

    def columns(
        self, count: int, upper: ArrayLike = 1, follow: Follow | None = None, *, lower: ArrayLike = 0
    ) -> Ints:
        """`count` new integer columns from `lower` to `upper`.

        `follow` computes their values from those of the columns before them, so that a solution of the
        decisions can be completed without a solver.
        """
        made = np.arange(self.size, self.size + count)
        self.size += count
        self.lower.append(np.broadcast_to(np.asarray(lower, dtype=np.int64), (count,)).copy())
        self.upper.append(np.broadcast_to(np.asarray(upper, dtype=np.int64), (count,)).copy())
        if follow is not None:
            self.followers.append((made, follow))
        return made

    def rows(
        self,
        rule: str,
        row: ArrayLike,
        column: ArrayLike,
        coefficient: ArrayLike = 1,
        *,
        low: ArrayLike = -FAR,
        high: ArrayLike = FAR,
        count: int | None = None,
    ) -> None:
        """Add rows of one rule; entries with the same `row` and `column` add up."""
        row, column = np.asarray(row, dtype=np.int64).ravel(), np.asarray(column, dtype=np.int64).ravel()
        total = count if count is not None else int(row.max()) + 1 if len(row) else 0
        if total == 0:
            return
        wide = np.broadcast_to(np.asarray(coefficient, dtype=np.int64), row.shape)
        low = np.broadcast_to(np.asarray(low, dtype=np.int64), (total,))
        high = np.broadcast_to(np.asarray(high, dtype=np.int64), (total,))
        self.blocks.append(Block(rule, row, column, wide, low, high))

    def at_most(self, objective: Objective, value: int) -> None:
        """A row: the objective is no more than `value`, in the steps in which it comes."""
        column, coefficient = objective.terms
        if not len(column):
            return
        step = int(np.gcd.reduce(coefficient))
        row = np.zeros(len(column), dtype=np.int64)
        high = (value - objective.constant) // step
        self.rows("order", row, column, coefficient // step, high=high, count=1)

    @property
    def entries(self) -> int:
        """Numbers in all rows."""
        return sum(len(block.row) for block in self.blocks)

    def complete(self, values: Values) -> Values:
        """`values` with every following column computed; the others stay as they are."""
        full = np.zeros(self.size, dtype=np.int64)
        full[: len(values)] = values
        for columns, follow in self.followers:
            full[columns] = follow(full)
        return full

    def broken(self, values: Values) -> list[tuple[str, int]]:
        """(rule, row number within its block) of every row that `values` breaks."""
        found = []
        for block in self.blocks:
            total = np.bincount(
                block.row, weights=block.coefficient * values[block.column], minlength=len(block.low)
            )
            bad = (total < block.low - 0.5) | (total > block.high + 0.5)
            found += [(block.rule, int(row)) for row in np.nonzero(bad)[0]]
        return found

    @property
    def bounds(self) -> tuple[Ints, Ints]:
        """Lower and upper bounds of all columns."""
        if not self.size:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        return np.concatenate(self.lower), np.concatenate(self.upper)

    def matrix(self) -> Matrix:
        """All rows in compressed form, each row's entries together."""
        return Matrix.stacked([_compressed(block, self.size) for block in self.blocks])

    def open_matrix(self, values: Values, fixed: NDArray[np.bool_]) -> Matrix:
        """The matrix without the fixed columns; their `values` go to the bounds of the rows."""
        return Matrix.stacked(
            [_compressed(_without(block, values, fixed), self.size) for block in self.blocks]
        )


def _without(block: Block, values: Values, fixed: NDArray[np.bool_]) -> Block:
    gone = fixed[block.column]
    if not gone.any():
        return block
    weight = block.coefficient[gone] * values[block.column[gone]]
    given = np.bincount(block.row[gone], weight, len(block.low)).astype(np.int64)
    return Block(
        block.rule,
        block.row[~gone],
        block.column[~gone],
        block.coefficient[~gone],
        np.where(block.low <= -FAR, -FAR, block.low - given),
        np.where(block.high >= FAR, FAR, block.high - given),
    )


def _compressed(block: Block, size: int) -> Matrix:
    """A block in order of row and column; entries of one row and column are added up, empty rows that hold
    are left out.
    """
    count, cell, total = len(block.low), block.row * np.int64(size) + block.column, block.coefficient
    if (np.diff(cell) <= 0).any():
        order = np.argsort(cell, kind="stable")
        cell, total = cell[order], total[order]
        first = np.flatnonzero(np.diff(cell, prepend=-1))
        if len(first) < len(cell):
            cell, total = cell[first], np.add.reduceat(total, first)
    if not total.all():
        cell, total = cell[total != 0], total[total != 0]
    row, column = np.divmod(cell, max(size, 1))
    filled = np.bincount(row, minlength=count)
    kept = (filled > 0) | (block.low > 0) | (block.high < 0)
    ends = np.concatenate([[0], np.cumsum(filled[kept])]).astype(np.int64)
    return Matrix(ends, column, np.asarray(total), block.low[kept], block.high[kept])


@frozen(eq=False)
class Matrix:
    """Rows of a program: row i has the entries `first[i]` to `first[i + 1]` of `column` and `coefficient`."""

    first: Ints
    column: Ints
    coefficient: Ints
    low: Ints
    high: Ints

    @classmethod
    def stacked(cls, parts: list[Matrix]) -> Matrix:
        """One under the other."""
        ends = np.cumsum([0, *(len(part.column) for part in parts)])
        first = [part.first[:-1] + end for part, end in zip(parts, ends, strict=False)]
        none = [np.zeros(0, dtype=np.int64)]
        return cls(
            np.concatenate([*first, ends[-1:]]),
            np.concatenate([part.column for part in parts] or none),
            np.concatenate([part.coefficient for part in parts] or none),
            np.concatenate([part.low for part in parts] or none),
            np.concatenate([part.high for part in parts] or none),
        )

    def once(self) -> Matrix:
        """Rows with the same entries as one, with the tighter bounds. Entries stand in order of column."""
        size = np.diff(self.first)
        if not len(size):
            return self
        row = np.repeat(np.arange(len(size)), size)
        sign = np.bincount(row, _noise(self.column) * self.coefficient, len(size))
        order = np.lexsort((sign, size))
        same = (np.diff(size[order]) == 0) & (np.diff(sign[order]) == 0)
        one, other = order[:-1][same], order[1:][same]
        owner, left = ranges(self.first[one], self.first[one + 1])
        _, right = ranges(self.first[other], self.first[other + 1])
        differs = (self.column[left] != self.column[right]) | (
            self.coefficient[left] != self.coefficient[right]
        )
        same[same] = np.bincount(owner, differs, len(one)) == 0
        group = np.concatenate([[0], np.cumsum(~same)])
        begins = np.flatnonzero(np.diff(group, prepend=-1))
        low = np.maximum.reduceat(self.low[order], begins)
        high = np.minimum.reduceat(self.high[order], begins)
        chosen = order[begins]
        back = np.argsort(chosen, kind="stable")
        chosen, low, high = chosen[back], low[back], high[back]
        _, entries = ranges(self.first[chosen], self.first[chosen + 1])
        first = np.concatenate([[0], np.cumsum(size[chosen])]).astype(np.int64)
        return Matrix(first, self.column[entries], self.coefficient[entries], low, high)


def _noise(column: Ints) -> NDArray[np.float64]:
    """A number for each column, such that sums of few of them hardly ever agree by chance."""
    return np.asarray((column * 2654435761 % 4294967291) + 1.0)


def any_chosen(columns: Ints, values: Values) -> Values:
    """For `follow`: one column that is 1 when any of `columns` is above 0."""
    return np.array([values[columns].any()], dtype=np.int64)


def ranges(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """For each i the numbers low[i] .. high[i]-1: (i repeated, the numbers)."""
    count = np.maximum(high - low, 0)
    owner = np.repeat(np.arange(len(low)), count)
    within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    return owner, low[owner] + within


def at_once(owner: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Maximal sets of items of one owner that overlap pairwise: (set number, item), sets with two or more."""
    far = 1 << 20
    points = np.unique(owner * far + start)
    low, high = np.searchsorted(points, owner * far + start), np.searchsorted(points, owner * far + end)
    item, point = ranges(low, high)
    last = np.zeros(len(points), dtype=bool)
    last[high - 1] = True  # a point at which no item ends is covered by the next one
    needed = last & (np.bincount(point, minlength=len(points)) > 1)
    keep = needed[point]
    number = np.cumsum(needed) - 1
    return number[point[keep]], item[keep]
