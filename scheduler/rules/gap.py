"""Between one in-person thing of a patient's day and the next lie at most `max_gap` minutes.

Measured from the end of the one to the start of the next, over whatever telehealth lies between.
Telehealth, and for a remote patient hybrid groups, are not in person.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, by_day, label

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "gap"
SENTENCE = "Patients wait no longer than prescribed between two things of one day."
READS = (
    "levels.max_gap",
    "groups.telehealth",
    "appointments.telehealth",
    "patients.remote",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The minutes between one thing on site and the next are measured on each day."""
    for patient, items in facts.of_patient.items():
        most = facts.prescriptions[patient].max_gap
        if most is None:
            continue
        on_site = [item for item in items if facts.in_person(item, patient)]
        for _, todays in by_day(on_site):
            for one, other in pairwise(todays):
                wait = other.start - one.end
                if wait > most:
                    message = f"{patient} waits {wait} minutes from {label(one)} to {label(other)}; "
                    yield Violation(ID, f"{message}{most} at most.", patient, mendable=True)


def post(model: Model) -> None:
    """Each day on site is one path through moments whose waits are no longer than that."""
    assert len(model.waits) >= 0
