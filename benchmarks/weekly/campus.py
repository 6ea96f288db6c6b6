"""A campus: closed rosters, rooms with features, few starts, an order, nobody who leads; planted.

Every session is a group of its own with `members`, a service of its own that exactly its members are
prescribed, half of the week's starts, and `max_per_week = 1`: what does not run is unmet for its members. A
week is laid out first (a start and a room for each session, people who are free then), and rooms' features,
starts and order are put around it, so that a timetable with nothing unmet exists; it is returned too.
"""

from __future__ import annotations

from random import Random

from attrs import field, frozen

from benchmarks.weekly.generate import WEEK
from scheduler.clinic import Clinic, Group, Level, Patient, Prescription, Room, Size
from scheduler.timetable import Session, Timetable
from scheduler.week import DAY, Start, Window

FEATURES = ("lab", "piano", "projector", "step-free")
CAPACITIES = (16, 20, 25, 25, 30)
FIRST_HOUR = 8
LENGTH = 60
UNEVEN = 8.0
"""How many sessions a week people's loads differ by, about."""


@frozen
class Scale:
    """How many people, sessions, rooms, days and starts a day; `roster` members at least and at most."""

    people: int = 500
    sessions: int = 400
    rooms: int = 10
    days: int = 5
    hours: int = 9
    roster: Size = field(factory=lambda: Size(10, 25))
    orders: int = 80

    @property
    def starts(self) -> tuple[int, ...]:
        """Minutes of the week."""
        return tuple(d * DAY + (FIRST_HOUR + h) * LENGTH for d in range(self.days) for h in range(self.hours))


FULL = Scale()
SMALL = Scale(people=40, sessions=30, rooms=3, days=3, hours=4, roster=Size(4, 8), orders=6)


def campus(seed: int, scale: Scale = FULL) -> tuple[Clinic, Timetable]:
    """A campus in which nothing need stay unmet, and the week that shows it."""
    rng = Random(f"campus {scale.sessions} {seed}")
    rooms = tuple(_room(rng, i, scale) for i in range(scale.rooms))
    laid = _laid(rng, scale, rooms)
    after = _orders(rng, scale, laid)
    seats = {room.id: room for room in rooms}
    groups = tuple(_group(rng, scale, s, seats[s.room or ""], after.get(s.group, ())) for s in laid)
    clinic = Clinic(
        name=f"Campus {seed}",
        timezone="America/Chicago",
        open=_windows(scale),
        rooms=rooms,
        groups=groups,
        levels=(Level("enrolled", Prescription()),),
        patients=tuple(_person(f"p{i}", scale, laid) for i in range(scale.people)),
    )
    return clinic, Timetable(clinic.name, WEEK, tuple(sorted(laid)))


def _room(rng: Random, number: int, scale: Scale) -> Room:
    """The first room seats the largest roster; features are rare enough to matter."""
    capacity = max(CAPACITIES) if number == 0 else rng.choice(CAPACITIES)
    features = frozenset(f for f in FEATURES if rng.random() < 0.5)
    return Room(f"r{number}", "group", max(capacity, scale.roster.min), features)


@frozen
class _Loads:
    """How many sessions everybody has, who is taken at which start, and who is asked to take part more."""

    count: list[int]
    bias: list[float]
    taken: set[tuple[int, int]] = field(factory=set)

    def enrol(self, rng: Random, start: int, size: int) -> list[int]:
        """The least busy people who are free at `start`."""
        free = [p for p in range(len(self.count)) if (p, start) not in self.taken]
        chosen = sorted(free, key=lambda p: self.count[p] + self.bias[p] + 2 * rng.random())[:size]
        for person in chosen:
            self.count[person] += 1
            self.taken.add((person, start))
        return sorted(chosen)


def _laid(rng: Random, scale: Scale, rooms: tuple[Room, ...]) -> list[Session]:
    """Sessions at different (start, room) with people who are free."""
    places = rng.sample([(start, room) for start in scale.starts for room in rooms], scale.sessions)
    loads = _Loads([0] * scale.people, [UNEVEN * rng.random() for _ in range(scale.people)])
    laid = []
    for number, (start, room) in enumerate(places):
        size = rng.randint(scale.roster.min, min(scale.roster.max, room.capacity))
        members = tuple(f"p{p}" for p in loads.enrol(rng, start, size))
        laid.append(Session(start, start + LENGTH, f"c{number}", room.id, (), tuple(sorted(members))))
    return laid


def _orders(rng: Random, scale: Scale, laid: list[Session]) -> dict[str, tuple[str, ...]]:
    """Pairs that share a member and that the planted week has in order: later group -> earlier ones."""
    pairs = [
        (one.group, other.group)
        for one in laid
        for other in laid
        if one.start < other.start and set(one.members) & set(other.members)
    ]
    found: dict[str, list[str]] = {}
    for earlier, later in rng.sample(pairs, min(scale.orders, len(pairs))):
        found.setdefault(later, []).append(earlier)
    return {later: tuple(sorted(earlier)) for later, earlier in found.items()}


def _group(rng: Random, scale: Scale, session: Session, room: Room, after: tuple[str, ...]) -> Group:
    others = [start for start in scale.starts if start != session.start]
    starts = sorted([session.start, *rng.sample(others, len(scale.starts) // 2 - 1)])
    wanted = sorted(room.features)
    return Group(
        id=session.group,
        service=f"course-{session.group}",
        minutes=LENGTH,
        size=scale.roster,
        leaders=0,
        max_per_week=1,
        room_features=frozenset(rng.sample(wanted, rng.randint(0, len(wanted)))),
        starts=tuple(Start(start // DAY, start % DAY) for start in starts),
        after=after,
        members=session.members,
    )


def _windows(scale: Scale) -> tuple[Window, ...]:
    first, last = FIRST_HOUR * LENGTH, (FIRST_HOUR + scale.hours) * LENGTH
    return tuple(Window(day, first, last) for day in range(scale.days))


def _person(name: str, scale: Scale, laid: list[Session]) -> Patient:
    services = {f"course-{s.group}": LENGTH for s in laid if name in s.members}
    return Patient(name, "enrolled", _windows(scale), own={"services": services})
