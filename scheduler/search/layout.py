"""Tasks on starts and in rooms: what clashes with what, what a move pushes out, who changes rooms for it.

Knows tasks, starts and rooms, nothing of clinics; `scheduler.search.rosters` turns closed groups into tasks
and `scheduler.search.ejection` looks for places.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from scheduler.program.possible import Ints
from scheduler.week import DAY

NO_ROOM = 0
"""The room of tasks that need none; it holds any number of them."""
NOWHERE = -1
FIXED = 1e6
"""The weight of what must not be pushed out; more than everything else together."""
STAY = 1.0
"""How much heavier a task is at home, as a share of its weight."""
Alike = tuple[Ints, int]
"""Tasks of the same length, and that length."""


@frozen(eq=False)
class Puzzle:
    """N tasks and T starts (minutes of the week, ascending).

    `usable[i][t]` are the rooms that task i could have at start t, a bit for each (bit 0: it needs none;
    no bits: not then). `clash[i]` are tasks that share somebody with i, `same_day[i]` those that may not even
    be on one day with it, `before[i]` those that begin earlier than i where both have a place. What is
    `fixed` keeps the place it begins with. A task of usual weight weighs 1; where it is at `home` (a start,
    or NOWHERE), it should stay if that costs nothing else.
    """

    starts: tuple[int, ...]
    length: tuple[int, ...]
    weight: tuple[float, ...]
    usable: tuple[tuple[int, ...], ...]
    clash: tuple[frozenset[int], ...]
    same_day: tuple[frozenset[int], ...]
    before: tuple[frozenset[int], ...]
    home: tuple[int, ...]
    fixed: frozenset[int] = frozenset()


@frozen(eq=False)
class Places:
    """The start (its number) and the room (its bit) of each task, or NOWHERE."""

    start: tuple[int, ...]
    room: tuple[int, ...]


@frozen(eq=False)
class Move:
    """A task comes to a start: what has to go, its weight, and (task, room from now on) of all who stay."""

    cost: float
    task: int
    start: int
    pushed: tuple[int, ...]
    rooms: tuple[tuple[int, int], ...]


@define(eq=False)
class Layout:
    """Where everything is at the moment. `pressure[i, t]`: weight of what task i would push out at start t,
    rooms apart.
    """

    puzzle: Puzzle
    at: list[int] = field(init=False)
    room: list[int] = field(init=False)
    pressure: NDArray[np.float64] = field(init=False)
    _here: list[list[int]] = field(init=False)  # tasks at each start
    _near: tuple[tuple[Alike, ...], ...] = field(init=False)  # where only overlap matters
    _special: tuple[tuple[int, ...], ...] = field(init=False)  # where more than overlap matters

    def __attrs_post_init__(self) -> None:
        puzzle, count = self.puzzle, len(self.puzzle.length)
        self.at, self.room = [NOWHERE] * count, [NOWHERE] * count
        self._here = [[] for _ in puzzle.starts]
        self.pressure = np.zeros((count, len(puzzle.starts)))
        special = [set(days | before) for days, before in zip(puzzle.same_day, puzzle.before, strict=True)]
        for task, earlier in enumerate(puzzle.before):
            for other in earlier:
                special[other].add(task)
        self._special = tuple(tuple(sorted(others)) for others in special)
        self._near = tuple(self._by_length(c - s) for c, s in zip(puzzle.clash, special, strict=True))

    def _by_length(self, tasks: frozenset[int]) -> tuple[Alike, ...]:
        length = self.puzzle.length
        return tuple(
            (np.array(sorted(i for i in tasks if length[i] == minutes), dtype=np.int64), minutes)
            for minutes in sorted({length[i] for i in tasks})
        )

    @property
    def places(self) -> Places:
        return Places(tuple(self.at), tuple(self.room))

    def weight(self, tasks: tuple[int, ...] | list[int]) -> float:
        """What tasks weigh together, where they are."""
        return sum(map(self._weight, tasks))

    def _weight(self, task: int) -> float:
        if task in self.puzzle.fixed:
            return FIXED
        at_home = self.at[task] != NOWHERE and self.at[task] == self.puzzle.home[task]
        return self.puzzle.weight[task] * (1 + STAY * at_home)

    def put(self, task: int, start: int, room: int) -> None:
        self.at[task], self.room[task] = start, room
        self._here[start].append(task)
        self._press(task, start, self._weight(task))

    def take(self, task: int) -> None:
        start = self.at[task]
        self._here[start].remove(task)
        self._press(task, start, -self._weight(task))
        self.at[task] = self.room[task] = NOWHERE

    def _press(self, task: int, start: int, weight: float) -> None:
        length = self.puzzle.length[task]
        for tasks, minutes in self._near[task]:
            low, high = self._overlap(minutes, length, start)
            if high - low == 1:
                self.pressure[tasks, low] += weight
            else:
                self.pressure[tasks, low:high] += weight
        for other in self._special[task]:
            low, high = self._forbidden(other, task, start)
            self.pressure[other, low:high] += weight

    def _overlap(self, minutes: int, other: int, start: int) -> tuple[int, int]:
        """The starts, first to last + 1, at which `minutes` overlap `other` minutes from `start`."""
        starts = self.puzzle.starts
        at = starts[start]
        return bisect_right(starts, at - minutes), bisect_left(starts, at + other)

    def _forbidden(self, task: int, other: int, start: int) -> tuple[int, int]:
        """The starts, first to last + 1, that `task` cannot have beside `other` at `start`."""
        puzzle = self.puzzle
        low, high = start, start
        if other in puzzle.clash[task]:
            low, high = self._overlap(puzzle.length[task], puzzle.length[other], start)
        if other in puzzle.same_day[task]:
            day = puzzle.starts[start] // DAY * DAY
            low = min(low, bisect_left(puzzle.starts, day))
            high = max(high, bisect_left(puzzle.starts, day + DAY))
        if other in puzzle.before[task]:
            low, high = 0, max(high, start + 1)
        if task in puzzle.before[other]:
            low, high = min(low, start), len(puzzle.starts)
        return low, high

    def _pushed(self, task: int, start: int) -> list[int]:
        """What cannot stay when `task` comes to `start`, rooms apart."""
        clash = self.puzzle.clash[task]
        found = [other for other in self._meanwhile(task, start) if other in clash]
        for other in self._special[task]:
            if self.at[other] != NOWHERE and other not in found:
                low, high = self._forbidden(task, other, self.at[other])
                if low <= start < high:
                    found.append(other)
        return found

    def _meanwhile(self, task: int, start: int) -> list[int]:
        """Everything that overlaps `task` at `start` in time."""
        starts, length = self.puzzle.starts, self.puzzle.length
        low, high = self._overlap(max(length), length[task], start)
        if high - low == 1:
            return self._here[low]
        begin = starts[start]
        return [o for t in range(low, high) for o in self._here[t] if starts[t] + length[o] > begin]

    def move(self, task: int, start: int) -> Move:
        """The cheapest way to have `task` at `start`, where it has a room; nothing is moved yet.

        When its rooms are taken, others that take exactly the same time may exchange theirs along a path to
        a free one; failing that, the lightest room on the way is cleared.
        """
        pushed = self._pushed(task, start)
        taken: dict[int, list[int]] = {}
        for other in self._meanwhile(task, start):
            if other not in pushed and self.room[other] != NO_ROOM:
                taken.setdefault(self.room[other], []).append(other)
        wants: dict[int, int] = {}  # room -> who would move there
        front, seen = [task], 0
        while front:
            comer = front.pop()
            rooms = self.puzzle.usable[comer][start] & ~seen
            seen |= rooms
            while rooms:
                room = (rooms & -rooms).bit_length() - 1
                rooms &= rooms - 1
                wants[room] = comer
                if room not in taken:
                    return self._along(task, start, pushed, room, wants)
                if self._exchangeable(taken[room], task, start):
                    front.append(taken[room][0])
        lightest = min(wants, key=lambda room: self.weight(taken[room]))
        return self._along(task, start, [*pushed, *taken[lightest]], lightest, wants)

    def _exchangeable(self, others: list[int], task: int, start: int) -> bool:
        """Whether a room's only task takes exactly the time of `task` and may have another room."""
        other, length = others[0], self.puzzle.length
        alike = self.at[other] == start and length[other] == length[task]
        return alike and len(others) == 1 and other not in self.puzzle.fixed

    def _along(self, task: int, start: int, pushed: list[int], room: int, wants: dict[int, int]) -> Move:
        """Follow the path back from a room that is or becomes free: everybody on it moves on by one."""
        path, comer = [], wants[room]
        while comer != task:
            path.append((comer, room))
            room = self.room[comer]
            comer = wants[room]
        return Move(self.weight(pushed), task, start, tuple(pushed), (*path, (task, room)))

    def make(self, move: Move) -> None:
        """Carry a move out."""
        for task in move.pushed:
            self.take(task)
        for task, room in move.rooms[:-1]:
            self.room[task] = room
        self.put(move.task, move.start, move.rooms[-1][1])
