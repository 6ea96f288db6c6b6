"""What may stand in the way of an hour, each with how the clinic would be without it.

A cause eases the small clinic: with it eased, that cause can no longer be a reason. Which of them are needed
for the hour to stay unmet is found by asking again and again; how they read is in `reasons`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from math import lcm
from typing import Any

from attrs import evolve, frozen

from scheduler.clinic import Clinic, Group, Patient, Room, Size, Therapist
from scheduler.week import Week
from scheduler.why.around import REST, Around
from scheduler.why.question import Wanted

MANY = 999
SPARES = 2  # rooms of each kind, and therapists, that are added when there may be as many as you like


@frozen(eq=False)
class Asked:
    """A wish and the small clinic around it."""

    around: Around
    wanted: Wanted

    @property
    def patient(self) -> Patient:
        return next(p for p in self.around.clinic.patients if p.id == self.wanted.patient)

    @property
    def groups(self) -> list[Group]:
        """Groups of the service; none for an appointment."""
        if self.wanted.appointment:
            return []
        return [group for group in self.around.clinic.groups if group.service == self.wanted.service]


Ease = Callable[[Clinic, Asked], Clinic]


@frozen(eq=False)
class Cause:
    """`ease` takes the cause away; `applies` says whether it could matter at all."""

    name: str
    ease: Ease
    applies: Callable[[Asked], bool] = lambda asked: True


def eased(asked: Asked, causes: tuple[Cause, ...]) -> Clinic:
    """The small clinic without some causes."""
    clinic = asked.around.clinic
    for cause in causes:
        clinic = cause.ease(clinic, asked)
    return clinic


def possible_causes(asked: Asked) -> tuple[Cause, ...]:
    """Those that could matter, the likeliest first."""
    return tuple(cause for cause in CAUSES if cause.applies(asked))


def _of_patient(clinic: Clinic, who: str, **changes: Any) -> Clinic:
    people = (evolve(p, **changes) if p.id == who else p for p in clinic.patients)
    return evolve(clinic, patients=tuple(people))


def _own(**values: Any) -> Ease:
    """A value of the patient's prescription that no longer binds."""

    def ease(clinic: Clinic, asked: Asked) -> Clinic:
        who = asked.wanted.patient
        own = next(p.own for p in clinic.patients if p.id == who)
        return _of_patient(clinic, who, own={**own, **values})

    return ease


def _bound(*names: str) -> Callable[[Asked], bool]:
    """Whether the patient's prescription sets one of these."""

    def applies(asked: Asked) -> bool:
        prescription = asked.around.clinic.prescription(asked.patient)
        values = (getattr(prescription, name) for name in names)
        return any(value is not None and value is not False for value in values)

    return applies


def _times(clinic: Clinic, asked: Asked) -> Clinic:
    """The patient could come whenever the clinic is open."""
    patient = asked.patient
    return _of_patient(
        clinic,
        patient.id,
        available=clinic.open,
        away=(),
        discharge=None,
        admitted=_earlier(patient, clinic, asked.around.week),
    )


def _earlier(patient: Patient, clinic: Clinic, week: Week) -> date | None:
    """A day of admission before the week after which the same appointments are due."""
    admitted = patient.admitted
    turns = lcm(*(a.every_weeks for a in clinic.prescription(patient).appointments), 1)
    while admitted is not None and admitted > week.monday:
        admitted -= timedelta(weeks=turns)
    return admitted


def _of_groups(change: Callable[[Group], Group]) -> Ease:
    return lambda clinic, asked: evolve(clinic, groups=tuple(map(change, clinic.groups)))


def _any(test: Callable[[Group], object]) -> Callable[[Asked], bool]:
    return lambda asked: any(test(group) for group in asked.groups)


def _ordered(asked: Asked) -> bool:
    return any(group.after for group in asked.around.clinic.groups)


def _few(clinic: Clinic, asked: Asked) -> Clinic:
    """Sessions run for one."""
    return evolve(clinic, groups=tuple(evolve(g, size=Size(1, g.size.max)) for g in clinic.groups))


def _full(clinic: Clinic, asked: Asked) -> Clinic:
    """Sessions and rooms take as many as come."""
    groups = tuple(evolve(g, size=Size(g.size.min, MANY)) for g in clinic.groups)
    return evolve(clinic, groups=groups, rooms=tuple(evolve(r, capacity=MANY) for r in clinic.rooms))


def _apart(clinic: Clinic, asked: Asked) -> Clinic:
    people = tuple(evolve(p, apart=frozenset()) if p.apart else p for p in clinic.patients)
    return evolve(clinic, patients=people)


def _room(clinic: Clinic, asked: Asked) -> Clinic:
    """There are rooms of every kind, with every feature, whenever the clinic is open."""
    return evolve(clinic, rooms=(*clinic.rooms, *_spare_rooms(clinic, asked)))


def _spare_rooms(clinic: Clinic, asked: Asked) -> Iterator[Room]:
    prescription = clinic.prescription(asked.patient)
    kinds = {group.room_kind for group in clinic.groups}
    kinds |= {appointment.room_kind for appointment in prescription.appointments}
    features = frozenset(f for group in clinic.groups for f in group.room_features)
    for kind in sorted(kind or "" for kind in kinds):
        for i in range(SPARES):
            yield Room(f"{REST}{kind} {i}", kind or "room", MANY, features, open=clinic.open)


def _staff(clinic: Clinic, asked: Asked) -> Clinic:
    """There are therapists for everything, whenever the clinic is open."""
    services = frozenset(group.service for group in clinic.groups)
    services |= {a.service for a in clinic.prescription(asked.patient).appointments}
    spares = tuple(Therapist(f"{REST}{i}", services, clinic.open) for i in range(SPARES))
    with_spares = evolve(clinic, therapists=(*clinic.therapists, *spares))
    return _of_patient(with_spares, asked.wanted.patient, prescriber=None)


def _unchanged(clinic: Clinic, asked: Asked) -> Clinic:
    return clinic


REST_OF_IT = Cause("rest", _unchanged)
"""What else is prescribed takes the time: eased by asking for this service alone."""

_NO_DAY_HOURS = {"day_hours_min": None, "day_hours_max": None}

CAUSES: tuple[Cause, ...] = (
    Cause("times", _times),
    REST_OF_IT,
    Cause("days", _own(days=None), _bound("days")),
    Cause("gap", _own(max_gap=None), _bound("max_gap")),
    Cause(
        "day-hours", _own(day_hours_min=None, day_hours_max=None), _bound("day_hours_min", "day_hours_max")
    ),
    Cause("once-a-day", _own(once_a_day=False), _bound("once_a_day")),
    Cause("hours-ceiling", _own(hours_max=None), _bound("hours_max")),
    Cause("few", _few, _any(lambda group: group.size.min > 1)),
    Cause("staff", _staff),
    Cause("room", _room),
    Cause("full", _full, _any(lambda group: True)),
    Cause("starts", _of_groups(lambda g: evolve(g, starts=None)), _any(lambda g: g.starts is not None)),
    Cause("roster", _of_groups(lambda g: evolve(g, members=None)), _any(lambda g: g.members is not None)),
    Cause("after", _of_groups(lambda g: evolve(g, after=())), _ordered),
    Cause("runs", _of_groups(lambda g: evolve(g, max_per_week=None)), _any(lambda g: g.max_per_week)),
    Cause("apart", _apart, lambda asked: any(p.apart for p in asked.around.clinic.patients)),
    Cause("pins", lambda clinic, asked: evolve(clinic, pins=()), lambda a: bool(a.around.clinic.pins)),
)
"""What lies with the patient alone comes first: of several smallest sets the plainest is told."""
