"""Before and beside care: who asks for a place and how far that got, and what a payer covers."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from attrs import frozen

from scheduler.clinic import Patient


@frozen
class ProspectKept:
    """Somebody who may come into care, as it stands on `on`; a later one of the same id takes its place."""

    kind: ClassVar[str] = "intake.prospect"
    prospect: str  # the id they will have as a patient
    initials: str
    stage: str  # call | assessment | decision | waiting | admitted | declined
    on: date  # of this stage
    since: date  # of the first call
    demand: Patient  # what they need, as far as it is known
    name: str = ""
    note: str = ""


@frozen
class AuthorisationKept:
    """What a payer covers for one person; a later one of the same `authorisation` takes its place."""

    kind: ClassVar[str] = "intake.authorisation"
    member: str
    authorisation: str  # id, ours
    payer: str
    unit: str  # days | hours
    granted: int
    first: date  # both inclusive
    last: date
    review: date | None = None  # concurrent review is due
    number: str = ""  # the payer's


@frozen
class RelativeKept:
    """A relative or another contact of one person; a later one of the same `contact` takes its place."""

    kind: ClassVar[str] = "intake.relative"
    member: str
    contact: str  # id, ours
    initials: str
    relation: str
    phone: str = ""
    may_know: bool = False  # the person said that they may be told; the consent itself stands with consents
    emergency: bool = False
    name: str = ""


IntakeFact = ProspectKept | AuthorisationKept | RelativeKept
