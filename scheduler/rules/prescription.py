"""Nobody has more than is prescribed: group minutes by service, appointments by service and number.

An appointment that is not due this week is prescribed 0 times, and outside the stay nothing is
prescribed. Whether an appointment has its length is `length`'s to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.clinic import enrolled
from scheduler.facts import Facts, Item, Violation, length
from scheduler.timetable import Session
from scheduler.week import when

if TYPE_CHECKING:
    from scheduler.program.model import Model
    from scheduler.program.possible import Possible

ID = "prescription"
SENTENCE = "Patients have nothing beyond their prescription."
READS = (
    "levels.services",
    "levels.appointments",
    "appointments.times",
    "appointments.every_weeks",
    "patients.admitted",
    "patients.discharge",
)


def check(facts: Facts) -> Iterator[Violation]:
    """Each patient's minutes by group service and appointments by service are compared with what is
    prescribed.
    """
    for patient in facts.of_patient:
        yield from _groups(facts, patient)
        yield from _appointments(facts, patient)


def _groups(facts: Facts, patient: str) -> Iterator[Violation]:
    given: dict[str, list[Item]] = {}
    for item in facts.of_patient[patient]:
        if isinstance(item, Session):
            given.setdefault(facts.groups[item.group].service, []).append(item)
    prescribed = facts.group_services(patient)
    for service, items in given.items():
        minutes, most = sum(map(length, items)), prescribed.get(service, 0)
        if minutes > most:
            message = f"{patient} has {minutes} minutes of {service} in groups ({_starts(items)}); "
            yield Violation(ID, f"{message}{most} are prescribed.", patient)


def _appointments(facts: Facts, patient: str) -> Iterator[Violation]:
    given: dict[str, list[Item]] = {}
    for item in facts.of_patient[patient]:
        if not isinstance(item, Session):
            given.setdefault(item.service, []).append(item)
    prescribed = facts.appointments_due(patient)
    for service, items in given.items():
        most = prescribed[service].times if service in prescribed else 0
        if len(items) > most:
            some = f"{len(items)} appointment{'' if len(items) == 1 else 's'} of {service}"
            message = f"{patient} has {some} ({_starts(items)}); {most} this week by prescription."
            yield Violation(ID, message, patient)


def _starts(items: list[Item]) -> str:
    return ", ".join(when(item.start) for item in items)


def narrow(possible: Possible) -> None:
    """Nobody is a member of a group whose service, or whole session, is not prescribed to them."""
    import numpy as np

    for p, (patient, prescription) in enumerate(
        zip(possible.clinic.patients, possible.prescriptions, strict=True)
    ):
        services = prescription.services if enrolled(patient, possible.week) else {}
        wanted = [services.get(g.service, 0) >= g.minutes for g in possible.clinic.groups]
        possible.attends[p] &= np.array(wanted, dtype=bool)


def post(model: Model) -> None:
    """No more minutes of a service than whole sessions can fill, no more appointments than are due."""
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
