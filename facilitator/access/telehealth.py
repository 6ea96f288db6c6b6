"""The consent to care by video or phone: whether one stands, and how it is written down when they join."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from facilitator.access.consents import Consent, spoken
from facilitator.events import ConsentGiven

PURPOSE = "telehealth"
"""What such a consent is for. It names no part of the record: nothing leaves on it."""
HERE = "this program"
BY_WORD = "by word of mouth, when they joined"


def standing(known: Mapping[str, Consent], day: date) -> Consent | None:
    """The newest consent to telehealth that stands on `day`."""
    mine = (each for each in known.values() if each.fact.purpose.strip().casefold() == PURPOSE)
    return next((each for each in reversed(list(mine)) if each.stands(day)), None)


def agreed(member: str, known: Mapping[str, Consent], day: date) -> ConsentGiven:
    """They said yes just now."""
    name = f"c{len(known) + 1}"
    return ConsentGiven(name, member, HERE, PURPOSE, (), day, note=BY_WORD)


def in_words(consent: Consent | None) -> str:
    if consent is None:
        return "No consent to telehealth stands. Ask now: ctrl+y writes down that they agree."
    return f"Consent to telehealth of {spoken(consent.fact.signed)} ({consent.id})."
