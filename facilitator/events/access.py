"""Who may come in, who came, and what was read."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen


@frozen
class UserAdded:
    """Someone may unlock the record, and signs notes with the key whose public half this is."""

    kind: ClassVar[str] = "access.user-added"
    user: str
    public_key: str  # base64 Ed25519
    name: str = ""


@frozen
class Unlocked:
    kind: ClassVar[str] = "access.unlocked"
    user: str


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


AccessFact = UserAdded | Unlocked | Locked | Viewed
