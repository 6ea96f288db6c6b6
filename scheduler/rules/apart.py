"""Two patients to be kept `apart` are never in the same group session, whichever of the two says so.

Parallel copies of a group are different sessions.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, label

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "apart"
SENTENCE = "People who are to be kept apart are never in one group session."
READS = ("patients.apart",)


def check(facts: Facts) -> Iterator[Violation]:
    """Every two members of a session are looked up in both lists."""
    pairs = {frozenset((patient.id, other)) for patient in facts.clinic.patients for other in patient.apart}
    concerned = {patient for pair in pairs for patient in pair}
    for session in facts.timetable.sessions:
        for one, other in combinations([m for m in session.members if m in concerned], 2):
            if frozenset((one, other)) in pairs:
                message = f"{one} and {other} are to be kept apart, and both are in {label(session)}."
                yield Violation(ID, message, label(session))


def post(model: Model) -> None:
    """Both at one start only when two sessions run there; `naming` then puts them into different ones."""
    import numpy as np

    attendances = model.found.attendances
    index = {patient.id: i for i, patient in enumerate(model.clinic.patients)}
    pairs = {
        (min(i, index[other]), max(i, index[other]))
        for i, patient in enumerate(model.clinic.patients)
        for other in patient.apart
        if other in index and other != patient.id
    }
    for one, other in sorted(pairs):
        first, second = (np.nonzero(attendances.patient == p)[0] for p in (one, other))
        keys, i, j = np.intersect1d(attendances.key[first], attendances.key[second], return_indices=True)
        own, run = model.runs_at(keys)
        number = np.arange(len(keys))
        column = np.concatenate([model.attend[first[i]], model.attend[second[j]], model.runs[run]])
        sign = np.repeat([1, -1], [2 * len(keys), len(run)])
        model.program.rows(ID, np.concatenate([number, number, own]), column, sign, high=0)
