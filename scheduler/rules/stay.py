"""A patient has nothing before the day of admission and nothing after the day of discharge: both count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, day_of, label
from scheduler.week import DAY, WEEK

if TYPE_CHECKING:
    from scheduler.program.possible import Possible

ID = "stay"
SENTENCE = "Patients have nothing before their admission and nothing after their discharge."
READS = (
    "patients.admitted",
    "patients.discharge",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The date of everything a patient has is compared with both days."""
    for patient in facts.clinic.patients:
        for item in facts.of_patient[patient.id]:
            date = facts.week.date(day_of(item))
            if patient.admitted is not None and date < patient.admitted:
                message = f"{patient.id} has {label(item)}, before the admission on {patient.admitted}."
                yield Violation(ID, message, patient.id)
            if patient.discharge is not None and date > patient.discharge:
                message = f"{patient.id} has {label(item)}, after the discharge on {patient.discharge}."
                yield Violation(ID, message, patient.id)


def narrow(possible: Possible) -> None:
    """A patient is not free before the first day and after the last."""
    for p, patient in enumerate(possible.clinic.patients):
        if patient.admitted is not None:
            first = (patient.admitted - possible.week.monday).days * DAY
            possible.patient_free[p, : max(first, 0)] = False
        if patient.discharge is not None:
            last = (patient.discharge - possible.week.monday).days * DAY + DAY
            possible.patient_free[p, min(max(last, 0), WEEK) :] = False
