"""The one way out of the clinic: what may leave is written down first, then written out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from attrs import evolve, frozen

from facilitator.access.consents import Consent, Leaving, Part, consents, objections
from facilitator.access.roles import May
from facilitator.chart.counselling import id_of, set_apart
from facilitator.chart.measures import scored
from facilitator.desk import Desk
from facilitator.events import (
    Disclosed,
    Entry,
    Fact,
    FlagAnswered,
    FlagRaised,
    Located,
    MeasureTaken,
    Rated,
    Tagged,
    patient_stream,
    session_stream,
)
from facilitator.packet.measures import plots, safety
from facilitator.records.codec import encode
from facilitator.records.errors import RecordError, sentences_of_system
from facilitator.records.places import write_whole


class MayNotLeave(RecordError):
    """Every reason, one a line."""

    def __init__(self, reasons: Iterable[str]) -> None:
        super().__init__("\n".join(("Nothing was written.", *(f"  {reason}" for reason in reasons))))


@frozen
class Ground:
    """What was asked for, checked: `leaving` with its parts, and the consent that covers it, if it is one."""

    member: str
    leaving: Leaving
    consent: Consent | None


def ground(desk: Desk, member: str, leaving: Leaving, *, parts: Iterable[Part] | None = None) -> Ground:
    """`parts`: None takes what the consent covers, or all but counselling notes. Raises MayNotLeave."""
    person = desk.people.get(member)
    if person is None:
        raise MayNotLeave([f"The record knows nobody with the id '{member}'."])
    known, today = consents(desk.about(member)), desk.today()
    consent = known.get(leaving.consent)
    if parts is not None:
        leaving = evolve(leaving, parts=tuple(parts))
    elif consent is not None:
        leaving = evolve(leaving, parts=tuple(part for part in Part if part in consent.fact.parts))
    minor = person.demand(today).band == "adolescent"
    reasons = list(objections(leaving, known, today, minor=minor))
    if Part.COUNSELLING in leaving.parts and not desk.may(May.READ_COUNSELLING):
        reasons.append(f"{desk.user} may not read counselling notes, so cannot hand them over.")
    if reasons:
        raise MayNotLeave(reasons)
    return Ground(member, leaving, consent)


def hand_over(
    desk: Desk, ground: Ground, what: str, content: bytes, to: Path, period: tuple[date, date] | None = None
) -> str:
    """Write down that it leaves, then write the file; its SHA-256. Raises RecordError."""
    sha256 = hashlib.sha256(content).hexdigest()
    leaving = ground.leaving
    first, last = period or (None, None)
    desk.append(
        patient_stream(ground.member),
        Disclosed(
            ground.member, leaving.recipient, leaving.purpose, what, tuple(map(str, leaving.parts)),
            leaving.consent, leaving.exception, first, last, sha256,
        ),
    )  # fmt: skip
    with sentences_of_system():
        write_whole(to, content)
    return sha256


# --- everything about one person, entry by entry ----------------------------------------------------------

_PART_OF_FACT = {
    Rated: Part.MEASURES,
    Tagged: Part.NOTES,
    FlagRaised: Part.NOTES,
    FlagAnswered: Part.NOTES,
    Located: Part.NOTES,
}
"""Facts of a session that say more than that somebody was there."""

_PART_OF = {
    "session": Part.ATTENDANCE,
    "note": Part.NOTES,
    "contact": Part.NOTES,
    "measure": Part.MEASURES,
    "patient": Part.PLAN,
    "plan": Part.PLAN,
    "consent": Part.PLAN,
}
"""By the first part of a fact's kind, unless the fact itself stands above; other families stay here."""


def lines(desk: Desk, member: str, parts: Iterable[Part]) -> Iterator[str]:
    """One JSON object an entry, oldest first: the person's own stream, then their part of each session.

    What a session says about the group, and about anybody else, is left out.
    """
    wanted, ids = set(parts), set(desk.ids(member))
    entries = list(desk.about(member))
    for held in desk.opened:
        if ids.intersection(held.roster):
            stream = desk.read(session_stream(held.session))
            entries += [entry for entry in stream if getattr(entry.fact, "member", None) in ids]
    apart = set_apart(entry.fact for entry in entries)
    for entry in sorted(entries, key=lambda entry: entry.seq):
        if _part(entry.fact, apart) in wanted:
            yield json.dumps(_tree(entry), ensure_ascii=False, sort_keys=True)
    if Part.MEASURES in wanted:
        taken = desk.whole_chart(member).measures
        for plot in plots(taken, desk.zone):
            course = {"measure": plot.title, "plot": plot.lines, "svg": plot.svg}
            yield json.dumps({"view": "course of a measure"} | course, ensure_ascii=False, sort_keys=True)


def _part(fact: Fact, apart: frozenset[str]) -> Part | None:
    """The part of a record that a fact belongs to. `apart`: what is only about counselling notes."""
    if id_of(fact) in apart:
        return Part.COUNSELLING
    return _PART_OF_FACT.get(type(fact)) or _PART_OF.get(fact.kind.partition(".")[0])


def _tree(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.seq,
        "at": entry.at.isoformat(),
        "who": entry.who,
        "stream": entry.stream,
        "kind": entry.fact.kind,
        "data": json.loads(encode(entry.fact)),
    } | ({"score": _score(entry.fact)} if isinstance(entry.fact, MeasureTaken) else {})


def _score(fact: MeasureTaken) -> dict[str, Any]:
    """`total` is null where an answer is missing; the safety item asks for a review whatever the score."""
    found = scored(fact)
    return {
        "total": found.total, "severity": found.severity, "missing": found.missing, "words": found.words,
        "safety_review": found.safety, "safety_item": safety(fact),
    }  # fmt: skip
