"""A patient has group sessions on at most `days` days; telehealth groups count, days with appointments only
do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, day_name, day_of
from scheduler.timetable import Session

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "days"
SENTENCE = "Patients attend groups on no more days than prescribed."
READS = ("levels.days",)


def check(facts: Facts) -> Iterator[Violation]:
    """The weekdays of each patient's group sessions are counted."""
    for patient, items in facts.of_patient.items():
        most = facts.prescriptions[patient].days
        days = sorted({day_of(item) for item in items if isinstance(item, Session)})
        if most is not None and len(days) > most:
            named = ", ".join(map(day_name, days))
            message = f"{patient} has groups on {len(days)} days ({named}); at most {most}."
            yield Violation(ID, message, patient)


def post(model: Model) -> None:
    """At most `days` group days; an attendance makes its day one."""
    import numpy as np

    cells, columns = model.group_day
    most = np.array([7 if p.days is None else p.days for p in model.found.possible.prescriptions])
    patients, row = np.unique(cells // 7, return_inverse=True)
    model.program.rows(ID, row, columns, high=most[patients] if len(patients) else 0)
