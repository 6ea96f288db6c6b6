"""A timetable as a patient person with a spreadsheet would make it: valid, quick, and without a solver.

First what must be (pins, groups that have to run, closed rosters) and what still holds from last week; then
blocks of groups where most people fit, appointments around them, and a second look at everybody who lacks
something. What finds no place stays unmet. It is the baseline of the benchmarks and the solver's first
timetable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from scheduler.by_hand.blocks import Style, families, fill, open_session, seats_free
from scheduler.by_hand.board import Board
from scheduler.by_hand.fixtures import CannotPlace, place_fixtures
from scheduler.by_hand.keeping import keep
from scheduler.by_hand.occupancy import Item, Meeting, Visit
from scheduler.by_hand.reseat import held, lift, reseat
from scheduler.by_hand.visits import book_all, reserve
from scheduler.clinic import Clinic
from scheduler.timetable import Session, Timetable, Unmet
from scheduler.week import Week

BLOCK_STEP = 30
"""Minutes between the starts at which blocks are tried first."""
SMALL_CLINIC = 400
"""Up to so many patients both ways are tried; above, only large sessions, which use rooms better."""
SECOND_LOOKS = 2
"""How often everybody who lacks something is looked at again."""


def greedy(
    clinic: Clinic,
    week: Week,
    *,
    previous: Timetable | None = None,
    seed: int = 0,
    rosters: Sequence[Session] = (),
) -> Timetable:
    """A valid timetable for `week`, in a moment; with `previous`, what still holds of it is kept.

    `rosters` are sessions of closed groups that were arranged before and are taken over first (default: last
    week's).

    Two ways are tried, with few large and with many small sessions, and the one that leaves less unmet is
    returned. `seed` breaks ties between people. Raises CannotPlace when a pin or a group that has to run
    could not be placed by hand; a solver may still find a way.
    """
    failure: CannotPlace | None = None
    if not rosters and previous is not None:
        rosters = previous.sessions
    boards = []
    ways = (True, False) if len(clinic.patients) <= SMALL_CLINIC else (True,)
    for crowd in ways:
        try:
            boards.append(_filled(clinic, week, previous, seed, crowd, rosters))
        except CannotPlace as error:
            failure = error
    if failure is not None and not boards:
        raise failure
    return _timetable(min(boards, key=Board.unmet))


def _filled(
    clinic: Clinic,
    week: Week,
    previous: Timetable | None,
    seed: int,
    crowd: bool,
    rosters: Sequence[Session],
) -> Board:
    board = Board(clinic, week)
    people = board.people
    if seed:
        shuffled = np.random.default_rng(seed).permutation(len(clinic.patients))
        people.flexibility = people.flexibility * (len(shuffled) + 1) + shuffled
    reserve(board)
    place_fixtures(board, rosters)
    if previous is not None:
        keep(board, previous)
        _look_again(board, newcomers=True)
    _run_musts(board)
    everybody, step = families(board), max(1, BLOCK_STEP // board.slots.unit)
    fill(board, everybody, Style(step, 3, crowd))
    book_all(board)
    for _ in range(SECOND_LOOKS):
        before = board.unmet()
        _look_again(board)
        fill(board, everybody, Style(max(1, clinic.grid // board.slots.unit), 2, crowd))
        book_all(board)
        if board.unmet() == before:
            break
    _settle(board)
    return board


def _look_again(board: Board, *, newcomers: bool = False) -> None:
    """Plan the weeks of people who lack something anew, those with the fewest free hours first."""
    for patient in np.argsort(board.people.flexibility, kind="stable").tolist():
        if not newcomers or not board.people.items[patient]:
            reseat(board, patient)


def _run_musts(board: Board) -> None:
    """Run every group at least `min_per_week` times, where most people can come."""
    for g, group in enumerate(board.groups):
        while board.runs(g) < group.min_per_week:
            if group.members is not None or not _run_once(board, g):
                raise CannotPlace(
                    f"{group.id} has to run {group.min_per_week} times a week; by hand it ran {board.runs(g)}"
                )


def _run_once(board: Board, group: int) -> bool:
    rows = board.eligible[group]
    joins = board.joinable(group, rows)
    come = np.minimum(joins.sum(axis=0), seats_free(board, group, crowd=False))
    for cell in np.argsort(-come, axis=None, kind="stable").tolist():
        day, slot = divmod(cell, board.slots.per_day)
        if come[day, slot] < max(1, board.groups[group].size.min):
            return False
        able = rows[joins[:, day, slot]].tolist()
        order = sorted(able, key=lambda p: (board.people.flexibility[p], p))
        if open_session(board, group, day, slot, order, crowd=False) is not None:
            return True
    return False


def _settle(board: Board) -> None:
    """Take out what the finished week does not allow, until every rule holds."""
    everybody = range(len(board.clinic.patients))
    while sum(_mend_days(board, p) for p in everybody) or _close_small(board):
        pass
    for g, group in enumerate(board.groups):
        if board.runs(g) < group.min_per_week:
            raise CannotPlace(f"{group.id} has to run {group.min_per_week} times a week")


def _close_small(board: Board) -> bool:
    small = [m for m in board.meetings if len(m.members) < max(1, board.groups[m.group].size.min)]
    for meeting in small:
        if meeting.fixed:
            raise CannotPlace(f"the pinned {board.groups[meeting.group].id} has too few members")
        board.close(meeting)
    return bool(small)


def _mend_days(board: Board, patient: int) -> bool:
    """Drop what a patient may not have: long waits, group days that are too short, groups out of order."""
    people, changed = board.people, False
    for day in range(len(board.slots.days)):
        while board.waits(patient, day) > people.gap[patient]:
            here = [i for i in people.items[patient] if i.day == day and board.present(patient, i)]
            _give_up(board, patient, here, "waits too long between two things of a day")
            changed = True
        short = people.day_minutes[patient, day] < people.day_least[patient]
        while short and people.sessions[patient, day]:
            today = [i for i in people.items[patient] if i.day == day and isinstance(i, Meeting)]
            _give_up(board, patient, today, "has a day that is shorter than prescribed")
            changed = True
    while not board.in_order(patient):
        sessions = [i for i in people.items[patient] if isinstance(i, Meeting)]
        late = [i for i in sessions if board.groups[i.group].after]
        _give_up(board, patient, sorted(late, key=lambda i: (-i.day, -i.slot)), "has groups out of order")
        changed = True
    return changed


def _give_up(board: Board, patient: int, items: list[Item] | list[Meeting], problem: str) -> None:
    """Take out the last of `items` that nothing keeps, else a closed group that no pin keeps."""
    for item in sorted(items, key=lambda i: (i.day, i.slot), reverse=True):
        if not held(board, patient, item):
            lift(board, patient, item)
            return
    for item in items:
        if isinstance(item, Meeting) and not item.fixed and patient not in item.kept_members:
            board.close(item)  # a closed group: all of it or none
            return
    raise CannotPlace(f"{board.clinic.patients[patient].id} {problem}, and all of it is pinned")


def _timetable(board: Board) -> Timetable:
    visits = [i for items in board.people.items for i in items if isinstance(i, Visit)]
    return Timetable(
        clinic=board.clinic.name,
        week=board.week,
        sessions=tuple(sorted(board.session(m) for m in board.meetings)),
        appointments=tuple(sorted(board.booking(v) for v in visits)),
        unmet=tuple(_unmet(board)),
    )


def _unmet(board: Board) -> list[Unmet]:
    """What each patient lacks, group and appointment minutes kept apart."""
    found = []
    for p, patient in enumerate(board.clinic.patients):
        lacking = zip(board.people.services, board.people.need[p].tolist(), strict=True)
        found += [Unmet(patient.id, service, minutes) for service, minutes in lacking if minutes]
        due: Counter[str] = Counter()
        for appointment in board.people.due[p]:
            due[appointment.service] += appointment.minutes
        found += [Unmet(patient.id, service, minutes) for service, minutes in sorted(due.items())]
    return found
