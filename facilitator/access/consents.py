"""Consents as they stand, and whether something may leave the clinic on one of them.

Pure. A disclosure needs a consent that names its recipient and its parts and stands on that day, or one of
the exceptions of the law, named. Not legal advice; check with your counsel.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum

from attrs import evolve, frozen

from facilitator.events import ConsentGiven, ConsentRevoked, Entry, Undone


class Part(StrEnum):
    """Parts of a record that a consent names one by one."""

    ATTENDANCE = "attendance"
    NOTES = "notes"
    PLAN = "plan"
    MEASURES = "measures"
    BILLING = "billing"
    COUNSELLING = "counselling-notes"  # a class apart: only where a consent names them


USUAL = tuple(part for part in Part if part is not Part.COUNSELLING)

EXCEPTIONS = {
    "to-patient": "to the patient, about themselves (42 CFR 2.23)",
    "medical-emergency": "a medical emergency in which consent could not be had (42 CFR 2.51)",
    "research": "research under its own protocol (42 CFR 2.52)",
    "audit": "an audit or evaluation (42 CFR 2.53)",
    "court-order": "a court order that authorizes it (42 CFR 2.61-2.67)",
    "service-organization": "a qualified service organization under its agreement (42 CFR 2.12(c)(4))",
    "crime-or-abuse": "a crime on the premises, or suspected child abuse or neglect (42 CFR 2.12(c)(5)-(6))",
}
"""What the law lets leave without a consent. Whoever states one answers for its being true."""

NOTICE = (
    "This record is protected by federal confidentiality rules (42 CFR part 2). These rules prohibit you "
    "from using or disclosing this record, or testimony that describes the information contained in this "
    "record, in any civil, criminal, administrative, or legislative proceedings by any Federal, State, or "
    "local authority, against the patient, unless authorized by the consent of the patient, except as "
    "provided at 42 CFR 2.12(c)(5) or as otherwise authorized by a court in accordance with 42 CFR 2.64 or "
    "2.65. In addition, the rules prohibit you from making any other use or disclosure of this record "
    "unless at least one of the following applies: further use or disclosure is expressly permitted by the "
    "written consent of the individual whose information is being disclosed in this record or as otherwise "
    "permitted by 42 CFR part 2; or you are a covered entity or business associate and have received the "
    "record for treatment, payment, or health care operations, or received it from such an entity as "
    "permitted by 45 CFR part 164, subparts A and E."
)
"""What goes with a disclosure by a Part 2 program (after 42 CFR 2.32(a)(1), 2024); have counsel check it."""


@frozen
class Consent:
    """One consent with what became of it."""

    fact: ConsentGiven
    revoked: ConsentRevoked | None = None

    @property
    def id(self) -> str:
        return self.fact.consent

    def stands(self, day: date) -> bool:
        """On `day`: signed, not expired, not revoked."""
        fact = self.fact
        over = self.revoked is not None and self.revoked.on <= day
        return fact.signed <= day and not over and (fact.expires is None or day <= fact.expires)

    def state(self, day: date) -> str:
        """`stands until 24 May 2027`, `revoked on 3 Feb 2027`."""
        if self.revoked is not None and self.revoked.on <= day:
            return f"revoked on {spoken(self.revoked.on)}"
        if day < self.fact.signed:
            return f"counts from {spoken(self.fact.signed)}"
        if self.fact.expires is not None:
            return (
                f"{'expired on' if self.fact.expires < day else 'stands until'} {spoken(self.fact.expires)}"
            )
        return "stands until revoked"

    @property
    def scope(self) -> str:
        """What goes with a disclosure in place of the paper itself."""
        fact = self.fact
        until = f"until {spoken(fact.expires)}" if fact.expires else "until revoked"
        return (
            f"By the patient's consent of {spoken(fact.signed)}: {', '.join(fact.parts)}, "
            f"to {fact.recipient}, for {fact.purpose}, {until}."
        )


def spoken(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def consents(entries: Iterable[Entry]) -> Mapping[str, Consent]:
    """Every consent of a person's stream, by id, in the order of writing."""
    entries = tuple(entries)
    undone = {entry.fact.entry for entry in entries if isinstance(entry.fact, Undone)}
    found: dict[str, Consent] = {}
    for entry in entries:
        fact = None if entry.id in undone else entry.fact
        if isinstance(fact, ConsentGiven):
            found[fact.consent] = Consent(fact)
        elif isinstance(fact, ConsentRevoked) and fact.consent in found:
            found[fact.consent] = evolve(found[fact.consent], revoked=fact)
    return found


@frozen
class Leaving:
    """What is about to leave the clinic. One of `consent` and `exception` is given."""

    recipient: str
    purpose: str
    parts: tuple[Part, ...] = USUAL
    consent: str = ""
    exception: str = ""


def objections(
    leaving: Leaving, known: Mapping[str, Consent], day: date, *, minor: bool = False
) -> tuple[str, ...]:
    """Every reason why it may not leave, in sentences; none when it may."""
    bare = [
        f"Say {what}: a disclosure names both."
        for what, word in (("who receives it", leaving.recipient), ("what it is for", leaving.purpose))
        if not word.strip()
    ]
    if bool(leaving.consent) == bool(leaving.exception):
        return (
            *bare,
            _neither(known, day) if not leaving.consent else "Name a consent or an exception, not both.",
        )
    if leaving.exception:
        return (*bare, *_against_exception(leaving))
    consent = known.get(leaving.consent)
    if consent is None:
        return (*bare, f"There is no consent '{leaving.consent}'. {_listed(known, day)}")
    return (*bare, *_against_consent(leaving, consent, day, minor))


def _neither(known: Mapping[str, Consent], day: date) -> str:
    return (
        "Nothing leaves without a consent, or an exception that the law makes. "
        f"{_listed(known, day)} Exceptions: {', '.join(EXCEPTIONS)}."
    )


def _listed(known: Mapping[str, Consent], day: date) -> str:
    standing = [f"{c.id} (to {c.fact.recipient}, {c.state(day)})" for c in known.values() if c.stands(day)]
    return f"Consents that stand: {'; '.join(standing)}." if standing else "No consent stands now."


def _against_exception(leaving: Leaving) -> list[str]:
    if leaving.exception not in EXCEPTIONS:
        return [f"'{leaving.exception}' is no exception; there are {', '.join(EXCEPTIONS)}."]
    if Part.COUNSELLING in leaving.parts and leaving.exception != "court-order":
        return ["Counselling notes leave only by a consent that names them, or by a court order."]
    return []


def _against_consent(leaving: Leaving, consent: Consent, day: date, minor: bool) -> list[str]:
    fact, reasons = consent.fact, []
    if not consent.stands(day):
        reasons.append(f"Consent {consent.id} {consent.state(day)}.")
    if _plain(fact.recipient) != _plain(leaving.recipient):
        reasons.append(f"Consent {consent.id} is for {fact.recipient}, not for {leaving.recipient}.")
    beyond = beyond_scope(leaving.parts, fact.parts)
    if beyond:
        reasons.append(f"Consent {consent.id} does not cover {', '.join(beyond)}.")
    if minor and "patient" not in fact.signers:
        reasons.append(
            f"Consent {consent.id} was not signed by the minor, without whom nothing leaves (42 CFR 2.14)."
        )
    return reasons


def beyond_scope(asked: Iterable[str], given: Collection[str]) -> tuple[str, ...]:
    return tuple(part for part in asked if part not in given)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()
