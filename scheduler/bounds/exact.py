"""Proofs: bounds from relaxations for any week, and the whole week solved at once where it is small."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import numpy as np
from attrs import define, frozen

from scheduler.bounds.changes import changes_bound
from scheduler.bounds.preference import preference_bound
from scheduler.bounds.unmet import Limits, per_patient_limit, under_floor_bound, unmet_bound
from scheduler.bounds.whole import Whole
from scheduler.program.candidates import Candidates
from scheduler.program.columns import Values
from scheduler.program.engine import LEARNING, Effort, search
from scheduler.program.goals import goals, post_rules
from scheduler.program.model import Model
from scheduler.program.plan import Plan
from scheduler.program.shortfall import shortfall
from scheduler.progress import Stop
from scheduler.search import naming
from scheduler.search.best import ANY, Best
from scheduler.search.terrain import Terrain

FEW_COLUMNS = 20_000
"""Up to so many decisions the whole week is also solved as one program."""
WHOLE = {"linearization_level": 2}  # a whole week deserves all simplifying
PRICED = 6_000.0  # decisions a second: how fast a relaxation prices preference
BOUND_SHARE = 0.5  # share of a stage in which the relaxation may take one core


@define(eq=False)
class Proofs:
    """What relaxations prove of a week, one objective after the other, as far as the time given reaches."""

    found: Candidates
    best: Best
    _limits: Limits | None = None
    _tried: int = ANY  # unmet minutes for which changes were bounded last
    _took: float = 0.0  # seconds that took
    _relaxed: bool = False  # whether unmet was bounded by the relaxation
    _priced: bool = False  # whether preference was bounded

    def limits(self, stop: Stop, ends: float) -> None:
        """Bound the unmet minutes and those under their floor by what each patient could have alone."""
        best, left = self.best, (ends - time.monotonic()) * BOUND_SHARE
        self._limits = per_patient_limit(
            self.found.clinic,
            self.found.week,
            known=best.timetable,
            found=self.found,
            time_limit=left / 2,
            stop=_Met(best, stop, 1),
        )
        best.bound(1, under_floor_bound(self.found, self._limits))
        best.bound(0, sum(sum(services.values()) for services in self._limits.values()))

    def whole(
        self, terrain: Terrain, take: Callable[[Plan], object], stop: Stop, ends: float, seed: int
    ) -> None:
        """Solve all of a small week for its unmet minutes; `take` hears of plans."""
        met = _Met(self.best, stop, 1)
        Whole(terrain, self.best, self._limits or {}, met, ends, take, seed).solve()

    def unmet(self, stop: Stop, ends: float) -> None:
        """Bound the unmet minutes by the relaxation; end early where the search has met that."""
        if self._limits is None:
            self.limits(stop, ends)
        self._relaxed = True
        unmet_bound(
            self.found.clinic,
            self.found.week,
            time_limit=(ends - time.monotonic()) * BOUND_SHARE,
            stop=_Met(self.best, stop, 1),
            found=self.found,
            limits=self._limits,
            bounded=lambda bound: self.best.bound(0, bound),
        )

    @property
    def want_unmet(self) -> bool:
        """Whether the relaxation has still to be asked."""
        return not self._relaxed and not self.best.proven(1)

    def want_changes(self, late: bool, ends: float) -> bool:
        """Whether bounding changes is worth its time: when unmet is settled, or as good as that."""
        best, values = self.best, self.best.values
        if best.previous is None or values is None or values[2] <= best.bounds[2]:
            return False
        new = values[0] < self._tried and time.monotonic() + self._took < ends
        return new and (late or best.proven(1))

    def changes(self, stop: Stop, ends: float) -> None:
        """Bound the changes by the relaxation, given the unmet minutes in hand."""
        best, began, values = self.best, time.monotonic(), self.best.values
        assert best.previous is not None
        assert values is not None
        self._tried = values[0]
        given = (values[0], ANY, ANY, ANY)
        changes_bound(
            self.found,
            best.previous,
            values[0],
            limits=self._limits,
            time_limit=ends - began,
            stop=_Met(best, stop, 3),
            bounded=lambda bound: best.bound(2, bound, given),
        )
        self._took = time.monotonic() - began

    def want_preference(self, ends: float) -> bool:
        """Whether preference can be bounded in the time left; once is enough."""
        size = self.found.size
        in_time = size <= FEW_COLUMNS or size < (ends - time.monotonic()) * PRICED
        return in_time and not self._priced and not self.best.proven(4)

    def preference(self, stop: Stop, ends: float) -> None:
        """Bound the preference by the relaxation, given the values in hand of all before it."""
        best, left, values = self.best, ends - time.monotonic(), self.best.values
        assert values is not None
        self._priced = True
        bound = preference_bound(self.found, best.previous, values, time_limit=left, stop=_Met(best, stop, 4))
        best.bound(3, bound, values)


@frozen
class _Met:
    """Counts as set when `stop` is, or as soon as the first so many objectives cannot be better."""

    best: Best
    stop: Stop
    objectives: int

    def is_set(self) -> bool:
        return self.stop.is_set() or self.best.proven(self.objectives)


def prove(found: Candidates, best: Best, stop: Stop, ends: float, preference: bool, seed: int) -> None:
    """Solve a whole small week for one objective after the other."""
    for objective in range(4 if preference else 3):
        while not best.proven(objective + 1) and not stop.is_set() and time.monotonic() < ends:
            if not _solve_whole(found, best, stop, ends, objective, seed):
                return


def _solve_whole(found: Candidates, best: Best, stop: Stop, ends: float, objective: int, seed: int) -> bool:
    """Minimise one objective with those before it fixed; False when there is nothing more to learn."""
    assert best.timetable is not None
    given = best.timetable.score.values
    terrain, plan = Terrain(found), naming.plan_of(found, best.timetable)
    if objective < 3:
        plan = terrain.pooled(plan)
        everywhere = np.ones(len(found.attendances), dtype=bool)
        part = terrain.part(plan, everywhere, terrain.pooled_bookings, all_staff=True)
    else:
        part = terrain.part(
            plan, np.ones(len(found.attendances), dtype=bool), np.ones(len(found.bookings), dtype=bool), True
        )
    model = post_rules(Model(part.found))
    wanted = goals(model, best.previous, preference=objective == 3)
    counted = [shortfall(model).objective, *wanted[1:objective]] if objective else []
    for earlier, value in zip(counted, given, strict=False):
        model.program.at_most(earlier, value)
    hint = model.program.complete(plan.cut(part).values)

    def offer(values: Values, _: int) -> None:
        whole = Plan.empty(found).paste(part, Plan.of_values(part.found, values))
        with suppress(naming.CannotSplit):
            best.offer(naming.timetable(found, whole))

    answer = search(
        model.program,
        wanted[objective],
        Effort(max(ends - time.monotonic(), 0.1), 1, seed, parameters=WHOLE if objective == 3 else LEARNING),
        hint=hint,
        stop=stop,
        improved=offer,
        bounded=lambda bound: best.bound(objective, bound, given),
    )
    if answer.values is not None and answer.bound is not None:
        best.bound(objective, answer.bound, given)
    return answer.closed and best.values != given
