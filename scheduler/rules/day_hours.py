"""A patient's day stays within `day_hours`: at most `max` on every day, at least `min` on days with a group
session.

Group and appointment minutes are summed, telehealth included, gaps left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, by_day, day_name, length, minutes_of
from scheduler.timetable import Session
from scheduler.week import DAY, hours

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "day-hours"
SENTENCE = "Patients' days are neither longer nor, with groups, shorter than prescribed."
READS = ("levels.day_hours",)


def check(facts: Facts) -> Iterator[Violation]:
    """The minutes of each patient are summed by day."""
    for patient, items in facts.of_patient.items():
        least = facts.prescriptions[patient].day_hours_min
        most = facts.prescriptions[patient].day_hours_max
        if least is None and most is None:
            continue
        for day, todays in by_day(items):
            minutes, name = sum(map(length, todays)), day_name(day)
            if most is not None and minutes > minutes_of(most):
                message = f"{patient} has {hours(minutes)} on {name}; at most {hours(minutes_of(most))}."
                yield Violation(ID, message, patient)
            group_day = any(isinstance(item, Session) for item in todays)
            if group_day and least is not None and minutes < minutes_of(least):
                message = f"{patient} has {hours(minutes)} on {name}; at least {hours(minutes_of(least))}."
                yield Violation(ID, message, patient, mendable=True, day=day)


def post(model: Model) -> None:
    """The minutes of a day stay within `max`, and reach `min` where there is a group."""
    import numpy as np

    items, prescriptions = model.items, model.found.possible.prescriptions
    day = items.patient * 7 + items.day
    most = np.array([DAY if p.day_hours_max is None else minutes_of(p.day_hours_max) for p in prescriptions])
    least = np.array([minutes_of(p.day_hours_min or 0) for p in prescriptions])
    limited = most[items.patient] < DAY if len(items) else np.zeros(0, dtype=bool)
    days, row = np.unique(day[limited], return_inverse=True)
    model.program.rows(
        ID, row, items.column[limited], items.minutes[limited], high=most[days // 7] if len(days) else 0
    )
    cells, columns = model.group_day
    asked = least[cells // 7] > 0 if len(cells) else np.zeros(0, dtype=bool)
    cells, columns = cells[asked], columns[asked]
    mine = np.isin(day, cells)
    rows = np.concatenate([np.searchsorted(cells, day[mine]), np.arange(len(cells))])
    weight = np.concatenate([items.minutes[mine], -least[cells // 7] if len(cells) else cells])
    model.program.rows(ID, rows, np.concatenate([items.column[mine], columns]), weight, low=0)
