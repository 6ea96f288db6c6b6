"""The words of notes, their signatures, and what is added to a signed note."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from attrs import frozen


@frozen
class NoteDrafted:
    """The words of one member's note as they stand now; facts are computed, never typed."""

    kind: ClassVar[str] = "note.drafted"
    session: str
    member: str
    response: str
    progress: str
    goal: str = ""
    plan: str = ""


@frozen
class NoteSigned:
    """One member's note, locked: everything that was signed, and the signature over it."""

    kind: ClassVar[str] = "note.signed"
    note: str  # id
    session: str
    member: str
    facts: str  # the computed part, as text
    shared: str
    response: str
    progress: str
    goal: str
    plan: str
    signer: str
    meaning: str  # author | co-signature
    at: datetime
    signature: str  # base64 Ed25519 over the canonical bytes


@frozen
class NoteAmended:
    """An addendum, a late entry or marked-in-error: a new signed text beside the old one."""

    kind: ClassVar[str] = "note.amended"
    note: str
    meaning: str  # addendum | late-entry | marked-in-error
    text: str
    signer: str
    at: datetime
    signature: str


NoteFact = NoteDrafted | NoteSigned | NoteAmended
