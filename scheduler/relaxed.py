"""What a repair costs at least: those concerned planned as if nobody else were there.

Without the others every therapist and room is free for those concerned, and wherever others could come they
are taken to come: no group is too small. So whatever the whole clinic could do, it could not cost less.
"""

from __future__ import annotations

import time

import numpy as np
from attrs import evolve

from scheduler.disturbance import Disturbance, in_order
from scheduler.engine import Effort, search
from scheduler.model import Model
from scheduler.possible import Mask
from scheduler.progress import Stop
from scheduler.rules import RULES
from scheduler.vicinity import Vicinity

NEED_OTHERS = frozenset({"roster", "pins", "runs", "capacity", "open-group"})
"""Rules that ask who else is there."""


def bound_of(
    vicinity: Vicinity, concerned: Mask, seconds: float, stop: Stop | None
) -> tuple[int, tuple[int, int, int] | None]:
    """Minutes lost at least, and (lost, people, entries) at least in that order; None when not proven."""
    ends = time.monotonic() + seconds
    model = _alone(vicinity, concerned)
    disturbance = Disturbance(vicinity.rest.begun, model, vicinity.entries)
    goals = [disturbance.lost(), *disturbance.changes()[:2]]
    objective = in_order(goals, int(concerned.sum()), disturbance.count)
    effort = Effort(max(ends - time.monotonic(), 0.05), 1, parameters={"linearization_level": 2})
    answer = search(model.program, objective, effort, stop=stop)
    if answer.values is None or not answer.closed:
        return 0, None
    lost, people, gone = (goal.value(answer.values) for goal in goals)
    return lost, (lost, people, gone)


def _alone(vicinity: Vicinity, concerned: Mask) -> Model:
    """The program of those concerned, with what happened and without anybody else."""
    found, past = vicinity.found, vicinity.rest.past
    others = ~concerned[found.attendances.patient] & ~past["attendances"]
    company = np.bincount(found.attendances.key[others], minlength=len(found.keys))
    part = vicinity.around(concerned[found.attendances.patient], concerned[found.booked_patient])
    kinds = part.found.kinds
    low = np.maximum(kinds.low - company[kinds.key], 0)
    lone = evolve(part.found, kinds=evolve(kinds, low=low))
    model = Model(lone, ~concerned)
    for rule in RULES:
        if hasattr(rule, "post") and rule.ID not in NEED_OTHERS:
            rule.post(model)
    vicinity.rest.take_past(model, part)
    return model
