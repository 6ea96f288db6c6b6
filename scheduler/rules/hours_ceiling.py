"""A patient's week has at most `hours.max`: group and appointment minutes, telehealth included, gaps left
out.

`hours.min`, the compliance floor, never binds: the score counts who is under it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, length, minutes_of
from scheduler.week import WEEK, hours

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "hours-ceiling"
SENTENCE = "Patients have no more hours a week than their level of care allows."
READS = ("levels.hours",)


def check(facts: Facts) -> Iterator[Violation]:
    """The minutes of each patient's week are summed."""
    for patient, items in facts.of_patient.items():
        most = facts.prescriptions[patient].hours_max
        minutes = sum(map(length, items))
        if most is not None and minutes > minutes_of(most):
            message = f"{patient} has {hours(minutes)} in the week; at most {hours(minutes_of(most))}."
            yield Violation(ID, message, patient)


def post(model: Model) -> None:
    """The minutes of a week stay within `hours.max`."""
    import numpy as np

    items, prescriptions = model.items, model.found.possible.prescriptions
    most = np.array([WEEK if p.hours_max is None else minutes_of(p.hours_max) for p in prescriptions])
    limited = most[items.patient] < WEEK if len(items) else np.zeros(0, dtype=bool)
    patients, row = np.unique(items.patient[limited], return_inverse=True)
    high = most[patients] if len(patients) else 0
    model.program.rows(ID, row, items.column[limited], items.minutes[limited], high=high)
