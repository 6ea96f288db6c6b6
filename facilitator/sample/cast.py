"""The people and the premises of the sample clinic, from a seed. Nobody in it exists.

Three tracks (adult day, adult evening, adolescent), six therapists and a prescriber, six rooms. One evening
patient is free only in the three evenings that her groups fill, so her individual hour can never be met.
"""

from __future__ import annotations

from random import Random

from attrs import frozen

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
    Weights,
)
from scheduler.week import Window, parse_range, parse_starts, parse_windows

SEED = 20
OWNER = "t1"
"""Who sits at the keyboard: leads the evening education group, and still owes notes."""
FULL = "P-214"
"""The patient whose groups fill all the time she has."""


def clinic(timezone: str = "America/Chicago") -> Clinic:
    """The sample clinic on a Monday-to-Friday week, without dates: everyone enrolled, nothing closed."""
    random = Random(SEED)
    return Clinic(
        name="Harbor Street IOP",
        timezone=timezone,
        open=parse_windows("mon-fri 08:00-21:00"),
        packs=("generic-iop",),
        rooms=_ROOMS,
        therapists=_THERAPISTS,
        groups=_GROUPS,
        levels=_LEVELS,
        patients=tuple(patient for track in _TRACKS for patient in _people(track, random)),
        weights=Weights(open_group=10),
    )


def initials(count: int) -> list[str]:
    """`count` different pairs of initials, always the same ones in the same order."""
    firsts, lasts = "ABCDEFGHJKLMNPRSTVW", "BCDFGHKLMNPRSTWYZ"
    pairs = [f"{first}.{last}." for first in firsts for last in lasts if first != last]
    Random(SEED).shuffle(pairs)
    return pairs[:count]


@frozen
class _Track:
    name: str
    prefix: int
    size: int
    level: str
    therapists: tuple[str, ...]
    windows: tuple[tuple[str, ...], ...]  # one of these kinds of week each
    prefers: str


_TRACKS = (
    _Track(
        "adult-day", 100, 15, "iop", ("t3", "t4", "t5"),
        (("mon-fri 08:30-14:00",), ("mon-fri 08:00-16:00",), ("mon-thu 08:30-15:00", "fri 09:00-13:00")),
        "mon,wed,fri 09:00-12:30",
    ),
    _Track(
        "adult-evening", 200, 15, "iop", ("t1", "t2", "t6"),
        (("mon-fri 16:30-21:00",), ("mon-fri 17:00-21:00",), ("mon-thu 15:30-21:00", "fri 16:00-21:00")),
        "mon,wed,fri 18:00-21:00",
    ),
    _Track(
        "adolescent", 300, 9, "teen-iop", ("t5", "t6"),
        (("mon-fri 15:00-19:00",), ("mon-fri 15:00-18:30",), ("mon-fri 15:15-19:30",)),
        "mon,wed,fri 15:30-18:00",
    ),
)  # fmt: skip


def _people(track: _Track, random: Random) -> list[Patient]:
    people = []
    for number in range(1, track.size + 1):
        code = f"P-{track.prefix + number}"
        windows = random.choice(track.windows)
        therapist = track.therapists[number % len(track.therapists)]
        if code == FULL:
            windows, therapist = ("mon,tue,wed 18:00-21:00",), "t1"
        people.append(
            Patient(
                id=code,
                level=track.level,
                track=track.name,
                language="en",
                available=tuple(w for text in windows for w in parse_windows(text)),
                prefers=parse_windows(track.prefers) if code != FULL else (),
                therapist=therapist,
                prescriber="rx1",
                band="adolescent" if track.name == "adolescent" else "adult",
            )
        )
    return people


_ROOMS = (
    Room("room-1", "group", 12, frozenset({"step-free", "video"})),
    Room("room-2", "group", 12, frozenset({"step-free"})),
    Room("room-3", "group", 10),
    Room("office-1", "office", 4),
    Room("office-2", "office", 4),
    Room("office-3", "office", 3),
)


def _therapist(code: str, name: str, services: str, tracks: str, pause: str, *windows: str) -> Therapist:
    available: tuple[Window, ...] = tuple(w for text in windows for w in parse_windows(text))
    return Therapist(
        id=code,
        name=name,
        services=frozenset(services.split()),
        tracks=frozenset(tracks.split()),
        languages=frozenset({"en"}),
        available=available,
        max_hours_day=8,
        max_hours_week=36,
        pause=Break(30, parse_range(pause)),
    )


_LATE = ("15:00-18:00", "mon-fri 13:00-21:00")  # break, hours
_EARLY = ("11:00-14:00", "mon-fri 08:00-16:30")
_MIDDAY = ("12:00-15:00", "mon-fri 10:00-18:30")
_LONG = ("13:00-15:30", "mon-fri 12:30-21:00")
_TALK = "individual family review"
_BOTH = "adult-day adult-evening"
_THERAPISTS = (
    _therapist("t1", "J. O., LMFT", f"process psychoeducation {_TALK}", _BOTH, *_LATE),
    _therapist("t2", "M. A., LCSW", f"process psychoeducation skills {_TALK}", _BOTH, *_LATE),
    _therapist("t3", "S. K., LPC", f"process psychoeducation skills {_TALK}", _BOTH, *_EARLY),
    _therapist("t4", "D. R., LCSW", f"process psychoeducation skills {_TALK}", _BOTH, *_EARLY),
    _therapist("t5", "L. T., LPC", f"process skills {_TALK}", f"{_BOTH} adolescent", *_MIDDAY),
    _therapist("t6", "P. N., LMFT", f"process skills {_TALK}", f"{_BOTH} adolescent", *_LONG),
    _therapist(
        "rx1", "H. V., PMHNP", "medication", f"{_BOTH} adolescent",
        "13:00-15:00", "mon 12:00-20:00", "tue 10:00-18:00", "thu 12:00-20:00",
    ),
)  # fmt: skip


def _group(
    code: str, service: str, track: str, starts: str, curriculum: str, most: int = 12, runs: int | None = None
) -> Group:
    return Group(
        id=code,
        service=service,
        minutes=60,
        size=Size(3, most),
        track=track,
        band="adolescent" if track == "adolescent" else "adult",
        language="en",
        second_leader_above=8,
        starts=parse_starts(starts),
        max_per_week=runs,
        curriculum=curriculum or None,
    )


_GROUPS = (
    _group("day-process", "process", "adult-day", "mon-fri 09:00", "open-process"),
    _group("day-education", "psychoeducation", "adult-day", "mon-fri 10:00", "getting-steady"),
    _group("day-skills", "skills", "adult-day", "mon-fri 11:15", ""),
    _group(
        "evening-education", "psychoeducation", "adult-evening", "mon-fri 18:00", "getting-steady", runs=5
    ),
    _group("evening-process", "process", "adult-evening", "mon-fri 19:00", "open-process", runs=5),
    _group("evening-skills", "skills", "adult-evening", "mon-fri 20:00", ""),
    _group("teen-process", "process", "adolescent", "mon-fri 15:30", "open-process", 10),
    _group("teen-skills", "skills", "adolescent", "mon-fri 16:30", "", 10),
)

_LEVELS = (
    Level(
        "iop",
        Prescription(
            days=3, hours_min=9, hours_max=19, day_hours_max=6, max_gap=15, once_a_day=True,
            services={"process": 180, "psychoeducation": 180, "skills": 180},
            appointments=(
                Appointment("individual", 60), Appointment("medication", 30, every_weeks=4, telehealth=True),
            ),
        ),
    ),
    Level(
        "teen-iop",
        Prescription(
            days=3, hours_min=6, hours_max=15, day_hours_max=4, max_gap=15, once_a_day=True,
            services={"process": 180, "skills": 180},
            appointments=(Appointment("family", 60, every_weeks=2), Appointment("individual", 30)),
        ),
    ),
)  # fmt: skip
