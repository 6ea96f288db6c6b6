"""Everything a packet is made of, for one person and a period, read from a desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo

from attrs import frozen

from facilitator.access.consents import Consent, consents
from facilitator.chart.goals import Goal
from facilitator.chart.units import attended
from facilitator.desk import Desk
from facilitator.events import (
    Certified,
    Entry,
    MeasureTaken,
    NoteSigned,
    session_stream,
)
from facilitator.live import attendance
from facilitator.live.digest import Digest
from facilitator.live.session import replay
from facilitator.live.state import Member, SessionState
from facilitator.owed import review_days
from facilitator.packet import contacts, measures
from facilitator.packet.contacts import Beside, Unwritten
from facilitator.packet.shape import Disagreement, Holds, Signature
from facilitator.packet.signatures import signatures
from facilitator.people import Person
from scheduler.packs.billing import Counted, count
from scheduler.packs.deadlines import note_due
from scheduler.packs.rules import Rules


@frozen
class Row:
    """One session in which the person was expected, or came."""

    session: str
    title: str
    service: str
    group: str
    starts: datetime  # in the clinic's zone
    scheduled_end: datetime
    ended: datetime | None
    leaders: tuple[str, ...]
    present: int  # members who were there, the person among them
    mark: str
    time_in: datetime | None
    time_out: datetime | None
    stretches: tuple[tuple[datetime, datetime], ...]  # in the room, clipped to nothing
    stamped: int  # minutes by the stamps alone
    minutes: int  # minutes that count
    reason: str  # of an absence, an early leaving or a correction
    corrected: str  # the reason of corrected minutes; empty when they were not
    signatures: tuple[Signature, ...]
    attendance_changed: datetime | None  # the last time a stamp or a correction was written
    due: date | None  # of the note, by the clinic's rule packs

    @property
    def attended(self) -> bool:
        return self.time_in is not None

    @property
    def note(self) -> Signature | None:
        """The note as its author signed it."""
        return next((s for s in self.signatures if isinstance(s.fact, NoteSigned)), None)


@frozen
class Gathered:
    """The period is inclusive; `billed` are units as the packs count them, nothing that was sent anywhere."""

    clinic: str
    zone: tzinfo
    person: Person
    first: date
    last: date
    rows: tuple[Row, ...]
    contacts: tuple[Beside, ...]
    counselling: tuple[Beside, ...]  # kept apart: in a packet only where its ground names them
    consents: Mapping[str, Consent]
    unwritten: tuple[Unwritten, ...]  # appointments that nothing is written about
    measures: tuple[MeasureTaken, ...]
    unsafe: tuple[Disagreement, ...]  # answers that ask for a safety review, and have none
    overdue: tuple[Disagreement, ...]  # measures that were taken late, or not
    reviews: tuple[date, ...]
    certified: tuple[Certified, ...]
    goals: tuple[Goal, ...]  # all that the plan ever had
    followed: frozenset[str]
    billed: Counted
    packs: tuple[str, ...]
    review_days: int  # from one review of the plan to the next


def gather(desk: Desk, member: str, first: date, last: date, holds: Holds) -> Gathered:
    """Raises KeyError for somebody whom the record does not know."""
    person, rules = desk.people[member], desk.rules
    entries = desk.about(member)
    chart = desk.whole_chart(member)

    def of_member(held: Digest) -> bool:
        return held.opened and bool(set(person.ids) & set(held.roster))

    taken = measures.in_period(chart.measures, first, last, desk.zone)
    return Gathered(
        clinic=desk.config.name,
        zone=desk.zone,
        person=person,
        first=first,
        last=last,
        rows=tuple(_rows(desk, person, desk.held(first, last, of_member), rules, holds)),
        contacts=contacts.gathered(desk, chart, entries, first, last, holds),
        counselling=contacts.gathered(desk, chart, entries, first, last, holds, apart=True),
        consents=consents(entries),
        unwritten=tuple(contacts.unwritten(desk, member, first, last)),
        measures=taken,
        unsafe=tuple(measures.unanswered(taken, entries, desk.zone)),
        overdue=tuple(measures.overdue(chart.measures, person, rules, first, last, desk.zone)),
        reviews=tuple(day for day in person.reviews if first <= day <= last),
        certified=tuple(fact for fact in chart.certified if first <= fact.on <= last),
        goals=tuple(goal for goal in chart.goals.values() if goal.set <= last),
        followed=person.followed,
        billed=count(attended(desk, first, last, person.ids), rules),
        packs=desk.config.packs,
        review_days=review_days(rules, person, last),
    )


def _rows(
    desk: Desk, person: Person, states: tuple[SessionState, ...], rules: Rules, holds: Holds
) -> Iterator[Row]:
    for light in states:
        assert light.opened is not None, "an opened session"
        entries = desk.read(session_stream(light.opened.session))
        state = replay(entries)
        if state.opened is not None:
            for name in person.ids:
                if name in state.members:
                    yield _row(desk, person, name, state, entries, rules, holds)


def _row(
    desk: Desk,
    person: Person,
    name: str,
    state: SessionState,
    entries: tuple[Entry, ...],
    rules: Rules,
    holds: Holds,
) -> Row:
    opened, member, now = state.opened, state.members[name], desk.now()
    assert opened is not None, "an opened session"
    zone = desk.zone
    signed = next(s for s in attendance.sign_in(state, now) if s.member == name)
    ended = state.ended.astimezone(zone) if state.ended else None
    demand = person.demand(opened.starts.astimezone(zone).date())
    due = note_due(rules, ended, level=demand.level, service=opened.service) if ended else None
    end = attendance.scheduled_end(state)
    assert end is not None, "an opened session has an end"
    return Row(
        session=opened.session,
        title=opened.title or opened.group_title,
        service=opened.service,
        group=opened.group,
        starts=opened.starts.astimezone(zone),
        scheduled_end=end.astimezone(zone),
        ended=ended,
        leaders=opened.leaders,
        present=attendance.count_attended(state),
        mark=str(signed.mark),
        time_in=signed.time_in and signed.time_in.astimezone(zone),
        time_out=signed.time_out and signed.time_out.astimezone(zone),
        stretches=_stretches(member, state, now, desk),
        stamped=attendance.stamped_minutes(member, state, now),
        minutes=signed.minutes if attendance.attended(member) else 0,
        reason=signed.reason,
        corrected=member.corrected.reason or "no reason" if member.corrected else "",
        signatures=_signatures(state, entries, name, holds),
        attendance_changed=_last_change(entries, state, name),
        due=due.at.date() if due else None,
    )


def _stretches(
    member: Member, state: SessionState, now: datetime, desk: Desk
) -> tuple[tuple[datetime, datetime], ...]:
    found = attendance.intervals(member, state.ended or now)
    return tuple((a.astimezone(desk.zone), b.astimezone(desk.zone)) for a, b in found)


def _signatures(
    state: SessionState, entries: tuple[Entry, ...], member: str, holds: Holds
) -> tuple[Signature, ...]:
    """Everything signed about the member, in the order of writing."""
    mine = state.signed.get(member, ())
    notes = {fact.note for fact in mine}
    added = tuple(fact for fact in state.amended if fact.note in notes)
    return signatures(entries, (*mine, *added), holds)


_ATTENDANCE = {
    "session.arrived", "session.left", "session.excused", "session.no-show", "session.unmarked",
    "session.minutes-corrected",
}  # fmt: skip


def _last_change(entries: tuple[Entry, ...], state: SessionState, member: str) -> datetime | None:
    """When the person's attendance was last written, what was taken back included."""
    mine = {
        e.id: e for e in entries if e.fact.kind in _ATTENDANCE and getattr(e.fact, "member", "") == member
    }
    moments = [entry.at for entry in mine.values()]
    moments += [e.at for e in entries if getattr(e.fact, "entry", "") in mine]
    return max(moments, default=None)
