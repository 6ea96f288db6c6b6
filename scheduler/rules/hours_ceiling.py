"""A patient's week has at most `hours.max`: group and appointment minutes, telehealth included, gaps left
out.

`hours.min`, the compliance floor, never binds: the score counts who is under it.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation, length, minutes_of
from scheduler.week import hours

ID = "hours-ceiling"
SENTENCE = "Patients have no more hours a week than their level of care allows."


def check(facts: Facts) -> Iterator[Violation]:
    for patient, items in facts.of_patient.items():
        most = facts.prescriptions[patient].hours_max
        minutes = sum(map(length, items))
        if most is not None and minutes > minutes_of(most):
            message = f"{patient} has {hours(minutes)} in the week; at most {hours(minutes_of(most))}."
            yield Violation(ID, message, patient)
