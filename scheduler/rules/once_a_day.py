"""With `once_a_day` a patient has each group service at most once on one day; appointments are free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, by_day, day_name
from scheduler.timetable import Session

if TYPE_CHECKING:
    from scheduler.model import Model

ID = "once-a-day"
SENTENCE = "Patients have each group service at most once a day."


def check(facts: Facts) -> Iterator[Violation]:
    for patient, items in facts.of_patient.items():
        if not facts.prescriptions[patient].once_a_day:
            continue
        for day, todays in by_day(items):
            services = Counter(facts.groups[i.group].service for i in todays if isinstance(i, Session))
            for service, times in services.items():
                if times > 1:
                    message = f"{patient} has {service} {times} times on {day_name(day)}; once at most."
                    yield Violation(ID, message, patient)


def post(model: Model) -> None:
    """Each service at most once on a group day: with it, an attendance makes the day a group day."""
    import numpy as np

    items = model.items.take(model.items.group >= 0)
    once = np.array([p.once_a_day for p in model.found.possible.prescriptions], dtype=bool)
    items = items.take(once[items.patient]) if len(items) else items
    services = {name: i for i, name in enumerate(sorted({g.service for g in model.clinic.groups}))}
    service = np.array([services[group.service] for group in model.clinic.groups], dtype=np.int64)
    day = items.patient * 7 + items.day
    cells, row = np.unique(day * len(services) + service[items.group], return_inverse=True)
    days = model.day_column(cells // max(len(services), 1))
    rows = np.concatenate([row, np.arange(len(cells))])
    sign = np.repeat([1, -1], [len(row), len(cells)])
    model.program.rows(ID, rows, np.concatenate([items.column, days]), sign, high=0)
