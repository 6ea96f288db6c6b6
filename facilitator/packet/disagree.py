"""What in a packet does not agree: one sentence each, with the day and the session it is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from facilitator.access.consents import Part
from facilitator.events import NoteSigned
from facilitator.packet import contacts
from facilitator.packet.gather import Gathered, Row
from facilitator.packet.shape import Disagreement, Signature
from facilitator.packet.signatures import broken, lacking, late, unled
from facilitator.today import short


def disagreements(found: Gathered) -> tuple[Disagreement, ...]:
    """In the order of their days; nothing where all of it agrees."""
    goals = {words for goal in found.goals for words in (goal.words, *goal.before)}
    rows = [each for row in found.rows for each in _of_row(row, found, goals)]
    beside = contacts.disagreements(found.contacts, found.unwritten, found.person, goals, found.consents)
    parts = (*rows, *beside, *found.unsafe, *found.overdue, *_overlaps(found), *_plan(found), *_bills(found))
    return tuple(sorted(parts, key=lambda each: each.day))


def _of_row(row: Row, found: Gathered, goals: set[str]) -> Iterator[Disagreement]:
    day = row.starts.date()
    yield from (Disagreement(day, row.title, what) for what in _sheet(row, found))
    for what in (*_note(row, goals), *broken(row.signatures)):
        yield Disagreement(day, row.title, what, Part.NOTES)


def _sheet(row: Row, found: Gathered) -> Iterator[str]:
    """The sign-in sheet against the stretches, the schedule and the enrollment."""
    if row.ended is None:
        yield "it was never ended, so nobody's minutes are final."
    if found.person.stay_on(row.starts.date()) is None:
        yield "the day is outside every enrollment."
    if row.attended and row.ended and row.minutes == 0:
        yield "the sheet has a time in, and no minutes count."
    if not row.attended and row.mark == "expected" and row.ended:
        yield "the sheet says neither that they came nor that they did not."
    if row.mark == "no-show" and not row.reason and row.session not in found.followed:
        yield "they did not come, and nobody wrote down that they were called."
    length = int((row.scheduled_end - row.starts).total_seconds() // 60)
    if row.corrected and row.minutes != row.stamped:
        yield f"{row.minutes} minutes count, the stamps say {row.stamped} (corrected: {row.corrected})."
    if row.minutes > length:
        yield f"{row.minutes} minutes count in a session of {length}."


def _note(row: Row, goals: set[str]) -> Iterator[str]:
    """The note against the sheet."""
    note = row.note
    if note is None:
        if row.attended and row.ended:
            yield "they were there, and no note is signed."
        return
    if not row.attended:
        yield "a note is signed, and the sheet does not have them there."
    yield from _times(row, note)
    assert isinstance(note.fact, NoteSigned), "a note"
    if row.attended:
        yield from lacking(note.fact, goals)
    yield from unled(row.signatures, row.leaders)


def _times(row: Row, note: Signature) -> Iterator[str]:
    """When it was signed against when it was due, and when the attendance was last changed."""
    signed = note.fact.at.astimezone(row.starts.tzinfo)
    yield from late(signed, row.due)
    if row.ended is not None and signed < row.ended - timedelta(minutes=1):
        yield f"the note was signed at {signed:%H:%M}, before the group ended at {row.ended:%H:%M}."
    if row.attendance_changed is not None and row.attendance_changed > note.written:
        changed: datetime = row.attendance_changed.astimezone(row.starts.tzinfo)
        when = f"{short(changed.date())} {changed:%H:%M}"
        yield f"the attendance was changed {when}, after the note was signed."


def _overlaps(found: Gathered) -> Iterator[Disagreement]:
    """The same person in two places at once; time in a room before its session counts nothing."""
    counted = [(max(a, x.starts), b, x.title, x.session) for x in found.rows for a, b in x.stretches]
    counted += [(x.starts, x.ends, x.about, x.contact.id) for x in found.contacts if x.contact.kept]
    stretches = sorted(stretch for stretch in counted if stretch[0] < stretch[1])
    for (_, end, one, first), (begin, _, other, second) in pairwise(stretches):
        if begin < end and first != second:
            what = f"they were in {one} until {end:%H:%M} and in here from {begin:%H:%M}."
            yield Disagreement(begin.date(), other, what)


def _plan(found: Gathered) -> Iterator[Disagreement]:
    """Reviews of the plan against its clock, in each stay that touches the period."""
    for stay in found.person.stays:
        since = stay.first
        until = min(found.last, stay.last or found.last)
        reviews = [day for day in found.person.reviews if stay.first < day <= until]
        for day in (*reviews, until):
            due = since + timedelta(days=found.review_days)
            if day > due and found.first <= due <= found.last:
                what = "its review was due and is not written down."
                yield Disagreement(due, "treatment plan", what, Part.PLAN)
            since = day


def _bills(found: Gathered) -> Iterator[Disagreement]:
    """Units that could be billed against the notes that have to carry them."""
    notes = {row.session: (row.title, row.note is not None) for row in found.rows}
    notes |= {each.contact.id: (each.about, bool(each.signatures)) for each in found.contacts}
    for line in found.billed.lines:
        carried = [notes[service.ref] for service in line.services if service.ref in notes]
        bare = [title for title, signed in carried if not signed]
        if bare:
            what = (
                f"{line.units} of {line.code} could be billed, but no note is signed for {', '.join(bare)}."
            )
            yield Disagreement(line.day, "bill", what, Part.BILLING)
