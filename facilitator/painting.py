"""A week as people paint it: every stretch of the grid is free, preferred or neither.

Pure. A painted week is made from windows and read back as windows; what was not painted over stays exact to
the minute of the grid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

from attrs import evolve, field, frozen

from scheduler.week import DAY, Window, joined


class Paint(IntEnum):
    NOT = 0
    FREE = 1
    PREFERRED = 2

    @property
    def next(self) -> Paint:
        return Paint((self + 1) % 3)


Slot = tuple[int, int]
"""Weekday 0-6 and index of the stretch within the day."""


@frozen
class PaintedWeek:
    """`slots` holds what is free or preferred; `grid`, the minutes of a stretch, divides 60."""

    grid: int = 5
    slots: Mapping[Slot, Paint] = field(factory=dict)

    @classmethod
    def of(cls, available: Iterable[Window], prefers: Iterable[Window] = (), grid: int = 5) -> PaintedWeek:
        """Free where `available` covers a whole stretch, preferred where `prefers` does too."""
        slots = {slot: Paint.FREE for window in joined(tuple(available)) for slot in _inside(window, grid)}
        liked = {slot for window in joined(tuple(prefers)) for slot in _inside(window, grid)}
        return cls(grid, slots | dict.fromkeys(liked & slots.keys(), Paint.PREFERRED))

    def at(self, day: int, minute: int, minutes: int) -> frozenset[Paint]:
        """The paints in the cell that starts at `minute` of `day` and is `minutes` long."""
        return frozenset(self.slots.get(slot, Paint.NOT) for slot in _cell(day, minute, minutes, self.grid))

    def painted(self, day: int, minute: int, minutes: int, paint: Paint) -> PaintedWeek:
        """The week with one cell painted whole."""
        cell = dict.fromkeys(_cell(day, minute, minutes, self.grid), paint)
        kept = {**self.slots, **cell}
        return evolve(self, slots={slot: p for slot, p in kept.items() if p is not Paint.NOT})

    @property
    def available(self) -> tuple[Window, ...]:
        """Free or preferred, as windows."""
        return self._windows({Paint.FREE, Paint.PREFERRED})

    @property
    def prefers(self) -> tuple[Window, ...]:
        return self._windows({Paint.PREFERRED})

    def _windows(self, paints: set[Paint]) -> tuple[Window, ...]:
        grid = self.grid
        chosen = (slot for slot, paint in self.slots.items() if paint in paints)
        return joined(tuple(Window(day, i * grid, (i + 1) * grid) for day, i in chosen))


def _inside(window: Window, grid: int) -> list[Slot]:
    """The stretches that lie wholly inside `window`."""
    return [(window.day, i) for i in range(-(-window.start // grid), window.end // grid)]


def _cell(day: int, minute: int, minutes: int, grid: int) -> list[Slot]:
    return [(day, i) for i in range(minute // grid, min(DAY, minute + minutes) // grid)]
