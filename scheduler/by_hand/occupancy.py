"""Who and what is free when: patients, therapists and rooms as numpy arrays over the clinic's week.

Minutes become slots of `unit` minutes, one row a day between the clinic's first opening and last
closing, so that every question is one look at an array shaped (people, days, slots).
Availability is rounded inward to whole slots; starts and lengths are whole slots by construction.
"""

from __future__ import annotations

from collections import defaultdict
from math import gcd

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from scheduler.clinic import (
    Appointment,
    Break,
    Clinic,
    Therapist,
    due,
    enrolled,
    present_spans,
    room_spans,
    staff_spans,
)
from scheduler.week import DAY, Span, Week, joined

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

FAR = 10**6
"""More minutes than a week has: stands for "no limit"."""


@frozen
class Slots:
    """The clinic's week as `days` rows of `per_day` slots; slot 0 begins at minute `low` of a day."""

    unit: int
    days: tuple[int, ...]
    low: int
    per_day: int

    @classmethod
    def of(cls, clinic: Clinic, week: Week) -> Slots:
        spans = clinic.open_spans(week)
        lengths = [g.minutes for g in clinic.groups]
        for patient in clinic.patients:
            lengths += [a.minutes for a in clinic.prescription(patient).appointments]
        unit = gcd(clinic.grid, *lengths)
        low = min((start % DAY for start, _ in spans), default=0) // unit * unit
        high = max((end - start // DAY * DAY for start, end in spans), default=0)
        days = tuple(sorted({start // DAY for start, _ in spans}))
        return cls(unit, days, low, -(-(high - low) // unit))

    @property
    def minutes(self) -> Ints:
        """The minute of the day at which each slot begins."""
        return self.low + self.unit * np.arange(self.per_day)

    def at(self, minute: int) -> tuple[int, int] | None:
        """(row, slot) of a minute of the week; None where the clinic is closed all day or off the slots."""
        day, rest = divmod(minute, DAY)
        slot, odd = divmod(rest - self.low, self.unit)
        if day not in self.days or odd or not 0 <= slot < self.per_day:
            return None
        return self.days.index(day), slot

    def minute(self, day: int, slot: int) -> int:
        """The minute of the week at which a slot begins."""
        return self.days[day] * DAY + self.low + slot * self.unit

    def free(self, rows: list[tuple[Span, ...]], opening: tuple[Span, ...]) -> Bools:
        """(rows, days, slots): whether each slot lies whole inside the row's spans and the opening hours."""
        result = np.zeros((len(rows), len(self.days), self.per_day), dtype=np.bool_)
        for target, spans in zip(result, rows, strict=True):
            self._paint(target, spans)
        hours = np.zeros(result.shape[1:], dtype=np.bool_)
        self._paint(hours, opening)
        return result & hours

    def _paint(self, target: Bools, spans: tuple[Span, ...]) -> None:
        for start, end in spans:
            for row in range(len(self.days)):
                first = self.days[row] * DAY + self.low
                low = max(0, -(-(start - first) // self.unit))
                high = min(self.per_day, (end - first) // self.unit)
                target[row, low : max(low, high)] = True


def fits(free: Bools, length: int) -> Bools:
    """(n, days, slots) of free slots -> at which slots something `length` slots long can begin."""
    result = np.zeros_like(free)
    if length > free.shape[-1]:
        return result
    run, have = free, 1  # from each slot on, `have` slots are free
    while have < length:
        more = min(have, length - have)
        run = run[..., :-more] & run[..., more:]
        have += more
    result[..., : run.shape[-1]] = run
    return result


@define(eq=False)
class Meeting:
    """A session on the board. Indices into the clinic.

    `liked` leaders are asked first; `kept` people and a `fixed` session are pinned.
    """

    group: int
    day: int
    slot: int
    length: int
    room: int | None = None
    leaders: list[int] = field(factory=list)
    members: list[int] = field(factory=list)
    liked: tuple[int, ...] = ()
    kept_leaders: frozenset[int] = frozenset()
    kept_members: frozenset[int] = frozenset()
    fixed: bool = False


@define(eq=False)
class Visit:
    """An appointment on the board; `need` points into the patient's list of due appointments."""

    patient: int
    need: Appointment
    day: int
    slot: int
    length: int
    therapist: int | None
    room: int | None
    fixed: bool = False


Item = Meeting | Visit


class People:
    """Patients: when they are free, what they still need, and the shape of their days so far."""

    def __init__(self, clinic: Clinic, week: Week, slots: Slots) -> None:
        patients, self.slots = clinic.patients, slots
        rules = [clinic.prescription(p) for p in patients]
        count, days = len(patients), len(slots.days)
        self.free = slots.free([present_spans(p, week) for p in patients], clinic.open_spans(week))
        self.flexibility = self.free.sum(axis=(1, 2))
        self.services = sorted({g.service for g in clinic.groups})
        self.need = np.array(
            [
                [r.services.get(s, 0) if enrolled(p, week) else 0 for s in self.services]
                for p, r in zip(patients, rules, strict=True)
            ],
            dtype=np.int64,
        ).reshape(count, len(self.services))
        self.due = [
            [a for a in r.appointments for _ in range(a.times) if enrolled(p, week) and due(a, p, week)]
            for p, r in zip(patients, rules, strict=True)
        ]
        self.remote = np.array([p.remote for p in patients], dtype=np.bool_)
        self.once = np.array([r.once_a_day for r in rules], dtype=np.bool_)
        self.most_days = _limits([r.days for r in rules])
        self.gap = _limits([r.max_gap for r in rules])
        self.day_most = _limits([_minutes(r.day_hours_max) for r in rules])
        self.day_least = np.array([_minutes(r.day_hours_min) or 0 for r in rules], dtype=np.int64)
        self.week_most = _limits([_minutes(r.hours_max) for r in rules])
        self.items: list[list[Item]] = [[] for _ in patients]
        self.had = np.zeros((count, days, len(self.services)), dtype=np.bool_)
        self.sessions = np.zeros((count, days), dtype=np.int64)
        self.day_minutes = np.zeros((count, days), dtype=np.int64)
        # minutes of the day at which presence in the house begins and ends; the signs mean "not there"
        self.first = np.full((count, days), -FAR, dtype=np.int64)
        self.last = np.full((count, days), FAR, dtype=np.int64)


class Staff:
    """Therapists: when they are free, their hours so far, and the breaks they must keep."""

    def __init__(self, clinic: Clinic, week: Week, slots: Slots) -> None:
        staff, self.slots = clinic.therapists, slots
        self.free = slots.free([staff_spans(t, week) for t in staff], clinic.open_spans(week))
        self.day_minutes = np.zeros((len(staff), len(slots.days)), dtype=np.int64)
        self.day_most = _limits([_minutes(t.max_hours_day) for t in staff])
        self.week_most = _limits([_minutes(t.max_hours_week) for t in staff])
        self.breaks = [_breaks(t, slots) for t in staff]
        self.supply = np.minimum(self.free.sum(axis=(1, 2)) * slots.unit, self.week_most)
        self.reserved = np.zeros(len(staff), dtype=np.int64)
        self.work: dict[tuple[int, int], list[Span]] = defaultdict(list)  # minutes of the day

    def able(self, rows: Ints, length: int) -> Bools:
        """(rows, days, slots): free, and within hours a day and a week; breaks are asked one by one."""
        minutes = length * self.slots.unit
        day = self.day_minutes[rows] + minutes <= self.day_most[rows, None]
        week = self.day_minutes[rows].sum(axis=1) + minutes <= self.week_most[rows]
        return np.asarray(fits(self.free[rows], length) & (day & week[:, None])[:, :, None])

    def able_at(self, rows: Ints, day: int, slot: int, length: int) -> Ints:
        """Who of `rows` can work these slots: free, within hours, and with their break left."""
        minutes = length * self.slots.unit
        good = self.free[rows, day, slot : slot + length].all(axis=1)
        good &= self.day_minutes[rows, day] + minutes <= self.day_most[rows]
        good &= self.day_minutes[rows].sum(axis=1) + minutes <= self.week_most[rows]
        return np.array([t for t in rows[good] if self._keeps_break(t, day, slot, length)], dtype=np.int64)

    def slack(self, rows: Ints) -> Ints:
        """Minutes of the week left beyond what is booked and what their own patients will ask."""
        spare = self.supply[rows] - self.day_minutes[rows].sum(axis=1) - self.reserved[rows]
        return np.asarray(spare)

    def book(self, therapist: int, item: Item, *, back: bool = False) -> None:
        self.free[therapist, item.day, item.slot : item.slot + item.length] = back
        minutes = item.length * self.slots.unit
        self.day_minutes[therapist, item.day] += -minutes if back else minutes
        start = self.slots.low + item.slot * self.slots.unit
        work = self.work[therapist, item.day]
        if back:
            work.remove((start, start + minutes))
        else:
            work.append((start, start + minutes))

    def _keeps_break(self, therapist: int, day: int, slot: int, length: int) -> bool:
        pause = self.breaks[therapist].get(day)
        if pause is None:
            return True
        low, high = pause.between
        start = self.slots.low + slot * self.slots.unit
        new = (start, start + length * self.slots.unit)
        if new[0] >= high or new[1] <= low:
            return True  # between others' work and the break's window nothing changes
        return _longest_gap([*self.work[therapist, day], new], low, high) >= pause.minutes


class Rooms:
    """Rooms: when they are free; the smallest that serves comes first."""

    def __init__(self, clinic: Clinic, week: Week, slots: Slots) -> None:
        self.rooms = clinic.rooms
        self.free = slots.free([room_spans(r, clinic, week) for r in clinic.rooms], clinic.open_spans(week))
        self.capacity = np.array([r.capacity for r in clinic.rooms], dtype=np.int64)
        kinds = {g.room_kind for g in clinic.groups}
        self.order = sorted(
            range(len(self.rooms)),
            key=lambda r: (self.rooms[r].kind in kinds, self.rooms[r].capacity, self.rooms[r].id),
        )

    def serving(self, kind: str | None, features: frozenset[str] = frozenset()) -> Ints:
        """Rooms of this kind (None: any) with all these features; those no group asks for come first."""
        found = [
            r for r in self.order if kind in (None, self.rooms[r].kind) and features <= self.rooms[r].features
        ]
        return np.array(found, dtype=np.int64)

    def open_at(self, rows: Ints, day: int, slot: int, length: int) -> Ints:
        return rows[self.free[rows, day, slot : slot + length].all(axis=1)]

    def book(self, room: int, item: Item, *, back: bool = False) -> None:
        self.free[room, item.day, item.slot : item.slot + item.length] = back


def _minutes(hours: float | None) -> int | None:
    return None if hours is None else round(hours * 60)


def _limits(values: list[int | None]) -> Ints:
    return np.array([FAR if v is None else v for v in values], dtype=np.int64)


def _breaks(therapist: Therapist, slots: Slots) -> dict[int, Break]:
    """Day row -> the break owed there: one joined availability window covers the whole `between`."""
    pause = therapist.pause
    if pause is None:
        return {}
    low, high = pause.between
    return {
        slots.days.index(w.day): pause
        for w in joined(therapist.available)
        if w.start <= low and high <= w.end and w.day in slots.days
    }


def _longest_gap(work: list[Span], low: int, high: int) -> int:
    """The longest stretch inside low..high that no span of `work` touches."""
    best, idle_since = 0, low
    for start, end in sorted(work):
        best = max(best, min(start, high) - idle_since)
        idle_since = max(idle_since, end)
    return max(best, high - idle_since)
