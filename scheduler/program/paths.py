"""A patient's day on site as one path through moments: arrive, attend, wait at most `max_gap`, attend, ...,
leave.

Where something may start as much flows in (arriving, waiting) as starts; where something ends as much ends as
flows on (waiting, leaving); at most one path a day. So nothing overlaps and no gap is too long, and the rows
are those of a network, which relax well.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen

from scheduler.program.candidates import Rows
from scheduler.program.columns import Program, Values, ranges
from scheduler.program.possible import Ints, Mask
from scheduler.week import DAY

FAR = 1 << 20  # more minutes than a week has: tells patients apart in one sorted row of moments


@frozen(eq=False)
class PatientItems(Rows):
    """Everything that could take a patient's time: attendances first, then bookings."""

    patient: Ints
    start: Ints
    end: Ints
    column: Ints
    on_site: Mask
    group: Ints  # -1 for appointments
    demand: Ints  # -1 for sessions

    @property
    def day(self) -> Ints:
        return self.start // DAY

    @property
    def minutes(self) -> Ints:
        return self.end - self.start


@frozen(eq=False)
class Waits(Rows):
    """A column for each wait a path may hold, with its minutes and whose it is."""

    column: Ints
    minutes: Ints
    patient: Ints


def lay(program: Program, rule: str, items: PatientItems, max_gap: Ints) -> Waits:
    """Add the network of `items` (all on site) to the program; `max_gap` in minutes for each patient."""
    ready, starts = np.unique(items.patient * FAR + items.start, return_inverse=True)
    over, ends = np.unique(items.patient * FAR + items.end, return_inverse=True)
    patient, moment = over // FAR, over % FAR
    midnight = -(-moment // DAY) * DAY
    last = patient * FAR + np.minimum(moment + max_gap[patient], midnight - 1)
    after = np.asarray(np.searchsorted(ready, over))
    leaving, arriving = ranges(after, np.asarray(np.searchsorted(ready, last, side="right")))
    pairs, ours, make = leaving * len(ready) + arriving, items.column, program.columns
    wait = make(len(pairs), follow=lambda v: np.isin(pairs, _waited(items, starts, ends, len(ready), v)))
    arrive = make(len(ready), follow=lambda v: _rest(starts, v[ours], arriving, v[wait], len(ready)))
    leave = make(len(over), follow=lambda v: _rest(ends, v[ours], leaving, v[wait], len(over)))
    for node, waiting, free in ((starts, arriving, arrive), (ends, leaving, leave)):
        row = np.concatenate([node, waiting, np.arange(len(free))])
        sign = np.repeat([1, -1, -1], [len(node), len(waiting), len(free)])
        program.rows(rule, row, np.concatenate([ours, wait, free]), sign, low=0, high=0)
    _, day = np.unique(ready // FAR * 7 + ready % FAR // DAY, return_inverse=True)
    program.rows(rule, day, arrive, high=1)
    return Waits(wait, (ready[arriving] - over[leaving]), patient[leaving])


def _waited(items: PatientItems, starts: Ints, ends: Ints, width: int, values: Values) -> Ints:
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
