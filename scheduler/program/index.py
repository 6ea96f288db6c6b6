"""Finding rows without looking at a whole table: by a number they carry, and by the time they take."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from scheduler.program.columns import ranges
from scheduler.program.possible import Ints, Mask
from scheduler.week import WEEK


@frozen(eq=False)
class Index:
    """The rows of a table by a number that each row carries: `rows(numbers)`."""

    order: Ints
    first: Ints  # [count + 1] where each number's rows begin in `order`

    @classmethod
    def of(cls, number: Ints, count: int) -> Index:
        """`number` of each row, below `count`; rows with a negative number are found by none."""
        rows = np.flatnonzero(number >= 0)
        order = rows[np.argsort(number[rows], kind="stable")]
        first = np.concatenate([[0], np.cumsum(np.bincount(number[rows], minlength=count))])
        return cls(order, first.astype(np.int64))

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return len(self.first) - 1

    def rows(self, numbers: Ints) -> Ints:
        """The rows that carry any of `numbers` (each given once), number by number."""
        return self.order[ranges(self.first[numbers], self.first[numbers + 1])[1]]


def among(count: int, *rows: Ints) -> Mask:
    """[count] set for each of some numbers."""
    mask = np.zeros(count, dtype=bool)
    for some in rows:
        mask[some] = True
    return mask


def union(count: int, *rows: Ints) -> Ints:
    """Numbers below `count` that are in any of `rows`, each once, in order."""
    return np.flatnonzero(among(count, *rows))


@frozen
class Slots:
    """The week in slots of `unit` minutes, for many owners at once (therapists, classes of rooms)."""

    unit: int

    def count(self, owners: int, owner: Ints, start: Ints, end: Ints, weight: Ints | None = None) -> Ints:
        """[owners, slots] how many spans of each owner touch each slot; `weight` is how often each counts."""
        width = -(-WEEK // self.unit) + 1
        low, high = owner * width + start // self.unit, owner * width - (-end // self.unit)
        size = owners * width
        turns = np.bincount(low, weight, size) - np.bincount(high, weight, size)
        return np.cumsum(turns.reshape(owners, width), axis=1)[:, :-1].astype(np.int64)

    def touched(self, slots: Mask, owner: Ints, start: Ints, end: Ints) -> Mask:
        """Whether a span touches any of its owner's slots that are set."""
        before = np.zeros((slots.shape[0], slots.shape[1] + 1), dtype=np.int32)
        np.cumsum(slots, axis=1, out=before[:, 1:])
        return np.asarray(before[owner, -(-end // self.unit)] > before[owner, start // self.unit])
