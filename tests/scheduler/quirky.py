"""Small clinics with every feature the format has, mixed at random from a seed: for tests of whole weeks."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from attrs import evolve

from scheduler.clinic import (
    Appointment,
    Break,
    Clinic,
    Group,
    Level,
    Patient,
    Pin,
    Prescription,
    Room,
    Size,
    Therapist,
)
from scheduler.week import DAY, Period, Start, Week, Window

WEEK = Week(date(2026, 11, 23))
SERVICES = ("process", "skills", "psychoeducation")


def quirky_clinic(seed: int, *, patients: int = 14, pins: bool = False) -> Clinic:
    """A clinic of up to `patients` people; the same seed gives the same clinic."""
    rng = Random(seed)
    people = [f"P-{i}" for i in range(rng.randint(min(patients, 4), patients))]
    staff = [f"t{i}" for i in range(rng.randint(1, 4))]
    groups = [_group(rng, i, people) for i in range(rng.randint(1, 5))]
    offered = {g.service for g in groups}
    clinic = Clinic(
        name="Quirky",
        timezone="America/Chicago",
        grid=rng.choice([15, 30, 5]),
        open=_windows(rng, rng.choice([5, 5, 6]), 8 * 60, 20 * 60),
        closed=(WEEK.date(rng.randint(0, 4)),) if rng.random() < 0.2 else (),
        rooms=tuple(_room(rng, i) for i in range(rng.randint(1, 4))),
        therapists=tuple(_therapist(rng, t) for t in staff),
        groups=tuple(groups),
        levels=(_level(rng, offered),),
        patients=tuple(_patient(rng, p, people, staff, offered) for p in people),
    )
    if not pins:
        return clinic
    group = rng.choice(groups)
    start = datetime.combine(WEEK.date(rng.randint(0, 4)), datetime.min.time()) + timedelta(
        minutes=30 * rng.randint(18, 36)
    )
    pin = Pin(group=group.id, start=start, members=tuple(rng.sample(people, min(1, len(people)))))
    return evolve(clinic, pins=(pin,))


def _windows(rng: Random, days: int, low: int, high: int) -> tuple[Window, ...]:
    return tuple(
        Window(day, low + 15 * rng.randint(0, 4), high - 15 * rng.randint(0, 4)) for day in range(days)
    )


def _away(rng: Random) -> tuple[Period, ...]:
    if rng.random() < 0.85:
        return ()
    start = datetime.combine(WEEK.date(rng.randint(0, 4)), datetime.min.time()) + timedelta(
        minutes=rng.randint(8 * 60, 18 * 60)
    )
    return (Period(start, start + timedelta(minutes=rng.randint(30, 900))),)


def _room(rng: Random, number: int) -> Room:
    kind = "group" if number == 0 else rng.choice(["group", "office"])
    features = frozenset(f for f in ("video", "step-free") if number == 0 or rng.random() < 0.6)
    opening = _windows(rng, 5, 9 * 60, 19 * 60) if rng.random() < 0.15 else None
    return Room(f"room-{number}", kind, rng.choice([5, 8, 12]), features, opening, _away(rng))


def _therapist(rng: Random, name: str) -> Therapist:
    services = {s for s in (*SERVICES, "individual", "family", "medication") if rng.random() < 0.9}
    return Therapist(
        name,
        frozenset(services or {"process"}),
        _windows(rng, rng.randint(3, 5), 8 * 60, 20 * 60),
        tracks=frozenset({"red", "blue"} if rng.random() < 0.5 else {"red"}) if rng.random() < 0.4 else None,
        languages=frozenset({"en"}) if rng.random() < 0.3 else None,
        away=_away(rng),
        max_hours_day=rng.choice([None, None, 5, 7.5]),
        max_hours_week=rng.choice([None, 10, 30]),
        pause=Break(rng.choice([30, 60]), (11 * 60, 14 * 60)) if rng.random() < 0.6 else None,
    )


def _group(rng: Random, number: int, people: list[str]) -> Group:
    closed = rng.random() < 0.15
    low = rng.randint(1, 3)
    starts = None
    if rng.random() < 0.3:
        starts = tuple(Start(day, rng.choice([9, 13, 17]) * 60) for day in range(5))
    return Group(
        id=f"g{number}",
        title=f"Group {number}" if number % 2 else None,
        service=rng.choice(SERVICES),
        minutes=rng.choice([45, 50, 60, 90]),
        size=Size(low, low + rng.randint(0, 6)),
        track=rng.choice([None, None, None, "red", "blue"]),
        band="adult" if rng.random() < 0.95 else "adolescent",
        language=rng.choice([None, None, None, "en", "es"]),
        telehealth=rng.choice([False, False, False, True, "hybrid"]),
        leaders=rng.choice([1, 1, 1, 2, 0]),
        second_leader_above=rng.choice([None, 4, 6]),
        max_per_week=rng.choice([None, None, 1, 3]),
        room_features=frozenset({"video"}) if rng.random() < 0.2 else frozenset(),
        starts=starts,
        after=("g0",) if number and rng.random() < 0.3 else (),
        members=tuple(rng.sample(people, min(len(people), low))) if closed else None,
    )


def _level(rng: Random, offered: set[str]) -> Level:
    appointments = [
        Appointment("individual", 60, times=rng.randint(1, 2), room_kind=rng.choice([None, "office"]))
    ]
    if rng.random() < 0.5:
        appointments.append(Appointment("family", 45, every_weeks=2, telehealth=rng.random() < 0.5))
    if rng.random() < 0.5:
        appointments.append(Appointment("medication", 30))
    if rng.random() < 0.3:
        appointments.append(Appointment("screen", 15, staff=False))
    return Level(
        "iop",
        Prescription(
            days=rng.choice([None, 2, 3]),
            hours_max=rng.choice([None, 6, 19]),
            day_hours_min=rng.choice([None, None, 1.5]),
            day_hours_max=rng.choice([None, 3, 6]),
            max_gap=rng.choice([None, 0, 15, 60]),
            services={s: rng.choice([60, 100, 180, 270]) for s in sorted(offered)},
            once_a_day=rng.random() < 0.6,
            appointments=tuple(appointments),
        ),
    )


def _patient(rng: Random, name: str, people: list[str], staff: list[str], offered: set[str]) -> Patient:
    evening = rng.random() < 0.4
    own: dict[str, object] = {}
    if rng.random() < 0.2:
        own["services"] = {s: 90 for s in sorted(offered) if rng.random() < 0.7}
    return Patient(
        name,
        "iop",
        _windows(rng, rng.randint(2, 5), (16 if evening else 8) * 60, 20 * 60),
        own=own,
        track=rng.choice([None, "red", "red", "red", "blue"]),
        language=rng.choice([None, "en", "en", "en", "es"]),
        therapist=rng.choice([None, *staff]),
        prescriber=rng.choice([None, None, *staff]),
        apart=frozenset(rng.sample(people, 1)) - {name} if rng.random() < 0.2 else frozenset(),
        admitted=WEEK.date(rng.choice([-30, -7, -7, 1])),
        discharge=WEEK.date(rng.choice([2, 30, 30])) if rng.random() < 0.4 else None,
        away=_away(rng),
        remote=rng.random() < 0.15,
        band="adult" if rng.random() < 0.95 else "adolescent",
    )


def minute(day: int, hour: float) -> int:
    """Minute of the week of an hour of a weekday (0 is Monday)."""
    return day * DAY + round(hour * 60)
