"""Where somebody could still join a week that stands: sessions with a seat, therapists and rooms with time.

Nobody moves for it. A session may get one facilitator more where its size asks for one, and a larger room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
from attrs import field, frozen

from scheduler.clinic import Group, Room, Therapist
from scheduler.facts import Facts, Item, inside, minutes_of
from scheduler.program.possible import Ints, Mask, Possible
from scheduler.timetable import Session, Timetable
from scheduler.week import DAY, Span, joined

FAR = 1 << 20  # more minutes than a week has: "no limit"


@frozen
class Seat:
    """A session that takes one more; `leader` joins it and `room` replaces its room where it has to be."""

    session: Session
    leader: str | None = None
    room: str | None = None


@frozen(eq=False)
class House:
    """A standing week seen by who and what is free. `possible` holds the hours that rules leave everybody."""

    facts: Facts
    possible: Possible
    now: int
    barred: frozenset[tuple[str, int]] = field(default=frozenset())  # (therapist, day): no more there

    @property
    def week(self) -> Timetable:
        return self.facts.timetable

    @cached_property
    def _staff(self) -> dict[str, Therapist]:
        return {therapist.id: therapist for therapist in self.possible.clinic.therapists}

    @cached_property
    def staff_free(self) -> Mask:
        """[T, minutes] hours left."""
        free = self.possible.staff_free.copy()
        for t, therapist in enumerate(self.possible.clinic.therapists):
            _cut(free[t], self.facts.of_therapist[therapist.id])
        return free

    @cached_property
    def room_free(self) -> Mask:
        """[R, minutes] hours left."""
        free = self.possible.room_free.copy()
        for r, room in enumerate(self.possible.clinic.rooms):
            _cut(free[r], self.facts.of_room[room.id])
        return free

    # -- therapists -----------------------------------------------------------------------------

    @cached_property
    def _load(self) -> Ints:
        """[T, 7] minutes on each day."""
        load = np.zeros((len(self._staff), 7), dtype=np.int64)
        for t, therapist in enumerate(self._staff):
            for item in self.facts.of_therapist[therapist]:
                load[t, item.start // DAY] += item.end - item.start
        return load

    @cached_property
    def slack(self) -> Ints:
        """[T] minutes that each could still work."""
        week = np.array([_most(t.max_hours_week) for t in self._staff.values()], dtype=np.int64)
        return np.asarray(np.minimum(week - self._load.sum(1), self.staff_free[:, self.now :].sum(1)))

    @cached_property
    def _room_for(self) -> Ints:
        """[T, 7] minutes that hours a day and a week leave."""
        staff = self._staff.values()
        day = np.array([_most(t.max_hours_day) for t in staff], dtype=np.int64)[:, None] - self._load
        week = np.array([_most(t.max_hours_week) for t in staff], dtype=np.int64) - self._load.sum(1)
        left = np.minimum(day, week[:, None])
        for therapist, weekday in self.barred:
            left[self.possible.therapist_index[therapist], weekday] = 0
        return np.asarray(left)

    def works(self, therapist: int, span: Span) -> bool:
        """Whether a therapist is free, has hours left, and keeps the break."""
        free = bool(self.staff_free[therapist, span[0] : span[1]].all())
        hours = int(self._room_for[therapist, span[0] // DAY]) >= span[1] - span[0]
        return free and hours and self.keeps_break(therapist, span)

    def able(self, therapists: Ints, minutes: int) -> Mask:
        """[n, starts] where they are free and have hours left; breaks are asked one by one."""
        hours = self._room_for[therapists] >= minutes
        fits = self.possible.fits(self.staff_free[therapists], minutes)
        return np.asarray(fits & hours[:, self.possible.starts // DAY])

    def keeps_break(self, therapist: int, span: Span) -> bool:
        """Whether the therapist's break of the day is left with one thing more."""
        person = self.possible.clinic.therapists[therapist]
        day = span[0] // DAY * DAY
        if person.pause is None:
            return True
        low, high = day + person.pause.between[0], day + person.pause.between[1]
        if span[1] <= low or span[0] >= high or not inside((low, high), self._windows(therapist)):
            return True
        mine = [
            item.span for item in self.facts.of_therapist[person.id] if low < item.end and item.start < high
        ]
        return _longest_idle([*mine, span], low, high) >= person.pause.minutes

    def _windows(self, therapist: int) -> tuple[Span, ...]:
        return tuple(w.span for w in joined(self.possible.clinic.therapists[therapist].available))

    # -- rooms ----------------------------------------------------------------------------------

    def room(self, serves: Mask, span: Span, seats: int = 0) -> str | None:
        """The smallest free room that serves, with that many seats."""
        rooms = self.possible.clinic.rooms
        free = serves & self.room_free[:, span[0] : span[1]].all(1)
        good = [rooms[r] for r in np.flatnonzero(free).tolist() if rooms[r].capacity >= seats]
        best: Room | None = min(good, key=lambda room: (room.capacity, room.id), default=None)
        return None if best is None else best.id

    # -- sessions -------------------------------------------------------------------------------

    def seats(self, patient: str) -> Iterator[Seat]:
        """Every session ahead that the patient could join, as `possible` and the people in it allow."""
        index = self.possible.patient_index[patient]
        free = self.possible.patient_free[index]
        apart = self._apart(patient)
        for session in self.week.sessions:
            g = self.possible.group_index[session.group]
            if session.start < self.now or not self.possible.attends[index, g]:
                continue
            if not free[session.start : session.end].all() or apart.intersection(session.members):
                continue
            seat = self._seat(session, g, patient)
            if seat is not None:
                yield seat

    def _apart(self, patient: str) -> frozenset[str]:
        """Whom the patient is kept apart from, whichever of the two says so."""
        patients = self.facts.patients
        return patients[patient].apart | {name for name, p in patients.items() if patient in p.apart}

    def _seat(self, session: Session, g: int, patient: str) -> Seat | None:
        group, count = self.facts.groups[session.group], len(session.members) + 1
        if count > group.size.max:
            return None
        leader, room = None, None
        if group.leaders_for(count) > len(session.leaders):
            leader = self._leader(session, g)
            if leader is None:
                return None
        if session.room is not None:
            on_site = sum(self.facts.in_person(session, m) for m in (*session.members, patient))
            if on_site > self.facts.rooms[session.room].capacity:
                room = self.room(self.possible.seats[:, g], session.span, on_site)
                if room is None or self._pinned(session, group):
                    return None
        return Seat(session, leader, room)

    def _pinned(self, session: Session, group: Group) -> bool:
        pins = self.possible.pins
        return any(p.group == group.id and p.room == session.room and p.room is not None for p in pins)

    def _leader(self, session: Session, g: int) -> str | None:
        """Whoever could lead as well, most time to spare first."""
        staff = self.possible.clinic.therapists
        able = np.flatnonzero(self.possible.leads[:, g])
        for t in able[np.argsort(-self.slack[able], kind="stable")].tolist():
            name: str = staff[t].id
            if name not in session.leaders and self.works(t, session.span):
                return name
        return None


def _cut(free: Mask, items: Iterable[Item]) -> None:
    for item in items:
        free[item.start : item.end] = False


def _most(hours: float | None) -> int:
    return FAR if hours is None else minutes_of(hours)


def _longest_idle(spans: list[Span], low: int, high: int) -> int:
    """The longest piece of low..high that no span touches."""
    longest, idle_since = 0, low
    for start, end in sorted(spans):
        longest = max(longest, min(start, high) - idle_since)
        idle_since = max(idle_since, end)
    return max(longest, high - idle_since)
