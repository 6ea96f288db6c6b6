"""Proofs: bounds from relaxations for any week, and the whole week solved at once where it is small."""

from __future__ import annotations

import time
from contextlib import suppress

import numpy as np
from attrs import frozen

from scheduler import naming
from scheduler.best import Best
from scheduler.bound import unmet_bound
from scheduler.candidates import Candidates
from scheduler.engine import Effort, search
from scheduler.goals import goals, post_rules
from scheduler.model import Model
from scheduler.plan import Plan
from scheduler.program import Objective, Program, Values
from scheduler.progress import Stop
from scheduler.terrain import Terrain

FEW_COLUMNS = 20_000
"""Up to so many decisions the whole week is also solved as one program."""
BOUND_SHARE = 0.5  # share of a stage in which the relaxation may take one core


def size_of(found: Candidates) -> int:
    """Decisions in the whole week."""
    tables = (found.attendances, found.kinds, found.leads, found.bookings, found.covers, found.uses)
    return sum(map(len, tables))


@frozen
class _Met:
    """Counts as set when `stop` is, or as soon as nobody can leave fewer minutes unmet."""

    best: Best
    stop: Stop

    def is_set(self) -> bool:
        return self.stop.is_set() or self.best.proven(1)


def bound_unmet(found: Candidates, best: Best, stop: Stop, ends: float) -> None:
    """Bound the unmet minutes by the week's relaxation; end early where the search has met the bound."""
    unmet_bound(
        found.clinic,
        found.week,
        time_limit=(ends - time.monotonic()) * BOUND_SHARE,
        stop=_Met(best, stop),
        known=best.timetable,
        found=found,
        bounded=lambda bound: best.bound(0, bound),
    )


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
    for earlier, value in zip(wanted[:objective], given, strict=False):
        _at_most(model.program, earlier, value)
    hint = model.program.complete(plan.cut(part).values)

    def offer(values: Values, _: int) -> None:
        whole = Plan.empty(found).paste(part, Plan.of_values(part.found, values))
        with suppress(naming.CannotSplit):
            best.offer(naming.timetable(found, whole))

    answer = search(
        model.program,
        wanted[objective],
        Effort(max(ends - time.monotonic(), 0.1), 1, seed, parameters={"linearization_level": 2}),
        hint=hint,
        stop=stop,
        improved=offer,
        bounded=lambda bound: best.bound(objective, bound, given),
    )
    if answer.values is not None and answer.bound is not None:
        best.bound(objective, answer.bound, given)
    return answer.closed and best.values != given


def _at_most(program: Program, objective: Objective, value: int) -> None:
    column, coefficient = objective.terms
    row = np.zeros(len(column), dtype=np.int64)
    program.rows("order", row, column, coefficient, high=value - objective.constant, count=1)
