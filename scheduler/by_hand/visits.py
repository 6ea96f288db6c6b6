"""Appointments placed by hand: beside what the patient has that day, with their own therapist if possible."""

from __future__ import annotations

import numpy as np

from scheduler.by_hand.board import Board
from scheduler.by_hand.occupancy import Bools, Ints, Visit, fits
from scheduler.clinic import Appointment


def reserve(board: Board) -> None:
    """Note with each therapist how many minutes their own patients will ask; groups then spare them."""
    for patient, due in enumerate(board.people.due):
        for need in due:
            own = board.givers(patient, need)[0] if need.staff else []
            if len(own) == 1:
                board.staff.reserved[own[0]] += need.minutes


def book_all(board: Board) -> None:
    """Book what is due, those with the fewest free hours first."""
    for patient in np.argsort(board.people.flexibility, kind="stable").tolist():
        book_due(board, patient)


def book_due(board: Board, patient: int) -> None:
    """Book what is due for one patient, the longest first."""
    for need in sorted(board.people.due[patient], key=lambda a: (-a.minutes, a.service)):
        visit = find(board, patient, need)
        if visit is not None:
            board.visit(visit)


def find(
    board: Board,
    patient: int,
    need: Appointment,
    *,
    at: tuple[int, int] | None = None,
    therapist: int | None = None,
    room: int | None = None,
) -> Visit | None:
    """The best place for one appointment, within what a pin may demand; None where there is none."""
    cells = board.visitable(patient, need)
    if at is not None:
        only = np.zeros_like(cells)
        only[at] = cells[at]
        cells = only
    rooms = board.rooms.serving(need.room_kind)
    rooms = rooms if room is None else rooms[rooms == room]
    length = need.minutes // board.slots.unit
    if not need.telehealth:
        cells = cells & fits(board.rooms.free[rooms], length).any(axis=0)
    if not cells.any():
        return None
    if not need.staff:
        return _placed(board, patient, need, cells, None, rooms)
    for givers in board.givers(patient, need):
        rows = np.array([t for t in givers if therapist in (None, t)], dtype=np.int64)
        found = _with_staff(board, patient, need, cells, rows, rooms)
        if found is not None:
            return found
    return None


def _with_staff(
    board: Board, patient: int, need: Appointment, cells: Bools, rows: Ints, rooms: Ints
) -> Visit | None:
    """With whoever of `rows` has most time to spare."""
    if not len(rows):
        return None
    able = board.staff.able(rows, need.minutes // board.slots.unit) & cells
    for i in np.argsort(-board.staff.slack(rows), kind="stable").tolist():
        if able[i].any():
            found = _placed(board, patient, need, able[i], int(rows[i]), rooms)
            if found is not None:
                return found
    return None


def _placed(
    board: Board, patient: int, need: Appointment, cells: Bools, therapist: int | None, rooms: Ints
) -> Visit | None:
    """The likeliest cell that also leaves the therapist a break; free rooms are known to exist."""
    length = need.minutes // board.slots.unit
    days, slots = np.nonzero(cells)
    for i in np.argsort(-_liking(board, patient, therapist, length, days, slots), kind="stable").tolist():
        day, slot = int(days[i]), int(slots[i])
        if therapist is not None and not len(board.staff.able_at(np.array([therapist]), day, slot, length)):
            continue
        room = None if need.telehealth else int(board.rooms.open_at(rooms, day, slot, length)[0])
        return Visit(patient, need, day, slot, length, therapist, room)
    return None


def _liking(board: Board, patient: int, therapist: int | None, length: int, days: Ints, slots: Ints) -> Ints:
    """A day the patient comes anyway, then a time that leaves the therapist's day in one piece."""
    liking = 4 * np.asarray(board.people.sessions[patient, days] > 0, dtype=np.int64)
    if therapist is not None:
        free = np.pad(board.staff.free[therapist], ((0, 0), (1, 1)))
        liking += ~free[days, slots] + np.asarray(~free[days, slots + 1 + length], dtype=np.int64)
    return liking
