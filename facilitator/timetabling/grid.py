"""The grid of a week: bands of rows, days across, the hours of each band downwards; or of one day.

A *band* is one room, therapist, patient or group. Inside it a *slot* is one start of the day with at most one
item a column; things that start together in one band take a slot each. *Spots* are where the cursor can be.
The grid of a day is one band, with a column for each room, therapist, patient or group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Literal

from attrs import field, frozen

from scheduler.clinic import Clinic
from scheduler.facts import Item, patients_of, staff_of
from scheduler.timetable import Session, Timetable
from scheduler.week import DAY, DAY_NAMES, Week

By = Literal["room", "therapist", "patient", "group"]
VIEWS: tuple[By, ...] = ("room", "therapist", "patient", "group")
ONLINE = "online"
"""The band of what has no room."""


@frozen
class Day:
    """One column. `number` is the weekday, 0 for Monday."""

    number: int
    date: date
    closed: bool = False

    @property
    def title(self) -> str:
        return f"{DAY_NAMES[self.number][:3]} {self.date.day}" + (" · closed" if self.closed else "")


@frozen
class Lane:
    """One column of a day: a room, therapist, patient or group by its id."""

    id: str
    closed: bool = False


@frozen
class Slot:
    """Minute of the day, and the item that starts then in each of the grid's columns."""

    minute: int
    items: tuple[Item | None, ...]


@frozen
class Band:
    id: str
    slots: tuple[Slot, ...] = ()


@frozen
class Spot:
    """A place of the grid: indices of band, slot and column (`day`, whichever columns the grid has)."""

    band: int
    slot: int
    day: int


@frozen
class Grid:
    by: By
    days: tuple[Day, ...] | tuple[Lane, ...] = ()
    bands: tuple[Band, ...] = field(default=())
    day: Day | None = None  # of which alone it is

    def item(self, spot: Spot | None) -> Item | None:
        return None if spot is None else self.bands[spot.band].slots[spot.slot].items[spot.day]

    def spots(self) -> Iterator[Spot]:
        """Every spot that holds an item, from top to bottom, from left to right."""
        for b, band in enumerate(self.bands):
            for s, slot in enumerate(band.slots):
                for d, item in enumerate(slot.items):
                    if item is not None:
                        yield Spot(b, s, d)

    def find(self, wanted: str, near: Spot | None = None) -> Spot | None:
        """Where the item with the key `wanted` stands, in the band of `near` if it is there too."""
        found = [spot for spot in self.spots() if (item := self.item(spot)) and key(item) == wanted]
        return min(found, key=lambda s: near is None or s.band != near.band, default=None)

    def band(self, name: str) -> Spot | None:
        """The first item of a band."""
        return next((spot for spot in self.spots() if self.bands[spot.band].id == name), None)


def key(item: Item) -> str:
    """What tells an item apart from all others in its week, whoever is in it."""
    if isinstance(item, Session):
        return f"{item.group}@{item.start}@{item.room or ONLINE}"
    return f"{item.service} of {item.patient}@{item.start}"


def grid(
    timetable: Timetable | None,
    clinic: Clinic,
    week: Week,
    by: By,
    *,
    day: int | None = None,
) -> Grid:
    """The grid of a timetable, or of one weekday alone; without a timetable, the bands stand empty."""
    items: list[Item] = []
    if timetable is not None:
        items = sorted([*timetable.sessions, *timetable.appointments], key=lambda item: item.span)
    if day is not None:
        return _day_grid([item for item in items if item.start // DAY == day], clinic, week, by, day)
    days = days_of(clinic, week, items)
    found: dict[str, list[Item]] = {name: [] for name in bands_of(clinic, by)}
    for item in items:
        for name in _of(item, by):
            found.setdefault(name, []).append(item)
    return Grid(by, days, tuple(Band(name, _slots(mine, days)) for name, mine in found.items()))


def _day_grid(items: list[Item], clinic: Clinic, week: Week, by: By, day: int) -> Grid:
    """Rooms and therapists all have their column; of patients and groups those who have something."""
    found: dict[str, list[Item]] = {name: [] for name in bands_of(clinic, by)}
    for item in items:
        for name in _of(item, by):
            found.setdefault(name, []).append(item)
    lanes = [name for name, mine in found.items() if mine or by in ("room", "therapist")]
    rows: dict[int, list[list[Item]]] = {}
    for column, name in enumerate(lanes):
        for item in found[name]:
            row = rows.setdefault(item.start % DAY, [[] for _ in lanes])
            row[column].append(item)
    date = week.date(day)
    closed = date in clinic.closed
    columns = tuple(Lane(name, closed) for name in lanes)
    return Grid(by, columns, (Band("", _rows(rows)),), Day(day, date, closed))


def days_of(clinic: Clinic, week: Week, items: Iterable[Item] = ()) -> tuple[Day, ...]:
    """The weekdays on which the clinic is usually open, and others on which something happens."""
    numbers = {window.day for window in clinic.open} | {item.start // DAY for item in items}
    return tuple(Day(n, week.date(n), week.date(n) in clinic.closed) for n in sorted(numbers))


def bands_of(clinic: Clinic, by: By) -> list[str]:
    """The ids of the bands that a view always has, in the clinic's order."""
    match by:
        case "room":
            return [room.id for room in clinic.rooms]
        case "therapist":
            return [therapist.id for therapist in clinic.therapists]
        case "patient":
            return [patient.id for patient in clinic.patients]
        case "group":
            return [group.id for group in clinic.groups]


def _of(item: Item, by: By) -> tuple[str, ...]:
    """The bands an item stands in."""
    if by == "room":
        return (item.room or ONLINE,)
    if by == "therapist":
        return staff_of(item)
    if by == "patient":
        return patients_of(item)
    return (item.group if isinstance(item, Session) else item.service,)


def _slots(items: list[Item], days: tuple[Day, ...]) -> tuple[Slot, ...]:
    """Items by start; as many slots at one start as any day needs."""
    columns = {day.number: i for i, day in enumerate(days)}
    at: dict[int, list[list[Item]]] = {}
    for item in items:
        row = at.setdefault(item.start % DAY, [[] for _ in days])
        row[columns[item.start // DAY]].append(item)
    return _rows(at)


def _rows(at: Mapping[int, list[list[Item]]]) -> tuple[Slot, ...]:
    """Minute -> items by column, as slots."""
    return tuple(
        Slot(minute, tuple(cell[i] if i < len(cell) else None for cell in row))
        for minute, row in sorted(at.items())
        for i in range(max(map(len, row)))
    )


def neighbour(shown: Grid, spot: Spot, across: int, down: int) -> Spot:
    """The nearest item from `spot` in a direction, or `spot` itself at the edge.

    Downwards the column is kept where it holds anything, also in the next bands; across the row is.
    """
    spots = list(shown.spots())
    if down:
        column = [s for s in spots if s.day == spot.day and (s.band, s.slot) != (spot.band, spot.slot)]
        ahead = [s for s in column if ((s.band, s.slot) > (spot.band, spot.slot)) == (down > 0)]
        return (min if down > 0 else max)(ahead, key=lambda s: (s.band, s.slot), default=spot)
    ahead = [s for s in spots if s.band == spot.band and (s.day - spot.day) * across > 0]
    return min(ahead, key=lambda s: (abs(s.day - spot.day), abs(s.slot - spot.slot)), default=spot)
