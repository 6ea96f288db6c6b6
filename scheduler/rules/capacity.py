"""A room seats every member of a session who is on site: remote members of a hybrid group need no seat.

Facilitators are not counted: `capacity` is about members.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, label

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "capacity"
SENTENCE = "A room seats all members of a session who are on site."
READS = (
    "rooms.capacity",
    "groups.telehealth",
    "patients.remote",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The members of every session who are in the building are counted."""
    for session in facts.timetable.sessions:
        if session.room is None:
            continue
        on_site = sum(facts.in_person(session, member) for member in session.members)
        capacity = facts.rooms[session.room].capacity
        if on_site > capacity:
            message = f"{label(session)} has {on_site} members on site; {session.room} seats {capacity}."
            yield Violation(ID, message, label(session))


def post(model: Model) -> None:
    """Hybrid groups: members on site have seats, and only remote ones fill a session beyond them.

    Where everybody is on site `size` has the smaller of group and room as the most members of a session.
    """
    import numpy as np

    found, groups = model.found, model.clinic.groups
    hybrid = np.array([group.telehealth == "hybrid" for group in groups], dtype=bool)
    ours = hybrid[found.keys.group] if len(found.keys) else np.zeros(0, dtype=bool)
    kinds, key = found.kinds, found.attendances.key
    on_site = model.attends_on_site
    here, there, runs = ours[key] & on_site, ours[key] & ~on_site, ours[kinds.key]
    beyond = np.maximum(kinds.low - kinds.seats, 0)
    for who, sign, seats in ((here, 1, kinds.seats), (there, -1, -beyond)):
        row = np.concatenate([key[who], kinds.key[runs]])
        column = np.concatenate([model.attend[who], model.runs[runs]])
        weight = np.concatenate([np.full(int(who.sum()), sign), -seats[runs]])
        model.program.rows(ID, row, column, weight, high=0)
