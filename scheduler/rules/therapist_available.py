"""Whatever a therapist leads or gives, telehealth too, lies whole inside one joined window of their
availability less absences.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.clinic import staff_spans
from scheduler.facts import Facts, Violation, day_of, hours_on, inside, label, stretch

if TYPE_CHECKING:
    from scheduler.program.possible import Possible

ID = "therapist-available"
SENTENCE = "Therapists work only when they are available and not away."
READS = (
    "therapists.available",
    "therapists.away",
)


def check(facts: Facts) -> Iterator[Violation]:
    """Everything of a therapist lies inside one joined window less absences."""
    for therapist in facts.clinic.therapists:
        spans = facts.free(therapist.available, therapist.away)
        for item in facts.of_therapist[therapist.id]:
            if not inside(item.span, spans):
                there = hours_on("available", spans, day_of(item))
                who = facts.staff(therapist.id)
                message = f"{who} cannot do {label(item)} ({stretch(item.span)}): {there}."
                yield Violation(ID, message, therapist.id)


def narrow(possible: Possible) -> None:
    """A therapist is free in the windows of `available`, less absences."""
    from scheduler.program.possible import minutes_mask

    for t, therapist in enumerate(possible.clinic.therapists):
        possible.staff_free[t] &= minutes_mask(staff_spans(therapist, possible.week))
