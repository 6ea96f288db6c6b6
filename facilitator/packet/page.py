"""What a packet says, as headings, paragraphs and tables: the same for every way of writing it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from attrs import frozen

from facilitator.access.consents import EXCEPTIONS, NOTICE, Consent, Leaving, Part, spoken
from facilitator.events import NoteAmended, NoteSigned
from facilitator.packet.disagree import disagreements
from facilitator.packet.gather import Gathered, Row, Signature
from facilitator.people import Stay

CAVEAT = "Not legal advice; check with your counsel."


@frozen
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@frozen
class Section:
    title: str
    words: tuple[str, ...] = ()
    table: Table | None = None


@frozen
class Page:
    """`front` stands at the top of everything that leaves: for whom, what for, on what ground."""

    title: str
    front: tuple[tuple[str, str], ...]
    notice: tuple[str, ...]
    sections: tuple[Section, ...]


def page(
    found: Gathered, leaving: Leaving, consent: Consent | None, *, part_2: bool, made: datetime, by: str
) -> Page:
    """The packet, with the parts that may leave and no others."""
    person = found.person
    front = (
        ("Patient", f"{person.initials} ({person.id})"),
        ("Period", f"{spoken(found.first)} to {spoken(found.last)}"),
        ("Recipient", leaving.recipient),
        ("Purpose", leaving.purpose),
        ("Ground", consent.scope if consent else f"Exception: {EXCEPTIONS[leaving.exception]}"),
        ("Parts", ", ".join(leaving.parts)),
        ("Made", f"{spoken(made.date())} {made:%H:%M} by {by}, {found.clinic}"),
    )
    sections = [_agreement(found)]
    if Part.ATTENDANCE in leaving.parts:
        sections.append(_attendance(found))
    if Part.PLAN in leaving.parts:
        sections.append(_plan(found))
    if Part.BILLING in leaving.parts:
        sections.append(_bills(found))
    if Part.NOTES in leaving.parts:
        sections += _notes(found)
    return Page(f"Audit packet: {person.initials}", front, notice(part_2, consent), tuple(sections))


def notice(part_2: bool, consent: Consent | None) -> tuple[str, ...]:
    """What goes with every disclosure: of a Part 2 program its notice, and the scope of the consent."""
    if not part_2:
        return ("This program does not state that 42 CFR part 2 applies to it.",)
    return (NOTICE, consent.scope) if consent else (NOTICE,)


def _agreement(found: Gathered) -> Section:
    wrong = disagreements(found)
    if not wrong:
        checked = "Sign-in sheet, stretches, notes, signatures, plan and units agree in this period."
        return Section("What does not agree", (checked, CAVEAT))
    return Section("What does not agree", (*(each.words for each in wrong), CAVEAT))


def _attendance(found: Gathered) -> Section:
    head = ("Day", "Session", "Scheduled", "In", "Out", "In the room", "Min.", "Present", "Led by")
    rows = tuple(_attended(row) for row in found.rows)
    if not rows:
        return Section("Attendance", ("No session expected them in this period.",))
    total = sum(row.minutes for row in found.rows)
    came = sum(row.attended for row in found.rows)
    words = f"{came} of {len(rows)} sessions attended, {total // 60} h {total % 60:02d} min."
    return Section("Attendance", (words,), Table(head, rows))


def _attended(row: Row) -> tuple[str, ...]:
    mark = row.mark if row.attended is False else ""
    stretches = ", ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in row.stretches)
    return (
        _day(row.starts.date()), row.title, f"{row.starts:%H:%M}-{row.scheduled_end:%H:%M}",
        f"{row.time_in:%H:%M}" if row.time_in else mark, f"{row.time_out:%H:%M}" if row.time_out else "",
        stretches or row.reason, str(row.minutes) if row.attended else "", str(row.present),
        ", ".join(row.leaders),
    )  # fmt: skip


def _plan(found: Gathered) -> Section:
    stays = [f"Enrollment {s.number}: {spoken(s.first)} to {_last(s)}" for s in found.person.stays]
    reviews = ", ".join(spoken(day) for day in found.reviews) or "none in this period"
    goals = [f"Goal: {goal}" for goal in found.goals] or ["No goals are written."]
    return Section("Treatment plan", (*stays, f"Plan reviews: {reviews}.", *goals))


def _last(stay: Stay) -> str:
    planned = "" if stay.discharged or not stay.last else " (planned)"
    return f"{spoken(stay.last) if stay.last else 'open'}{planned}"


def _bills(found: Gathered) -> Section:
    packs = ", ".join(found.packs) or "none, so nothing is counted"
    head = ("Day", "Code", "Units", "Counted how")
    rows = [(_day(x.day), x.code, str(x.units), x.because) for x in found.billed.lines]
    rows += [(_day(x.attended.day), x.code or "-", "0", x.because) for x in found.billed.refused]
    words = (f"Units as the rule packs count them ({packs}); nothing was submitted by openchair.",)
    return Section("Units", words, Table(head, tuple(sorted(rows))) if rows else None)


def _notes(found: Gathered) -> list[Section]:
    sections = []
    for row in found.rows:
        if row.signatures:
            words = tuple(line for signature in row.signatures for line in _signed(signature))
            sections.append(Section(f"Note: {row.title}, {_day(row.starts.date())}", words))
    return sections or [Section("Notes", ("No note was signed in this period.",))]


def _signed(signature: Signature) -> tuple[str, ...]:
    fact = signature.fact
    holds = "the signature holds" if signature.holds else "THE SIGNATURE DOES NOT FIT THESE WORDS"
    late = f", written {signature.written:%d %b %Y %H:%M}" if signature.written - fact.at > _SLACK else ""
    by = f"{fact.meaning} by {fact.signer}, {fact.at:%d %b %Y %H:%M %z}{late}; {holds}"
    if isinstance(fact, NoteAmended):
        return (fact.text, by[:1].upper() + by[1:])
    return (*_words(fact), by[:1].upper() + by[1:])


def _words(fact: NoteSigned) -> tuple[str, ...]:
    if fact.meaning == "co-signature":
        return ()
    parts = (
        ("What happened", fact.facts), ("The group", fact.shared), ("Response", fact.response),
        ("Progress", fact.progress), ("Goal", fact.goal), ("Plan", fact.plan),
    )  # fmt: skip
    return tuple(f"{title}: {words}" for title, words in parts if words.strip())


def _day(day: date) -> str:
    return f"{day:%a} {spoken(day)}"


_SLACK = timedelta(days=1)
"""Written so long after it says it was signed, the moment of writing is said too."""
