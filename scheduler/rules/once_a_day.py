"""With `once_a_day` a patient has each group service at most once on one day; appointments are free."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, by_day, day_name
from scheduler.timetable import Session
from scheduler.week import DAY, clock

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "once-a-day"
SENTENCE = "Patients have each group service at most once a day."
READS = (
    "levels.once_a_day",
    "groups.service",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The services of each patient's sessions are counted by day."""
    for patient, items in facts.of_patient.items():
        if not facts.prescriptions[patient].once_a_day:
            continue
        for day, todays in by_day(items):
            services: dict[str, list[str]] = {}
            for item in todays:
                if isinstance(item, Session):
                    services.setdefault(facts.groups[item.group].service, []).append(clock(item.start % DAY))
            for service, starts in services.items():
                if len(starts) > 1:
                    times = f"{len(starts)} times on {day_name(day)} ({', '.join(starts)})"
                    yield Violation(ID, f"{patient} has {service} {times}; once at most.", patient)


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
