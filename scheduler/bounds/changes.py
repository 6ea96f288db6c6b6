"""How few changes from last week there can be at least, given how many minutes stay unmet at most.

What cannot be any more (an hour outside new windows, a group too small to run) is lost whatever anybody does.
Beyond that the week's relaxation weighs keeping against serving: it may leave no more unmet than the week in
hand does, and loses as few entries of last week as fractions of sessions allow. So the bound holds for every
timetable that leaves at most so many minutes unmet, whatever its other values.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from scheduler.bounds.unmet import MOST_ENTRIES, Limits, relaxable, relaxed_week
from scheduler.program.candidates import Candidates
from scheduler.program.objectives import changes, unmet
from scheduler.program.relaxation import relax
from scheduler.progress import Stop
from scheduler.timetable import Timetable


def changes_bound(
    found: Candidates,
    previous: Timetable,
    most_unmet: int,
    *,
    limits: Limits | None = None,
    time_limit: float = 60.0,
    stop: Stop | None = None,
    bounded: Callable[[int], None] | None = None,
) -> int:
    """Changes that every timetable with at most `most_unmet` minutes unmet has.

    `limits` are minutes that each patient cannot have, where they are known. `bounded` hears of every bound
    as soon as it is proven. One thread, the GIL free nearly all the time.
    """
    began = time.monotonic()
    if not relaxable(found):
        return 0
    model = relaxed_week(found, limits or {})
    objective = changes(model, previous)
    column, _ = objective.terms
    bound = max(0, objective.constant - len(column))  # entries that nothing stands for any more
    if bounded is not None:
        bounded(bound)
    left = time_limit - (time.monotonic() - began)
    possible = len(column) > 0 and model.program.entries <= MOST_ENTRIES
    if possible and left > 0 and not (stop is not None and stop.is_set()):
        model.program.at_most(unmet(model), most_unmet)
        bound = max(bound, relax(model.program, objective, time_limit=left, stop=stop).bound)
        if bounded is not None:
            bounded(bound)
    return bound
