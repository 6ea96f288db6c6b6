"""Members and facilitators share the group's language, a patient and the therapist of an appointment the
patient's.

A group without a language is open to all, a patient without one joins any and sees anyone, a therapist
without `languages` speaks all. The primary therapist is held to this like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, label

if TYPE_CHECKING:
    from scheduler.program.possible import Possible

ID = "language"
SENTENCE = "People in a session or appointment share its language."
READS = (
    "groups.language",
    "patients.language",
    "therapists.languages",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The language of every session, or of the patient of an appointment, is looked for in everybody's."""
    for session in facts.timetable.sessions:
        language = facts.groups[session.group].language
        if language is None:
            continue
        for member in session.members:
            theirs = facts.patients[member].language
            if theirs not in (None, language):
                message = f"{label(session)} is held in {language}; the language of {member} is {theirs}."
                yield Violation(ID, message, member)
        for leader in session.leaders:
            yield from _staff(facts, leader, language, label(session))
    for booking in facts.timetable.appointments:
        language = facts.patients[booking.patient].language
        if language is not None and booking.therapist is not None:
            yield from _staff(facts, booking.therapist, language, label(booking))


def _staff(facts: Facts, therapist: str, language: str, what: str) -> Iterator[Violation]:
    languages = facts.therapists[therapist].languages
    if languages is not None and language not in languages:
        theirs = ", ".join(sorted(languages)) or "none that is listed"
        message = f"{what} is held in {language}; {facts.staff(therapist)} speaks {theirs}."
        yield Violation(ID, message, therapist)


def narrow(possible: Possible) -> None:
    """People of other languages are no members, facilitators or therapists there."""
    import numpy as np

    staff = [therapist.languages for therapist in possible.clinic.therapists]
    for g, group in enumerate(possible.clinic.groups):
        if group.language is not None:
            theirs = (patient.language for patient in possible.clinic.patients)
            possible.attends[:, g] &= np.array(
                [language in (None, group.language) for language in theirs], dtype=bool
            )
            possible.leads[:, g] &= np.array(
                [spoken is None or group.language in spoken for spoken in staff], dtype=bool
            )
    for language in {patient.language for patient in possible.clinic.patients} - {None}:
        speaks = np.array([spoken is None or language in spoken for spoken in staff], dtype=bool)
        mine = [
            d for d, demand in enumerate(possible.demands) if possible.patient(demand).language == language
        ]
        possible.gives[:, mine] &= speaks[:, None]
