"""A room seats every member of a session who is on site: remote members of a hybrid group need no seat.

Facilitators are not counted: `capacity` is about members.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation, label

ID = "capacity"
SENTENCE = "A room seats all members of a session who are on site."


def check(facts: Facts) -> Iterator[Violation]:
    for session in facts.timetable.sessions:
        if session.room is None:
            continue
        on_site = sum(facts.in_person(session, member) for member in session.members)
        capacity = facts.rooms[session.room].capacity
        if on_site > capacity:
            message = f"{label(session)} has {on_site} members on site; {session.room} seats {capacity}."
            yield Violation(ID, message, label(session))
