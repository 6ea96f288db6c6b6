"""Who may be told what about a person, and what was told. They stand in the person's own stream."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from attrs import frozen


@frozen
class ConsentGiven:
    """A signed consent on paper, as it reads: whom it names, what for, which parts, until when."""

    kind: ClassVar[str] = "consent.given"
    consent: str  # id
    member: str
    recipient: str
    purpose: str
    parts: tuple[str, ...]  # of the record; see `facilitator.access.consents.Part`
    signed: date
    signers: tuple[str, ...] = ("patient",)  # patient | guardian
    expires: date | None = None  # the last day; None: until revoked
    note: str = ""


@frozen
class ConsentRevoked:
    kind: ClassVar[str] = "consent.revoked"
    consent: str
    member: str
    on: date
    how: str = ""  # in writing, by word of mouth


@frozen
class Disclosed:
    """Something left the clinic, and why it might: a consent, or an exception that the law makes."""

    kind: ClassVar[str] = "consent.disclosed"
    member: str
    recipient: str
    purpose: str
    what: str
    parts: tuple[str, ...]
    consent: str = ""  # id
    exception: str = ""
    first: date | None = None  # the period, both days inclusive
    last: date | None = None
    sha256: str = ""  # of what was handed over


ConsentFact = ConsentGiven | ConsentRevoked | Disclosed
