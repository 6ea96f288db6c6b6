"""The first valid timetable, from whatever there is: one that is given, last week's, one made by hand, or
nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress

import numpy as np

from scheduler.by_hand.fixtures import CannotPlace
from scheduler.by_hand.greedy import greedy
from scheduler.program.candidates import Candidates
from scheduler.program.engine import Effort, search
from scheduler.program.goals import combined, goals, post_rules
from scheduler.program.model import Model
from scheduler.program.plan import Plan
from scheduler.progress import Stop
from scheduler.search import naming
from scheduler.search.arranging import place_rosters
from scheduler.search.best import Best
from scheduler.search.terrain import Terrain
from scheduler.timetable import Timetable

MEND_SECONDS = 5.0


def first_plan(
    found: Candidates,
    best: Best,
    given: Timetable | None,
    stop: Stop,
    ends: float,
    workers: int,
    seed: int,
) -> Timetable | None:
    """Offer every beginning that is at hand to `best`; search for one only when none is valid."""
    best.phase("a first timetable")
    for timetable in _at_hand(found, best, given, seed):
        if not best.offer(timetable):
            mended = _mended(
                found, best, timetable, stop, min(ends, time.monotonic() + MEND_SECONDS), workers
            )
            if mended is not None:
                best.offer(mended)
    place_rosters(found, best, stop, ends, seed)
    if best.timetable is None:
        best.offer(Timetable(found.clinic.name, found.week))
    if best.timetable is None:
        _searched(found, best, stop, ends, workers, seed)
    return best.timetable


def _at_hand(found: Candidates, best: Best, given: Timetable | None, seed: int) -> Iterator[Timetable]:
    if given is not None:
        yield given
    with suppress(CannotPlace):
        yield greedy(found.clinic, found.week, previous=best.previous, seed=seed)
    if best.previous is not None:
        yield Timetable(found.clinic.name, found.week, best.previous.sessions, best.previous.appointments)


def _mended(
    found: Candidates, best: Best, timetable: Timetable, stop: Stop, ends: float, workers: int
) -> Timetable | None:
    """The most of an invalid timetable that can stand, with leaders, rooms and stand-ins chosen anew."""
    terrain = Terrain(found)
    plan = terrain.pooled(naming.plan_of(found, timetable))
    nothing = np.zeros(len(found.attendances), dtype=bool), np.zeros(len(found.bookings), dtype=bool)
    part = terrain.part(plan, *nothing, all_staff=True)
    model = post_rules(Model(part.found))
    wanted = goals(model, best.previous)
    objective = combined(wanted, model.program.complete(plan.cut(part).values))
    answer = search(
        model.program,
        objective,
        Effort(max(ends - time.monotonic(), 0.1), workers, parameters={"hint_conflict_limit": 10}),
        stop=stop,
    )
    if answer.values is None:
        return None
    return _named(found, part_plan=Plan.empty(found).paste(part, Plan.of_values(part.found, answer.values)))


def _named(found: Candidates, part_plan: Plan) -> Timetable | None:
    try:
        return naming.timetable(found, part_plan)
    except naming.CannotSplit:
        return None


def _searched(found: Candidates, best: Best, stop: Stop, ends: float, workers: int, seed: int) -> None:
    """Nothing at hand is valid (pins, groups that have to run): ask the engine for anything that is."""
    model = post_rules(Model(found))
    objective = goals(model, None)[0]
    limit = max(ends - time.monotonic(), 0.1)

    def offer(values: np.ndarray, _: int) -> None:
        timetable = _named(found, Plan.of_values(found, values))
        if timetable is not None:
            best.offer(timetable)

    effort = Effort(limit, workers, seed, parameters={"stop_after_first_solution": True})
    answer = search(model.program, objective, effort, stop=stop)
    if answer.values is not None:
        offer(answer.values, 0)
    elif answer.closed:
        from scheduler.impossible import report

        report(found)
