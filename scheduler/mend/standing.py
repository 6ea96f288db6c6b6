"""What of the week ahead still stands when a clinic has changed: a valid rest of the week, in a moment.

Sessions and appointments that cannot be as they were are left out, and then whatever that makes impossible: a
wait that became too long, a group that became too small. Nothing is moved and nobody steps in; that is
`repair`'s to find.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
from attrs import evolve, frozen

from scheduler.clinic import Group
from scheduler.facts import Facts, Item, Violation, label, patients_of, staff_of
from scheduler.mend.happened import Begun
from scheduler.program.possible import Mask, Possible
from scheduler.rules import (
    after,
    day_hours,
    days,
    gap,
    hours_ceiling,
    once_a_day,
    patient_once,
    prescription,
)
from scheduler.timetable import Booking, Session, Timetable

PERSONAL = (after, day_hours, days, gap, hours_ceiling, once_a_day, patient_once, prescription)
"""Rules about one patient's week alone."""


def standing(begun: Begun, possible: Possible) -> Timetable:
    """The most of `begun.ahead` that simply stands; `possible` is what the rules leave of the rest."""
    look = _Look(begun, possible)
    sessions = {s: kept for s in begun.ahead.sessions if (kept := look.session(s)) is not None}
    appointments = tuple(b for b in begun.ahead.appointments if look.booking(b))
    ahead = evolve(begun.ahead, sessions=tuple(sessions.values()), appointments=appointments)
    touched = {b.patient for b in {*begun.ahead.appointments} - {*appointments}}
    for session in begun.ahead.sessions:
        stay = sessions[session].members if session in sessions else ()
        touched |= set(session.members) - set(stay)
    ahead = _mended(begun, ahead, touched)
    while problems := [v for v in begun.violations(ahead) if not begun.must(v)]:
        ahead = _without(begun, ahead, problems)
    return ahead


def _mended(begun: Begun, ahead: Timetable, touched: set[str]) -> Timetable:
    """`ahead` with the weeks of those who lost something made sound, and of whom that touches in turn."""
    groups = {group.id: group for group in begun.clinic.groups}
    waiting = set(touched)
    while waiting:
        patient = min(waiting)
        waiting.remove(patient)
        while (mine := list(ahead.of_patient(patient))) and any(_personal(begun, patient, mine)):
            item = _least_missed(begun, patient, mine)
            ahead = _relieved(ahead, patient, item)
            if isinstance(item, Session):
                ahead, left = _resized(ahead, groups[item.group], item, patient)
                waiting |= left
    return ahead


def _resized(ahead: Timetable, group: Group, was: Session, patient: str) -> tuple[Timetable, set[str]]:
    """A session that lost a member, with as many leaders as it needs now; closed when it is too small."""
    members = tuple(m for m in was.members if m != patient)
    now = evolve(was, members=members)
    if group.members is not None or len(members) < max(group.size.min, 1):
        return evolve(ahead, sessions=tuple(s for s in ahead.sessions if s != now)), set(members)
    fewer = evolve(now, leaders=now.leaders[: group.leaders_for(len(members))])
    return evolve(ahead, sessions=tuple(fewer if s == now else s for s in ahead.sessions)), set()


@frozen(eq=False)
class _Look:
    """Whether an item of the week ahead can still be as it was."""

    begun: Begun
    possible: Possible

    def session(self, session: Session) -> Session | None:
        """The session with the members who can still come, or None when it cannot be."""
        possible, span = self.possible, slice(session.start, session.end)
        g = possible.group_index[session.group]
        group = possible.clinic.groups[g]
        if session.end - session.start != group.minutes or not self._starts(
            possible.group_starts[g], session
        ):
            return None
        members = tuple(
            m
            for m in session.members
            if possible.attends[(p := possible.patient_index[m]), g] and possible.patient_free[p, span].all()
        )
        leaders = tuple(
            t
            for t in session.leaders
            if possible.leads[(i := possible.therapist_index[t]), g] and possible.staff_free[i, span].all()
        )
        if len(members) < max(group.size.min, 1) or (
            group.members is not None and members != session.members
        ):
            return None
        needed = group.leaders_for(len(members))
        if len(leaders) < len(session.leaders) and len(leaders) < needed:
            return None
        pinned = {leader for pin in possible.pins if pin.group == group.id for leader in pin.leaders}
        if not pinned.intersection(leaders):
            leaders = leaders[:needed]
        if not self._roomed(session, possible.seats[:, g], group.telehealth is True):
            return None
        return evolve(session, members=members, leaders=leaders)

    def booking(self, booking: Booking) -> bool:
        """Whether the appointment can be as it was, for one of the patient's demands."""
        possible, span = self.possible, slice(booking.start, booking.end)
        p = possible.patient_index[booking.patient]
        mine = self._demands.get((booking.patient, booking.service), [])
        return bool(possible.patient_free[p, span].all()) and any(self._meets(booking, d) for d in mine)

    def _meets(self, booking: Booking, d: int) -> bool:
        possible, demand = self.possible, self.possible.demands[d]
        return (
            demand.minutes == booking.end - booking.start
            and self._starts(possible.demand_starts[d], booking)
            and self._staffed(booking, d)
            and self._roomed(booking, possible.hosts[:, d], demand.appointment.telehealth)
        )

    def _staffed(self, booking: Booking, d: int) -> bool:
        possible = self.possible
        if booking.therapist is None or not possible.demands[d].appointment.staff:
            return booking.therapist is None and not possible.demands[d].appointment.staff
        t = possible.therapist_index[booking.therapist]
        return bool(possible.gives[t, d] and possible.staff_free[t, booking.start : booking.end].all())

    @cached_property
    def _demands(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for d, demand in enumerate(self.possible.demands):
            if demand.times:
                found[self.possible.patient(demand).id, demand.appointment.service].append(d)
        return found

    @cached_property
    def _rooms(self) -> dict[str, int]:
        return {room.id: r for r, room in enumerate(self.possible.clinic.rooms)}

    def _starts(self, allowed: Mask, item: Item) -> bool:
        """Whether an item starts where its group or demand may."""
        s = int(np.searchsorted(self.possible.starts, item.start))
        return s < len(allowed) and self.possible.starts[s] == item.start and bool(allowed[s])

    def _roomed(self, item: Item, serves: Mask, telehealth: bool) -> bool:
        """Whether the item has a room that serves and is open, or takes none."""
        if telehealth or item.room is None:
            return telehealth and item.room is None
        room = self._rooms[item.room]
        return bool(serves[room] and self.possible.room_free[room, item.start : item.end].all())


def _without(begun: Begun, ahead: Timetable, problems: list[Violation]) -> Timetable:
    """`ahead` less something of everybody and everything that a rule names; all of it where none is named."""
    items: list[Item] = [*ahead.sessions, *ahead.appointments]
    named = {violation.where for violation in problems}
    closed = {group.id for group in begun.clinic.groups if group.members is not None}
    gone: list[Item] = [item for item in items if label(item) in named]
    for patient in sorted(named & {patient for item in items for patient in patients_of(item)}):
        mine = [item for item in items if patient in patients_of(item)]
        least = _least_missed(begun, patient, mine)
        if isinstance(least, Session) and least.group in closed:
            gone.append(least)
        else:
            ahead = _relieved(ahead, patient, least)
    for item in sorted(items, key=lambda item: item.span, reverse=True):
        what = {*staff_of(item), *([item.room] if item.room else []), *_group(item)} & named
        if what:
            gone.append(item)
            named -= what
    if not gone and ahead.sessions + ahead.appointments == tuple(items):
        gone = items
    return evolve(
        ahead,
        sessions=tuple(s for s in ahead.sessions if not _among(s, gone)),
        appointments=tuple(b for b in ahead.appointments if b not in gone),
    )


def _group(item: Item) -> tuple[str, ...]:
    return (item.group,) if isinstance(item, Session) else ()


def _among(session: Session, gone: Iterable[Item]) -> bool:
    """Whether the session is one of those to go; its members may be fewer by now."""
    place = (session.span, session.group, session.room, session.leaders)
    return any(isinstance(g, Session) and (g.span, g.group, g.room, g.leaders) == place for g in gone)


def _least_missed(begun: Begun, patient: str, items: list[Item]) -> Item:
    """The item without which fewest rules about the patient's own week are broken; the last of several."""

    def broken(left: list[Item]) -> int:
        return sum(1 for _ in _personal(begun, patient, left))

    return min(reversed(items), key=lambda item: broken([other for other in items if other is not item]))


def _personal(begun: Begun, patient: str, items: list[Item]) -> Iterator[Violation]:
    """What is wrong with one patient's own week, if these items are all that is ahead of them."""
    person = tuple(p for p in begun.clinic.patients if p.id == patient)
    mine = begun.known.of_patient(patient)
    alone: list[Item] = [
        evolve(item, members=(patient,)) if isinstance(item, Session) else item for item in [*mine, *items]
    ]
    week = Timetable(
        begun.timetable.clinic,
        begun.week,
        tuple(item for item in alone if isinstance(item, Session)),
        tuple(item for item in alone if isinstance(item, Booking)),
    )
    facts = Facts(evolve(begun.clinic, patients=person), week)
    for rule in PERSONAL:
        yield from begun.blamed(rule.check(facts))


def _relieved(ahead: Timetable, patient: str, item: Item) -> Timetable:
    """`ahead` without one item of one patient; the others of a session stay."""
    if isinstance(item, Booking):
        return evolve(ahead, appointments=tuple(b for b in ahead.appointments if b is not item))
    sessions = tuple(
        evolve(s, members=tuple(m for m in s.members if m != patient))
        if _among(s, [item]) and patient in s.members
        else s
        for s in ahead.sessions
    )
    return evolve(ahead, sessions=sessions)
