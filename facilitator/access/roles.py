"""The roles of a clinic and what each may do: one table."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

from facilitator import events
from facilitator.events import Fact


class Role(StrEnum):
    FACILITATOR = "facilitator"
    COORDINATOR = "coordinator"
    AUTHOR = "author"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class May(StrEnum):
    """One thing that a role may do; the words follow "may"."""

    RUN_GROUPS = "run groups"
    WRITE_NOTES = "write and sign notes"
    WRITE_CONTACTS = "write down contacts, plans and follow-ups"
    SEE_OWN = "see the people of their own groups and caseload"
    SEE_ALL = "see everyone in the program"
    READ_NOTES = "read the notes of the people they see"
    READ_COUNSELLING = "read counselling notes that somebody else wrote"
    ADMIT = "admit, change and discharge people"
    PLAN_WEEKS = "make and publish timetables"
    WRITE_MODULES = "write curriculum modules"
    KEEP_CONSENTS = "write down and revoke consents"
    DISCLOSE = "let parts of a record leave the clinic"
    SEE_TRAIL = "see who did and read what"
    KEEP_RECORD = "back up the record and hold it past its retention"
    MANAGE_USERS = "add and remove users and give roles"


TABLE: dict[Role, frozenset[May]] = {
    Role.FACILITATOR: frozenset({
        May.RUN_GROUPS, May.WRITE_NOTES, May.WRITE_CONTACTS, May.SEE_OWN, May.READ_NOTES, May.KEEP_CONSENTS,
    }),
    Role.COORDINATOR: frozenset({
        May.WRITE_CONTACTS, May.SEE_ALL, May.ADMIT, May.PLAN_WEEKS, May.KEEP_CONSENTS, May.DISCLOSE,
    }),
    Role.AUTHOR: frozenset({May.WRITE_MODULES}),
    Role.SUPERVISOR: frozenset({
        May.RUN_GROUPS, May.WRITE_NOTES, May.WRITE_CONTACTS, May.SEE_ALL, May.READ_NOTES,
        May.READ_COUNSELLING, May.ADMIT, May.PLAN_WEEKS, May.WRITE_MODULES, May.KEEP_CONSENTS, May.DISCLOSE,
        May.SEE_TRAIL,
    }),
    Role.ADMINISTRATOR: frozenset(May) - {May.READ_COUNSELLING},
}  # fmt: skip
"""What each role may do. Whoever has several roles may do what any of them may.

Counselling notes are a class apart: their author reads them, and a supervisor, and no other role does.
"""

Roles = Collection[Role]


def allowed(roles: Roles) -> frozenset[May]:
    """Everything that somebody with these roles may do."""
    return frozenset().union(*(TABLE[role] for role in roles))


def may(roles: Roles, what: May) -> bool:
    return any(what in TABLE[role] for role in roles)


def may_read_counselling(roles: Roles, user: str, author: str) -> bool:
    """Whether `user` reads a counselling note that `author` wrote."""
    return user == author or may(roles, May.READ_COUNSELLING)


def named(words: Iterable[str]) -> frozenset[Role]:
    """The roles of a fact; a role that only a newer openchair knows gives nothing here."""
    known = set(Role)
    return frozenset(Role(word) for word in words if word in known)


# --- what may be written ----------------------------------------------------------------------------------

WITHIN = "within-program"
"""The ground on which a note reaches the clinic's own system: among those in the program who need it."""

_ANYBODY: tuple[type[Fact], ...] = (
    events.Unlocked, events.Locked, events.Viewed, events.PassphraseChanged,
)  # fmt: skip

_NEEDS: dict[type[Fact], May] = {
    events.UserAdded: May.MANAGE_USERS,
    events.RolesGiven: May.MANAGE_USERS,
    events.UserRemoved: May.MANAGE_USERS,
    events.GlassBroken: May.SEE_OWN,
    events.ConsentGiven: May.KEEP_CONSENTS,
    events.ConsentRevoked: May.KEEP_CONSENTS,
    events.Disclosed: May.DISCLOSE,
    events.ProspectKept: May.ADMIT,
    events.AuthorisationKept: May.ADMIT,
    events.Admitted: May.ADMIT,
    events.Changed: May.ADMIT,
    events.Discharged: May.ADMIT,
    events.Merged: May.ADMIT,
    events.Paused: May.ADMIT,
    events.Resumed: May.ADMIT,
    events.FlagRaised: May.WRITE_CONTACTS,
    events.FlagAnswered: May.WRITE_CONTACTS,
    events.HoldPlaced: May.KEEP_RECORD,
    events.HoldLifted: May.KEEP_RECORD,
}

_NEEDS_OF_FAMILY = {
    "session": May.RUN_GROUPS,
    "note": May.WRITE_NOTES,
    "week": May.PLAN_WEEKS,
    "clinic": May.PLAN_WEEKS,
}
"""By the first part of a fact's kind, unless the fact itself stands above; else contacts and follow-ups."""


_OF_CONTACTS: tuple[type[Fact], ...] = (events.NoteDrafted, events.NoteSigned, events.NoteAmended)
"""In a person's own stream these are the note of a contact: whoever writes contacts writes and signs it."""


def needed(fact: Fact, stream: str = "") -> May | None:
    """What one has to be allowed for writing `fact` into `stream`; None where everybody may."""
    if isinstance(fact, _ANYBODY):
        return None
    if isinstance(fact, _OF_CONTACTS) and stream.startswith("patient:"):
        return May.WRITE_CONTACTS
    if isinstance(fact, events.Disclosed) and getattr(fact, "exception", "") == WITHIN:
        return May.WRITE_CONTACTS  # of notes that they may read, into the clinic's own system
    if isinstance(fact, events.Undone):
        return None  # takes back what its writer was allowed to write
    return _NEEDS.get(type(fact)) or _NEEDS_OF_FAMILY.get(fact.kind.partition(".")[0], May.WRITE_CONTACTS)


def refusal(roles: Roles, facts: Iterable[tuple[str, Fact]]) -> May | None:
    """The first thing that writing `facts`, (stream, fact) each, needs and these roles do not allow."""
    needs = (needed(fact, stream) for stream, fact in facts)
    return next((need for need in needs if need and not may(roles, need)), None)
