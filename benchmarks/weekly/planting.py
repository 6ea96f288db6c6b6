"""Roomy clinics: first a week is laid out, then people and their hours are put around it.

Every track gets classes of up to eight people who come on the same days at the same time; each class has a
room and each of its sessions a leader. Everybody is prescribed exactly what the planted week gives them, and
their hours hold the planted times and more. So a timetable with nothing unmet exists; it is returned too.
"""

from __future__ import annotations

from random import Random

from attrs import define, evolve, field

from benchmarks.weekly.generate import (
    LENGTH,
    OPEN,
    SESSIONS,
    SIZES,
    WEEK,
    around,
    rooms,
    therapists,
)
from scheduler.clinic import Appointment, Clinic, Patient, Therapist
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import DAY, Span, Window, overlap

CLASS = 8
MORE_STAFF = 1.4
"""Roomy clinics have so many times the therapists of tight ones."""
BLOCKS = {"SUD": (9.0, 13.0, 16.75), "MH": (9.0, 13.0, 16.75), "ADO": (15.75,)}
"""Hours at which a class may begin; all end by 20:00."""


@define
class Diary:
    """Who and what is taken when."""

    taken: dict[str, list[Span]] = field(factory=dict)

    def free(self, name: str, span: Span) -> bool:
        return not any(overlap(span, other) for other in self.taken.get(name, ()))

    def take(self, name: str, span: Span) -> None:
        self.taken.setdefault(name, []).append(span)

    def minutes(self, name: str, day: int | None = None) -> int:
        return sum(e - s for s, e in self.taken.get(name, ()) if day is None or s // DAY == day)


def roomy(size: str, seed: int) -> tuple[Clinic, Timetable]:
    """A clinic in which nothing need stay unmet, and the week that shows it."""
    rng, scale = Random(f"roomy {size} {seed}"), SIZES[size]
    scale = evolve(
        scale,
        therapists=round(scale.therapists * MORE_STAFF) + 1,
        large_rooms=scale.large_rooms + 1 + scale.patients // 60,
        offices=scale.offices + 1 + scale.patients // 60,
        spanish=0.0,
    )
    staff, diary = therapists(rng, scale), Diary()
    tracks = [scale.tracks[i % len(scale.tracks)] for i in range(-(-scale.patients // CLASS))]
    sessions: list[Session] = []
    bookings: list[Booking] = []
    patients: list[Patient] = []
    halls = [r.id for r in rooms(scale) if r.kind == "group"]
    offices = [r.id for r in rooms(scale) if r.kind == "office"]
    for track in tracks:
        names = [f"p{len(patients) + i}" for i in range(min(CLASS, scale.patients - len(patients)))]
        if len(names) < 3:  # too few for a class of their own
            break
        mine = _class(rng, track, names, staff, halls, diary)
        sessions += mine
        for name in names:
            visits = _visits(rng, name, track, mine, staff, offices, diary)
            bookings += visits
            patients.append(_person(rng, name, track, mine, visits))
    clinic = around(f"Roomy {size.upper()} {seed}", scale, staff, patients)
    return clinic, Timetable(clinic.name, WEEK, tuple(sorted(sessions)), tuple(sorted(bookings)))


def _class(
    rng: Random, track: str, names: list[str], staff: list[Therapist], halls: list[str], diary: Diary
) -> list[Session]:
    """Sessions back to back on three days; what finds no leader or room is not planted."""
    days = sorted(rng.sample(range(5), 3))
    begin = rng.choice(BLOCKS[track])
    left = dict(SESSIONS[track])
    planted = []
    for day in days:
        start = day * DAY + int(begin * 60)
        for service in sorted(left, key=lambda s: -left[s])[: 3 if track == "SUD" else 2]:
            span = (start, start + LENGTH[track])
            leader = _somebody(rng, staff, service, track, span, diary)
            hall = next((h for h in halls if diary.free(h, span)), None)
            if not left[service] or leader is None or hall is None:
                break  # no gap inside a day: what would follow is not planted either
            left[service] -= 1
            diary.take(leader, span)
            diary.take(hall, span)
            group = f"{track}-en-{service}"
            planted.append(Session(span[0], span[1], group, hall, (leader,), tuple(sorted(names))))
            start = span[1]
    return planted


def _visits(
    rng: Random,
    name: str,
    track: str,
    mine: list[Session],
    staff: list[Therapist],
    offices: list[str],
    diary: Diary,
) -> list[Booking]:
    """An individual hour, sometimes a family hour, each on a day of its own."""
    days = [day for day in range(5) if day not in {s.start // DAY for s in mine}]
    rng.shuffle(days)
    visits = []
    for service, day in zip(("individual", "family"), days, strict=False):
        if service == "family" and rng.random() < 0.5:
            continue
        for hour in rng.sample(range(8, 19), 11):
            span = (day * DAY + hour * 60, day * DAY + hour * 60 + 60)
            therapist = _somebody(rng, staff, service, track, span, diary)
            office = next((o for o in offices if diary.free(o, span)), None)
            if therapist is not None and office is not None:
                diary.take(therapist, span)
                diary.take(office, span)
                visits.append(Booking(*span, service, name, therapist, office))
                break
    return visits


def _somebody(
    rng: Random, staff: list[Therapist], service: str, track: str, span: Span, diary: Diary
) -> str | None:
    """A therapist who may, is there, is free, keeps an hour at noon and stays within hours."""
    able = [t for t in staff if service in t.services and track in (t.tracks or ())]
    rng.shuffle(able)
    return next((t.id for t in able if _can(t, span, diary)), None)


def _can(therapist: Therapist, span: Span, diary: Diary) -> bool:
    day, minutes = span[0] // DAY, span[1] - span[0]
    noon = (day * DAY + 12 * 60, day * DAY + 13 * 60)
    return (
        any(w.span[0] <= span[0] and span[1] <= w.span[1] for w in therapist.available)
        and diary.free(therapist.id, span)
        and not overlap(span, noon)
        and diary.minutes(therapist.id, day) + minutes <= 7 * 60
        and diary.minutes(therapist.id) + minutes <= 30 * 60
    )


def _person(rng: Random, name: str, track: str, mine: list[Session], visits: list[Booking]) -> Patient:
    """Hours around everything planted, and a prescription of exactly that."""
    services: dict[str, int] = {}
    for session in mine:
        service = session.group.rpartition("-")[2]
        services[service] = services.get(service, 0) + session.end - session.start
    primary = visits[0].therapist if visits else None
    return Patient(
        name,
        "iop",
        tuple(_hours(rng, day, [*(s.span for s in mine), *(v.span for v in visits)]) for day in range(5)),
        own={
            "services": services,
            "appointments": tuple(Appointment(v.service, v.end - v.start) for v in visits),
        },
        track=track,
        language="en",
        therapist=primary,
    )


def _hours(rng: Random, day: int, spans: list[Span]) -> Window:
    """A window of the day that holds what is planted there, and up to two hours more at either end."""
    today = [(s - day * DAY, e - day * DAY) for s, e in spans if s // DAY == day] or [(16 * 60, 19 * 60)]
    low = min(s for s, _ in today) - 30 * rng.randint(0, 4)
    high = max(e for _, e in today) + 30 * rng.randint(0, 4)
    return Window(day, max(low, OPEN[day].start), min(high, OPEN[day].end))
