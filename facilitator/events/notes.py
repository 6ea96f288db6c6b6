"""The words of notes, their signatures, and what is added to a signed note."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from attrs import frozen

from facilitator.events.later import later


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
    head: str = ""  # of the audit chain when it was signed; "" in notes from before heads were signed
    counselling: bool = later(False)  # kept apart from the rest of the record (42 CFR 2.11)


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
    head: str = ""
    happened: datetime | None = None  # of a late entry: when what it tells of took place


@frozen
class NoteStyleChosen:
    """How notes are shown and exported: for the clinic (in its stream) or for one user (in theirs)."""

    kind: ClassVar[str] = "note.style-chosen"
    style: str  # DAP | SOAP | BIRP | GIRP


NoteFact = NoteDrafted | NoteSigned | NoteAmended | NoteStyleChosen
