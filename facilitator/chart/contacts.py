"""Every contact beside the groups, and its note: the same fields, guards and signatures as after a group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo

from attrs import evolve, frozen

from facilitator.access.consents import Consent
from facilitator.chart.company import consent_guards
from facilitator.chart.company import words as company_words
from facilitator.events import (
    ContactWritten,
    NoteAmended,
    NoteDrafted,
    NoteSigned,
    OutcomeWritten,
)
from facilitator.notes.facts import day_in_words, in_words
from facilitator.notes.guards import Around, Guard, Severity, guards
from facilitator.notes.note import Note, note_of

Known = Mapping[str, Consent]
COUNSELLING = "counselling-note"
"""The kind that keeps its words apart from the rest of the record; see `facilitator.chart.counselling`."""
SERVICES = (
    "individual", "family", "case-management", "medication", "screen", "referral", "intake",
    "orientation", "discharge", "follow-up", "crisis", COUNSELLING,
)  # fmt: skip
"""What the form offers; any other word of the clinic's own serves as well."""
MODES = ("in person", "telehealth", "phone")
OUTCOMES = ("kept", "no-show", "cancelled")
BRIEF = frozenset({"screen", "referral", COUNSELLING})
"""Contacts whose note is what was done and what came of it; a response is welcome, not needed."""


@frozen
class Contact:
    """One contact as it stands: what was written last, its words, its signatures, what came of it later."""

    fact: ContactWritten
    written: datetime  # when it was first written down
    draft: NoteDrafted | None = None
    signed: tuple[NoteSigned, ...] = ()
    amended: tuple[NoteAmended, ...] = ()
    outcomes: tuple[OutcomeWritten, ...] = ()

    @property
    def id(self) -> str:
        return self.fact.contact

    @property
    def member(self) -> str:
        return self.fact.member

    @property
    def kept(self) -> bool:
        return self.fact.outcome == "kept"

    @property
    def counts(self) -> bool:
        """It is a service that took place; a counselling note is written beside one."""
        return self.kept and not self.fact.counselling

    @property
    def ends(self) -> datetime:
        return self.fact.starts + timedelta(minutes=self.fact.minutes)

    @property
    def later(self) -> tuple[NoteSigned | NoteAmended, ...]:
        """What was added to the signed note, in order."""
        both: list[NoteSigned | NoteAmended] = [*self.signed[1:], *self.amended]
        return tuple(sorted(both, key=lambda fact: fact.at))

    def late(self, zone: tzinfo) -> bool:
        """It was written down on a later day than it took place."""
        return self.written.astimezone(zone).date() > self.fact.starts.astimezone(zone).date()


def written(known: Contact | None, fact: ContactWritten, at: datetime) -> Contact:
    """A new contact, or a known one corrected; a signed one stays as it was signed."""
    if known is None:
        return Contact(fact, at)
    return known if known.signed else evolve(known, fact=fact)


# --- its note -----------------------------------------------------------------------------------------------


def title(service: str) -> str:
    """`Case management`."""
    return service.replace("-", " ").capitalize()


def contacts_title(fact: ContactWritten) -> str:
    """`Individual, Wed 25 Nov 2026`."""
    return f"{title(fact.service)}, {day_in_words(fact.starts)}"


def facts(
    contact: Contact,
    zone: tzinfo,
    names: Mapping[str, str] | None = None,
    more: str = "",
    known: Known | None = None,
) -> str:
    """What the record knows of a contact, a sentence to a line. `names`: of staff, by id; `more`: what else
    is known, such as what a stay came to; `known`: the person's consents, by id."""
    fact = contact.fact
    begins = fact.starts.astimezone(zone)
    ends = contact.ends.astimezone(zone)
    if fact.counselling:
        lines = [f"{day_in_words(begins)}, {begins:%H:%M}.", KEPT_APART]
    elif contact.kept:
        lines = [
            f"{day_in_words(begins)}, {begins:%H:%M} to {ends:%H:%M}.",
            f"{title(fact.service)}, {fact.mode}.",
            f"{in_words(fact.minutes)} with {(names or {}).get(fact.by, fact.by)}.",
        ]
    else:
        words = "Did not come" if fact.outcome == "no-show" else "Cancelled"
        lines = [f"{day_in_words(begins)}, {begins:%H:%M}.", f"{title(fact.service)}. {words}; 0 minutes."]
    if fact.company:
        lines.append(f"Also present: {', '.join(company_words(one, known or {}) for one in fact.company)}.")
    if fact.to:
        lines.append(f"Referred to: {fact.to}.")
    lines += [f"Outcome {day_in_words_of(came)}: {came.what}" for came in contact.outcomes]
    if contact.late(zone):
        at = contact.written.astimezone(zone)
        lines.append(f"Late entry: written {day_in_words(at)} {at:%H:%M}.")
    return "\n".join([*lines, more] if more else lines)


KEPT_APART = "Counselling note, kept apart from the rest of the record (42 CFR 2.11)."


def day_in_words_of(outcome: OutcomeWritten) -> str:
    return f"{outcome.on.day} {outcome.on:%b %Y}"


def note(
    contact: Contact,
    zone: tzinfo,
    names: Mapping[str, str] | None = None,
    more: str = "",
    known: Known | None = None,
) -> Note:
    """The contact's note as it stands, or as it was signed."""
    if contact.signed:
        return note_of(contact.signed[0])
    draft = contact.draft or NoteDrafted(contact.id, contact.member, "", "")
    return Note(
        member=contact.member,
        facts=facts(contact, zone, names, more, known),
        shared=contact.fact.done.strip(),
        response=draft.response,
        progress=draft.progress,
        goal=draft.goal,
        plan=draft.plan,
    )


def unsigned(
    contact: Contact,
    signer: str,
    at: datetime,
    zone: tzinfo,
    names: Mapping[str, str] | None = None,
    more: str = "",
    known: Known | None = None,
) -> NoteSigned:
    """The fact to be signed, the signature still empty."""
    words = note(contact, zone, names, more, known)
    return NoteSigned(
        note=contact.id, session=contact.id, member=contact.member, facts=words.facts, shared=words.shared,
        response=words.response.strip(), progress=words.progress.strip(), goal=words.goal,
        plan=words.plan.strip(), signer=signer, meaning="author", at=at, signature="",
        counselling=contact.fact.counselling,
    )  # fmt: skip


def contact_guards(
    fact: ContactWritten, words: Note, near: Around, known: Known | None = None
) -> tuple[Guard, ...]:
    """The guards of a group's note, and what is asked of a contact besides. `known`: consents, by id."""
    brief = fact.service in BRIEF or fact.outcome != "kept"
    found = list(guards(words, evolve(near, brief=brief)))
    if fact.outcome == "kept" and not words.shared.strip():
        severity = Severity.STOP if brief else Severity.LOOK
        found.append(Guard(severity, "nothing-done", "What was done? It stands at the top of the note."))
    found += consent_guards(fact.company, known or {}, fact.starts.date())
    return tuple(sorted(found, key=lambda guard: guard.severity is not Severity.STOP))


def to_sign(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """Contacts without a signature, the oldest first; one that was cancelled owes no note."""
    waiting = (each for each in contacts if not each.signed and each.fact.outcome != "cancelled")
    return tuple(sorted(waiting, key=lambda each: each.fact.starts))
