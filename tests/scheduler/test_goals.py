"""Several objectives as one: their order, and how much of a proof can be left out."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

from scheduler.program.columns import Objective
from scheduler.program.goals import combined, indifference

COLUMNS = 5
coefficients = st.lists(st.integers(0, 4), min_size=COLUMNS, max_size=COLUMNS)


def objective(values: list[int], step: int = 1) -> Objective:
    made = Objective()
    made.add(np.arange(COLUMNS), np.array(values) * step)
    return made


def whim(liked: list[bool]) -> Objective:
    column = np.flatnonzero(liked)
    made = Objective(constant=len(column))
    made.add(column, -1)
    return made


@settings(max_examples=300)
@given(
    coefficients,
    coefficients,
    st.sampled_from([1, 15, 30]),
    st.lists(st.booleans(), min_size=COLUMNS, max_size=COLUMNS),
    st.lists(st.integers(0, 1), min_size=COLUMNS, max_size=COLUMNS),
    st.sets(st.tuples(*[st.integers(0, 1)] * COLUMNS), min_size=1, max_size=12),
)
def test_a_gap_within_indifference_leaves_nothing_wanted_to_gain(
    first: list[int],
    second: list[int],
    step: int,
    liked: list[bool],
    start: list[int],
    possible: set[tuple[int, ...]],
) -> None:
    hint = np.array(start)
    wanted, whims = [objective(first, step), objective(second)], [whim(liked)]
    total, gap = combined([*wanted, *whims], hint), indifference(wanted, whims, hint)
    points = [hint, *map(np.array, possible)]
    event("a gap is left" if gap else "proven to the end")
    bottom = min(total.value(point) for point in points)
    worth = [total.value(point) - whims[0].value(point) for point in points]  # a whim counts once
    for point, value in zip(points, worth, strict=True):
        if gap and total.value(point) - bottom <= gap:
            assert value == min(worth)


def test_steps_of_half_an_hour_need_no_proof_to_the_minute() -> None:
    hint = np.ones(COLUMNS, dtype=np.int64)
    unmet, nothing = objective([1, 2, 1, 0, 0], step=30), objective([0] * COLUMNS)
    assert indifference([unmet, nothing], [], hint) == 29
    liked = whim([True] * COLUMNS)
    assert indifference([unmet], [liked], hint) > 0
    assert indifference([nothing], [], hint) == 0


def test_every_point_keeps_the_strict_order() -> None:
    wanted = [objective([2, 1, 0, 0, 1]), objective([1, 1, 1, 1, 1])]
    hint = np.ones(COLUMNS, dtype=np.int64)
    total = combined(wanted, hint)
    points = [np.array(p) for p in product((0, 1), repeat=COLUMNS)]
    best = min(points, key=total.value)
    assert all(tuple(g.value(best) for g in wanted) <= tuple(g.value(p) for g in wanted) for p in points)
