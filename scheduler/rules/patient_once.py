"""A patient's sessions and appointments do not overlap; one may begin the minute another ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, clashes, label
from scheduler.week import DAY, clock

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "patient-once"
SENTENCE = "No patient has two things at once."
READS = ()


def check(facts: Facts) -> Iterator[Violation]:
    """The items of each patient are laid side by side in time."""
    for patient in facts.clinic.patients:
        for one, other in clashes(facts.of_patient[patient.id]):
            until = clock(one.end % DAY)
            message = f"{patient.id} is in {label(one)} until {until} and in {label(other)} at once."
            yield Violation(ID, message, patient.id)


def post(model: Model) -> None:
    """Overlapping candidates exclude one another; where a day is a path (see `gap`), the path says so."""
    from scheduler.program.columns import at_once

    items = model.items.take(~model.on_path[model.items.patient])
    row, item = at_once(items.patient, items.start, items.end)
    model.program.rows(ID, row, items.column[item], high=1)
