"""The cheapest change with which an hour is met, found by planning with it.

Changes stand in the order of what they cost. More changes never make a week worse, so the fewest first ones
that together help are found by halving; the last of them is needed. If it helps alone it is the cheapest
single change there is among those tried, otherwise a smallest set around it is taken.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from attrs import evolve, frozen

from scheduler.timetable import Timetable
from scheduler.validate import validate
from scheduler.why.around import Around
from scheduler.why.change import Change, all_made
from scheduler.why.changes import changes
from scheduler.why.minimal import first_that, smallest
from scheduler.why.promise import promising
from scheduler.why.question import Reply, Wanted, ask_for, minutes_of_kinds
from scheduler.why.scene import Scene

TOGETHER = 2  # changes at most in one fix
OTHERS_SHARE = 0.5  # of the time has to be left for a second fix to be looked for
FEW = 3  # so many changes are tried one by one


@frozen(eq=False)
class Fix:
    """Changes that meet `minutes` more, checked by planning with them; `timetable` is the small week then."""

    changes: tuple[Change, ...]
    minutes: int
    timetable: Timetable

    @property
    def words(self) -> str:
        return " and ".join(change.words for change in self.changes)

    @property
    def cost(self) -> int:
        return sum(change.cost for change in self.changes)


@frozen(eq=False)
class Fixes:
    """The cheapest fix, one of another kind if there is one, and how many changes were tried.

    `complete` is False when the time was over before everything had been tried.
    """

    best: Fix | None
    other: Fix | None
    tried: int
    complete: bool

    @property
    def words(self) -> str:
        """`t1 until 20:30 on Wednesday, or another group room on Monday evening`; empty when none helps."""
        return ", or ".join(fix.words for fix in (self.best, self.other) if fix is not None)


class OutOfTime(Exception):
    """The time given is over."""


def fixes(
    around: Around,
    scene: Scene,
    ends: float,
    *,
    causes: frozenset[str] = frozenset(),
    others: bool = True,
) -> Fixes:
    """The cheapest changes that meet all of what is missing, or else a part of it.

    `causes` is a smallest set, if it is known: what eases none of them is left out.
    """
    began = time.monotonic()
    every = tuple(c for c in changes(scene) if not causes or c.eases in causes)
    alone = tuple(change for change in every if promising(scene, change, causes))
    finder = _Finder(around, scene.wanted, ends)
    best: Fix | None = None
    other: Fix | None = None
    complete = True
    steps = [scene.wanted.full]
    if scene.wanted.missing > scene.minutes > 0:
        steps.append(scene.wanted.now + 1)
    try:
        best = next(filter(None, (finder.single(alone, least) for least in steps)), None)
        if best is None:
            best = next(filter(None, (finder.together(every, least) for least in steps)), None)
        elif others and ends - time.monotonic() > OTHERS_SHARE * (ends - began):
            about = {change.of for change in best.changes}
            rest = [change for change in alone if change.of not in about]
            other = finder.single(rest, scene.wanted.now + best.minutes)
    except OutOfTime:
        complete = False
    return Fixes(best, other, len(every), complete)


class _Finder:
    """Asks about sets of changes until the time is over."""

    def __init__(self, around: Around, wanted: Wanted, ends: float) -> None:
        self.around, self.wanted, self.ends = around, wanted, ends
        self.before = validate(around.clinic, around.timetable).score.unmet_minutes

    def single(self, every: Sequence[Change], least: int) -> Fix | None:
        """The cheapest change that is enough alone.

        Where the first n together are not enough none of them is alone, so that most are never tried.
        """
        left = list(every)
        while left:
            if len(left) > FEW:
                count = first_that(left, lambda some: self.works(some, least))
                if count is None:
                    return None
                left = left[count - 1 :]
            fix = self._fix((left.pop(0),), least)
            if fix is not None:
                return fix
        return None

    def together(self, every: Sequence[Change], least: int) -> Fix | None:
        """A smallest set of changes around the dearest one that is needed."""
        count = first_that(every, lambda some: self.works(some, least))
        if count is None:
            return None
        before, needed = every[: count - 1], every[count - 1]
        some = smallest(before, lambda kept: self.works((*kept, needed), least))
        return self._fix((*some, needed), least) if len(some) < TOGETHER else None

    def works(self, some: Sequence[Change], least: int) -> bool:
        return bool(self._asked(some, least, named=False).possible)

    def _asked(self, some: Sequence[Change], least: int, named: bool = True) -> Reply:
        left = self.ends - time.monotonic()
        if left <= 0:
            raise OutOfTime
        clinic = all_made(self.around.clinic, some)
        key = "with", frozenset(change.words for change in some)
        reply = ask_for(self.around, clinic, self.wanted, least, seconds=min(left, 2.0), named=named, key=key)
        if reply.possible is None and self.ends <= time.monotonic():
            raise OutOfTime
        return reply

    def _fix(self, some: tuple[Change, ...], least: int) -> Fix | None:
        """The fix, when planning with it works and the check that knows no solver agrees."""
        reply = self._asked(some, least)
        if not reply.possible or reply.timetable is None:
            return None
        report = validate(all_made(self.around.clinic, some), reply.timetable)
        if not report.valid or report.score.unmet_minutes >= self.before:
            return None
        after = evolve(self.around, timetable=reply.timetable)
        given = minutes_of_kinds(after, self.wanted.patient)[self.wanted.kind]
        return Fix(some, given - self.wanted.now, reply.timetable)
