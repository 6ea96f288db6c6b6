"""What the charts still ask for, as Today says it: notes of contacts, calls, measures, certifications."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from facilitator.access.roles import May
from facilitator.chart.clocks import certification_due, measures_due
from facilitator.chart.contacts import Contact, to_sign
from facilitator.desk import Desk
from facilitator.notes.cosigning import for_me, uncosigned
from facilitator.owed import Owed, sign_by
from facilitator.people import Person, people_on
from facilitator.today import SOON, count, short
from scheduler.timetable import Booking
from scheduler.week import Week

COSIGN_BACK = timedelta(days=30)
ANSWER_DAYS = 7
"""A referral or a screen without an outcome is asked about after so many days."""


def charts_owe(desk: Desk, caseload: Iterable[Person], *, everyone: bool = False) -> tuple[Owed, ...]:
    """For who is signed in, or for everybody: rows in the order of Today."""
    people = tuple(caseload)
    rows = (
        _flags(desk, people), _contact_notes(desk, everyone), _undocumented(desk, everyone), _cosign(desk),
        _tasks(desk, people), _certifications(desk, people), _measures(desk, people),
        _answers(desk, everyone), _covers(desk, people),
    )  # fmt: skip
    return tuple(row for row in rows if row)


def contacts_to_sign(desk: Desk, *, everyone: bool = False) -> tuple[Contact, ...]:
    """Contacts that wait for a signature, the oldest first: the user's own, or everybody's."""
    found = (contact for name in desk.charted for contact in desk.chart(name).contacts.values())
    return to_sign(contact for contact in found if everyone or contact.fact.by == desk.user)


def due_of(desk: Desk, contact: Contact) -> date:
    """By when a contact's note is to be signed."""
    ended = contact.ends.astimezone(desk.zone)
    person = desk.people.get(contact.member)
    demand = person.profile(ended.date()).demand if person else None
    return sign_by(
        desk.rules, ended.replace(tzinfo=None), None, crisis=contact.fact.service == "crisis",
        level=demand.level if demand else None, band=demand.band if demand else None,
    )  # fmt: skip


def undocumented(desk: Desk, *, everyone: bool = False) -> tuple[tuple[datetime, Booking, str], ...]:
    """Appointments of this week and the last that are over and not written down: start, booking, its key."""
    found = []
    for week in (desk.week().shifted(-1), desk.week()):
        timetable = desk.timetable(week)
        for booking in timetable.appointments if timetable else ():
            starts = desk.moment(week, booking.start)
            mine = everyone or booking.therapist == desk.user
            if mine and desk.moment(week, booking.end) <= desk.now():
                key = appointment_key(week, booking)
                if not documented(desk, booking, key, starts):
                    found.append((starts, booking, key))
    return tuple(found)


def appointment_key(week: Week, booking: Booking) -> str:
    return f"{week}/{booking.start}"


def documented(desk: Desk, booking: Booking, key: str, starts: datetime) -> bool:
    """A contact names the appointment, or is of the same service on the same day."""
    day = starts.date()
    return any(
        each.fact.appointment == key
        or (each.fact.service == booking.service and each.fact.starts.astimezone(desk.zone).date() == day)
        for each in desk.chart(booking.patient).contacts.values()
    )


def _flags(desk: Desk, people: Iterable[Person]) -> Owed | None:
    """Neutral words: Today may be seen by a visitor."""
    waiting = [person.id for person in people if desk.chart(person.id).unsafe]
    words = f"{count(len(waiting), 'private note')} without its answer"
    return Owed("private", words, True, tuple(waiting)) if waiting else None


def _contact_notes(desk: Desk, everyone: bool) -> Owed | None:
    waiting = contacts_to_sign(desk, everyone=everyone)
    if not waiting:
        return None
    first = min(due_of(desk, each) for each in waiting)
    late = first < desk.today()
    words = (
        f"{count(len(waiting), 'contact note')} unsigned, first {'was due' if late else 'due'} {short(first)}"
    )
    return Owed("contact", words, late, tuple(each.id for each in waiting))


def _undocumented(desk: Desk, everyone: bool) -> Owed | None:
    waiting = undocumented(desk, everyone=everyone)
    if not waiting:
        return None
    words = f"{count(len(waiting), 'appointment')} not written down, first {short(waiting[0][0].date())}"
    return Owed("appointment", words, False, tuple(key for _, _, key in waiting))


def _cosign(desk: Desk) -> Owed | None:
    waiting = [note.note for note in for_me(desk, uncosigned(desk, desk.today() - COSIGN_BACK))]
    return (
        Owed("cosign", f"{count(len(waiting), 'note')} to co-sign", False, tuple(waiting))
        if waiting
        else None
    )


def _tasks(desk: Desk, people: Iterable[Person]) -> Owed | None:
    """Calls and other tasks: of the caseload, and of whoever has left."""
    names = dict.fromkeys([*(person.id for person in people), *_left(desk)])
    day = desk.today()
    found = [task for name in names for task in desk.chart(name).open_tasks if task.fact.due - day <= SOON]
    if not found:
        return None
    first = min(found, key=lambda task: task.fact.due)
    words = f"{count(len(found), 'task')} due, first {short(first.fact.due)}: {first.fact.what}"
    return Owed("task", words, first.fact.due < day, (first.fact.member,))


def _left(desk: Desk) -> Iterator[str]:
    yield from (person.id for person in desk.people.values() if person.stay.discharged)


def _certifications(desk: Desk, people: Iterable[Person]) -> Owed | None:
    day = desk.today()
    dated = ((certification_due(desk.rules, person, desk.chart(person.id), day), person) for person in people)
    found = sorted((on, person.id, person) for on, person in dated if on is not None and on - day <= SOON)
    if not found:
        return None
    on, _, person = found[0]
    words = f"{count(len(found), 'certification')} due, first {short(on)} ({person.initials})"
    return Owed("certification", words, on < day, tuple(name for _, name, _ in found))


def _measures(desk: Desk, people: Iterable[Person]) -> Owed | None:
    day = desk.today()
    waiting: dict[str, list[str]] = {}
    for person in people:
        clocks = measures_due(desk.rules, person, desk.chart(person.id), day, desk.zone)
        due = [clock.what for clock in clocks if clock.on <= day]
        if due:
            waiting[person.initials] = due
    if not waiting:
        return None
    number = sum(map(len, waiting.values()))
    name, due = next(iter(waiting.items()))
    ids = tuple(person.id for person in people if person.initials in waiting)
    return Owed("measure", f"{count(number, 'measure')} due, {name} {' and '.join(due)}", False, ids)


def _covers(desk: Desk, people: Iterable[Person]) -> Owed | None:
    """Payers: of the caseload, and for whoever keeps authorisations of everybody."""
    seen = people_on(desk.people, desk.today()) if desk.may(May.ADMIT) else people
    found = [(person, warnings) for person in seen if (warnings := desk.cover_warnings(person.id))]
    if not found:
        return None
    person, warnings = found[0]
    words = f"{count(len(found), 'person', 'people')} with cover to see to, {person.initials}: {warnings[0]}"
    return Owed("cover", words, True, tuple(person.id for person, _ in found))


def _answers(desk: Desk, everyone: bool) -> Owed | None:
    since = desk.today() - timedelta(days=ANSWER_DAYS)
    found = (each for name in desk.charted for each in desk.chart(name).contacts.values())
    waiting = [
        each
        for each in found
        if each.fact.service in ("referral", "screen") and each.kept and not each.outcomes
        if each.fact.starts.astimezone(desk.zone).date() <= since
        if everyone or each.fact.by == desk.user
    ]
    if not waiting:
        return None
    words = f"{count(len(waiting), 'outcome')} of referrals and screens to ask for"
    return Owed("outcome", words, False, tuple(each.member for each in waiting))
