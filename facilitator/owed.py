"""What a facilitator still owes: notes, wrap-ups, plan reviews, a word to those who did not come.

Pure: states of sessions and people in, sentences and figures out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, tzinfo

from attrs import frozen

from facilitator.events import SessionOpened
from facilitator.live.attendance import attended
from facilitator.live.state import SessionState
from facilitator.people import Census, Person
from facilitator.today import SOON, Stage, count, short, stage
from scheduler.packs.deadlines import note_due
from scheduler.packs.rules import Rules
from scheduler.packs.shelf import usual

ABSENCE_DAYS = 14
"""Absences older than this are no longer asked about."""


@frozen
class Owed:
    """One kind of thing that waits: how many, and in words which. `of` names what to open."""

    kind: str  # session | note | review | absence
    words: str
    overdue: bool = False
    of: tuple[str, ...] = ()


@frozen
class Unsigned:
    """Notes of one session that nobody signed yet, and the last day for it."""

    session: str
    day: date
    members: tuple[str, ...]
    due: date


def unsigned(state: SessionState, zone: tzinfo, rules: Rules | None = None) -> Unsigned | None:
    """The notes an ended session still owes: one for each member who attended.

    `rules`: the clinic's packs, which say by when; where none does, the generic pack.
    """
    if state.opened is None or state.cancelled or state.ended is None:
        return None
    owed = tuple(m.id for m in state.members.values() if attended(m) and m.id not in state.signed)
    if not owed:
        return None
    day = state.opened.starts.astimezone(zone).date()
    ended = state.ended.astimezone(zone).replace(tzinfo=None)
    return Unsigned(state.opened.session, day, owed, sign_by(rules or Rules(), ended, state.opened.service))


def sign_by(
    rules: Rules,
    ended: datetime,
    service: str | None,
    *,
    crisis: bool = False,
    level: str | None = None,
    band: str | None = None,
) -> date:
    """The last day for a note's signature, by the packs or else the generic one. `ended` is local."""
    dues = (
        note_due(asked, ended, crisis=crisis, level=level, band=band, service=service)
        for asked in (rules, usual())
    )
    return next(due.at.date() for due in dues if due is not None)


def missed(state: SessionState, people: Census) -> tuple[str, ...]:
    """Who did not come to an ended session, was not excused, and has no outreach written."""
    if state.opened is None or state.ended is None:
        return ()
    name = state.opened.session
    return tuple(
        member.id
        for member in state.members.values()
        if not attended(member) and member.absence != "excused"
        if member.id in people and name not in people[member.id].followed
    )


def owed(
    states: Sequence[SessionState],
    people: Census,
    day: date,
    zone: tzinfo,
    caseload: Iterable[Person],
    rules: Rules | None = None,
) -> tuple[Owed, ...]:
    """What waits from `states` (sessions opened up to now) and for `caseload` (whose plans are reviewed).

    `rules`: the clinic's packs, which say by when.
    """
    asked = rules or Rules()
    rows = (_left_open(states, day, zone), _notes(states, day, zone, asked), _reviews(caseload, day, asked))
    return tuple(filter(None, (*rows, _absences(states, people, day, zone))))


def _left_open(states: Sequence[SessionState], day: date, zone: tzinfo) -> Owed | None:
    opened = [state.opened for state in states if state.opened and stage(state) is Stage.OPEN]
    late = [fact for fact in opened if fact.starts.astimezone(zone).date() < day]
    ended = [state.opened for state in states if state.opened and stage(state) is Stage.ENDED]
    waiting = (*late, *ended)
    if not waiting:
        return None
    words = f"{count(len(waiting), 'group')} not wrapped up, {_named(waiting[0], zone)}"
    return Owed("session", words, bool(late), tuple(fact.session for fact in waiting))


def _named(fact: SessionOpened, zone: tzinfo) -> str:
    return f"{fact.group_title} {short(fact.starts.astimezone(zone).date())}"


def _notes(states: Sequence[SessionState], day: date, zone: tzinfo, rules: Rules) -> Owed | None:
    waiting = sorted(
        (notes for state in states if (notes := unsigned(state, zone, rules))),
        key=lambda notes: (notes.due, notes.day),
    )
    if not waiting:
        return None
    number, oldest = sum(len(notes.members) for notes in waiting), waiting[0]
    late = oldest.due < day
    due = f"{'was due' if late else 'due'} {short(oldest.due)}"
    words = f"{count(number, 'note')} unsigned, oldest {short(oldest.day)} ({due})"
    return Owed("note", words, late, tuple(notes.session for notes in waiting))


def _reviews(caseload: Iterable[Person], day: date, rules: Rules) -> Owed | None:
    dated = ((review_due(rules, person, day), person.id, person) for person in caseload)
    waiting = sorted(row for row in dated if row[0] - day <= SOON)
    if not waiting:
        return None
    due, _, first = waiting[0]
    which = f"{first.initials}, day {first.day_of_stay(day)}"
    words = f"{count(len(waiting), 'plan review')} due, first {short(due)} ({which})"
    return Owed("review", words, due < day, tuple(name for _, name, _ in waiting))


def _absences(states: Sequence[SessionState], people: Census, day: date, zone: tzinfo) -> Owed | None:
    first = day - timedelta(days=ABSENCE_DAYS)
    found = [
        name
        for state in states
        if state.opened and state.opened.starts.astimezone(zone).date() >= first
        for name in missed(state, people)
    ]
    if not found:
        return None
    return Owed("absence", f"{count(len(found), 'absence')} without outreach", of=tuple(dict.fromkeys(found)))


def review_due(rules: Rules, person: Person, day: date) -> date:
    """When the next plan review falls due."""
    return person.review_due(day, review_days(rules, person, day))


def review_days(rules: Rules, person: Person, day: date) -> int:
    """Days from one plan review to the next, by the clinic's packs or else the generic one."""
    demand = person.profile(day).demand
    found = (
        asked.figure("plan.review_days", level=demand.level, band=demand.band) for asked in (rules, usual())
    )
    return next(int(figure.number) for figure in found if figure is not None)
