"""Whatever a patient has, telehealth too, lies whole inside one joined window of their availability less
absences.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.clinic import present_spans
from scheduler.facts import Facts, Violation, day_of, hours_on, inside, label, stretch

if TYPE_CHECKING:
    from scheduler.program.possible import Possible

ID = "patient-available"
SENTENCE = "Patients come only when they are available and not away."
READS = (
    "patients.available",
    "patients.away",
)


def check(facts: Facts) -> Iterator[Violation]:
    """Everything of a patient lies inside one joined window less absences."""
    for patient in facts.clinic.patients:
        spans = facts.free(patient.available, patient.away)
        for item in facts.of_patient[patient.id]:
            if not inside(item.span, spans):
                there = hours_on("available", spans, day_of(item))
                message = f"{patient.id} cannot come to {label(item)} ({stretch(item.span)}): {there}."
                yield Violation(ID, message, patient.id)


def narrow(possible: Possible) -> None:
    """A patient is free in the windows of `available`, less absences."""
    from scheduler.program.possible import minutes_mask

    for p, patient in enumerate(possible.clinic.patients):
        possible.patient_free[p] &= minutes_mask(present_spans(patient, possible.week))
