"""What the Records workspace lists, drawn together from the desk: notes owed, notes signed, absences."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

from attrs import evolve, frozen

from facilitator.chart.contacts import Contact
from facilitator.chart.contacts import title as contact_title
from facilitator.chart.owed import contacts_to_sign, due_of
from facilitator.desk import Desk
from facilitator.events import NoteAmended, NoteSigned, patient_stream, session_stream
from facilitator.live.state import SessionState
from facilitator.notes.cosigning import for_me, uncosigned
from facilitator.owed import missed, unsigned


class Paper(Protocol):
    @property
    def member(self) -> str: ...


T = TypeVar("T", bound=Paper)

BACK = timedelta(days=90)
"""How far back these lists look; older notes are found by their session (ctrl+p)."""


@frozen
class OwedNote:
    """One member's note that nobody signed yet."""

    session: str
    title: str
    member: str
    initials: str
    day: date
    due: date


@frozen
class SignedNote:
    """One member's note as it was first signed, with what was added to it since."""

    fact: NoteSigned
    title: str
    initials: str
    starts: datetime
    later: tuple[NoteSigned | NoteAmended, ...] = ()
    stream: str = ""  # where it stands, and what is added to it

    @property
    def id(self) -> str:
        return self.fact.note

    @property
    def member(self) -> str:
        return self.fact.member

    def with_later(self, fact: NoteSigned | NoteAmended) -> SignedNote:
        return evolve(self, later=(*self.later, fact))


@frozen
class Absence:
    """Somebody was expected, did not come, was not excused, and nobody wrote down that they asked."""

    session: str
    title: str
    member: str
    initials: str
    day: date

    @property
    def id(self) -> str:
        return f"{self.session}/{self.member}"


@frozen
class Papers:
    owed: tuple[OwedNote, ...]  # the oldest first
    signed: tuple[SignedNote, ...]  # the newest first
    absences: tuple[Absence, ...]  # the newest first
    cosign: tuple[SignedNote, ...] = ()  # to be co-signed by who is signed in, the oldest first


def papers(desk: Desk) -> Papers:
    """Of everyone whom the user sees, for the last `BACK` days."""
    today, seen = desk.today(), desk.seen()
    states = [state for state in desk.held(today - BACK, today) if state.opened]
    owed = [note for state in states for note in _owed(desk, state)]
    owed += [_owed_contact(desk, contact) for contact in contacts_to_sign(desk, everyone=True)]
    signed = [note for state in states for note in signed_of(desk, state)]
    first = today - BACK
    beside = (each for name in desk.charted for each in desk.chart(name).contacts.values())
    signed += [
        signed_contact(desk, each)
        for each in beside
        if each.signed and each.fact.starts.astimezone(desk.zone).date() >= first
    ]
    signed.sort(key=lambda note: note.starts)
    absences = [absence for state in states for absence in _absences(desk, state)]
    asked = {note.note for note in for_me(desk, uncosigned(desk, first))}
    return Papers(
        tuple(sorted(_in(desk, seen, owed), key=lambda note: (note.due, note.day, note.initials))),
        tuple(reversed(_in(desk, seen, signed))),
        tuple(reversed(_in(desk, seen, absences))),
        tuple(note for note in _in(desk, seen, signed) if note.id in asked),
    )


def _in(desk: Desk, seen: Container[str], found: Iterable[T]) -> list[T]:
    """Those of people whom the user sees."""
    return [paper for paper in found if any(name in seen for name in desk.ids(paper.member))]


def signed_of(desk: Desk, state: SessionState) -> Iterator[SignedNote]:
    """The signed notes of one session, in the order of its roster."""
    assert state.opened is not None, "an opened session"
    for member, facts in state.signed.items():
        first, more = facts[0], facts[1:]
        added = (fact for fact in state.amended if fact.note == first.note)
        both: list[NoteSigned | NoteAmended] = [*more, *added]
        later = tuple(sorted(both, key=lambda fact: fact.at))
        initials = _initials(desk, state, member)
        starts = state.opened.starts.astimezone(desk.zone)
        stream = session_stream(state.opened.session)
        yield SignedNote(first, title_of(state), initials, starts, later, stream)


def signed_contact(desk: Desk, contact: Contact) -> SignedNote:
    """The signed note of a contact beside the groups."""
    person, starts = desk.people.get(contact.member), contact.fact.starts.astimezone(desk.zone)
    initials = person.initials if person else contact.member
    name, stream = contact_title(contact.fact.service), patient_stream(contact.member)
    return SignedNote(contact.signed[0], name, initials, starts, contact.later, stream)


def title_of(state: SessionState) -> str:
    fact = state.opened
    return "" if fact is None else fact.title or fact.group_title


def _owed(desk: Desk, state: SessionState) -> Iterator[OwedNote]:
    waiting = unsigned(state, desk.zone, desk.rules)
    for member in waiting.members if waiting else ():
        assert waiting is not None
        initials = _initials(desk, state, member)
        yield OwedNote(waiting.session, title_of(state), member, initials, waiting.day, waiting.due)


def _owed_contact(desk: Desk, contact: Contact) -> OwedNote:
    person, day = desk.people.get(contact.member), contact.fact.starts.astimezone(desk.zone).date()
    initials = person.initials if person else contact.member
    name = contact_title(contact.fact.service)
    return OwedNote(contact.id, name, contact.member, initials, day, due_of(desk, contact))


def _absences(desk: Desk, state: SessionState) -> Iterator[Absence]:
    assert state.opened is not None, "an opened session"
    day = state.opened.starts.astimezone(desk.zone).date()
    for member in missed(state, desk.people):
        yield Absence(state.opened.session, title_of(state), member, _initials(desk, state, member), day)


def _initials(desk: Desk, state: SessionState, member: str) -> str:
    if member in desk.people:
        return desk.people[member].initials
    return state.members[member].who.initials if member in state.members else member
