"""A therapist's sessions and appointments do not overlap; one may begin the minute another ends."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation, clashes, label

ID = "therapist-once"
SENTENCE = "No therapist does two things at once."


def check(facts: Facts) -> Iterator[Violation]:
    for therapist in facts.clinic.therapists:
        for one, other in clashes(facts.of_therapist[therapist.id]):
            message = f"{facts.staff(therapist.id)} is in {label(one)} and in {label(other)} at once."
            yield Violation(ID, message, therapist.id)
