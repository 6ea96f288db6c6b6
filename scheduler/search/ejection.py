"""Find a place for every task: each takes the one that pushes out least, and what was pushed out looks for
another.

A task stays away for a while from a start it was pushed out of: tabu search over partial layouts.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from scheduler.program.possible import Ints, Mask
from scheduler.progress import Stop
from scheduler.search.layout import FIXED, NOWHERE, STAY, Layout, Move, Places, Puzzle

CLOSED = 10 * FIXED
LOOKED_AT, TRIED = 12, 12  # tasks without a place, and places for them, that one step considers
AWAY, AWAY_SHARE = 10, 0.6  # steps a start stays closed: up to so many, and so many a task without a place
NOISE = 0.9  # how far chance shifts a choice
LOOK = 64  # steps between two looks at the clock
TRIPS, DETOUR = 200, 200  # ways home without gain, and steps that each may cost
EQUAL = 1e-9  # weights that differ by less are the same


def arrange(
    puzzle: Puzzle,
    begin: Places,
    *,
    seed: int,
    patience: int,
    ends: float,
    stop: Stop | None = None,
    improved: Callable[[Places], None] = lambda _: None,
) -> Places:
    """Places for as much weight as can be found, beginning with those of `begin` that agree; when all have
    one, as many as can be are brought home.

    Ends when nothing was gained for a while (`patience` steps without a place for everybody), at `ends`
    (time.monotonic()) or soon after `stop` is set. `improved` hears of every better layout.
    """

    def over() -> bool:
        return time.monotonic() >= ends or (stop is not None and stop.is_set())

    search = Search(Layout(puzzle), np.random.default_rng(seed))
    search.settle(begin)
    best, rest = search.layout.places, 0
    least = search.layout.weight(search.waiting)
    while search.waiting and rest < patience and not (search.steps % LOOK == 0 and over()):
        search.step()
        rest += 1
        weight = search.layout.weight(search.waiting)
        if weight < least - EQUAL:
            best, least, rest = search.layout.places, weight, 0
            improved(best)
    return best if search.waiting else _homecoming(search, best, over, improved)


def _homecoming(
    search: Search, best: Places, over: Callable[[], bool], improved: Callable[[Places], None]
) -> Places:
    """Send one task home after the other; what that pushes out finds other places, or all stays as it was."""
    rest, least = 0, search.strayed_weight
    while rest < TRIPS and least > 0 and not over():
        rest += 1
        search.send_home(int(search.dice.choice(search.strayed)))
        for _ in range(DETOUR):
            if search.waiting:
                search.step()
        if not search.waiting and search.strayed_weight < least - EQUAL:
            best, least, rest = search.layout.places, search.strayed_weight, 0
            improved(best)
        elif search.waiting or search.strayed_weight > least + EQUAL:
            search.restore(best)
    return best


@define(eq=False)
class Search:
    """A layout, the tasks `waiting` for a place, and until which step each start is closed to each task."""

    layout: Layout
    dice: np.random.Generator
    waiting: list[int] = field(init=False)
    steps: int = field(default=0, init=False)
    _closed: Ints = field(init=False)
    _never: Mask = field(init=False)
    _home: Ints = field(init=False)
    _yearning: NDArray[np.float64] = field(init=False)  # what it is worth to come home

    def __attrs_post_init__(self) -> None:
        puzzle = self.layout.puzzle
        usable, home = puzzle.usable, np.array(puzzle.home, dtype=np.int64)
        self._home = np.maximum(home, 0)
        self._yearning = STAY * np.array(puzzle.weight) * (home != NOWHERE)
        self._closed = np.zeros(self.layout.pressure.shape, dtype=np.int64)
        self._never = np.array([[not rooms for rooms in row] for row in usable], dtype=bool)
        self.waiting = [task for task, row in enumerate(usable) if any(row)]

    def settle(self, begin: Places) -> None:
        """Take over what agrees with everything taken over before it, what is fixed first."""
        fixed = self.layout.puzzle.fixed
        for task in sorted(self.waiting, key=lambda task: task not in fixed):
            start = begin.start[task]
            if start == NOWHERE or self._never[task, start]:
                continue
            move = self.layout.move(task, start)
            if not move.pushed:
                self.layout.make(move)
                self.waiting.remove(task)

    @property
    def strayed(self) -> list[int]:
        """Tasks that have a place which is not their home, and could be there."""
        puzzle, at = self.layout.puzzle, self.layout.at
        homes = enumerate(puzzle.home)
        return [i for i, home in homes if home not in (NOWHERE, at[i]) and not self._never[i, home]]

    @property
    def strayed_weight(self) -> float:
        """What those weigh."""
        return sum(self.layout.puzzle.weight[task] for task in self.strayed)

    def send_home(self, task: int) -> None:
        """Move a task home, whatever that pushes out, except what is fixed."""
        old, room = self.layout.at[task], self.layout.room[task]
        self.layout.take(task)
        self.waiting.append(task)
        move = self.layout.move(task, self.layout.puzzle.home[task])
        if move.cost < FIXED:
            self._make(move)
        else:
            self.layout.put(task, old, room)
            self.waiting.remove(task)

    def restore(self, places: Places) -> None:
        """Go back to a layout in which everything has a place."""
        layout = self.layout
        for task, at in enumerate(layout.at):
            if at != NOWHERE and at != places.start[task]:
                layout.take(task)
        for task, (start, room) in enumerate(zip(places.start, places.room, strict=True)):
            if layout.at[task] == NOWHERE and start != NOWHERE:
                layout.put(task, start, room)
            layout.room[task] = room
        self.waiting = []

    def step(self) -> None:
        """One task without a place gets one."""
        self.steps += 1
        move = self._chosen()
        if move is not None:
            self._make(move)

    def _make(self, move: Move) -> None:
        """Carry a move out; what it pushes out may not come back for a while."""
        away = int(AWAY_SHARE * (len(self.waiting) + len(move.pushed)))
        for task in move.pushed:
            until = self.steps + int(self.dice.integers(AWAY)) + away
            self._closed[task, self.layout.at[task]] = until
        self.layout.make(move)
        self.waiting.remove(move.task)
        self.waiting += move.pushed

    def _chosen(self) -> Move | None:
        """The cheapest move among a few promising ones, by chance among about equal ones."""
        count = min(len(self.waiting), LOOKED_AT)
        tasks = self.dice.choice(self.waiting, count, replace=False)
        noise = NOISE * self.dice.random((count, self._closed.shape[1]))
        cost = self.layout.pressure[tasks] + noise
        cost[np.arange(count), self._home[tasks]] -= self._yearning[tasks]
        cost[self._never[tasks] | (self._closed[tasks] > self.steps)] = CLOSED
        best: Move | None = None
        lowest = FIXED
        for cell in _smallest(cost.ravel(), TRIED):
            row, start = divmod(int(cell), cost.shape[1])
            if cost[row, start] >= lowest:
                break
            move = self.layout.move(int(tasks[row]), start)
            yearning = self._yearning[tasks[row]] if self._home[tasks[row]] == start else 0.0
            total = move.cost + noise[row, start] - yearning
            if total < lowest:
                best, lowest = move, total
        return best


def _smallest(values: NDArray[np.float64], count: int) -> Ints:
    """Positions of the `count` smallest values, in order."""
    if len(values) > count:
        some = np.argpartition(values, count)[:count]
        return np.asarray(some[np.argsort(values[some])])
    return np.argsort(values)
