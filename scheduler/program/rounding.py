"""Whole sessions for whole people: rows that every timetable obeys and that fractions would break.

Thirty-three places in sessions of eight are five sessions, not four and an eighth. For people who can meet
only at some times, with T places to fill there and k places to each facilitator, q = ceil(T / k) facilitators
are needed less one for every f = T - k (q - 1) places left empty (mixed-integer rounding):

    f x facilitators >= f q - (T - places taken)

The same holds of sessions in place of facilitators. A relaxation with these rows knows what a small session
costs.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from attrs import frozen

from scheduler.program.model import Model
from scheduler.program.possible import Ints, Mask
from scheduler.week import DAY

ID = "whole-sessions"


@frozen(eq=False)
class Circle:
    """People who meet in one group only between two times of day: their attendances, the group's kinds of
    session between these times, and the most places they could take there in the week.
    """

    attendances: Ints
    kinds: Ints
    places: int


def post(model: Model) -> None:
    """Add the rows for every group and every circle of its people."""
    for circle in _circles(model):
        kinds = model.found.kinds.take(circle.kinds)
        for each in (kinds.leaders, np.ones_like(kinds.leaders)):
            if (each > 0).all():
                _round(model, circle, each, int((-(-kinds.high // each)).max()))


def _round(model: Model, circle: Circle, each: Ints, most: int) -> None:
    """One row: `each` [kinds] is what a session counts, which has at most `most` places for that."""
    needed = -(-circle.places // most)
    rest = circle.places - most * (needed - 1)
    if rest == most:
        return  # nothing to round: the row for sizes says as much
    attend, runs = model.attend[circle.attendances], model.runs[circle.kinds]
    weight = np.concatenate([np.full(len(attend), -1), rest * each])
    row, low = np.zeros(len(weight)), rest * needed - circle.places
    model.program.rows(ID, row, np.concatenate([attend, runs]), weight, low=low, count=1)


def _circles(model: Model) -> Iterator[Circle]:
    found = model.found
    table, keys = found.attendances, found.keys
    attended, run = keys.group[table.key], keys.group[found.kinds.key]
    for g in np.unique(attended).tolist():
        rows, kinds = np.flatnonzero(attended == g), np.flatnonzero(run == g)
        places = _places(model, g, rows)
        begin, kind_begin = keys.start[table.key[rows]] % DAY, keys.start[found.kinds.key[kinds]] % DAY
        patient = table.patient[rows]
        for low, high, who in _meeting(patient, begin, len(places)):
            inside = (kind_begin >= low) & (kind_begin <= high)
            yield Circle(rows[who[patient]], kinds[inside], int(places[who].sum()))


def _meeting(patient: Ints, begin: Ints, count: int) -> Iterator[tuple[int, int, Mask]]:
    """(first start, last start, [P] who can come only between them), each set of people once."""
    first, last = np.full(count, DAY), np.full(count, -1)
    np.minimum.at(first, patient, begin)
    np.maximum.at(last, patient, begin)
    known = set()
    for low in np.unique(first[last >= 0]).tolist():
        for high in np.unique(last[last >= 0]).tolist():
            who = (last >= 0) & (first >= low) & (last <= high)
            if who.any() and who.tobytes() not in known:
                known.add(who.tobytes())
                yield low, high, who


def _places(model: Model, group: int, rows: Ints) -> Ints:
    """[P] the most sessions of a group that each patient could attend in the week."""
    found, one = model.found, model.clinic.groups[group]
    patient = found.attendances.patient[rows]
    cells = np.unique(patient * 7 + found.keys.start[found.attendances.key[rows]] // DAY)
    days = np.bincount(cells // 7, minlength=len(model.clinic.patients))
    places = np.zeros(len(days), dtype=np.int64)
    for p in np.flatnonzero(days).tolist():
        prescription = found.possible.prescriptions[p]
        places[p] = found.reachable(p, one.service) // one.minutes
        if prescription.once_a_day:
            most = 7 if prescription.days is None else prescription.days
            places[p] = min(places[p], days[p], most)
    return places
