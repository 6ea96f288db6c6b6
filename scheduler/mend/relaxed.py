"""What a repair costs at least, whatever the whole clinic did; two looks at less than the whole.

`bound_of`: those concerned planned as if nobody else were there. Every therapist and room is free for them,
and wherever others could come they are taken to come: no group is too small.

`least_disturbed`: everybody at the very times they have, each entry kept or given up for nothing. Whoever
gives one up is disturbed, wherever they go then; what is kept asks for therapists and rooms.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from attrs import evolve, frozen

from scheduler.mend.disturbance import Disturbance
from scheduler.mend.in_hand import Measure
from scheduler.mend.quick import solved
from scheduler.mend.vicinity import Vicinity
from scheduler.program.columns import Objective, Values
from scheduler.program.model import Model
from scheduler.program.possible import Ints, Mask
from scheduler.progress import Stop
from scheduler.rules import RULES

NEED_OTHERS = frozenset({"roster", "pins", "runs", "capacity", "open-group"})
"""Rules that ask who else is there."""
ANSWERED_BY_MORE = frozenset({"gap", "day-hours", "after"})
"""Rules that something new in a patient's day could satisfy."""
NOBODY_ELSE = 1 << 20  # more than there are people or entries


def bound_of(vicinity: Vicinity, concerned: Mask, seconds: float, stop: Stop | None) -> Measure:
    """Minutes lost, people disturbed and entries given up at least, in that order, as far as time reaches."""
    model = _alone(vicinity, concerned)
    disturbance = Disturbance(vicinity.rest.begun, model, vicinity.entries)
    least, _ = _proven(model, [disturbance.lost(), *disturbance.changes()[:2]], 2, seconds, stop)
    lost, people, gone = (*least, 0, 0, 0)[:3]
    return lost, people, gone


@frozen(eq=False)
class Disturbed:
    """`people` and `entries` at least; `who` [P] is disturbed in a relaxed week that needs no more, if one
    was found."""

    people: int
    entries: int
    who: Mask


def least_disturbed(
    vicinity: Vicinity, seconds: float, stop: Stop | None, beyond: Mask | None = None
) -> Disturbed:
    """Who has to be disturbed at least, whomever it concerns; as far as time reaches.

    `beyond` [P]: the least of all weeks in which somebody else than these is disturbed.
    """
    everybody = np.ones(len(vicinity.found.clinic.patients), dtype=bool)
    model = _model(vicinity, *vicinity.same_time, everybody, NEED_OTHERS | ANSWERED_BY_MORE, least=0)
    disturbance = Disturbance(vicinity.rest.begun, model, vicinity.entries)
    people, gone, _ = disturbance.changes()
    who, column = disturbance.people
    if beyond is not None:
        other = column[~beyond[who]]
        if not len(other):
            return Disturbed(NOBODY_ELSE, NOBODY_ELSE, ~everybody)
        model.program.rows("beyond", np.zeros(len(other)), other, low=1, count=1)
    least, values = _proven(model, [people, gone], 1, seconds, stop)
    disturbed = ~everybody
    if values is not None:
        disturbed[who[values[column] > 0]] = True
    fewest, entries = (*least, 0, 0)[:2]
    return Disturbed(fewest, entries, disturbed)


def _proven(
    model: Model, goals: Sequence[Objective], plain: int, seconds: float, stop: Stop | None
) -> tuple[list[int], Values | None]:
    """The least of each goal, given those before, until one is not proven in the time."""
    ends, least, values = time.monotonic() + seconds, list[int](), None
    for number, goal in enumerate(goals):
        left = ends - time.monotonic()
        answer = solved(model.program, goal, left, stop=stop, plain=number < plain)
        if not answer.closed or answer.values is None:
            return [*least, max(answer.bound or 0, 0)], None
        values = answer.values
        least.append(goal.value(values))
        model.program.at_most(goal, least[-1])
    return least, values


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
