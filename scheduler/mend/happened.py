"""A week cut at a moment: what has happened by then stays as it was, what was to come may be planned anew.

What happened is a fact, even where the clinic as it is now would forbid it: somebody discharged on Wednesday
did attend on Monday. It counts for hours, days, gaps and breaks, and nobody is blamed for it afterwards.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from curricula.diagnostics import BadInput, Diagnostic
from scheduler.clinic import Clinic, Patient, Pin
from scheduler.facts import Facts, Item, Violation, length, patients_of
from scheduler.rules import RULES
from scheduler.timetable import Session, Timetable, Unmet
from scheduler.week import DAY, WEEK, Week

OVER = "S-over"
MUSTS = frozenset({"pins", "runs"})
"""Rules by which something has to take place; what comes later in the week can still mend them."""

Owed = Counter[tuple[str, str, bool]]
"""Minutes by patient, service and whether in groups (else by appointment)."""


@frozen(eq=False)
class Begun:
    """A week in the middle of it.

    `clinic` is as it is from now on, less pins that lie behind; `now` is a minute of the week: what starts
    before it has happened. `happened` is exactly as it was, `known` the same as far as the clinic knows the
    names in it; `ahead` was to come, less the `cancelled` (group, start). `arriving` are the newcomers where
    somebody says who they are.
    """

    clinic: Clinic
    timetable: Timetable
    now: int
    happened: Timetable
    known: Timetable
    ahead: Timetable
    cancelled: frozenset[tuple[str, int]]
    arriving: frozenset[str] | None = None

    @property
    def week(self) -> Week:
        return self.timetable.week

    def without_pins(self, held: tuple[Pin, ...]) -> Begun:
        """The same with only these pins."""
        return evolve(self, clinic=evolve(self.clinic, pins=held))

    def whole(self, ahead: Timetable) -> Timetable:
        """What happened, as it was, and `ahead`."""
        return together(self.happened, ahead)

    @cached_property
    def given(self) -> tuple[Violation, ...]:
        """What happened and is against a rule of the clinic as it is now."""
        return _violations(self.clinic, self.known)

    def violations(self, ahead: Timetable) -> tuple[Violation, ...]:
        """What is wrong with a week that goes on with `ahead`, apart from what has happened already.

        A day that has begun may stay shorter than it should be; whatever must take place still has to.
        """
        return tuple(self.blamed(_violations(self.clinic, together(self.known, ahead))))

    def blamed(self, found: Iterable[Violation]) -> Iterator[Violation]:
        """Violations that do not come from what has happened."""
        excused, begun = self._excused
        for violation in found:
            day = (violation.rule, violation.where, violation.day) if violation.mendable else None
            if violation not in excused and day not in begun:
                yield violation

    @staticmethod
    def must(violation: Violation) -> bool:
        """Whether something that has to take place does not: a repair does its best, and says so."""
        return violation.mendable and violation.rule in MUSTS

    @cached_property
    def _excused(self) -> tuple[set[Violation], set[tuple[str, str, int | None] | None]]:
        """Violations that happened, and (rule, where, weekday) of those about a day that has begun."""
        excused = {v for v in self.given if not self.must(v)}
        days: set[tuple[str, str, int | None] | None] = {
            (v.rule, v.where, v.day) for v in excused if v.mendable and v.day is not None
        }
        return excused, days

    @cached_property
    def newcomers(self) -> frozenset[str]:
        """Patients whom the timetable does not mention, not even as lacking something; or `arriving`."""
        if self.arriving is not None:
            return self.arriving
        items: list[Item] = [*self.timetable.sessions, *self.timetable.appointments]
        mentioned = {patient for item in items for patient in patients_of(item)}
        mentioned |= {unmet.patient for unmet in self.timetable.unmet}
        return frozenset(patient.id for patient in self.clinic.patients if patient.id not in mentioned)

    @cached_property
    def owed(self) -> Owed:
        """What everybody had in the timetable in force and is still prescribed; newcomers all they need.

        What lies outside somebody's stay is not owed any more.
        """
        was = known_part(self.clinic, self.timetable)
        facts = Facts(self.clinic, was)
        had, owed = minutes_had(facts, inside_stay=True), Owed()
        for key, minutes in _prescribed(facts).items():
            owed[key] = minutes if key[0] in self.newcomers else min(minutes, had[key])
        return +owed

    def lost(self, ahead: Timetable) -> tuple[Unmet, ...]:
        """Minutes of what is owed that `ahead` and what happened do not give, by patient and service."""
        has = minutes_had(Facts(self.clinic, together(self.known, ahead)))
        short = {key: minutes - has[key] for key, minutes in self.owed.items() if minutes > has[key]}
        return tuple(Unmet(key[0], key[1], short[key]) for key in sorted(short))


def begin(
    clinic: Clinic, timetable: Timetable, now: datetime, cancelled: Collection[tuple[str, int]] = ()
) -> Begun:
    """Cut the week of `timetable` at `now`, local time of the clinic. Raises BadInput when it is over."""
    week = timetable.week
    minute = _minute(clinic, week, now)
    gone = frozenset(cancelled)
    took_place = [s for s in timetable.sessions if (s.group, s.start) not in gone]
    over = [s for s in took_place if s.start < minute]
    given = [b for b in timetable.appointments if b.start < minute]
    ahead = [s for s in took_place if s.start >= minute]
    coming = [b for b in timetable.appointments if b.start >= minute]
    bound = tuple(pin for pin in clinic.pins if pin.start is None or week.minute(pin.start) >= minute)
    clinic = evolve(clinic, pins=bound)
    happened = Timetable(timetable.clinic, week, tuple(over), tuple(given))
    to_come = known_part(clinic, Timetable(timetable.clinic, week, tuple(ahead), tuple(coming)))
    return Begun(clinic, timetable, minute, happened, known_part(clinic, happened), to_come, gone)


def _minute(clinic: Clinic, week: Week, now: datetime) -> int:
    if now.tzinfo is not None:
        now = now.astimezone(ZoneInfo(clinic.timezone)).replace(tzinfo=None)
    minute = math.ceil((now - week.moment(0)).total_seconds() / 60)
    if minute >= WEEK:
        message = f"the week {week} of this timetable was over by {now:%Y-%m-%d %H:%M}"
        hint = f"give a moment before {week.moment(WEEK):%Y-%m-%d}, or the timetable of a later week"
        raise BadInput([Diagnostic(clinic.name, 1, 1, OVER, message, hint)])
    return max(minute, 0)


def known_part(clinic: Clinic, timetable: Timetable) -> Timetable:
    """`timetable` without the ids that the clinic does not know, and nobody twice in a session."""
    groups, patients = {g.id for g in clinic.groups}, {p.id for p in clinic.patients}
    therapists, rooms = {t.id for t in clinic.therapists}, {r.id for r in clinic.rooms}

    def of(names: tuple[str, ...], known: set[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in names if name in known))

    return Timetable(
        timetable.clinic,
        timetable.week,
        tuple(
            evolve(
                s,
                room=s.room if s.room in rooms else None,
                leaders=of(s.leaders, therapists),
                members=of(s.members, patients),
            )
            for s in timetable.sessions
            if s.group in groups
        ),
        tuple(
            evolve(
                b,
                room=b.room if b.room in rooms else None,
                therapist=b.therapist if b.therapist in therapists else None,
            )
            for b in timetable.appointments
            if b.patient in patients
        ),
    )


def from_now(timetable: Timetable, begun: Begun) -> Timetable:
    """What `timetable` has from the moment on at which `begun` is cut."""
    return Timetable(
        timetable.clinic,
        timetable.week,
        tuple(s for s in timetable.sessions if s.start >= begun.now),
        tuple(b for b in timetable.appointments if b.start >= begun.now),
    )


def minutes_had(facts: Facts, *, inside_stay: bool = False) -> Owed:
    """Scheduled minutes by patient, service and kind; only between admission and discharge if asked."""
    had = Owed()
    for patient, items in facts.of_patient.items():
        person = facts.patients[patient]
        for item in items:
            if not inside_stay or _stays(person, facts.week.date(item.start // DAY)):
                grouped = isinstance(item, Session)
                service = facts.groups[item.group].service if isinstance(item, Session) else item.service
                had[patient, service, grouped] += length(item)
    return had


def _stays(patient: Patient, day: date) -> bool:
    begun = patient.admitted is None or patient.admitted <= day
    return begun and (patient.discharge is None or day <= patient.discharge)


def _prescribed(facts: Facts) -> Owed:
    wanted = Owed()
    for patient in facts.patients:
        for service, minutes in facts.group_services(patient).items():
            wanted[patient, service, True] = minutes
        for service, appointment in facts.appointments_due(patient).items():
            wanted[patient, service, False] = appointment.minutes * appointment.times
    return wanted


def _violations(clinic: Clinic, timetable: Timetable) -> tuple[Violation, ...]:
    facts = Facts(clinic, timetable)
    return tuple(violation for rule in RULES for violation in rule.check(facts))


def together(one: Timetable, other: Timetable) -> Timetable:
    """Everything of two timetables of one week, in order of time."""
    sessions = tuple(sorted([*one.sessions, *other.sessions], key=_order))
    appointments = tuple(sorted([*one.appointments, *other.appointments], key=_order))
    return Timetable(one.clinic, one.week, sessions, appointments)


def _order(item: Item) -> tuple[int, int, str, tuple[str, ...]]:
    what = item.group if isinstance(item, Session) else item.service
    return *item.span, what, patients_of(item)
