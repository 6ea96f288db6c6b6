"""What must be before anything is chosen: pins, and the sessions of closed rosters."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from attrs import evolve

from scheduler.by_hand.board import Board
from scheduler.by_hand.occupancy import Bools, Meeting
from scheduler.by_hand.visits import find
from scheduler.clinic import Pin
from scheduler.timetable import Session
from scheduler.week import WEEK


class CannotPlace(Exception):
    """Something that must be found no place by hand; the message says what. A solver may still find one."""


def place_fixtures(board: Board, rosters: Iterable[Session] = ()) -> None:
    """Place group pins, then closed rosters, then pinned appointments. Raises CannotPlace.

    `rosters` are sessions of closed groups that were arranged before; what holds of them comes first.
    """
    pins = [p for p in board.clinic.pins if p.start is None or 0 <= board.week.minute(p.start) < WEEK]
    for pin in _together(board, [pin for pin in pins if pin.group is not None]):
        _pin_session(board, pin)
    for session in rosters:
        _run_arranged(board, session)
    _run_rosters(board)
    for pin in sorted(pins, key=lambda p: p.start is None):
        if pin.patient is not None:
            _pin_visit(board, pin)


def _together(board: Board, pins: list[Pin]) -> list[Pin]:
    """Group pins, those of one start as one pin where a single session can fulfil them."""
    joint: list[Pin] = []
    for pin in pins:
        for i, other in enumerate(joint):
            same = (pin.group, pin.start) == (other.group, other.start)
            if same and (pin.room == other.room or None in (pin.room, other.room)):
                leaders = tuple(dict.fromkeys((*other.leaders, *pin.leaders)))
                members = tuple(dict.fromkeys((*other.members, *pin.members)))
                if _sit_together(board, pin, members):
                    room = other.room or pin.room
                    joint[i] = evolve(other, room=room, leaders=leaders, members=members)
                    break
        else:
            joint.append(pin)
    return joint


def _sit_together(board: Board, pin: Pin, members: tuple[str, ...]) -> bool:
    assert pin.group is not None
    people = [board.clinic.patients[board.patient[member]] for member in members]
    apart = any(other in person.apart for person in people for other in members)
    return not apart and len(members) <= board.groups[board.index[pin.group]].size.max


def _pin_session(board: Board, pin: Pin) -> None:
    assert pin.group is not None
    assert pin.start is not None
    group, at = board.index[pin.group], board.week.minute(pin.start)
    cell, problem = board.slots.at(at), CannotPlace(f"the pin of {pin.group} at {pin.start} found no place")
    if cell is None or not board.starts[group][cell]:
        raise problem
    meeting = _running(board, pin, group, cell) or _pinned_meeting(board, pin, group, cell)
    if meeting is None:
        raise problem
    wanted = [board.patient[m] for m in _pinned_members(board, pin, group)]
    meeting.kept_members |= frozenset(wanted)
    for patient in wanted:
        if patient not in meeting.members and not _joins(board, patient, meeting):
            raise problem
    for patient in np.argsort(board.people.flexibility, kind="stable").tolist():
        if len(meeting.members) >= max(1, board.groups[group].size.min):
            return
        _joins(board, patient, meeting)
    if len(meeting.members) < max(1, board.groups[group].size.min):
        raise problem


def _pinned_members(board: Board, pin: Pin, group: int) -> tuple[str, ...]:
    """Who has to come: the people of the pin, or the whole roster of a closed group."""
    roster = board.groups[group].members
    if roster is None or pin.start is None:
        return pin.members
    here = (m for m in roster if board.stays(board.patient[m], pin.start.date()))
    return tuple(dict.fromkeys((*pin.members, *here)))


def _running(board: Board, pin: Pin, group: int, cell: tuple[int, int]) -> Meeting | None:
    """A session that an earlier pin placed and that this pin may share."""
    for meeting in board.meetings:
        same = meeting.group == group and (meeting.day, meeting.slot) == cell
        room = None if meeting.room is None else board.clinic.rooms[meeting.room].id
        leaders = {board.therapist[t] for t in pin.leaders}
        if same and pin.room in (None, room) and leaders <= set(meeting.leaders):
            meeting.kept_leaders |= leaders
            return meeting
    return None


def _pinned_meeting(board: Board, pin: Pin, group: int, cell: tuple[int, int]) -> Meeting | None:
    day, slot = cell
    leaders = np.array([board.therapist[t] for t in pin.leaders], dtype=np.int64)
    if not set(leaders.tolist()) <= set(board.leaders_at(group, day, slot).tolist()):
        return None
    room = None
    if not board.roomless(group):
        free = board.rooms.open_at(board.seating[group], day, slot, board.length[group]).tolist()
        free = [r for r in free if pin.room in (None, board.clinic.rooms[r].id)]
        if not free:
            return None
        room = max(free, key=lambda r: int(board.rooms.capacity[r]))
    elif pin.room is not None:
        return None
    kept = frozenset(leaders.tolist())
    meeting = Meeting(
        group, day, slot, board.length[group], room, sorted(kept), kept_leaders=kept, fixed=True
    )
    board.open(meeting)
    return meeting


def _joins(board: Board, patient: int, meeting: Meeting) -> bool:
    able = board.attends[patient, meeting.group] and patient not in meeting.members
    row = np.array([patient])
    return (
        bool(able)
        and bool(board.joinable_at(meeting.group, row, meeting.day, meeting.slot)[0])
        and board.join(patient, meeting)
    )


def _pin_visit(board: Board, pin: Pin) -> None:
    assert pin.patient is not None
    patient = board.patient[pin.patient]
    need = next((a for a in board.people.due[patient] if a.service == pin.service), None)
    if need is None:
        if pin.start is None or any(v.fixed for v in board.visits(patient) if v.need.service == pin.service):
            return
        raise CannotPlace(f"{pin.service} is pinned for {pin.patient} but not due")
    at = None if pin.start is None else board.slots.at(board.week.minute(pin.start))
    therapist = None if pin.therapist is None else board.therapist[pin.therapist]
    rooms = [i for i, room in enumerate(board.clinic.rooms) if room.id == pin.room]
    possible = (pin.start is None or at is not None) and not (need.telehealth and rooms)
    visit = None
    if possible:
        visit = find(board, patient, need, at=at, therapist=therapist, room=rooms[0] if rooms else None)
    if visit is None:
        raise CannotPlace(f"the pinned {pin.service} of {pin.patient} found no place")
    visit.fixed = True
    board.visit(visit)


def _run_arranged(board: Board, session: Session) -> None:
    """Run a closed group when and where it was arranged, or in another room, or not at all."""
    group, cell = board.index.get(session.group), board.slots.at(session.start)
    if group is None or cell is None or board.groups[group].members is None or not _may_run(board, group):
        return
    if any(m.group == group and (m.day, m.slot) == cell for m in board.meetings):
        return
    rows = np.array(roster(board, group, cell[0]), dtype=np.int64)
    size, able = board.groups[group].size, board.attends[rows, group] & board.joinable_at(group, rows, *cell)
    if len(rows) >= max(1, size.min) and able.all():
        rooms = [i for i, room in enumerate(board.clinic.rooms) if room.id == session.room]
        _run_roster_at(board, group, *cell, wish=rooms[0] if rooms else None)


def _run_rosters(board: Board) -> None:
    """Run closed groups as often as their members need them, those with the fewest possible starts first."""
    closed = [g for g, group in enumerate(board.groups) if group.members is not None]
    for group in sorted(closed, key=lambda g: int(_roster_cells(board, g).sum())):
        while run_roster(board, group):
            pass


def run_roster(board: Board, group: int) -> bool:
    """Run a closed group once more at its first possible start, everybody on the roster in it."""
    return _may_run(board, group) and any(
        _run_roster_at(board, group, int(day), int(slot))
        for day, slot in np.argwhere(_roster_cells(board, group))
    )


def _may_run(board: Board, group: int) -> bool:
    most = board.groups[group].max_per_week
    return most is None or board.runs(group) < most


def _roster_cells(board: Board, group: int) -> Bools:
    """(days, slots): where everybody on the roster could begin a session."""
    cells = board.starts[group].copy()
    for day in range(len(board.slots.days)):
        rows = np.array(roster(board, group, day), dtype=np.int64)
        good = len(rows) >= max(1, board.groups[group].size.min) and board.attends[rows, group].all()
        cells[day] &= board.joinable(group, rows)[:, day].all(axis=0) if good else False
    return cells


def roster(board: Board, group: int, day: int) -> list[int]:
    """The members of a closed group who are with the clinic on a day."""
    date = board.week.date(board.slots.days[day])
    return [
        p for p in map(board.patient.__getitem__, board.groups[group].members or ()) if board.stays(p, date)
    ]


def _run_roster_at(board: Board, group: int, day: int, slot: int, wish: int | None = None) -> bool:
    """Run a closed group at a start, in the room of the wish if that is free and large enough."""
    members = roster(board, group, day)
    room = None
    if not board.roomless(group):
        seats = board.on_site(group, members)
        free = board.rooms.open_at(board.seating[group], day, slot, board.length[group])
        fits = wish is not None and wish in free and board.rooms.capacity[wish] >= seats
        room = wish if fits else board.room_at(group, day, slot, seats)
        if room is None:
            return False
    meeting = Meeting(group, day, slot, board.length[group], room)
    board.open(meeting)
    if all(board.join(p, meeting) for p in members):
        return True
    board.close(meeting)
    return False
