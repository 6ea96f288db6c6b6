"""A therapist's sessions and appointments do not overlap; one may begin the minute another ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, clashes, label
from scheduler.week import DAY, clock

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "therapist-once"
SENTENCE = "No therapist does two things at once."
READS = ()


def check(facts: Facts) -> Iterator[Violation]:
    """The items of each therapist are laid side by side in time."""
    for therapist in facts.clinic.therapists:
        for one, other in clashes(facts.of_therapist[therapist.id]):
            until = clock(one.end % DAY)
            message = (
                f"{facts.staff(therapist.id)} is in {label(one)} until {until} and in {label(other)} at once."
            )
            yield Violation(ID, message, therapist.id)


def post(model: Model) -> None:
    """Overlapping candidates of one therapist, breaks among them, exclude one another."""
    import numpy as np

    from scheduler.program.columns import at_once

    staff, pauses = model.staff, model.found.pauses
    therapist = np.concatenate([staff.therapist, pauses.therapist])
    start, end = np.concatenate([staff.start, pauses.start]), np.concatenate([staff.end, pauses.end])
    column = np.concatenate([model.staff_columns, model.pause])
    row, item = at_once(therapist, start, end)
    model.program.rows(ID, row, column[item], high=1)
