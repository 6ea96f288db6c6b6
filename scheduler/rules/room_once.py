"""Nothing shares a room, whatever its capacity; one thing may begin the minute another ends."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation, clashes, label

ID = "room-once"
SENTENCE = "No room holds two things at once."


def check(facts: Facts) -> Iterator[Violation]:
    for room in facts.clinic.rooms:
        for one, other in clashes(facts.of_room[room.id]):
            message = f"{room.id} is in {label(one)} and in {label(other)} at once."
            yield Violation(ID, message, room.id)
