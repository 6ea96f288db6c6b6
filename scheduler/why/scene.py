"""What there is to see around one unmet hour: when the patient could come, who is there, what is taken."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from attrs import frozen

from scheduler.clinic import Clinic, Prescription, room_spans
from scheduler.facts import Item, patients_of, staff_of
from scheduler.program.possible import Ints, Mask, Possible, minutes_mask
from scheduler.timetable import Session, Timetable
from scheduler.week import DAY, WEEK, Span
from scheduler.why.question import Wanted


@frozen(eq=False)
class Occupied:
    """Who and what is idle in a week with a timetable; computed once for all that is asked about it."""

    possible: Possible
    timetable: Timetable
    whole: Clinic | None = None  # where `possible` is of a small clinic, the one it was cut out of

    @cached_property
    def _slots(self) -> dict[tuple[str, int], Mask]:
        return {}

    def slots(self, whose: str, minutes: int) -> Mask:
        """[n, S] where `staff`, `rooms` or `patients` are idle for so many minutes."""
        if (whose, minutes) not in self._slots:
            self._slots[whose, minutes] = self.possible.fits(getattr(self, f"{whose}_idle"), minutes)
        return self._slots[whose, minutes]

    @cached_property
    def rooms_open(self) -> Mask:
        """[R, WEEK] minutes at which rooms are open, whatever is in them."""
        if self.whole is None:
            return self.possible.room_free
        rooms = {room.id: room for room in self.whole.rooms}
        opening = minutes_mask(self.whole.open_spans(self.possible.week))
        masks = [
            minutes_mask(room_spans(rooms[room.id], self.whole, self.possible.week)) & opening
            for room in self.possible.clinic.rooms
        ]
        return np.array(masks, dtype=bool).reshape(-1, WEEK)

    @cached_property
    def _items(self) -> list[Item]:
        return [*self.timetable.sessions, *self.timetable.appointments]

    @cached_property
    def staff_idle(self) -> Mask:
        """[T, WEEK] minutes at which therapists are there and have nothing."""
        return self._less(self.possible.staff_free, self.possible.therapist_index, staff_of)

    @cached_property
    def rooms_idle(self) -> Mask:
        """[R, WEEK] minutes at which rooms are open and empty."""
        index = {room.id: r for r, room in enumerate(self.possible.clinic.rooms)}
        return self._less(self.possible.room_free, index, lambda item: (item.room,) if item.room else ())

    @cached_property
    def patients_idle(self) -> Mask:
        """[P, WEEK] minutes at which patients could come and have nothing."""
        return self._less(self.possible.patient_free, self.possible.patient_index, patients_of)

    def _less(self, free: Mask, index: dict[str, int], whose: Callable[[Item], tuple[str, ...]]) -> Mask:
        idle = free.copy()
        for item in self._items:
            for who in whose(item):
                idle[index[who], item.start : item.end] = False
        return idle


@frozen(eq=False)
class Scene:
    """One patient's wish for more of a service, in a narrowed week with its timetable.

    The week may be the whole one or a small one around the patient. Arrays over patients (P), therapists
    (T), rooms (R) and grid starts (S) of `possible`.
    """

    occupied: Occupied
    wanted: Wanted

    @property
    def possible(self) -> Possible:
        return self.occupied.possible

    @property
    def timetable(self) -> Timetable:
        return self.occupied.timetable

    @property
    def staff_idle(self) -> Mask:
        return self.occupied.staff_idle

    @property
    def rooms_idle(self) -> Mask:
        return self.occupied.rooms_idle

    @property
    def clinic(self) -> Clinic:
        return self.possible.clinic

    @property
    def whole(self) -> Clinic:
        """The clinic that `clinic` was cut out of, or itself."""
        return self.occupied.whole or self.clinic

    @property
    def who(self) -> str:
        return self.wanted.patient

    @property
    def index(self) -> int:
        return self.possible.patient_index[self.who]

    @property
    def prescription(self) -> Prescription:
        return self.possible.prescriptions[self.index]

    @property
    def free(self) -> list[Span]:
        """When the patient could come, a span for each stretch of a day."""
        return spans_of(self.possible.patient_free[self.index])

    @cached_property
    def groups(self) -> list[int]:
        """Groups of the service that the patient may attend."""
        if self.wanted.appointment:
            return []
        mine = self.possible.attends[self.index]
        return [
            g
            for g, group in enumerate(self.clinic.groups)
            if mine[g] and group.service == self.wanted.service
        ]

    @cached_property
    def demands(self) -> list[int]:
        """Appointments of the service that are due."""
        if not self.wanted.appointment:
            return []
        return [
            d
            for d, demand in enumerate(self.possible.demands)
            if demand.patient == self.index and demand.appointment.service == self.wanted.service
        ]

    @cached_property
    def minutes(self) -> int:
        """Of one session or appointment, the shortest."""
        if self.wanted.appointment:
            return min(self.possible.demands[d].minutes for d in self.demands)
        return min((self.clinic.groups[g].minutes for g in self.groups), default=0)

    @cached_property
    def able(self) -> Ints:
        """Therapists who may lead or give it."""
        possible = self.possible
        if not self.wanted.appointment:
            return np.flatnonzero(possible.leads[:, self.groups].any(1))
        can = np.zeros(len(self.clinic.therapists), dtype=bool)
        for d in self.demands:
            demand = possible.demands[d]
            mine = np.arange(len(can)) == demand.own
            can |= possible.gives[:, d] & (mine | demand.others)
        return np.flatnonzero(can)

    @cached_property
    def fitting(self) -> Ints:
        """Rooms that could hold it."""
        possible = self.possible
        if self.wanted.appointment:
            return np.flatnonzero(possible.hosts[:, self.demands].any(1))
        return np.flatnonzero(possible.seats[:, self.groups].any(1))

    @cached_property
    def needs_room(self) -> bool:
        if self.wanted.appointment:
            return not all(self.possible.demands[d].appointment.telehealth for d in self.demands)
        return not all(self.clinic.groups[g].telehealth is True for g in self.groups)

    @cached_property
    def starts(self) -> Mask:
        """[S] where the patient is free for it, whatever else they have."""
        possible = self.possible
        free = possible.patient_free[self.index : self.index + 1]
        allowed = np.zeros(len(possible.starts), dtype=bool)
        for g in self.groups:
            allowed |= possible.group_starts[g] & possible.fits(free, self.clinic.groups[g].minutes)[0]
        for d in self.demands:
            allowed |= possible.demand_starts[d] & possible.fits(free, possible.demands[d].minutes)[0]
        return allowed

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """Sessions of the service that run when the patient could come and that they are not in."""
        ids = {self.clinic.groups[g].id for g in self.groups}
        free = self.possible.patient_free[self.index]
        return tuple(
            session
            for session in self.timetable.sessions
            if session.group in ids
            and self.who not in session.members
            and free[session.start : session.end].all()
        )

    @cached_property
    def joinable(self) -> frozenset[Session]:
        """Those of `sessions`, and those of the service that the patient is in."""
        ids = {self.clinic.groups[g].id for g in self.groups}
        mine = (s for s in self.timetable.sessions if s.group in ids and self.who in s.members)
        return frozenset((*self.sessions, *mine))

    def idle(self, whose: str, rows: Ints | Mask) -> Mask:
        """[n, S] the patient's starts at which some of `staff`, `rooms` or `patients` are idle for it."""
        return np.asarray(self.occupied.slots(whose, self.minutes)[rows] & self.starts)

    def anywhere(self, free: Mask) -> Mask:
        """[n] which rows have a place for it at any of the patient's starts."""
        return np.asarray(self.where(free).any(1))

    def whenever(self, free: Mask) -> Mask:
        """[S] the patient's starts at which any row has a place for it."""
        return np.asarray(self.where(free).any(0))

    def where(self, free: Mask) -> Mask:
        """[n, S]: rows of minutes that hold one session or appointment at the patient's starts."""
        return np.asarray(self.possible.fits(free, self.minutes) & self.starts)


def spans_of(mask: Mask) -> list[Span]:
    """Minutes of the week as spans, one day each."""
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    spans = []
    for low, high in edges.reshape(-1, 2).tolist():
        days = range(low // DAY, (high - 1) // DAY + 1)
        spans += [(max(low, day * DAY), min(high, (day + 1) * DAY)) for day in days]
    return spans
