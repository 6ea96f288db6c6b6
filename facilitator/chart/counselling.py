"""Counselling notes (42 CFR 2.11): a class apart from the rest of a record, with its own permission.

A counselling note is a contact of its own beside whatever it is about: it counts as no service, stands in no
packet or export of the usual parts, and is read by its author and by supervisors. Anybody else who reads
notes reads it with a reason that stays on the trail.
"""

from __future__ import annotations

from collections.abc import Iterable

from facilitator.access.roles import May, Roles, may, may_read_counselling
from facilitator.events import (
    ContactWritten,
    Fact,
    NoteAmended,
    NoteDrafted,
    NoteSigned,
    OutcomeWritten,
)


def id_of(fact: Fact) -> str:
    """The contact that a fact is about, or the note; empty for anything else."""
    match fact:
        case ContactWritten() | OutcomeWritten():
            return fact.contact
        case NoteDrafted():
            return fact.session
        case NoteSigned() | NoteAmended():
            return fact.note
        case _:
            return ""


def set_apart(facts: Iterable[Fact]) -> frozenset[str]:
    """The ids of what was ever written as a counselling note."""
    return frozenset(
        id_of(fact) for fact in facts if isinstance(fact, ContactWritten | NoteSigned) and fact.counselling
    )


def reads(roles: Roles, user: str, author: str) -> bool:
    """Whether `user` reads a counselling note of `author` without saying why."""
    return may_read_counselling(roles, user, author)


def may_break(roles: Roles) -> bool:
    """Whether somebody with these roles reads it with a reason."""
    return may(roles, May.READ_NOTES)
