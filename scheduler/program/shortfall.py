"""Unmet minutes in columns of their own: what each person still lacks of each service.

A search that learns from conflicts says with one such column what it would otherwise have to say of a hundred
attendances. The shortfall of a week is a row of steps of a session's length, each at most the one before it.
"""

from __future__ import annotations

import numpy as np
from attrs import define, field

from scheduler.program.columns import Objective, Values
from scheduler.program.model import Model
from scheduler.program.possible import Ints

ID = "shortfall"


@define(eq=False)
class Shortfall:
    """The same objective as `scheduler.program.objectives.unmet`, and whose each column is."""

    objective: Objective
    patient: list[Ints] = field(factory=list)
    column: list[Ints] = field(factory=list)
    minutes: list[Ints] = field(factory=list)

    def at_least(self, model: Model, patient: int, minutes: int) -> None:
        """A row: the patient (an index) lacks so many minutes whatever happens."""
        mine = np.concatenate(self.patient or [np.zeros(0, dtype=np.int64)]) == patient
        if mine.any():
            column, weight = np.concatenate(self.column)[mine], np.concatenate(self.minutes)[mine]
            model.program.rows(ID, np.zeros(len(column)), column, weight, low=minutes, count=1)


def shortfall(model: Model) -> Shortfall:
    """Add the columns to a model; what settled patients may still lose counts where it stands."""
    found, items, groups = model.found, model.items, model.clinic.groups
    names = sorted({group.service for group in groups})
    service = np.array([names.index(group.service) for group in groups], dtype=np.int64)
    made = Shortfall(_of_settled(model))
    sessions, visits = items.take(items.group >= 0), items.take(items.demand >= 0)

    cells, row = np.unique(sessions.patient * len(names) + service[sessions.group], return_inverse=True)
    if len(cells):
        most = [found.reachable(int(cell) // len(names), names[int(cell) % len(names)]) for cell in cells]
        step = _common(row, sessions.minutes, len(cells))
        steps = np.array(most, dtype=np.int64) // step
        _lacking(
            model, made, cells // len(names), (row, sessions.column, sessions.minutes), steps, step, step
        )

    demands, row = np.unique(visits.demand, return_inverse=True)
    if len(demands):
        times = np.array([found.demands[demand].times for demand in demands], dtype=np.int64)
        one = np.ones(len(demands), dtype=np.int64)
        whose, minutes = found.possible.demand_patient[demands], found.possible.demand_minutes[demands]
        _lacking(model, made, whose, (row, visits.column, np.ones_like(row)), times, one, minutes)
    return made


def _of_settled(model: Model) -> Objective:
    """Everything prescribed, less what settled patients have."""
    found = model.found
    assert model.settled is not None
    attends, books = model.settled[found.attendances.patient], model.settled[found.booked_patient]
    objective = Objective(constant=int(found.possible.prescribed.sum()))
    group, demand = found.keys.group[found.attendances.key[attends]], found.bookings.demand[books]
    objective.constant -= int(found.possible.group_minutes[group].sum())
    objective.add(model.book[books], -found.possible.demand_minutes[demand])
    return objective


def _common(row: Ints, minutes: Ints, count: int) -> Ints:
    """[rows] the greatest number of minutes of which all lengths in a row are multiples."""
    order = np.argsort(row, kind="stable")
    first = np.searchsorted(row[order], np.arange(count))
    return np.asarray(np.gcd.reduceat(minutes[order], first))


def _lacking(
    model: Model,
    made: Shortfall,
    patient: Ints,
    given: tuple[Ints, Ints, Ints],
    steps: Ints,
    step: Ints,
    minutes: Ints,
) -> None:
    """For each row `steps` columns, each worth `step` in the row and `minutes` in the objective.

    `given` holds (row, column, worth) of all that makes a row's shortfall smaller.
    """
    row, column, worth = given
    owner = np.repeat(np.arange(len(steps)), steps)
    rank = np.arange(len(owner)) - np.repeat(np.cumsum(steps) - steps, steps)

    def follow(values: Values) -> Values:
        had = np.bincount(row, values[column] * worth, len(steps)).astype(np.int64)
        return np.asarray(rank < (steps - had // step)[owner])

    lack = model.program.columns(len(owner), follow=follow)
    rows, columns = np.concatenate([row, owner]), np.concatenate([column, lack])
    weight = np.concatenate([worth, step[owner]])
    model.program.rows(ID, rows, columns, weight, low=step * steps, count=len(steps))
    later = np.flatnonzero(owner[1:] == owner[:-1])
    pairs = np.concatenate([lack[later], lack[later + 1]])
    number, sign = np.tile(np.arange(len(later)), 2), np.repeat([1, -1], len(later))
    model.program.rows(ID, number, pairs, sign, low=0, count=len(later))
    made.objective.add(lack, minutes[owner])
    made.objective.constant -= int((steps * minutes).sum())
    made.patient.append(patient[owner])
    made.column.append(lack)
    made.minutes.append(minutes[owner])
