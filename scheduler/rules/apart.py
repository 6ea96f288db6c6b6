"""Two patients to be kept `apart` are never in the same group session, whichever of the two says so.

Parallel copies of a group are different sessions.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from scheduler.facts import Facts, Violation, label

ID = "apart"
SENTENCE = "People who are to be kept apart are never in one group session."


def check(facts: Facts) -> Iterator[Violation]:
    pairs = {frozenset((patient.id, other)) for patient in facts.clinic.patients for other in patient.apart}
    concerned = {patient for pair in pairs for patient in pair}
    for session in facts.timetable.sessions:
        for one, other in combinations([m for m in session.members if m in concerned], 2):
            if frozenset((one, other)) in pairs:
                message = f"{one} and {other} are to be kept apart, and both are in {label(session)}."
                yield Violation(ID, message, label(session))
