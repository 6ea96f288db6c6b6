"""How convenient a week can be at best, given the values of everything that comes before.

The relaxation of the whole week, days and all, may leave no more unmet, under the floor and changed than the
week in hand does. Minutes are counted as they are; the quarters that count lie less than one below.
"""

from __future__ import annotations

import time

from scheduler.program.candidates import Candidates
from scheduler.program.goals import goals, post_rules
from scheduler.program.model import Model
from scheduler.program.objectives import PIECE, preference_in_minutes
from scheduler.program.relaxation import relax
from scheduler.progress import Stop
from scheduler.search.best import Values
from scheduler.timetable import Timetable


def preference_bound(
    found: Candidates,
    previous: Timetable | None,
    given: Values,
    *,
    time_limit: float = 60.0,
    stop: Stop | None = None,
) -> int:
    """The preference of every timetable that is no worse than `given` in unmet minutes, patients under their
    floor and changes is at least this.
    """
    began = time.monotonic()
    model = post_rules(Model(found))
    for earlier, value in zip(goals(model, previous), given, strict=False):
        model.program.at_most(earlier, value)
    minutes = preference_in_minutes(model, previous)
    left = max(time_limit - (time.monotonic() - began), 0.01)
    least = relax(model.program, minutes, time_limit=left, stop=stop).bound
    return max(0, -(-(least - PIECE + 1) // PIECE))
