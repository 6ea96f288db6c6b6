"""Who came along to a contact, and the consent that covers it: one of the record, or why there is none.

A relative is written as `mother (c2)`, with the id of a consent, or as `mother (none: came unasked)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from facilitator.access.consents import Consent, spoken
from facilitator.events import Relative, RelativeKept
from facilitator.notes.guards import Guard, Severity

NONE = "none"
"""Before a colon and the reason: nothing stands, and why they were there all the same."""


def stated(relative: Relative) -> str:
    """Why they were there without a consent; empty when that is not what is written."""
    word, _, reason = relative.consent.partition(":")
    return reason.strip() if word.strip().casefold() == NONE else ""


def covered(relative: Relative, known: Mapping[str, Consent], day: date) -> bool:
    """A consent of the record that stood on `day`."""
    consent = known.get(relative.consent.strip())
    return consent is not None and consent.stands(day)


def consent_guards(company: Iterable[Relative], known: Mapping[str, Consent], day: date) -> Iterator[Guard]:
    """A stop for everybody without a consent and without a stated reason; a look where one is stated."""
    for relative in company:
        if covered(relative, known, day):
            continue
        if stated(relative):
            sentence = f"{relative.name} had no consent: nothing about treatment may have been told."
            yield Guard(Severity.LOOK, "without-consent", sentence)
            continue
        consent = known.get(relative.consent.strip())
        why = (
            f"Consent {consent.id} for {relative.name} {consent.state(day)}."
            if consent
            else f"'{relative.consent}' for {relative.name} is no consent of the record."
            if relative.consent
            else f"No consent is named for {relative.name}."
        )
        yield Guard(Severity.STOP, "no-consent", f"{why} {_choices(relative.name, known, day)}")


def _choices(name: str, known: Mapping[str, Consent], day: date) -> str:
    standing = [f"{each.id} (to {each.fact.recipient})" for each in known.values() if each.stands(day)]
    listed = f" Those that stand: {'; '.join(standing)}." if standing else " None stands on that day."
    return f"Write {name} (c1) with its id, or {name} (none: why they were there).{listed}"


def words(relative: Relative, known: Mapping[str, Consent]) -> str:
    """As it reads in the note: `mother (consent c2 to Ann Doe, signed 2 Nov 2026)`."""
    consent = known.get(relative.consent.strip())
    if consent is not None:
        fact = consent.fact
        return f"{relative.name} (consent {consent.id} to {fact.recipient}, signed {spoken(fact.signed)})"
    if reason := stated(relative):
        return f"{relative.name} (no consent: {reason})"
    return f"{relative.name} ({relative.consent or 'no consent written'})"


def suggestions(relatives: Iterable[RelativeKept], known: Mapping[str, Consent], day: date) -> Iterator[str]:
    """What the form offers: relatives of the record, with the consent that names them."""
    for one in relatives:
        names = {word.casefold() for word in (one.name, one.initials, one.relation) if word}
        found = [each.id for each in known.values() if each.stands(day) and _named(each, names)]
        yield f"{one.relation} ({found[0] if found else 'none: '})"


def _named(consent: Consent, names: set[str]) -> bool:
    recipient = consent.fact.recipient.casefold()
    return any(name in recipient for name in names)
