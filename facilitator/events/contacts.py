"""Every contact beside the groups: that it took place, with whom, and what came of it.

They stand in the person's own stream. The words of its note and the signatures are the facts of
`facilitator.events.notes`, with the contact's id where a group's note has the session's.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from attrs import frozen

from facilitator.events.later import later


@frozen
class Relative:
    """Someone who came along: as they are called in the note, and the consent that covers it, in words."""

    name: str
    consent: str = ""


@frozen
class ContactWritten:
    """One contact as it stands now; the same id again corrects it, until its note is signed."""

    kind: ClassVar[str] = "contact.written"
    contact: str  # id
    member: str
    service: str  # individual | family | case-management | ... any word
    starts: datetime
    minutes: int
    by: str  # user id of who was with them
    mode: str = "in person"  # in person | telehealth | phone
    outcome: str = "kept"  # kept | no-show | cancelled
    done: str = ""  # what was done, in words
    company: tuple[Relative, ...] = ()
    to: str = ""  # of a referral: where to
    appointment: str = ""  # "2026-W48/3450": week and minute of the booking that it keeps
    counselling: bool = later(False)  # a counselling note (42 CFR 2.11), kept apart; no service of its own


@frozen
class OutcomeWritten:
    """What came of it later: the result of a screen, what became of a referral."""

    kind: ClassVar[str] = "contact.outcome"
    contact: str
    member: str
    what: str
    on: date


ContactFact = ContactWritten | OutcomeWritten
