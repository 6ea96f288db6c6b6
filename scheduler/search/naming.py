"""From counts to names and back: which copy a member sits in, which room, which leader.

`timetable` names the sessions and rooms of a plan; `plan_of` counts those of a timetable. Within one class
of rooms first come, first served never runs out (interval graphs), so naming rooms cannot fail; parallel
copies of a group with people to keep apart can, and then `timetable` raises `CannotSplit`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
from attrs import define, field, frozen

from scheduler.clinic import Group
from scheduler.program.candidates import Candidates
from scheduler.program.plan import Plan
from scheduler.program.possible import Ints, Meeting
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import DAY, Span


@frozen
class CannotSplit(Exception):
    """The people (indices) at a key cannot be divided into the sessions that run there."""

    key: int
    members: tuple[int, ...]


@define(eq=False)
class Copy:
    """One session of a key while its members are seated."""

    kind: int
    low: int
    high: int
    seats: int
    leaders: int
    members: list[int] = field(factory=list)
    on_site: int = 0
    led_by: list[int] = field(factory=list)

    def takes(self, member: int, on_site: bool, apart: frozenset[int]) -> bool:
        room = len(self.members) < self.high and (not on_site or self.on_site < self.seats)
        return room and not apart.intersection(self.members)


@frozen(eq=False)
class _Slot:
    """Something that needs a room of one class: filled in when its class is coloured."""

    start: int
    end: int
    rooms: int
    what: tuple[str, int]


def timetable(found: Candidates, plan: Plan) -> Timetable:
    """Name everything in `plan`. Raises CannotSplit."""
    copies = list(_copies(found, plan))
    bookings = list(_bookings(found, plan))
    slots = [
        _Slot(
            int(found.keys.start[key]), int(found.keys.end[key]), int(found.kinds.rooms[copy.kind]), ("s", i)
        )
        for i, (key, copy) in enumerate(copies)
    ] + [_Slot(b.start, b.end, rooms, ("b", i)) for i, (b, rooms) in enumerate(bookings)]
    room = _rooms(found, slots)
    sessions = (_session(found, key, copy, room.get(("s", i))) for i, (key, copy) in enumerate(copies))
    booked = (
        Booking(b.start, b.end, b.service, b.patient, b.therapist, room.get(("b", i)))
        for i, (b, _) in enumerate(bookings)
    )
    clinic = found.clinic
    return Timetable(clinic.name, found.week, tuple(sorted(sessions)), tuple(sorted(booked, key=_order)))


def _span(found: Candidates, key: int) -> Span:
    return int(found.keys.start[key]), int(found.keys.end[key])


def _order(booking: Booking) -> tuple[int, int, str, str]:
    return booking.start, booking.end, booking.service, booking.patient


def _session(found: Candidates, key: int, copy: Copy, room: str | None) -> Session:
    clinic = found.clinic
    return Session(
        int(found.keys.start[key]),
        int(found.keys.end[key]),
        clinic.groups[found.keys.group[key]].id,
        room,
        tuple(sorted(clinic.therapists[t].id for t in copy.led_by)),
        tuple(sorted(clinic.patients[p].id for p in copy.members)),
    )


def _rooms(found: Candidates, slots: list[_Slot]) -> dict[tuple[str, int], str]:
    """Colour the intervals of each room class, earliest first."""
    named: dict[tuple[str, int], str] = {}
    free_at: dict[int, int] = {}
    for slot in sorted(slots, key=lambda s: (s.start, s.end, s.what)):
        if slot.rooms < 0:
            continue
        for room in found.room_classes[slot.rooms].rooms:
            if free_at.get(room, 0) <= slot.start:
                free_at[room] = slot.end
                named[slot.what] = found.clinic.rooms[room].id
                break
    return named


def _copies(found: Candidates, plan: Plan) -> Iterator[tuple[int, Copy]]:
    """Every session with its members and leaders, key by key."""
    members, leaders = (
        _by_key(found.attendances.key, found.attendances.patient, plan.attendances),
        _by_key(found.leads.key, found.leads.therapist, plan.leads),
    )
    kinds = found.kinds
    by_key: dict[int, list[Copy]] = defaultdict(list)
    for kind in np.nonzero(plan.kinds)[0]:
        for _ in range(int(plan.kinds[kind])):
            low, high, seats, lead = (
                int(column[kind]) for column in (kinds.low, kinds.high, kinds.seats, kinds.leaders)
            )
            by_key[int(kinds.key[kind])].append(Copy(int(kind), low, high, seats, lead))
    for key, copies in sorted(by_key.items()):
        seat(found, key, copies, members.get(key, []))
        give_leaders(found, copies, leaders.get(key, []))
        for copy in copies:
            yield key, copy


def _by_key(key: Ints, who: Ints, chosen: Ints) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row in np.nonzero(chosen)[0]:
        found[int(key[row])].append(int(who[row]))
    return found


def _pin(found: Candidates, copy: Copy) -> Meeting | None:
    pin = int(found.kinds.pin[copy.kind])
    return None if pin < 0 else found.possible.meetings[pin]


def give_leaders(found: Candidates, copies: list[Copy], leaders: list[int]) -> None:
    """Divide the leaders at a key: to the pinned sessions theirs, then in order."""
    left = list(leaders)
    for copy in copies:
        pin = _pin(found, copy)
        if pin is not None:
            copy.led_by = [found.possible.therapist_index[leader] for leader in pin.leaders]
            left = [leader for leader in left if leader not in copy.led_by]
    for copy in copies:
        more = copy.leaders - len(copy.led_by)
        copy.led_by += left[:more]
        left = left[more:]


def seat(found: Candidates, key: int, copies: list[Copy], members: list[int]) -> None:
    """Divide the members at a key: the pinned, then those with somebody to avoid, then the rest."""
    index = found.possible.patient_index
    group = found.clinic.groups[found.keys.group[key]]
    fixed: dict[int, Copy] = {}
    for copy in copies:
        pin = _pin(found, copy)
        if pin is not None:
            fixed |= {index[member]: copy for member in pin.members}
    apart = apart_here(found, members, len(copies))
    order = sorted(
        (m for m in members if m not in fixed),
        key=lambda m: (-len(apart.get(m, ())), not on_site(found, group, m)),
    )
    for member, copy in fixed.items():
        put(found, group, copy, member)
    if not fill(found, group, copies, order, apart):
        raise CannotSplit(key, tuple(members))


def apart_here(found: Candidates, members: list[int], copies: int) -> dict[int, frozenset[int]]:
    """Whom of `members` each of them has to avoid; nobody where only one session runs."""
    return {m: avoids(found, m) & frozenset(members) for m in members} if copies > 1 else {}


def put(found: Candidates, group: Group, copy: Copy, member: int) -> None:
    """Give a member a seat."""
    copy.members.append(member)
    copy.on_site += int(on_site(found, group, member))


def fill(
    found: Candidates, group: Group, copies: list[Copy], order: list[int], apart: dict[int, frozenset[int]]
) -> bool:
    """Seat `order` one by one, trying the emptiest copies first and going back where people clash."""
    if not order:
        return all(copy.low <= len(copy.members) for copy in copies)
    member, rest = order[0], order[1:]
    avoid, here = apart.get(member, frozenset()), on_site(found, group, member)
    short = sum(max(copy.low - len(copy.members), 0) for copy in copies)
    for copy in sorted(copies, key=lambda c: (len(c.members) >= c.low, len(c.members) - c.low)):
        if short > len(order) or (short == len(order) and len(copy.members) >= copy.low):
            return False
        if not copy.takes(member, here, avoid):
            continue
        put(found, group, copy, member)
        if fill(found, group, copies, rest, apart):
            return True
        copy.members.pop()
        copy.on_site -= int(here)
        if not any(apart.get(m) for m in order) and group.telehealth != "hybrid":
            return False
    return False


def avoids(found: Candidates, member: int) -> frozenset[int]:
    """Whom a patient is kept apart from, whichever of the two says so."""
    return found.possible.apart.get(member, frozenset())


def on_site(found: Candidates, group: Group, member: int) -> bool:
    """Whether a member of a group is in the building."""
    return not group.telehealth or (group.telehealth == "hybrid" and not found.clinic.patients[member].remote)


def _bookings(found: Candidates, plan: Plan) -> Iterator[tuple[Booking, int]]:
    """Every appointment with its therapist, not yet named room, and the class of its room (-1: none)."""
    stand_ins: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in np.nonzero(plan.covers)[0].tolist():
        circle, start = int(found.covers.circle[row]), int(found.covers.start[row])
        stand_ins[circle, start].append(int(found.covers.therapist[row]))
    rooms: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in np.nonzero(plan.uses)[0].tolist():
        need, start = int(found.uses.need[row]), int(found.uses.start[row])
        rooms[need, start] += [int(found.uses.rooms[row])] * int(plan.uses[row])
    given = _given(found, plan, stand_ins)
    for row, therapist in given.items():
        d, start = int(found.bookings.demand[row]), int(found.bookings.start[row])
        demand = found.demands[d]
        need = int(found.need_of[d])
        place = rooms[need, start].pop() if need >= 0 else -1
        yield (
            Booking(
                start,
                start + demand.minutes,
                demand.appointment.service,
                found.clinic.patients[demand.patient].id,
                found.clinic.therapists[therapist].id if therapist >= 0 else None,
                None,
            ),
            place,
        )


def _given(found: Candidates, plan: Plan, stand_ins: dict[tuple[int, int], list[int]]) -> dict[int, int]:
    """The therapist (-1: none) of each chosen booking: the patient's own wherever possible."""
    given, others = {}, []
    for row in np.nonzero(plan.bookings)[0].tolist():
        d = int(found.bookings.demand[row])
        own = found.demands[d].own
        waiting = stand_ins[int(found.circle_of[d]), int(found.bookings.start[row])]
        if found.bookings.own[row]:
            given[row] = own
        elif own in waiting:
            waiting.remove(own)
            given[row] = own
        else:
            others.append((row, waiting))
    return given | {row: waiting.pop(0) for row, waiting in others}


def plan_of(found: Candidates, given: Timetable) -> Plan:
    """Count `given` in terms of `found`; whatever is no candidate is left out.

    The result need not be valid when something was left out or `given` was not valid.
    """
    plan, counter = Plan.empty(found), _Counter(found)
    for session in given.sessions:
        counter.session(plan, session)
    for booking in given.appointments:
        counter.booking(plan, booking)
    _choose_pauses(found, plan)
    return plan


class _Counter:
    """Row numbers of candidates by what they stand for."""

    def __init__(self, found: Candidates) -> None:
        self.found, possible, keys = found, found.possible, found.keys
        self.patients, self.therapists = possible.patient_index, possible.therapist_index
        self.class_of = {
            found.clinic.rooms[room].id: c
            for c, rooms in enumerate(found.room_classes)
            for room in rooms.rooms
        }
        names = [group.id for group in found.clinic.groups]
        self.keys = {
            (names[g], int(s)): k for k, (g, s) in enumerate(zip(keys.group, keys.start, strict=True))
        }
        self.attendances = _rows(found.attendances.patient, found.attendances.key)
        self.leads = _rows(found.leads.therapist, found.leads.key)
        self.bookings = _rows(found.bookings.demand, found.bookings.start, found.bookings.own.astype(int))
        self.covers = _rows(found.covers.therapist, found.covers.circle, found.covers.start)
        self.uses = _rows(found.uses.need, found.uses.rooms, found.uses.start)
        self.kinds: dict[int, list[int]] = defaultdict(list)
        for kind, key in enumerate(found.kinds.key):
            self.kinds[int(key)].append(kind)
        self.demands: dict[tuple[str, str], list[int]] = defaultdict(list)
        for d, demand in enumerate(found.demands):
            self.demands[possible.patient(demand).id, demand.appointment.service].append(d)
        self.pinned: set[int] = set()
        self.booked: dict[int, int] = defaultdict(int)

    def session(self, plan: Plan, session: Session) -> None:
        key = self.keys.get((session.group, session.start))
        if key is None:
            return
        members = [self.attendances.get((self.patients.get(m, -1), key)) for m in session.members]
        rows = [row for row in members if row is not None and not plan.attendances[row]]
        kind = self._kind(key, session, len(rows))
        if kind is None:
            return
        plan.kinds[kind] += 1
        plan.attendances[rows] = 1
        for leader in session.leaders:
            row = self.leads.get((self.therapists.get(leader, -1), key))
            if row is not None:
                plan.leads[row] = 1

    def _kind(self, key: int, session: Session, members: int) -> int | None:
        kinds, rooms = self.found.kinds, self.class_of.get(session.room or "", -1)
        fitting = [
            kind
            for kind in self.kinds[key]
            if kinds.rooms[kind] == rooms
            and kinds.low[kind] <= members <= kinds.high[kind]
            and kinds.leaders[kind] == len(session.leaders)
        ]
        meetings = self.found.possible.meetings
        pinned = [(int(kinds.pin[kind]), kind) for kind in fitting if kinds.pin[kind] >= 0]
        for pin, kind in sorted(pinned, key=lambda found: -len(meetings[found[0]].pins)):
            if pin not in self.pinned and _holds(meetings[pin], session):
                self.pinned.add(pin)
                return kind
        return next((kind for kind in fitting if kinds.pin[kind] < 0), None)

    def booking(self, plan: Plan, booking: Booking) -> None:
        therapist = self.therapists.get(booking.therapist or "", -1)
        rooms = self.class_of.get(booking.room or "", -1)
        for d in self.demands[booking.patient, booking.service]:
            demand = self.found.demands[d]
            own = therapist == demand.own
            row = self.bookings.get((d, booking.start, int(own)))
            if row is None or self.booked[d] >= demand.times:
                continue
            cover = None if own else self.covers.get((therapist, int(self.found.circle_of[d]), booking.start))
            need = int(self.found.need_of[d])
            use = self.uses.get((need, rooms, booking.start))
            if (not own and cover is None) or (need >= 0 and use is None):
                continue
            self.booked[d] += 1
            plan.bookings[row] = 1
            if cover is not None:
                plan.covers[cover] = 1
            if need >= 0:
                plan.uses[use] += 1
            return


def _holds(pin: Meeting, session: Session) -> bool:
    return (
        pin.room in (None, session.room)
        and set(pin.leaders) <= set(session.leaders)
        and set(pin.members) <= set(session.members)
    )


def _rows(*columns: Ints) -> dict[tuple[int, ...], int]:
    return {key: row for row, key in enumerate(zip(*(column.tolist() for column in columns), strict=True))}


def _choose_pauses(found: Candidates, plan: Plan) -> None:
    """For each therapist and day the first break that nothing else touches."""
    from scheduler.program.candidates import staff_items

    staff = staff_items(found)
    chosen = np.zeros(len(staff), dtype=bool)
    for table, values in enumerate((plan.leads, plan.bookings, plan.covers)):
        mine = staff.table == table
        chosen[mine] = values[staff.row[mine]] > 0
    busy = staff.take(chosen)
    done: set[tuple[int, int]] = set()
    pauses = found.pauses
    for row in range(len(pauses)):
        t, start, end = int(pauses.therapist[row]), int(pauses.start[row]), int(pauses.end[row])
        if (t, start // DAY) in done:
            continue
        if not ((busy.therapist == t) & (busy.start < end) & (start < busy.end)).any():
            plan.pauses[row] = 1
            done.add((t, start // DAY))
