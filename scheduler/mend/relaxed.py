"""What a repair costs at least, whatever the whole clinic did; two looks at less than the whole.

`bound_of`: those concerned planned as if nobody else were there. Every therapist and room is free for them,
and wherever others could come they are taken to come: no group is too small.

`least_disturbed`: everybody at the very times they have, each entry kept or given up for nothing. Whoever
gives one up is disturbed, wherever they go then; what is kept asks for therapists and rooms.
"""

from __future__ import annotations

import time

import numpy as np
from attrs import evolve

from scheduler.mend.disturbance import Disturbance, in_order
from scheduler.mend.quick import solved
from scheduler.mend.vicinity import Vicinity
from scheduler.program.model import Model
from scheduler.program.possible import Ints, Mask
from scheduler.progress import Stop
from scheduler.rules import RULES

NEED_OTHERS = frozenset({"roster", "pins", "runs", "capacity", "open-group"})
"""Rules that ask who else is there."""
ANSWERED_BY_MORE = frozenset({"gap", "day-hours", "after"})
"""Rules that something new in a patient's day could satisfy."""


def bound_of(
    vicinity: Vicinity, concerned: Mask, seconds: float, stop: Stop | None
) -> tuple[int, tuple[int, int, int] | None]:
    """Minutes lost at least, and (lost, people, entries) at least in that order; None when not proven."""
    ends = time.monotonic() + seconds
    model = _alone(vicinity, concerned)
    disturbance = Disturbance(vicinity.rest.begun, model, vicinity.entries)
    goals = [disturbance.lost(), *disturbance.changes()[:2]]
    objective = in_order(goals, int(concerned.sum()), disturbance.count)
    answer = solved(model.program, objective, ends - time.monotonic(), stop=stop)
    if answer.values is None or not answer.closed:
        return 0, None
    lost, people, gone = (goal.value(answer.values) for goal in goals)
    return lost, (lost, people, gone)


def least_disturbed(vicinity: Vicinity, seconds: float, stop: Stop | None) -> tuple[int, int]:
    """People disturbed, and entries given up, at least; what was proven in the time."""
    ends = time.monotonic() + seconds
    everybody = np.ones(len(vicinity.found.clinic.patients), dtype=bool)
    model = _model(vicinity, *vicinity.same_time, everybody, NEED_OTHERS | ANSWERED_BY_MORE, least=0)
    disturbance = Disturbance(vicinity.rest.begun, model, vicinity.entries)
    people, gone, _ = disturbance.changes()
    both = in_order([people, gone], disturbance.count)
    answer = solved(model.program, both, ends - time.monotonic(), stop=stop)
    if answer.values is None or not answer.closed:
        return 0, 0
    return people.value(answer.values), gone.value(answer.values)


def _alone(vicinity: Vicinity, concerned: Mask) -> Model:
    """The program of those concerned, with what happened and without anybody else."""
    found, past = vicinity.found, vicinity.rest.past
    attend, book = concerned[found.attendances.patient], concerned[found.booked_patient]
    others = ~attend & ~past["attendances"]
    company = np.bincount(found.attendances.key[others], minlength=len(found.keys))
    part = vicinity.around(attend, book)
    kinds = part.found.kinds
    return _model(vicinity, attend, book, concerned, NEED_OTHERS, least=kinds.low - company[kinds.key])


def _model(
    vicinity: Vicinity, attend: Mask, book: Mask, movers: Mask, left_out: frozenset[str], least: Ints | int
) -> Model:
    """The program of some candidates, with what happened; sessions need only `least` members."""
    past = vicinity.rest.past
    part = vicinity.around(attend | (past["attendances"] & movers[vicinity.found.attendances.patient]), book)
    kinds = part.found.kinds
    low = np.maximum(np.broadcast_to(least, kinds.low.shape), 0)
    model = Model(evolve(part.found, kinds=evolve(kinds, low=low)), ~movers)
    for rule in RULES:
        if hasattr(rule, "post") and rule.ID not in left_out:
            rule.post(model)
    vicinity.rest.take_past(model, part)
    return model
