"""Signed texts in a packet: gathered from entries, compared with what they are about, and written out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta

from facilitator.events import Entry, NoteAmended, NoteSigned
from facilitator.packet.shape import Holds, Signature
from facilitator.today import short


def signatures(
    entries: Iterable[Entry], standing: Collection[NoteSigned | NoteAmended], holds: Holds
) -> tuple[Signature, ...]:
    """Those of `entries` that are among `standing`, in the order of writing."""
    return tuple(
        Signature(entry.fact, entry.at, holds(entry.fact))
        for entry in entries
        if isinstance(entry.fact, NoteSigned | NoteAmended) and entry.fact in standing
    )


def note_of(found: Iterable[Signature]) -> NoteSigned | None:
    """The note as its author signed it."""
    return next((each.fact for each in found if isinstance(each.fact, NoteSigned)), None)


# --- what does not agree ------------------------------------------------------------------------------------


def broken(found: Iterable[Signature]) -> Iterator[str]:
    for signature in found:
        if not signature.holds:
            yield f"the signature of {signature.fact.signer} does not fit its words."


def late(signed: datetime, due: date | None) -> Iterator[str]:
    if due is not None and signed.date() > due:
        yield f"the note was due {short(due)} and signed {short(signed.date())}."


def lacking(fact: NoteSigned, goals: Collection[str]) -> Iterator[str]:
    """What every note of care has. `goals`: all that the plan ever had; empty where nobody wrote a plan."""
    if not fact.goal.strip():
        yield "the note links no goal of the plan."
    elif goals and fact.goal not in goals:
        yield f"the note links a goal that the plan does not have ({fact.goal})."
    if not fact.response.strip():
        yield "the note has no response."


def unled(found: Iterable[Signature], leaders: Collection[str]) -> Iterator[str]:
    if leaders and not {signature.fact.signer for signature in found} & set(leaders):
        yield f"none of those who led it signed the note ({', '.join(leaders)})."


# --- written out --------------------------------------------------------------------------------------------


def lines(found: Iterable[Signature]) -> tuple[str, ...]:
    return tuple(line for signature in found for line in _signed(signature))


def _signed(signature: Signature) -> tuple[str, ...]:
    fact = signature.fact
    holds = "the signature holds" if signature.holds else "THE SIGNATURE DOES NOT FIT THESE WORDS"
    after = f", written {signature.written:%d %b %Y %H:%M}" if signature.written - fact.at > _SLACK else ""
    by = f"{fact.meaning} by {fact.signer}, {fact.at:%d %b %Y %H:%M %z}{after}; {holds}"
    if isinstance(fact, NoteAmended):
        return (fact.text, by[:1].upper() + by[1:])
    return (*_words(fact), by[:1].upper() + by[1:])


def _words(fact: NoteSigned) -> tuple[str, ...]:
    if fact.meaning == "co-signature":
        return ()
    parts = (
        ("What happened", fact.facts), ("What was done", fact.shared), ("Response", fact.response),
        ("Progress", fact.progress), ("Goal", fact.goal), ("Plan", fact.plan),
    )  # fmt: skip
    return tuple(f"{title}: {words}" for title, words in parts if words.strip())


_SLACK = timedelta(days=1)
"""Written so long after it says it was signed, the moment of writing is said too."""
