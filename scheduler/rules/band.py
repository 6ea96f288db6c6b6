"""Every member of a session is of the group's age band; groups and patients without one are `adult`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, label

if TYPE_CHECKING:
    from scheduler.program.possible import Possible

ID = "band"
SENTENCE = "Adults and adolescents are never in one group."
READS = (
    "groups.band",
    "patients.band",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The band of every member is compared with the group's."""
    for session in facts.timetable.sessions:
        band = facts.groups[session.group].band
        for member in session.members:
            theirs = facts.patients[member].band
            if theirs != band:
                message = f"{label(session)} is of the {band} band; {member} is {theirs}."
                yield Violation(ID, message, member)


def narrow(possible: Possible) -> None:
    """People of another band are no members of a group."""
    import numpy as np

    for g, group in enumerate(possible.clinic.groups):
        possible.attends[:, g] &= np.array(
            [patient.band == group.band for patient in possible.clinic.patients], dtype=bool
        )
