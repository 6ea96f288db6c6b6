"""One patient's week planned anew among the sessions that have a seat: what a patient person tries last."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from scheduler.by_hand.board import Board
from scheduler.by_hand.occupancy import Item, Meeting
from scheduler.by_hand.visits import book_due

Minutes = tuple[int, ...]
"""Minutes of each group service, in the order of `People.services`."""

WIDTH = 18  # bits of a lane
LANE = 1 << WIDTH - 1  # its highest; more minutes than two weeks have

MOST_WAYS = 16
"""Ways to spend one day that are weighed; the fullest are kept."""


@frozen
class Way:
    """One way to spend a day: sessions one after the other, and what they give."""

    meetings: tuple[Meeting, ...] = ()
    minutes: Minutes = ()
    total: int = 0
    left_at: int | None = None  # minute of the day at which the last of them in the house ends


def reseat(board: Board, patient: int) -> bool:
    """Plan the patient's week anew if that meets more of the prescription; whether it did.

    Pinned seats stay. A session that would be too small without the patient has to be in the new plan.
    """
    before = unmet(board, patient)
    if not before:
        return False
    old = [i for i in board.people.items[patient] if not held(board, patient, i)]
    needed = [i for i in old if isinstance(i, Meeting) and len(i.members) <= board.groups[i.group].size.min]
    were = [(i, i.room, list(i.leaders)) for i in old if isinstance(i, Meeting)]
    for item in old:
        lift(board, patient, item)
    for meeting in _plan(board, patient):
        if board.joinable_at(meeting.group, np.array([patient]), meeting.day, meeting.slot)[0]:
            were.append((meeting, meeting.room, list(meeting.leaders)))
            board.join(patient, meeting)
    book_due(board, patient)
    now = board.people.items[patient]
    if unmet(board, patient) < before and all(any(i is n for i in now) for n in needed):
        return True
    for item in [i for i in now if not held(board, patient, i)]:
        lift(board, patient, item)
    _put_back(board, patient, old, were)
    return False


def unmet(board: Board, patient: int) -> int:
    """Prescribed minutes of one patient that are not on the board."""
    return int(board.people.need[patient].sum()) + sum(a.minutes for a in board.people.due[patient])


def held(board: Board, patient: int, item: Item) -> bool:
    """Whether a pin or a closed roster keeps the patient in this item."""
    if isinstance(item, Meeting):
        return patient in item.kept_members or board.groups[item.group].members is not None
    return item.fixed


def lift(board: Board, patient: int, item: Item) -> None:
    """Take one thing out of the patient's week."""
    if isinstance(item, Meeting):
        board.leave(patient, item)
    else:
        board.cancel(item)


def _put_back(
    board: Board, patient: int, old: list[Item], were: list[tuple[Meeting, int | None, list[int]]]
) -> None:
    """Everything as it was: first the rooms and leaders of the sessions touched, then the patient."""
    as_it_was: dict[int, tuple[Meeting, int | None, list[int]]] = {}
    for state in were:
        as_it_was.setdefault(id(state[0]), state)
    board.rearrange(list(as_it_was.values()))
    for item in old:
        if isinstance(item, Meeting):
            board.readmit(patient, item)
        else:
            board.visit(item)


def _plan(board: Board, patient: int) -> list[Meeting]:
    """The sessions that together give the patient most, in order of time."""
    people = board.people
    need: Minutes = tuple(people.need[patient].tolist())
    enough = sum(LANE << WIDTH * i for i in range(len(need)))  # a bit above each service's minutes
    most = _packed(need) | enough
    days_left = int(people.most_days[patient] - (people.sessions[patient] > 0).sum())
    best: dict[tuple[int, int], tuple[int, tuple[Meeting, ...]]] = {(0, 0): (0, ())}
    for day, seats in _seats(board, patient).items():
        new = int(people.sessions[patient, day] == 0)
        ways = [(_packed(w.minutes), w) for w in _ways(board, patient, seats, need)]
        for (used, have), (total, meetings) in list(best.items()):
            if used + new > days_left:
                continue
            for more, way in ways:
                if (most - have - more) & enough == enough:  # no service has more than is needed
                    state = used + new, have + more
                    if state not in best:
                        best[state] = total + way.total, meetings + way.meetings
    chosen = max(best, key=lambda state: (best[state][0], -state[0]))
    return list(best[chosen][1])


def _packed(minutes: Minutes) -> int:
    """Minutes of all services in one number, each in a lane of its own, to be added and compared at once."""
    return sum(m << WIDTH * i for i, m in enumerate(minutes))


def _seats(board: Board, patient: int) -> dict[int, list[Meeting]]:
    """Day -> sessions with a seat that the patient could take, in order of time."""
    row, seats = np.array([patient]), dict[int, list[Meeting]]()
    groups = np.flatnonzero(board.attends[patient]).tolist()
    joins = {g: board.joinable(g, row)[0] for g in groups}
    for meeting in board.meetings:
        join = joins.get(meeting.group)
        if join is not None and join[meeting.day, meeting.slot] and board.has_seat(patient, meeting):
            seats.setdefault(meeting.day, []).append(meeting)
    return {day: sorted(seats[day], key=lambda m: m.slot) for day in sorted(seats)}


def _ways(board: Board, patient: int, seats: list[Meeting], need: Minutes) -> list[Way]:
    """The fullest ways to spend one day in sessions with a seat, each mix of services once."""
    ways: dict[tuple[Minutes, int | None], Way] = {}
    for meeting in seats:
        for way in [Way(minutes=(0,) * len(need)), *ways.values()]:
            longer = _extended(board, patient, way, meeting, need)
            if longer is not None:
                ways.setdefault((longer.minutes, longer.left_at), longer)
    mixes: dict[Minutes, Way] = {}
    for way in sorted(ways.values(), key=lambda w: -w.total):
        mixes.setdefault(way.minutes, way)
    return list(mixes.values())[:MOST_WAYS]


def _extended(board: Board, patient: int, way: Way, meeting: Meeting, need: Minutes) -> Way | None:
    """The way with one more session at its end, if the patient's day allows it."""
    people, service = board.people, board.service[meeting.group]
    minutes = board.groups[meeting.group].minutes
    if way.meetings and way.meetings[-1].slot + way.meetings[-1].length > meeting.slot:
        return None
    if way.minutes[service] + minutes > need[service] or (people.once[patient] and way.minutes[service]):
        return None
    if people.day_minutes[patient, meeting.day] + way.total + minutes > people.day_most[patient]:
        return None
    start, left_at = board.slots.low + meeting.slot * board.slots.unit, way.left_at
    if board.present(patient, meeting):
        if left_at is not None and start - left_at > people.gap[patient]:
            return None
        left_at = start + minutes
    mix = tuple(m + minutes * (s == service) for s, m in enumerate(way.minutes))
    return Way((*way.meetings, meeting), mix, way.total + minutes, left_at)
