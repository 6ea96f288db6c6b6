"""Nobody has more than is prescribed: group minutes by service, appointments by service and number.

An appointment that is not due this week is prescribed 0 times, and outside the stay nothing is
prescribed. Whether an appointment has its length is `length`'s to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.clinic import enrolled
from scheduler.facts import Facts, Violation, length
from scheduler.timetable import Session

if TYPE_CHECKING:
    from scheduler.model import Model
    from scheduler.possible import Possible

ID = "prescription"
SENTENCE = "Patients have nothing beyond their prescription."


def check(facts: Facts) -> Iterator[Violation]:
    for patient in facts.of_patient:
        yield from _groups(facts, patient)
        yield from _appointments(facts, patient)


def _groups(facts: Facts, patient: str) -> Iterator[Violation]:
    given: Counter[str] = Counter()
    for item in facts.of_patient[patient]:
        if isinstance(item, Session):
            given[facts.groups[item.group].service] += length(item)
    prescribed = facts.group_services(patient)
    for service, minutes in given.items():
        most = prescribed.get(service, 0)
        if minutes > most:
            message = f"{patient} has {minutes} minutes of {service} in groups; {most} are prescribed."
            yield Violation(ID, message, patient)


def _appointments(facts: Facts, patient: str) -> Iterator[Violation]:
    items = facts.of_patient[patient]
    given = Counter(item.service for item in items if not isinstance(item, Session))
    prescribed = facts.appointments_due(patient)
    for service, times in given.items():
        most = prescribed[service].times if service in prescribed else 0
        if times > most:
            message = f"{patient} has {times} appointments of {service}; {most} this week by prescription."
            yield Violation(ID, message, patient)


def narrow(possible: Possible) -> None:
    for p, (patient, prescription) in enumerate(
        zip(possible.clinic.patients, possible.prescriptions, strict=True)
    ):
        services = prescription.services if enrolled(patient, possible.week) else {}
        possible.attends[p] &= [services.get(g.service, 0) >= g.minutes for g in possible.clinic.groups]


def post(model: Model) -> None:
    import numpy as np

    _minutes_of_services(model)
    items = model.items.take(model.items.demand >= 0)
    demands, row = np.unique(items.demand, return_inverse=True)
    times = [model.found.demands[demand].times for demand in demands]
    model.program.rows(ID, row, items.column, high=times)


def _minutes_of_services(model: Model) -> None:
    """For each patient and service: no more minutes than the most that sessions can add up to."""
    import numpy as np

    groups, items = model.clinic.groups, model.items.take(model.items.group >= 0)
    names = sorted({group.service for group in groups})
    service_of = np.array([names.index(group.service) for group in groups], dtype=np.int64)
    width = max(len(names), 1)
    cells, row = np.unique(items.patient * width + service_of[items.group], return_inverse=True)
    most = [model.found.reachable(int(cell) // width, names[int(cell) % width]) for cell in cells]
    model.program.rows(ID, row, items.column, items.minutes, high=most)
