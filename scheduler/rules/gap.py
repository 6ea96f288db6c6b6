"""Between one in-person thing of a patient's day and the next lie at most `max_gap` minutes.

Measured from the end of the one to the start of the next, over whatever telehealth lies between.
Telehealth, and for a remote patient hybrid groups, are not in person.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from scheduler.facts import Facts, Violation, by_day, label
from scheduler.model import Model, PatientItems
from scheduler.possible import Ints
from scheduler.program import Values, ranges
from scheduler.week import DAY

ID = "gap"
SENTENCE = "Patients wait no longer than prescribed between two things of one day."


def check(facts: Facts) -> Iterator[Violation]:
    for patient, items in facts.of_patient.items():
        most = facts.prescriptions[patient].max_gap
        if most is None:
            continue
        on_site = [item for item in items if facts.in_person(item, patient)]
        for _, todays in by_day(on_site):
            for one, other in pairwise(todays):
                wait = other.start - one.end
                if wait > most:
                    message = f"{patient} waits {wait} minutes from {label(one)} to {label(other)}; "
                    yield Violation(ID, f"{message}{most} at most.", patient, mendable=True)


FAR = 1 << 20  # more minutes than a week has: tells patients apart in one sorted row of moments


def post(model: Model) -> None:
    """A patient's day on site is one path: arrive, attend, wait at most `max_gap`, attend, ..., leave.

    Where something may start as much flows in (arriving, waiting) as starts; where something ends as much ends
    as flows on (waiting, leaving); at most one path a day.
    """
    gaps = np.array([-1 if p.max_gap is None else p.max_gap for p in model.found.possible.prescriptions])
    items = model.items.take(model.items.on_site & (gaps[model.items.patient] >= 0))
    if not len(items):
        return
    ready, starts = np.unique(items.patient * FAR + items.start, return_inverse=True)
    over, ends = np.unique(items.patient * FAR + items.end, return_inverse=True)
    day_end = over // FAR * FAR + -(-(over % FAR) // DAY) * DAY
    last = np.minimum(over + gaps[over // FAR], day_end - 1)
    leaving, arriving = ranges(np.searchsorted(ready, over), np.searchsorted(ready, last, side="right"))
    pairs = leaving * len(ready) + arriving
    make, ours = model.program.columns, items.column
    wait = make(len(pairs), follow=lambda v: np.isin(pairs, _waits(items, starts, ends, len(ready), v)))
    arrive = make(len(ready), follow=lambda v: _rest(starts, v[ours], arriving, v[wait], len(ready)))
    leave = make(len(over), follow=lambda v: _rest(ends, v[ours], leaving, v[wait], len(over)))
    for node, waiting, free in ((starts, arriving, arrive), (ends, leaving, leave)):
        row = np.concatenate([node, waiting, np.arange(len(free))])
        sign = np.repeat([1, -1, -1], [len(node), len(waiting), len(free)])
        model.program.rows(ID, row, np.concatenate([ours, wait, free]), sign, low=0, high=0)
    _, day = np.unique(ready // FAR * 7 + ready % FAR // DAY, return_inverse=True)
    model.program.rows(ID, day, arrive, high=1)


def _waits(items: PatientItems, starts: Ints, ends: Ints, width: int, values: Values) -> Ints:
    """End x width + start of every two things that follow one another on a patient's day."""
    chosen = np.nonzero(values[items.column])[0]
    chosen = chosen[np.lexsort((items.start[chosen], items.patient[chosen]))]
    one, other = chosen[:-1], chosen[1:]
    same = (items.patient[one] == items.patient[other]) & (items.day[one] == items.day[other])
    return np.asarray(ends[one[same]] * width + starts[other[same]])


def _rest(node: Ints, taken: Values, waiting: Ints, waits: Values, count: int) -> Values:
    """What is left at each node for arriving or leaving, once waiting has had its part."""
    total = np.bincount(node, taken, count) - np.bincount(waiting, waits, count)
    return total.astype(np.int64)
