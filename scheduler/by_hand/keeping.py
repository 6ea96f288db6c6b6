"""What still holds of last week's timetable, put on the board as it was."""

from __future__ import annotations

import numpy as np

from scheduler.by_hand.blocks import open_session
from scheduler.by_hand.board import Board
from scheduler.by_hand.visits import find
from scheduler.timetable import Booking, Session, Timetable


def keep(board: Board, previous: Timetable) -> None:
    """Place every session and appointment of `previous` that this week allows, earliest first."""
    items: list[Session | Booking] = [*previous.sessions, *previous.appointments]
    for item in sorted(items, key=lambda i: i.span):
        if isinstance(item, Session):
            _keep_session(board, item)
        else:
            _keep_booking(board, item)


def _keep_session(board: Board, session: Session) -> None:
    group, cell = board.index.get(session.group), board.slots.at(session.start)
    if group is None or cell is None or board.groups[group].members is not None:
        return
    rows = [board.patient[m] for m in session.members if m in board.patient]
    mine = np.array([p for p in rows if board.attends[p, group]], dtype=np.int64)
    mine = mine[board.joinable_at(group, mine, *cell)]
    here = [m for m in board.meetings if m.group == group and (m.day, m.slot) == cell]
    pinned = next((m for m in here if m.fixed), None)
    if pinned is not None:
        for patient in mine.tolist():
            board.join(patient, pinned)
        return
    order = [*mine.tolist(), *_others(board, group, cell, mine.tolist())]
    liked = tuple(board.therapist[t] for t in session.leaders if t in board.therapist)
    room = _same_room(board, session, group, cell, board.on_site(group, order))
    if len(mine):
        open_session(board, group, *cell, order, crowd=True, liked=liked, room=room)


def _others(board: Board, group: int, cell: tuple[int, int], mine: list[int]) -> list[int]:
    """As many others as it takes for the session to run."""
    missing = max(0, board.groups[group].size.min - len(mine))
    rows = board.eligible[group]
    able = [p for p in rows[board.joinable_at(group, rows, *cell)].tolist() if p not in mine]
    return sorted(able, key=lambda p: (board.people.flexibility[p], p))[:missing]


def _same_room(board: Board, session: Session, group: int, cell: tuple[int, int], seats: int) -> int | None:
    free = board.rooms.open_at(board.seating[group], *cell, board.length[group]).tolist()
    for room in free:
        if board.clinic.rooms[room].id == session.room and board.rooms.capacity[room] >= seats:
            return int(room)
    return None


def _keep_booking(board: Board, booking: Booking) -> None:
    patient, cell = board.patient.get(booking.patient), board.slots.at(booking.start)
    if patient is None or cell is None:
        return
    need = next((a for a in board.people.due[patient] if a.service == booking.service), None)
    if need is None:
        return
    therapist = board.therapist.get(booking.therapist or "")
    rooms = [i for i, room in enumerate(board.clinic.rooms) if room.id == booking.room]
    for same_room in (rooms[0] if rooms else None, None):
        visit = find(board, patient, need, at=cell, therapist=therapist, room=same_room)
        visit = visit or find(board, patient, need, at=cell, room=same_room)
        if visit is not None:
            board.visit(visit)
            return
