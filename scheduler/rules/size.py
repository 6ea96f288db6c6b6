"""Every session that runs has at least `size.min` and at most `size.max` members; each parallel copy for
itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation, label

ID = "size"
SENTENCE = "Every group session has as many members as its group allows, neither fewer nor more."


def check(facts: Facts) -> Iterator[Violation]:
    for session in facts.timetable.sessions:
        size, members = facts.groups[session.group].size, len(session.members)
        if members < size.min:
            message = f"{label(session)} has {members} members; it needs at least {size.min}."
            yield Violation(ID, message, label(session), mendable=True)
        if members > size.max:
            message = f"{label(session)} has {members} members; it takes at most {size.max}."
            yield Violation(ID, message, label(session))
