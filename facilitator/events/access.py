"""Who may come in, who came, and what was read."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from facilitator.events.later import later


@frozen
class UserAdded:
    """Someone may unlock the record, and signs notes with the key whose public half this is.

    `roles` are empty in records from before roles, whose users are administrators, and where a known user
    only gets a new key.
    """

    kind: ClassVar[str] = "access.user-added"
    user: str
    public_key: str  # base64 Ed25519
    name: str = ""
    roles: tuple[str, ...] = later(())


@frozen
class RolesGiven:
    """From now on the user has these roles and no others."""

    kind: ClassVar[str] = "access.roles-given"
    user: str
    roles: tuple[str, ...]


@frozen
class UserRemoved:
    """The user can no longer unlock the record; what they wrote and signed stays."""

    kind: ClassVar[str] = "access.user-removed"
    user: str
    reason: str = ""


@frozen
class PassphraseChanged:
    kind: ClassVar[str] = "access.passphrase-changed"
    user: str


@frozen
class Unlocked:
    kind: ClassVar[str] = "access.unlocked"
    user: str
    wrong: int = later(0)  # wrong passphrases that were tried before this one


@frozen
class Locked:
    kind: ClassVar[str] = "access.locked"
    user: str
    why: str = ""


@frozen
class Viewed:
    """A read that the audit trail keeps: whose record, and where in the app."""

    kind: ClassVar[str] = "access.viewed"
    what: str


@frozen
class GlassBroken:
    """The user read what is kept from them, and said why: the pages of somebody who is not in their groups or
    caseload, or a counselling note that somebody else wrote."""

    kind: ClassVar[str] = "access.glass-broken"
    member: str
    reason: str
    note: str = later("")  # a counselling note that was read with this reason


AccessFact = (
    UserAdded | RolesGiven | UserRemoved | PassphraseChanged | Unlocked | Locked | Viewed | GlassBroken
)
