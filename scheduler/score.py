"""The four objectives of a timetable, counted by definition: unmet, under floor, changes, preference.

Nothing here knows a solver. The order is strict and bounds are not this module's business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from attrs import frozen

from scheduler.clinic import PRIMARY_SERVICES, Patient
from scheduler.facts import Facts, Item, by_day, day_of, length, minutes_of, staff_of
from scheduler.rules import WISHES
from scheduler.timetable import Booking, Score, Session, Timetable, Unmet
from scheduler.week import joined

FEW_DAYS = 3  # patients prescribed at most this many days are better off with days spread over the week
PIECE = 15  # minutes; the unit in which time costs preference


def score(facts: Facts, previous: Timetable | None = None) -> Score:
    """The four values, without bounds. Without `previous` there are no changes."""
    return Score(
        unmet_minutes=sum(u.minutes for u in unmet(facts)),
        under_floor=len(under_floor(facts)),
        changes=len(changes(facts, previous)),
        preference=preference(facts, previous),
    )


def unmet(facts: Facts) -> tuple[Unmet, ...]:
    """Prescribed minus scheduled minutes of each patient and service, where above 0.

    Group and appointment minutes are kept apart: a service of both kinds can be unmet twice. What is not
    due, and everything of a patient whose stay does not touch the week, is prescribed 0.
    """
    return tuple(missing for patient in facts.of_patient for missing in _unmet_of(facts, patient))


def _unmet_of(facts: Facts, patient: str) -> Iterator[Unmet]:
    in_groups, in_appointments = _given(facts, facts.of_patient[patient])
    for service, minutes in facts.group_services(patient).items():
        if minutes > in_groups[service]:
            yield Unmet(patient, service, minutes - in_groups[service])
    for service, appointment in facts.appointments_due(patient).items():
        minutes = appointment.minutes * appointment.times
        if minutes > in_appointments[service]:
            yield Unmet(patient, service, minutes - in_appointments[service])


def _given(facts: Facts, items: Iterable[Item]) -> tuple[Counter[str], Counter[str]]:
    """Minutes by service: of groups, of appointments."""
    groups: Counter[str] = Counter()
    appointments: Counter[str] = Counter()
    for item in items:
        if isinstance(item, Session):
            groups[facts.groups[item.group].service] += length(item)
        else:
            appointments[item.service] += length(item)
    return groups, appointments


def under_floor(facts: Facts) -> tuple[str, ...]:
    """Patients whose stay touches the week and who have less than their `hours.min`."""
    return tuple(
        patient.id
        for patient in facts.clinic.patients
        if facts.enrolled(patient.id)
        and sum(map(length, facts.of_patient[patient.id]))
        < minutes_of(facts.prescriptions[patient.id].hours_min or 0)
    )


@frozen(order=True)
class Entry:
    """What a patient has at one start: a group's id or an appointment's service, and the minute of the week.

    Room, staff and which of several parallel copies are no part of it.
    """

    patient: str
    what: str
    start: int


def entries(timetable: Timetable) -> Counter[Entry]:
    """All entries of a week; a valid timetable holds each once."""
    found = Counter(Entry(m, s.group, s.start) for s in timetable.sessions for m in s.members)
    found.update(Entry(b.patient, b.service, b.start) for b in timetable.appointments)
    return found


def changes(facts: Facts, previous: Timetable | None) -> tuple[Entry, ...]:
    """The entries of `previous` that their patients still need and no longer have, by patient.

    Needed: the group's service, or the appointment, is prescribed to the patient in this week (in any
    quantity) and due. Entries of groups and patients that the clinic no longer knows are none. An entry
    that stood twice and stands once is one change.
    """
    if previous is None:
        return ()
    lost = entries(previous) - entries(facts.timetable)
    return tuple(sorted(entry for entry in lost.elements() if _needed(facts, entry)))


def _needed(facts: Facts, entry: Entry) -> bool:
    if entry.patient not in facts.patients:
        return False
    if entry.what in facts.groups:
        return facts.group_services(entry.patient).get(facts.groups[entry.what].service, 0) > 0
    return entry.what in facts.appointments_due(entry.patient)


def preference(facts: Facts, previous: Timetable | None = None) -> int:
    """What the timetable costs in convenience, by the clinic's weights.

    Costs in time are summed in minutes over the whole clinic, weighted, and counted in full quarters of an
    hour once.
    """
    weights = facts.clinic.weights
    once = (
        weights.not_primary * sum(1 for b in facts.timetable.appointments if _elsewhere(facts, b))
        + weights.appointment_only_day * sum(_appointment_only_days(facts, p) for p in facts.of_patient)
        + weights.new_leader * _leaders_lost(facts, previous)
        + weights.consecutive_days * sum(_consecutive_days(facts, p) for p in facts.of_patient)
        + sum(wish.cost(facts) for wish in WISHES)
    )
    timed = (
        weights.outside_prefers * sum(_outside_prefers(facts, p) for p in facts.clinic.patients)
        + weights.idle * sum(map(_idle, facts.of_patient.values()))
        + weights.group_leading * sum(length(s) * len(s.leaders) for s in facts.timetable.sessions)
        + weights.busiest * max((sum(map(length, i)) for i in facts.of_therapist.values()), default=0)
    )
    return once + timed // PIECE


def _elsewhere(facts: Facts, booking: Booking) -> bool:
    """Given by somebody else although the service is the primary therapist's and there is one."""
    primary = facts.patients[booking.patient].therapist
    return (
        booking.service in PRIMARY_SERVICES
        and bool(staff_of(booking))
        and primary not in (None, booking.therapist)
    )


def _appointment_only_days(facts: Facts, patient: str) -> int:
    """Days on which the patient comes in for an appointment and has no group, not even by telehealth."""
    return sum(
        1
        for _, items in by_day(facts.of_patient[patient])
        if not any(isinstance(item, Session) for item in items)
        and any(facts.in_person(item, patient) for item in items)
    )


def _leaders_lost(facts: Facts, previous: Timetable | None) -> int:
    """Facilitators who no longer lead a group, weekday and start of last week that still runs."""
    if previous is None:
        return 0
    now = _leaders(facts.timetable)
    return sum(len(leaders - now[slot]) for slot, leaders in _leaders(previous).items() if slot in now)


def _leaders(timetable: Timetable) -> dict[tuple[str, int], set[str]]:
    """(group, start) -> everybody who leads any of its parallel copies."""
    found: dict[tuple[str, int], set[str]] = {}
    for session in timetable.sessions:
        found.setdefault((session.group, session.start), set()).update(session.leaders)
    return found


def _consecutive_days(facts: Facts, patient: str) -> int:
    """Pairs of neighbouring days with group sessions, for patients prescribed few days."""
    prescribed = facts.prescriptions[patient].days
    if prescribed is None or prescribed > FEW_DAYS:
        return 0
    days = sorted({day_of(item) for item in facts.of_patient[patient] if isinstance(item, Session)})
    return sum(1 for day, following in pairwise(days) if following == day + 1)


def _outside_prefers(facts: Facts, patient: Patient) -> int:
    """Minutes of a patient's items that lie outside the preferred windows; 0 when none are given."""
    if not patient.prefers:
        return 0
    preferred = [window.span for window in joined(patient.prefers)]
    items = facts.of_patient[patient.id]
    inside = sum(max(0, min(i.end, high) - max(i.start, low)) for i in items for low, high in preferred)
    return sum(map(length, items)) - inside


def _idle(items: tuple[Item, ...]) -> int:
    """Minutes without anything between the first start and the last end of each day."""
    idle = 0
    for _, todays in by_day(items):
        free_from = todays[0].end
        for item in todays:
            idle += max(0, item.start - free_from)
            free_from = max(free_from, item.end)
    return idle
