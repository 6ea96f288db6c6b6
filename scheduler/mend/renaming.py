"""From counts to names, with everything as it was where the counts allow it.

A session keeps its members, leaders and room, an appointment its therapist and room; only what has to be
different is. Of parallel copies the one that loses least keeps a place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from attrs import define, field, frozen

from scheduler.facts import Item
from scheduler.mend.ahead import Rest
from scheduler.program.candidates import Candidates
from scheduler.program.plan import Plan
from scheduler.program.possible import Ints
from scheduler.search import naming
from scheduler.search.naming import CannotSplit, Copy
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import DAY, Span

__all__ = ["CannotSplit", "renamed"]


def renamed(rest: Rest, plan: Plan, was: Timetable) -> Timetable:
    """What `plan` has ahead, named after `was`. Raises CannotSplit when people cannot be divided."""
    found = rest.found
    needs = [*_sessions(rest, plan, was), *_bookings(rest, plan, was)]
    rooms = _Rooms(rest)
    rooms.give(needs)
    sessions = tuple(sorted(n.session(found) for n in needs if n.copy is not None))
    bookings = sorted((n.booking() for n in needs if n.booked is not None), key=lambda b: (b.span, b.patient))
    clinic = rest.begun.timetable.clinic
    return Timetable(clinic, rest.begun.week, sessions, tuple(bookings))


@define(eq=False)
class _Need:
    """A session or an appointment with everything but its room; `liked` is the room it had."""

    span: Span
    rooms: int  # class of rooms, -1: none
    liked: str | None
    key: int = -1
    copy: Copy | None = None
    booked: Booking | None = None
    room: str | None = None

    def session(self, found: Candidates) -> Session:
        assert self.copy is not None
        clinic = found.clinic
        leaders = tuple(sorted(clinic.therapists[t].id for t in self.copy.led_by))
        members = tuple(sorted(clinic.patients[p].id for p in self.copy.members))
        group = clinic.groups[found.keys.group[self.key]].id
        return Session(*self.span, group, self.room, leaders, members)

    def booking(self) -> Booking:
        b = self.booked
        assert b is not None
        return Booking(b.start, b.end, b.service, b.patient, b.therapist, self.room)


# -- sessions -----------------------------------------------------------------------------------------


def _sessions(rest: Rest, plan: Plan, was: Timetable) -> Iterable[_Need]:
    found, past = rest.found, rest.past
    members = _by_key(found.attendances.key, found.attendances.patient, plan.attendances)
    leaders = _by_key(found.leads.key, found.leads.therapist, plan.leads)
    stood: dict[tuple[int, int], list[Session]] = defaultdict(list)
    for session in was.sessions:
        stood[found.possible.group_index[session.group], session.start].append(session)
    by_key: dict[int, list[Copy]] = defaultdict(list)
    kinds = found.kinds
    for kind in np.nonzero((plan.kinds > 0) & ~past["kinds"])[0].tolist():
        low, high, seats, lead = (int(c[kind]) for c in (kinds.low, kinds.high, kinds.seats, kinds.leaders))
        copies = [Copy(kind, low, high, seats, lead) for _ in range(int(plan.kinds[kind]))]
        by_key[int(kinds.key[kind])] += copies
    for key, copies in sorted(by_key.items()):
        old = stood.get((int(found.keys.group[key]), int(found.keys.start[key])), [])
        names = _Key(found, key, copies, members.get(key, []), leaders.get(key, []), old)
        span = int(found.keys.start[key]), int(found.keys.end[key])
        for copy, stood_here in names.filled():
            room = stood_here.room if stood_here is not None else None
            yield _Need(span, int(kinds.rooms[copy.kind]), room, key, copy)


def _by_key(key: Ints, who: Ints, chosen: Ints) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for row in np.nonzero(chosen)[0].tolist():
        found[int(key[row])].append(int(who[row]))
    return found


@frozen(eq=False)
class _Key:
    """The copies that run at one key, who is to be in them, and the sessions that stood there."""

    found: Candidates
    key: int
    copies: list[Copy]
    members: list[int]
    leaders: list[int]
    old: list[Session]

    def filled(self) -> list[tuple[Copy, Session | None]]:
        """Every copy with its people, and the session whose place it takes."""
        pairs = self._paired()
        if any(self.found.kinds.pin[copy.kind] >= 0 for copy in self.copies) or not self._seated(pairs):
            for copy in self.copies:
                copy.members, copy.led_by, copy.on_site = [], [], 0
            naming.seat(self.found, self.key, self.copies, self.members)
            naming.give_leaders(self.found, self.copies, self.leaders)
            return pairs
        self._led(pairs)
        return pairs

    def _paired(self) -> list[tuple[Copy, Session | None]]:
        """Each copy with the session most like it: same kind of room, as many leaders, most members."""
        left, pairs = list(self.old), []
        for copy in self.copies:
            session = max(left, key=lambda s: self._likeness(copy, s), default=None)
            if session is not None:
                left.remove(session)
            pairs.append((copy, session))
        return pairs

    def _likeness(self, copy: Copy, session: Session) -> tuple[bool, bool, int]:
        classes, place = self.found.room_classes, int(self.found.kinds.rooms[copy.kind])
        rooms = [self.found.clinic.rooms[r].id for r in classes[place].rooms] if place >= 0 else [None]
        return session.room in rooms, len(session.leaders) == copy.leaders, len(session.members)

    def _seated(self, pairs: list[tuple[Copy, Session | None]]) -> bool:
        """Whether everybody finds a seat when those who were here keep theirs as far as there is room."""
        patients = self.found.possible.patient_index
        group = self.found.clinic.groups[self.found.keys.group[self.key]]
        here, left = set(self.members), list(self.members)
        apart = naming.apart_here(self.found, self.members, len(self.copies))
        for copy, session in pairs:
            for name in session.members if session is not None else ():
                member = patients.get(name, -1)
                if member in here and copy.takes(
                    member, naming.on_site(self.found, group, member), apart.get(member, frozenset())
                ):
                    naming.put(self.found, group, copy, member)
                    left.remove(member)
        return naming.fill(self.found, group, self.copies, left, apart)

    def _led(self, pairs: list[tuple[Copy, Session | None]]) -> None:
        index, left = self.found.possible.therapist_index, list(self.leaders)
        for copy, session in pairs:
            stay = [index[t] for t in (session.leaders if session is not None else ()) if t in index]
            copy.led_by = [t for t in stay if t in left][: copy.leaders]
            left = [t for t in left if t not in copy.led_by]
        for copy, _ in pairs:
            more = copy.leaders - len(copy.led_by)
            copy.led_by += left[:more]
            left = left[more:]


# -- appointments -------------------------------------------------------------------------------------


def _bookings(rest: Rest, plan: Plan, was: Timetable) -> Iterable[_Need]:
    """Every appointment ahead, with the therapist it had where that one still steps in at its time."""
    found = rest.found
    had = {(b.patient, b.service, b.start): b for b in was.appointments}
    cover: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in np.nonzero(plan.covers)[0].tolist():
        cover[int(found.covers.circle[row]), int(found.covers.start[row])].append(
            int(found.covers.therapist[row])
        )
    uses: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in np.nonzero(plan.uses * ~rest.past["uses"])[0].tolist():
        times = int(plan.uses[row])
        uses[int(found.uses.need[row]), int(found.uses.start[row])] += [int(found.uses.rooms[row])] * times
    rows = np.nonzero((plan.bookings > 0) & ~rest.past["bookings"])[0].tolist()
    staff = _staff(found, rows, cover, had)
    class_of = {found.clinic.rooms[r].id: c for c, k in enumerate(found.room_classes) for r in k.rooms}
    named = [(row, _named(found, row, staff[row])) for row in rows]
    liked = {row: old.room for row, b in named if (old := had.get((b.patient, b.service, b.start)))}
    # those whose room is of a class in use at their start go first
    for row, booking in sorted(named, key=lambda pair: pair[0] not in liked):
        need = int(found.need_of[found.bookings.demand[row]])
        if need < 0:
            yield _Need(booking.span, -1, None, booked=booking)
            continue
        places = uses[need, booking.start]
        place = class_of.get(liked.get(row) or "", -1)
        chosen = place if place in places else places[0]
        places.remove(chosen)
        yield _Need(booking.span, chosen, liked.get(row), booked=booking)


def _named(found: Candidates, row: int, therapist: int) -> Booking:
    demand = found.demands[int(found.bookings.demand[row])]
    start = int(found.bookings.start[row])
    return Booking(
        start,
        start + demand.minutes,
        demand.appointment.service,
        found.clinic.patients[demand.patient].id,
        found.clinic.therapists[therapist].id if therapist >= 0 else None,
        None,
    )


def _staff(
    found: Candidates,
    rows: list[int],
    cover: dict[tuple[int, int], list[int]],
    had: dict[tuple[str, str, int], Booking],
) -> dict[int, int]:
    """The therapist of each chosen booking: as it was, else the patient's own, else whoever is left."""
    index, given, away = found.possible.therapist_index, dict[int, int](), []
    for row in rows:
        demand = found.demands[int(found.bookings.demand[row])]
        if found.bookings.own[row]:
            given[row] = demand.own
        else:
            away.append(row)
    for choice in (_before, _primary, _anybody):
        for row in [row for row in away if row not in given]:
            d, start = int(found.bookings.demand[row]), int(found.bookings.start[row])
            waiting = cover[int(found.circle_of[d]), start]
            demand = found.demands[d]
            old = had.get((found.clinic.patients[demand.patient].id, demand.appointment.service, start))
            wish = choice(waiting, index.get((old.therapist if old else None) or "", -1), demand.own)
            if wish in waiting:
                waiting.remove(wish)
                given[row] = wish
    return given


def _before(waiting: list[int], before: int, own: int) -> int:
    return before


def _primary(waiting: list[int], before: int, own: int) -> int:
    return own


def _anybody(waiting: list[int], before: int, own: int) -> int:
    return waiting[0] if waiting else -1


# -- rooms --------------------------------------------------------------------------------------------


@define(eq=False)
class _Rooms:
    """Rooms by name: everybody keeps theirs; where that leaves somebody without, a day is dealt out anew."""

    rest: Rest
    busy: dict[str, list[Span]] = field(factory=lambda: defaultdict(list))

    def __attrs_post_init__(self) -> None:
        known, now = self.rest.begun.known, self.rest.begun.now
        items: list[Item] = [*known.sessions, *known.appointments]
        for item in items:
            if item.room is not None and item.end > now:
                self.busy[item.room].append(item.span)

    def give(self, needs: list[_Need]) -> None:
        """Name the rooms of all needs; counts by class are known to suffice."""
        by_class: dict[tuple[int, int], list[_Need]] = defaultdict(list)
        for need in needs:
            if need.rooms >= 0:
                by_class[need.rooms, need.span[0] // DAY].append(need)
        for (place, _), mine in by_class.items():
            names = [self.rest.found.clinic.rooms[r].id for r in self.rest.found.room_classes[place].rooms]
            if not self._kept(mine, names):
                self._dealt(mine, names)

    def _kept(self, needs: list[_Need], names: list[str]) -> bool:
        """Everybody in their own room, the others where one is free all the time."""
        taken: dict[str, list[Span]] = {name: list(self.busy[name]) for name in names}
        waiting = []
        for need in needs:
            if need.liked in taken and _free(taken[need.liked], need.span):
                need.room = need.liked
                taken[need.liked].append(need.span)
            else:
                waiting.append(need)
        for need in sorted(waiting, key=lambda n: n.span):
            need.room = next((name for name in names if _free(taken[name], need.span)), None)
            if need.room is None:
                return False
            taken[need.room].append(need.span)
        return True

    def _dealt(self, needs: list[_Need], names: list[str]) -> None:
        """First come, first served, which never runs out; one's own room if it is free."""
        taken = {name: list(self.busy[name]) for name in names}
        for need in sorted(needs, key=lambda n: n.span):
            free = [name for name in names if _free(taken[name], need.span)]
            need.room = need.liked if need.liked in free else free[0]
            taken[need.room].append(need.span)


def _free(taken: list[Span], span: Span) -> bool:
    return all(end <= span[0] or span[1] <= start for start, end in taken)
