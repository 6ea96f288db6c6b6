"""What could be placed: every (patient, group, start), (appointment, start), leader, room use and break
that survives narrowing.

Each family is a table: equal-length arrays, a row for each candidate. A *key* is a (group, start) at which
sessions may run; keys keep their numbers when tables are cut down with `keep`, so that a small part of a
week is again a `Candidates`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property
from typing import TypeVar

import numpy as np
from attrs import evolve, fields, frozen
from numpy.typing import NDArray

from scheduler.clinic import Clinic, room_spans
from scheduler.possible import Demand, Ints, Mask, Possible
from scheduler.week import DAY, Week, joined

NOBODY = -1
Table = TypeVar("Table", bound="Rows")


@frozen(eq=False)
class Rows:
    """A table of candidates: every field is an array with one entry a row."""

    def __len__(self) -> int:
        return len(getattr(self, fields(type(self))[0].name))

    def take(self: Table, rows: NDArray[np.generic]) -> Table:
        """The same table with only `rows` (indices or a mask)."""
        return evolve(self, **{f.name: getattr(self, f.name)[rows] for f in fields(type(self))})


@frozen(eq=False)
class Keys(Rows):
    """(group, start) at which sessions of a group may run; `end` in minutes of the week."""

    group: Ints
    start: Ints
    end: Ints


@frozen(eq=False)
class Attendances(Rows):
    """A patient who could be in a session at a key."""

    patient: Ints
    key: Ints


@frozen(eq=False)
class Kinds(Rows):
    """How many sessions of one make run at a key: room class (-1: none), leaders, members allowed.

    `seats` limits members on site (a hybrid group may have more members than seats). `pin` is the index of
    the meeting that pins ask for (`Possible.meetings`), -1 for all others. At most `most` of them can run.
    """

    key: Ints
    rooms: Ints
    leaders: Ints
    low: Ints
    high: Ints
    seats: Ints
    pin: Ints
    most: Ints


@frozen(eq=False)
class Leads(Rows):
    """A therapist who could lead a session at a key."""

    therapist: Ints
    key: Ints


@frozen(eq=False)
class Bookings(Rows):
    """An appointment of a demand at a start; `own`: with the demand's own therapist (or needing none),
    otherwise with anybody of the demand's circle."""

    demand: Ints
    start: Ints
    own: Mask


@frozen(eq=False)
class Covers(Rows):
    """A therapist who takes an appointment of a circle (therapists interchangeable for it) at a start."""

    therapist: Ints
    circle: Ints
    start: Ints


@frozen(eq=False)
class Uses(Rows):
    """How many rooms of a class serve appointments with one room need at a start."""

    need: Ints
    rooms: Ints
    start: Ints


@frozen(eq=False)
class Pauses(Rows):
    """A possible break of a therapist on a day."""

    therapist: Ints
    start: Ints
    end: Ints


@frozen(eq=False)
class RoomClass:
    """Rooms that can stand for one another: same kind, capacity, features and hours."""

    rooms: tuple[int, ...]
    capacity: int


@frozen(eq=False)
class Candidates:
    """Everything that could be placed in one week of one clinic."""

    possible: Possible
    room_classes: tuple[RoomClass, ...]
    keys: Keys
    attendances: Attendances
    kinds: Kinds
    leads: Leads
    bookings: Bookings
    covers: Covers
    uses: Uses
    pauses: Pauses
    circle_of: Ints  # [D] circle of each demand, -1 when nobody else may step in
    circle_minutes: Ints  # [circles]
    need_of: Ints  # [D] room need of each demand, -1 when it needs none
    need_minutes: Ints  # [needs]

    @property
    def clinic(self) -> Clinic:
        return self.possible.clinic

    @property
    def week(self) -> Week:
        return self.possible.week

    @property
    def demands(self) -> tuple[Demand, ...]:
        return self.possible.demands

    def reachable(self, patient: int, service: str) -> int:
        """The most group minutes of a service, within the prescription, that whole sessions can add up to."""
        lengths = {
            group.minutes
            for g, group in enumerate(self.clinic.groups)
            if group.service == service and self.possible.attends[patient, g]
        }
        return _reachable(self.possible.prescriptions[patient].services.get(service, 0), frozenset(lengths))

    @cached_property
    def booked_patient(self) -> Ints:
        """The patient of each booking."""
        return self.possible.demand_patient[self.bookings.demand]

    @cached_property
    def booked_end(self) -> Ints:
        """When each booking ends."""
        return self.bookings.start + self.possible.demand_minutes[self.bookings.demand]

    def keep(self, **masks: NDArray[np.generic]) -> Candidates:
        """Only the given rows of the named tables; keys keep their numbers."""
        return evolve(self, **{name: getattr(self, name).take(rows) for name, rows in masks.items()})


def candidates(possible: Possible) -> Candidates:
    """Enumerate what `possible` leaves, dropping keys that can never run."""
    classes, class_of = _room_classes(possible)
    attends, leads, kinds, keys = _sessions(possible, classes, class_of)
    circle_of, circles = _circles(possible)
    need_of, needs = _needs(possible, class_of)
    bookings = _bookings(possible, class_of, needs, need_of)
    covers = _covers(possible, circles, circle_of, bookings)
    uses = _uses(possible, classes, needs, need_of, bookings)
    found = Candidates(
        possible=possible,
        room_classes=classes,
        keys=keys,
        attendances=attends,
        kinds=kinds,
        leads=leads,
        bookings=bookings,
        covers=covers,
        uses=uses,
        pauses=Pauses(*_ints([], 3)),
        circle_of=circle_of,
        circle_minutes=np.array([minutes for minutes, _ in circles], dtype=np.int64),
        need_of=need_of,
        need_minutes=np.array([minutes for minutes, _ in needs], dtype=np.int64),
    )
    return evolve(found, pauses=_pauses(found))


@cache
def _reachable(most: int, lengths: frozenset[int]) -> int:
    sums = {0}
    for minutes in lengths:
        sums |= {s + k * minutes for s in sums for k in range(1, (most - s) // minutes + 1)}
    return max(sums)


def _ints(rows: Iterable[tuple[int, ...]], width: int) -> tuple[Ints, ...]:
    """Columns of a list of tuples."""
    table = np.array(list(rows), dtype=np.int64).reshape(-1, width)
    return tuple(table[:, column] for column in range(width))


def _room_classes(possible: Possible) -> tuple[tuple[RoomClass, ...], Ints]:
    """Classes of interchangeable rooms and the class of each room; a room that a pin names stands alone."""
    clinic, pinned = possible.clinic, {pin.room for pin in possible.pins if pin.room}
    found: dict[tuple[object, ...], list[int]] = {}
    for index, room in enumerate(clinic.rooms):
        same = (
            room.kind,
            room.capacity,
            room.features,
            room_spans(room, clinic, possible.week),
            possible.seats[index].tobytes(),
            room.id if room.id in pinned else "",
        )
        found.setdefault(same, []).append(index)
    class_of = np.zeros(len(clinic.rooms), dtype=np.int64)
    for number, rooms in enumerate(found.values()):
        class_of[rooms] = number
    return tuple(RoomClass(tuple(r), clinic.rooms[r[0]].capacity) for r in found.values()), class_of


def _sessions(
    possible: Possible, classes: tuple[RoomClass, ...], class_of: Ints
) -> tuple[Attendances, Leads, Kinds, Keys]:
    """Group by group: the starts at which enough members, leaders and a room could meet."""
    first = np.array([c.rooms[0] for c in classes], dtype=np.int64)
    keys: list[tuple[int, int, int]] = []
    kinds: list[tuple[int, ...]] = []
    attends, leads = [], []
    owners = possible.patient_free, possible.staff_free, possible.room_free[first]
    lengths = {group.minutes for group in possible.clinic.groups}
    fitting = {minutes: [possible.fits(free, minutes) for free in owners] for minutes in lengths}
    for g, group in enumerate(possible.clinic.groups):
        patients, staff, free = fitting[group.minutes]
        present, staffed = patients & possible.attends[:, g, None], staff & possible.leads[:, g, None]
        if group.telehealth is True:
            rooms = np.zeros((0, len(possible.starts)), dtype=bool)
        else:
            rooms = free & possible.seats[first, g][:, None]
        runs = possible.group_starts[g] & (present.sum(0) >= max(group.size.min, 1))
        runs &= staffed.sum(0) >= group.leaders
        if group.telehealth is not True:
            runs &= rooms.any(0)
        for s in np.nonzero(runs)[0]:
            key, start = len(keys), int(possible.starts[s])
            makes = list(_makes(possible, g, key, start, rooms[:, s], classes))
            who, able = np.nonzero(present[:, s])[0], np.nonzero(staffed[:, s])[0]
            makes = [m for m in makes if m[2] <= len(able) and m[3] <= len(who)]
            if not makes:
                continue
            keys.append((g, start, start + group.minutes))
            kinds += [(*m, _most(m, len(who), classes)) for m in makes]
            attends.append(np.stack([who, np.full(len(who), key)]))
            if group.leaders or group.second_leader_above is not None or any(m[2] for m in makes):
                leads.append(np.stack([able, np.full(len(able), key)]))
    return (
        Attendances(*_sorted(attends)),
        Leads(*_sorted(leads)),
        Kinds(*_ints(kinds, 8)),
        Keys(*_ints(keys, 3)),
    )


def _sorted(blocks: list[NDArray[np.int64]]) -> tuple[Ints, Ints]:
    """Two-row blocks as two columns, sorted by the first, then the second."""
    if not blocks:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    table = np.concatenate(blocks, axis=1)
    order = np.lexsort((table[1], table[0]))
    return table[0][order], table[1][order]


def _makes(
    possible: Possible, g: int, key: int, start: int, rooms: Mask, classes: tuple[RoomClass, ...]
) -> Iterable[tuple[int, int, int, int, int, int, int]]:
    """(key, room class, leaders, low, high, seats, pin) of each kind of session that could run at a key."""
    group = possible.clinic.groups[g]
    places = (
        [(-1, group.size.max)]
        if group.telehealth is True
        else [(int(c), classes[c].capacity) for c in np.nonzero(rooms)[0]]
    )
    pinned = [(i, m) for i, m in enumerate(possible.meetings) if (m.group, m.start) == (g, start)]
    for place, seats in places:
        most = group.size.max if group.telehealth else min(group.size.max, seats)
        above = group.second_leader_above
        bands = [(group.leaders, group.size.min, most if above is None else min(above, most))]
        if above is not None:
            bands.append((group.leaders + 1, max(group.size.min, above + 1), most))
        for leaders, low, high in bands:
            if low > high:
                continue
            yield key, place, leaders, low, high, seats, NOBODY
            for i, meeting in pinned:
                room = possible.clinic.rooms[classes[place].rooms[0]].id if place >= 0 else None
                least = max(low, len(meeting.members))
                if meeting.room in (None, room) and least <= high:
                    yield key, place, max(leaders, len(meeting.leaders)), least, high, seats, i


def _most(make: tuple[int, ...], members: int, classes: tuple[RoomClass, ...]) -> int:
    if make[6] != NOBODY:
        return 1
    most = members // max(make[3], 1)
    return min(most, len(classes[make[1]].rooms)) if make[1] >= 0 else most


def _circles(possible: Possible) -> tuple[Ints, list[tuple[int, Ints]]]:
    """The circle of each demand (who may step in, for how long), and the circles."""
    found: dict[tuple[int, bytes], int] = {}
    circles: list[tuple[int, Ints]] = []
    circle_of = np.full(len(possible.demands), NOBODY)
    for d, demand in enumerate(possible.demands):
        who = possible.gives[:, d]
        if not demand.others or not who.any() or (demand.own >= 0 and who.sum() == int(who[demand.own])):
            continue
        same = demand.minutes, who.tobytes()
        if same not in found:
            found[same] = len(circles)
            circles.append((demand.minutes, np.nonzero(who)[0]))
        circle_of[d] = found[same]
    return circle_of, circles


def _needs(possible: Possible, class_of: Ints) -> tuple[Ints, list[tuple[int, Ints]]]:
    """The room need of each demand (minutes and room classes that would do), and the needs."""
    found: dict[tuple[int, tuple[int, ...]], int] = {}
    need_of = np.full(len(possible.demands), NOBODY)
    for d, demand in enumerate(possible.demands):
        if demand.appointment.telehealth:
            continue
        classes = tuple(int(c) for c in np.unique(class_of[possible.hosts[:, d]]))
        need_of[d] = found.setdefault((demand.minutes, classes), len(found))
    return need_of, [(minutes, np.array(c, dtype=np.int64)) for minutes, c in found]


def _bookings(possible: Possible, class_of: Ints, needs: list[tuple[int, Ints]], need_of: Ints) -> Bookings:
    rows: list[NDArray[np.int64]] = []
    patients: dict[int, Mask] = {}
    staff: dict[int, Mask] = {}
    rooms: dict[int, Mask] = {}
    first = _first_rooms(class_of)
    for d, demand in enumerate(possible.demands):
        m = demand.minutes
        if m not in patients:
            patients[m] = possible.fits(possible.patient_free, m)
            staff[m] = possible.fits(possible.staff_free, m)
            rooms[m] = possible.fits(possible.room_free[first], m)
        fits = patients[m][demand.patient] & possible.demand_starts[d]
        if need_of[d] >= 0:
            fits = fits & rooms[m][needs[need_of[d]][1]].any(0)
        who = staff[m] & possible.gives[:, d][:, None]
        mine = who[demand.own] if demand.own >= 0 else np.full(len(fits), not demand.appointment.staff)
        rows.append(_booking_rows(possible, d, fits & mine, True))
        if demand.others:
            others = who.sum(0) - (who[demand.own].astype(int) if demand.own >= 0 else 0)
            rows.append(_booking_rows(possible, d, fits & (others > 0), False))
    table = np.concatenate(rows, axis=1) if rows else np.zeros((3, 0), dtype=np.int64)
    return Bookings(table[0], table[1], table[2].astype(bool))


def _first_rooms(class_of: Ints) -> Ints:
    """One room of each class."""
    return np.unique(class_of, return_index=True)[1].astype(np.int64)


def _booking_rows(possible: Possible, d: int, fits: Mask, own: bool) -> NDArray[np.int64]:
    starts = possible.starts[fits]
    return np.stack([np.full(len(starts), d), starts, np.full(len(starts), int(own))])


def _covers(
    possible: Possible, circles: list[tuple[int, Ints]], circle_of: Ints, bookings: Bookings
) -> Covers:
    rows = []
    column = _column_of(possible)
    for circle, (minutes, who) in enumerate(circles):
        wanted = np.zeros(len(possible.starts), dtype=bool)
        mine = ~bookings.own & (circle_of[bookings.demand] == circle)
        wanted[column[bookings.start[mine]]] = True
        therapists, starts = np.nonzero(possible.fits(possible.staff_free[who], minutes) & wanted)
        rows.append(np.stack([who[therapists], np.full(len(starts), circle), possible.starts[starts]]))
    table = np.concatenate(rows, axis=1) if rows else np.zeros((3, 0), dtype=np.int64)
    return Covers(table[0], table[1], table[2])


def _uses(
    possible: Possible,
    classes: tuple[RoomClass, ...],
    needs: list[tuple[int, Ints]],
    need_of: Ints,
    bookings: Bookings,
) -> Uses:
    rows = []
    column = _column_of(possible)
    for need, (minutes, which) in enumerate(needs):
        wanted = np.zeros(len(possible.starts), dtype=bool)
        wanted[column[bookings.start[need_of[bookings.demand] == need]]] = True
        first = np.array([classes[c].rooms[0] for c in which], dtype=np.int64)
        at, starts = np.nonzero(possible.fits(possible.room_free[first], minutes) & wanted)
        rows.append(np.stack([np.full(len(starts), need), which[at], possible.starts[starts]]))
    table = np.concatenate(rows, axis=1) if rows else np.zeros((3, 0), dtype=np.int64)
    return Uses(table[0], table[1], table[2])


def _column_of(possible: Possible) -> Ints:
    """Minute of the week -> number of the grid start (0 where there is none)."""
    column = np.zeros(7 * DAY, dtype=np.int64)
    column[possible.starts] = np.arange(len(possible.starts))
    return column


def _pauses(found: Candidates) -> Pauses:
    """Breaks worth considering: at the start of `between` or right after something that could end inside it.

    Any break can be moved earlier until it touches one of these, so nothing is lost.
    """
    rows = []
    items = staff_items(found)
    for t, therapist in enumerate(found.clinic.therapists):
        if therapist.pause is None:
            continue
        ends = items.end[items.therapist == t]
        low, high = therapist.pause.between
        for day in range(7):
            windows = (w for w in joined(therapist.available) if w.day == day)
            if not any(w.start <= low and w.end >= high for w in windows):
                continue
            first, last = day * DAY + low, day * DAY + high - therapist.pause.minutes
            for start in np.unique(np.append(ends[(ends > first) & (ends <= last)], first)):
                rows.append((t, int(start), int(start) + therapist.pause.minutes))
    return Pauses(*_ints(rows, 3))


@frozen(eq=False)
class StaffItems(Rows):
    """Everything that could take a therapist's time: the table it comes from and the row there."""

    therapist: Ints
    start: Ints
    end: Ints
    table: Ints  # 0 leads, 1 own bookings, 2 covers
    row: Ints


def staff_items(found: Candidates) -> StaffItems:
    """Leads, own appointments and covers of all therapists in one table."""
    keys, leads, bookings, covers = found.keys, found.leads, found.bookings, found.covers
    owner = found.possible.demand_own[bookings.demand]
    own = np.nonzero(bookings.own & (owner >= 0))[0]
    cover_end = covers.start + found.circle_minutes[covers.circle]
    blocks = [
        (leads.therapist, keys.start[leads.key], keys.end[leads.key], 0, np.arange(len(leads))),
        (owner[own], bookings.start[own], found.booked_end[own], 1, own),
        (covers.therapist, covers.start, cover_end, 2, np.arange(len(covers))),
    ]
    columns = [np.concatenate([block[i] for block in blocks]) for i in (0, 1, 2)]
    table = np.concatenate([np.full(len(block[4]), block[3]) for block in blocks])
    return StaffItems(
        columns[0], columns[1], columns[2], table, np.concatenate([block[4] for block in blocks])
    )


def place(clinic: Clinic, week: Week) -> Candidates:
    """All candidates of `clinic` in `week` after every rule has narrowed them."""
    from scheduler.rules import RULES  # rules post to models, models stand on candidates

    possible = Possible.of(clinic, week)
    for rule in RULES:
        narrow = getattr(rule, "narrow", None)
        if narrow is not None:
            narrow(possible)
    return candidates(possible)
