"""Clinics from a seed, in four sizes: tight on evening staff, or roomy with a week planted in them.

The model: three tracks (substance use, mental health, adolescents after school), working adults who come in
the evening, people who come in the morning, people with all day; therapists on early or late shifts with a
caseload; few rooms. In a *tight* clinic nobody knows what can be met. A *roomy* one is built around a week
that exists (see `planting`), so that nothing need stay unmet. Ids are codes; nobody is real.
"""

from __future__ import annotations

from datetime import date
from random import Random

from attrs import evolve, frozen

from scheduler.clinic import (
    Appointment,
    Break,
    Clinic,
    Group,
    Level,
    Patient,
    Prescription,
    Room,
    Size,
    Therapist,
)
from scheduler.timetable import Timetable
from scheduler.week import Week, Window

WEEK = Week(date(2026, 11, 23))
OPEN = tuple(Window(day, 8 * 60, 20 * 60) for day in range(5))
COUNSELLING = ("process", "psychoeducation", "skills", "individual", "family", "review")
TRACKS = {"SUD": 0.43, "MH": 0.37, "ADO": 0.20}
LENGTH = {"SUD": 60, "MH": 90, "ADO": 60}
SESSIONS = {
    "SUD": {"process": 3, "psychoeducation": 3, "skills": 3},
    "MH": {"process": 3, "psychoeducation": 2, "skills": 1},
    "ADO": {"process": 3, "psychoeducation": 1, "skills": 2},
}
"""Sessions a week of each service at three days."""
FIVE_DAYS = {
    "SUD": {"process": 5, "psychoeducation": 5, "skills": 5},
    "MH": {"process": 5, "psychoeducation": 3, "skills": 2},
}
ADULT_HOURS = (
    ((17.0, 20.0), 24),
    ((16.5, 20.0), 12),
    ((8.0, 20.0), 25),
    ((8.0, 16.5), 17),
    *(((8.5, end), 7) for end in (12.5, 13.0, 13.5)),
)
SCHOOL_HOURS = (((15.5, 20.0), 92), ((8.0, 20.0), 8))
EARLY, LATE = ((8.0, 16.5), (8.0, 17.0)), ((11.0, 20.0), (11.5, 20.0), (12.0, 20.0))
LUNCH = Break(30, (11 * 60, 14 * 60))


@frozen
class Scale:
    """How many people and rooms a size has."""

    patients: int
    therapists: int
    prescribers: int
    large_rooms: int
    small_rooms: int
    offices: int
    tracks: tuple[str, ...]
    spanish: float  # share of adults


SIZES = {
    "s": Scale(12, 3, 1, 1, 0, 1, ("SUD",), 0.0),
    "m": Scale(60, 8, 1, 2, 1, 2, ("SUD", "MH", "ADO"), 0.0),
    "l": Scale(200, 24, 3, 5, 2, 5, ("SUD", "MH", "ADO"), 0.16),
    "xl": Scale(1000, 110, 12, 21, 10, 19, ("SUD", "MH", "ADO"), 0.16),
}


def tight(size: str, seed: int) -> Clinic:
    """A clinic that is short of evening staff; the same size and seed give the same clinic."""
    rng, scale = Random(f"tight {size} {seed}"), SIZES[size]
    staff = therapists(rng, scale)
    caseload = dict.fromkeys((t.id for t in staff), 0)
    patients = [patient(rng, f"p{i}", scale, staff, caseload) for i in range(scale.patients)]
    for _ in range(max(1, scale.patients // 125)):
        one, other = rng.sample(range(len(patients)), 2)
        patients[one] = evolve(patients[one], apart=frozenset({patients[other].id}))
    return around(f"Tight {size.upper()} {seed}", scale, staff, patients)


def next_week(clinic: Clinic, timetable: Timetable, size: str, seed: int) -> tuple[Clinic, Timetable]:
    """(the clinic a week later, last week's timetable): an eighth leaves, as many are admitted."""
    rng, scale = Random(f"next {size} {seed}"), SIZES[size]
    leaving = set(rng.sample([p.id for p in clinic.patients], max(1, len(clinic.patients) // 8)))
    staff = list(clinic.therapists)
    caseload = {t.id: sum(p.therapist == t.id for p in clinic.patients) for t in staff}
    new = [patient(rng, f"n{i}", scale, staff, caseload) for i in range(len(leaving))]
    stay = [evolve(p, apart=p.apart - leaving) for p in clinic.patients if p.id not in leaving]
    return evolve(clinic, name=f"{clinic.name}, next week", patients=(*stay, *new)), timetable


def around(name: str, scale: Scale, staff: list[Therapist], patients: list[Patient]) -> Clinic:
    """The clinic of these people: rooms by size, groups for every track and language that has members."""
    cohorts = sorted({(p.track or "", p.language or "") for p in patients})
    return Clinic(
        name=name,
        timezone="America/Chicago",
        open=OPEN,
        rooms=rooms(scale),
        therapists=tuple(staff),
        groups=tuple(_group(t, language, s) for t, language in cohorts for s in COUNSELLING[:3]),
        levels=(Level("iop", Prescription(days=3, day_hours_max=6, max_gap=15, once_a_day=True)),),
        patients=tuple(patients),
    )


def rooms(scale: Scale) -> tuple[Room, ...]:
    capacity = [("group", 12)] * scale.large_rooms + [("group", 8)] * scale.small_rooms
    capacity += [("office", 3)] * scale.offices
    return tuple(Room(f"r{i}", kind, seats) for i, (kind, seats) in enumerate(capacity))


def _group(track: str, language: str, service: str) -> Group:
    return Group(
        id=f"{track}-{language}-{service}",
        service=service,
        minutes=LENGTH[track],
        size=Size(3, 12),
        track=track,
        language=language,
        second_leader_above=8,
    )


def therapists(rng: Random, scale: Scale) -> list[Therapist]:
    """Counsellors on shifts, most of them late, then prescribers."""
    staff = [_therapist(rng, i, scale) for i in range(scale.therapists)]
    for i in range(scale.prescribers):
        days = sorted(rng.sample(range(5), rng.choice([3, 4, 4])))
        shifts = (rng.choice([(9.0, 17.0), (10.0, 17.0), (13.0, 20.0), (14.0, 20.0)]) for _ in days)
        available = tuple(_window(day, hours) for day, hours in zip(days, shifts, strict=True))
        staff.append(
            Therapist(
                f"rx{i}",
                frozenset({"medication"}),
                available,
                tracks=frozenset(scale.tracks),
                languages=frozenset({"en", "es"}),
                max_hours_day=7,
                max_hours_week=30,
                pause=LUNCH,
            )
        )
    return staff


def _therapist(rng: Random, number: int, scale: Scale) -> Therapist:
    tracks = _tracks_of(rng, number, scale)
    late = 0.95 if "ADO" in tracks else 0.65
    days = range(5) if rng.random() < 0.75 else sorted(rng.sample(range(5), 4))
    shifts = (rng.choice(LATE if rng.random() < late else EARLY) for _ in days)
    spanish = scale.spanish > 0 and (number % 5 == 0 or rng.random() < 0.1)
    new = scale.patients >= 200 and rng.random() < 0.18  # not yet credentialed for process groups
    return Therapist(
        f"t{number}",
        frozenset(COUNSELLING[1:] if new else COUNSELLING),
        tuple(_window(day, hours) for day, hours in zip(days, shifts, strict=True)),
        tracks=frozenset(tracks),
        languages=frozenset({"en", "es"} if spanish else {"en"}),
        max_hours_day=7,
        max_hours_week=32,
        pause=LUNCH,
    )


def _tracks_of(rng: Random, number: int, scale: Scale) -> set[str]:
    """The first ones cover every track; one in four works with adolescents."""
    if len(scale.tracks) == 1:
        return set(scale.tracks)
    if number % 4 == 2:
        return {"ADO"} if rng.random() < 0.4 else {"ADO", "MH"}
    return {"MH", "SUD"} if rng.random() < 0.75 else {rng.choice(["SUD", "MH"])}


def _window(day: int, hours: tuple[float, float]) -> Window:
    return Window(day, int(hours[0] * 60), int(hours[1] * 60))


def patient(
    rng: Random, name: str, scale: Scale, staff: list[Therapist], caseload: dict[str, int]
) -> Patient:
    """One person with a track, hours, a prescription and the least loaded therapist who fits."""
    track = rng.choices(scale.tracks, [TRACKS[t] for t in scale.tracks])[0]
    hours = SCHOOL_HOURS if track == "ADO" else ADULT_HOURS
    window = rng.choices([h for h, _ in hours], [w for _, w in hours])[0]
    language = "es" if track != "ADO" and rng.random() < scale.spanish else "en"
    five = track != "ADO" and rng.random() < 0.08
    days = range(5) if five or rng.random() < 0.75 else sorted(rng.sample(range(5), rng.choice([4, 4, 4, 3])))
    sessions = FIVE_DAYS[track] if five else SESSIONS[track]
    return Patient(
        name,
        "iop",
        tuple(_window(day, window) for day in days),
        own={
            "days": 5 if five else 3,
            "services": {service: count * LENGTH[track] for service, count in sessions.items()},
            "appointments": appointments(rng),
        },
        track=track,
        language=language,
        therapist=primary(track, language, staff, caseload),
        prescriber=rng.choice([t.id for t in staff if "medication" in t.services]),
    )


def appointments(rng: Random) -> tuple[Appointment, ...]:
    """An individual hour for everybody; family hours, reviews and medication visits for some."""
    chosen = [Appointment("individual", 60)]
    for service, minutes, share in (("family", 60, 0.48), ("review", 30, 0.25), ("medication", 30, 0.35)):
        if rng.random() < share:
            chosen.append(Appointment(service, minutes))
    return tuple(chosen)


def primary(track: str, language: str, staff: list[Therapist], caseload: dict[str, int]) -> str:
    """The counsellor with the smallest caseload among those of the track and language (or track alone)."""
    able = [t for t in staff if "individual" in t.services and track in (t.tracks or ())]
    able = [t for t in able if language in (t.languages or ())] or able
    chosen = min(able or staff, key=lambda t: (caseload[t.id], t.id)).id
    caseload[chosen] += 1
    return chosen
