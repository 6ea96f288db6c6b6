"""What in a packet does not agree: one sentence each, with the day and the session it is about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from attrs import frozen

from facilitator.events import NoteSigned
from facilitator.packet.gather import Gathered, Row, Signature
from facilitator.people import PLAN_REVIEW_DAYS
from facilitator.today import short


@frozen
class Disagreement:
    day: date
    about: str  # the session, the plan, the bill
    what: str

    @property
    def words(self) -> str:
        return f"{short(self.day)} {self.day.year}, {self.about}: {self.what}"


def disagreements(found: Gathered) -> tuple[Disagreement, ...]:
    """In the order of their days; nothing where all of it agrees."""
    rows = [Disagreement(r.starts.date(), r.title, what) for r in found.rows for what in _of_row(r, found)]
    return tuple(sorted((*rows, *_overlaps(found), *_plan(found), *_bills(found)), key=lambda d: d.day))


def _of_row(row: Row, found: Gathered) -> Iterator[str]:
    yield from _sheet(row, found)
    yield from _note(row)
    for signature in row.signatures:
        if not signature.holds:
            yield f"the signature of {signature.fact.signer} does not fit its words."


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


def _note(row: Row) -> Iterator[str]:
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
    if not note.fact.goal.strip():
        yield "the note links no goal of the plan."
    if not note.fact.response.strip():
        yield "the note has no response."
    signers = {signature.fact.signer for signature in row.signatures}
    missing = [leader for leader in row.leaders if leader not in signers]
    if len(missing) == len(row.leaders) and missing:
        yield f"none of those who led it signed the note ({', '.join(missing)})."


def _times(row: Row, note: Signature) -> Iterator[str]:
    """When it was signed against when it was due, and when the attendance was last changed."""
    signed = note.fact.at.astimezone(row.starts.tzinfo)
    if row.due is not None and signed.date() > row.due:
        yield f"the note was due {short(row.due)} and signed {short(signed.date())}."
    if row.ended is not None and signed < row.ended - timedelta(minutes=1):
        yield f"the note was signed at {signed:%H:%M}, before the group ended at {row.ended:%H:%M}."
    if row.attendance_changed is not None and row.attendance_changed > note.written:
        changed: datetime = row.attendance_changed.astimezone(row.starts.tzinfo)
        when = f"{short(changed.date())} {changed:%H:%M}"
        yield f"the attendance was changed {when}, after the note was signed."


def _overlaps(found: Gathered) -> Iterator[Disagreement]:
    """The same person in two rooms at once; time in a room before its session counts nothing."""
    counted = ((max(a, row.starts), b, row) for row in found.rows for a, b in row.stretches)
    stretches = sorted((s for s in counted if s[0] < s[1]), key=lambda s: s[:2])
    for (_, end, one), (begin, _, other) in pairwise(stretches):
        if begin < end and one.session != other.session:
            what = f"they were in {one.title} until {end:%H:%M} and in here from {begin:%H:%M}."
            yield Disagreement(begin.date(), other.title, what)


def _plan(found: Gathered) -> Iterator[Disagreement]:
    """Reviews of the plan against its clock, in each stay that touches the period."""
    for stay in found.person.stays:
        since = stay.first
        until = min(found.last, stay.last or found.last)
        reviews = [day for day in found.person.reviews if stay.first < day <= until]
        for day in (*reviews, until):
            due = since + timedelta(days=PLAN_REVIEW_DAYS)
            if day > due and found.first <= due <= found.last:
                yield Disagreement(due, "treatment plan", "its review was due and is not written down.")
            since = day


def _bills(found: Gathered) -> Iterator[Disagreement]:
    """Units that could be billed against the notes that have to carry them."""
    rows = {row.session: row for row in found.rows}
    for line in found.billed.lines:
        carried = [rows[service.ref] for service in line.services if service.ref in rows]
        bare = [row.title for row in carried if row.note is None]
        if bare:
            what = (
                f"{line.units} of {line.code} could be billed, but no note is signed for {', '.join(bare)}."
            )
            yield Disagreement(line.day, "bill", what)
