"""Appointments that could be given: their starts, the circle of who could step in, the rooms they need."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.program.candidates.tables import NOBODY, Bookings, Covers, RoomClass, Uses
from scheduler.program.possible import Ints, Mask, Possible
from scheduler.week import DAY


def circles_of(possible: Possible) -> tuple[Ints, list[tuple[int, Ints]]]:
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


def needs_of(possible: Possible, class_of: Ints) -> tuple[Ints, list[tuple[int, Ints]]]:
    """The room need of each demand (minutes and room classes that would do), and the needs."""
    found: dict[tuple[int, tuple[int, ...]], int] = {}
    need_of = np.full(len(possible.demands), NOBODY)
    for d, demand in enumerate(possible.demands):
        if demand.appointment.telehealth:
            continue
        classes = tuple(int(c) for c in np.unique(class_of[possible.hosts[:, d]]))
        need_of[d] = found.setdefault((demand.minutes, classes), len(found))
    return need_of, [(minutes, np.array(c, dtype=np.int64)) for minutes, c in found]


def bookings_of(possible: Possible, class_of: Ints, needs: list[tuple[int, Ints]], need_of: Ints) -> Bookings:
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


def covers_of(
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


def uses_of(
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
