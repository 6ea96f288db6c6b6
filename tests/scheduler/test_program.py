"""Programs as the engine sees them: smaller and in other shapes, with the same solutions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from scheduler.program.columns import FAR, Matrix, Objective, Program
from scheduler.program.engine import Effort, search
from scheduler.program.shrink import shrink


def some_program(dice: np.random.Generator) -> tuple[Program, Objective]:
    """Five columns and up to twelve rows of all shapes, many of them 0-1 with coefficients 1 and -1."""
    program, objective = Program(), Objective()
    program.columns(5, dice.choice([1, 1, 1, 2], 5), lower=dice.choice([0, 0, 0, 1], 5))
    for _ in range(4):
        size = int(dice.integers(1, 6))
        low, high = int(dice.choice([-FAR, -2, -1, 0, 1])), int(dice.choice([FAR, 0, 1, 2]))
        weight, column = dice.choice([1, -1, 1, -1, 2], size), dice.integers(0, 5, size)
        program.rows("some", dice.integers(0, 3, size), column, weight, low=low, high=high, count=3)
    objective.add(np.arange(5), dice.integers(-3, 4, 5))
    return program, objective


def least(program: Program, objective: Objective) -> int | None:
    """The best of all values, one by one."""
    lower, upper = program.bounds
    ways = (np.array(way) for way in product(*map(range, lower, upper + 1)))
    return min((objective.value(way) for way in ways if not program.broken(way)), default=None)


@pytest.mark.parametrize("seed", range(3))
def test_the_engine_finds_what_trying_everything_finds(seed: int) -> None:
    """Also that nothing is left when nothing can be."""
    dice = np.random.default_rng(seed)
    for _ in range(60):
        program, objective = some_program(dice)
        answer = search(program, objective, Effort(10.0, 1))
        assert answer.closed
        assert answer.objective == least(program, objective)
        assert answer.values is None or not program.broken(answer.values)


def rows_of(matrix: Matrix) -> list[tuple[tuple[int, ...], tuple[int, ...], int, int]]:
    cuts = matrix.first[1:-1]
    columns, weights = np.split(matrix.column, cuts), np.split(matrix.coefficient, cuts)
    bounds = zip(matrix.low.tolist(), matrix.high.tolist(), strict=True)
    rows = zip(columns, weights, bounds, strict=True)
    return [(tuple(c.tolist()), tuple(w.tolist()), low, high) for c, w, (low, high) in rows]


def test_rows_with_the_same_entries_become_one_with_the_tighter_bounds() -> None:
    dice = np.random.default_rng(7)
    for _ in range(100):
        program, _ = some_program(dice)
        matrix = program.matrix()
        tightest: dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[int, int]] = {}
        for columns, weights, low, high in rows_of(matrix):
            before = tightest.get((columns, weights), (-FAR, FAR))
            tightest[columns, weights] = max(low, before[0]), min(high, before[1])
        once = rows_of(matrix.once())
        assert sorted(once) == sorted((*entries, *bounds) for entries, bounds in tightest.items())


def test_what_is_settled_is_left_out_and_comes_back() -> None:
    program = Program()
    columns = program.columns(3)
    program.rows("all", [0, 0, 1], columns[[0, 1, 2]], low=[2, 0], high=[2, 1])
    small = shrink(program)
    assert small.free.tolist() == [2]
    assert len(small.matrix.low) == 0
    assert small.expand(np.array([1])).tolist() == [1, 1, 1]


def test_a_matrix_adds_up_what_blocks_say_of_the_same_row_and_column() -> None:
    """Cell by cell, and the bounds less what fixed columns bring."""
    dice = np.random.default_rng(11)
    for _ in range(60):
        program, _ = some_program(dice)
        values, fixed = dice.integers(0, 3, program.size), dice.random(program.size) < 0.4
        for matrix, gone in ((program.matrix(), fixed & False), (program.open_matrix(values, fixed), fixed)):
            assert sorted(rows_of(matrix)) == sorted(by_hand(program, values, gone))


def by_hand(
    program: Program, values: np.ndarray, gone: np.ndarray
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...], int, int]]:
    for block in program.blocks:
        for number, (low, high) in enumerate(zip(block.low.tolist(), block.high.tolist(), strict=True)):
            cells: dict[int, int] = {}
            given = 0
            for row, column, weight in zip(block.row, block.column, block.coefficient, strict=True):
                if row == number and gone[column]:
                    given += int(weight * values[column])
                elif row == number:
                    cells[int(column)] = cells.get(int(column), 0) + int(weight)
            left = {column: weight for column, weight in sorted(cells.items()) if weight}
            least, most = low - given * (low > -FAR), high - given * (high < FAR)
            if left or least > 0 or most < 0:
                yield tuple(left), tuple(left.values()), least, most
