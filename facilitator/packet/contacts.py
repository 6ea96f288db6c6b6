"""Contacts beside the groups in a packet: what was kept, what was signed about it, what does not agree."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from attrs import frozen

from facilitator.access.consents import Consent, Part, spoken
from facilitator.chart.chart import Chart
from facilitator.chart.company import covered, stated
from facilitator.chart.contacts import BRIEF, Contact, contacts_title, day_in_words_of, title
from facilitator.chart.owed import appointment_key, documented, due_of
from facilitator.desk import Desk
from facilitator.events import ContactWritten, Entry
from facilitator.packet.shape import Disagreement, Holds, Section, Signature, Table
from facilitator.packet.signatures import broken, lacking, late, lines, note_of, signatures, unled
from facilitator.people import Person
from facilitator.today import short
from scheduler.week import Week

OUTSIDE = frozenset({"intake", "follow-up", "referral", "crisis", "discharge"})
"""Contacts that have their place before an enrollment or after it."""


@frozen
class Beside:
    """One contact: as it stands, its signatures, and when its particulars were written last."""

    contact: Contact
    starts: datetime  # in the clinic's zone
    ends: datetime
    signatures: tuple[Signature, ...]
    changed: datetime
    due: date | None  # of the note, by the clinic's rule packs

    @property
    def about(self) -> str:
        return title(self.contact.fact.service)


@frozen
class Unwritten:
    """A booked appointment that is over, and about which nothing is written."""

    starts: datetime
    service: str


def gathered(
    desk: Desk,
    chart: Chart,
    entries: Iterable[Entry],
    first: date,
    last: date,
    holds: Holds,
    *,
    apart: bool = False,
) -> tuple[Beside, ...]:
    """The contacts of one person in the period, in order. `entries`: those of the person's stream; `apart`:
    the counselling notes in place of all others."""
    entries = tuple(entries)
    changed = {e.fact.contact: e.at for e in entries if isinstance(e.fact, ContactWritten)}
    found = []
    for contact in chart.contacts.values():
        starts = contact.fact.starts.astimezone(desk.zone)
        if first <= starts.date() <= last and contact.fact.counselling is apart:
            made = signatures(entries, (*contact.signed, *contact.amended), holds)
            due = due_of(desk, contact) if desk.config.packs else None
            ends = contact.ends.astimezone(desk.zone)
            found.append(Beside(contact, starts, ends, made, changed[contact.id], due))
    return tuple(sorted(found, key=lambda each: each.starts))


def unwritten(desk: Desk, member: str, first: date, last: date) -> Iterator[Unwritten]:
    """Appointments of published weeks that are over and that no contact keeps."""
    week = Week.of(first)
    while week.monday <= last:
        timetable = desk.timetable(week)
        for booking in timetable.appointments if timetable else ():
            starts, ends = desk.moment(week, booking.start), desk.moment(week, booking.end)
            theirs = booking.patient in desk.ids(member)
            inside = first <= starts.date() <= last and ends <= desk.now()
            if theirs and inside and not documented(desk, booking, appointment_key(week, booking), starts):
                yield Unwritten(starts, booking.service)
        week = week.shifted(1)


# --- what does not agree ------------------------------------------------------------------------------------


def disagreements(
    found: Iterable[Beside],
    missing: Iterable[Unwritten],
    person: Person,
    goals: Collection[str],
    known: Mapping[str, Consent],
) -> Iterator[Disagreement]:
    for each in found:
        day = each.starts.date()
        yield from (Disagreement(day, each.about, what) for what in _kept(each, person, known))
        yield from (Disagreement(day, each.about, what, Part.NOTES) for what in _note(each, goals))
    for gap in missing:
        yield Disagreement(
            gap.starts.date(), title(gap.service), "it was booked, and nothing says it was kept."
        )


def _kept(each: Beside, person: Person, known: Mapping[str, Consent]) -> Iterator[str]:
    """The contact against the enrollment and the consents."""
    fact, day = each.contact.fact, each.starts.date()
    for relative in fact.company:
        if not covered(relative, known, day) and not stated(relative):
            yield f"{relative.name} was there, and no consent that stood is named."
    if person.stay_on(day) is None and fact.service not in OUTSIDE:
        yield "the day is outside every enrollment."
    if each.contact.kept and fact.minutes == 0 and fact.service not in BRIEF:
        yield "it was kept, and no minutes count."


def _note(each: Beside, goals: Collection[str]) -> Iterator[str]:
    contact = each.contact
    yield from broken(each.signatures)
    note = note_of(each.signatures)
    if note is None:
        if contact.fact.outcome != "cancelled":
            yield "it is written down, and no note is signed."
        return
    signed = note.at.astimezone(each.starts.tzinfo)
    yield from late(signed, each.due)
    yield from unled(each.signatures, (contact.fact.by,))
    if contact.kept and signed < each.ends - timedelta(minutes=1):
        yield f"the note was signed at {signed:%H:%M}, before it ended at {each.ends:%H:%M}."
    if each.changed > max(s.written for s in each.signatures if s.fact is note):
        changed = each.changed.astimezone(each.starts.tzinfo)
        yield f"it was changed {short(changed.date())} {changed:%H:%M}, after the note was signed."
    if contact.kept and contact.fact.service not in BRIEF:
        yield from lacking(note, goals)


# --- on the page --------------------------------------------------------------------------------------------


def attendance(found: Iterable[Beside]) -> Section:
    """Who was with them, when, how long, and what came of it: the part that attendance may tell."""
    rows = tuple(_row(each) for each in found)
    if not rows:
        return Section("Contacts beside the groups", ("None in this period.",))
    head = ("Day", "Contact", "Began", "Ended", "Min.", "How", "With", "Outcome", "Note")
    kept = [each.contact.fact.minutes for each in found if each.contact.kept]
    words = f"{len(kept)} of {len(rows)} kept, {sum(kept) // 60} h {sum(kept) % 60:02d} min."
    return Section("Contacts beside the groups", (words,), Table(head, rows))


def _row(each: Beside) -> tuple[str, ...]:
    fact = each.contact.fact
    signed = note_of(each.signatures)
    return (
        f"{each.starts:%a} {spoken(each.starts.date())}", each.about, f"{each.starts:%H:%M}",
        f"{each.ends:%H:%M}" if each.contact.kept else "", str(fact.minutes) if each.contact.kept else "",
        fact.mode, ", ".join((fact.by, *(relative.name for relative in fact.company))), fact.outcome,
        f"signed by {signed.signer}" if signed else "not signed",
    )  # fmt: skip


def notes(found: Iterable[Beside]) -> Iterator[Section]:
    """Each with its signatures, and what came of it later."""
    for each in found:
        later = tuple(f"Outcome {day_in_words_of(came)}: {came.what}" for came in each.contact.outcomes)
        if each.signatures or later:
            yield Section(f"Note: {contacts_title(each.contact.fact)}", (*lines(each.signatures), *later))
