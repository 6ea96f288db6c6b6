"""Every id in the timetable is one of the clinic's, and nobody stands twice in one session.

Checked before every other rule, because the others look these ids up. A timetable read from a file has
been through this already: there an unknown id is bad input.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Item, Violation, label, patients_of, staff_of
from scheduler.timetable import Session

ID = "known"
SENTENCE = "Everybody and everything in the timetable belongs to the clinic and stands once in a session."
READS = (
    "groups.id",
    "patients.id",
    "rooms.id",
    "therapists.id",
)
HELD = "Candidates are made from the clinic's own people, groups and rooms."


def check(facts: Facts) -> Iterator[Violation]:
    """Every id of every session and appointment is looked up in the clinic, and looked for twice in one of
    them.
    """
    for item in facts.items:
        for kind, name in _strangers(facts, item):
            yield Violation(ID, f"{label(item)} names the {kind} {name}, unknown to the clinic.", label(item))
        for name in _twice(patients_of(item)) + _twice(staff_of(item)):
            yield Violation(ID, f"{label(item)} lists {name} twice.", label(item))


def _strangers(facts: Facts, item: Item) -> Iterator[tuple[str, str]]:
    yield from (("patient", name) for name in patients_of(item) if name not in facts.patients)
    yield from (("therapist", name) for name in staff_of(item) if name not in facts.therapists)
    if item.room is not None and item.room not in facts.rooms:
        yield "room", item.room
    if isinstance(item, Session) and item.group not in facts.groups:
        yield "group", item.group


def _twice(names: tuple[str, ...]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
