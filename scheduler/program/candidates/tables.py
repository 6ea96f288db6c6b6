"""The tables of candidates: equal-length arrays, a row for each thing that could be placed.

A *key* is a (group, start) at which sessions may run; keys keep their numbers when tables are cut down with
`keep`, so that a small part of a week is again a `Candidates`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, cached_property
from typing import TypeVar

import numpy as np
from attrs import evolve, fields, frozen
from numpy.typing import NDArray

from scheduler.clinic import Clinic
from scheduler.program.possible import Demand, Ints, Mask, Possible
from scheduler.week import Week

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

    @cached_property
    def size(self) -> int:
        """Decisions in the whole week."""
        return sum(
            map(len, (self.attendances, self.kinds, self.leads, self.bookings, self.covers, self.uses))
        )

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


@cache
def _reachable(most: int, lengths: frozenset[int]) -> int:
    sums = {0}
    for minutes in lengths:
        sums |= {s + k * minutes for s in sums for k in range(1, (most - s) // minutes + 1)}
    return max(sums)


def columns(rows: Iterable[tuple[int, ...]], width: int) -> tuple[Ints, ...]:
    """Columns of a list of tuples."""
    table = np.array(list(rows), dtype=np.int64).reshape(-1, width)
    return tuple(table[:, column] for column in range(width))
