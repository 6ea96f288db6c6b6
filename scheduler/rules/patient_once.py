"""A patient's sessions and appointments do not overlap; one may begin the minute another ends."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation, clashes, label

ID = "patient-once"
SENTENCE = "No patient has two things at once."


def check(facts: Facts) -> Iterator[Violation]:
    for patient in facts.clinic.patients:
        for one, other in clashes(facts.of_patient[patient.id]):
            message = f"{patient.id} is in {label(one)} and in {label(other)} at once."
            yield Violation(ID, message, patient.id)
