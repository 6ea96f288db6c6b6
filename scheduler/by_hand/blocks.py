"""Blocks of groups back to back, placed where most people fit: the heart of a timetable made by hand.

A family is everybody of one track, language and age band with the open groups they may attend. Its best
block is the chain of up to three groups, on one day from one start, that covers most prescribed minutes; a
day that is opened for less than a fair share of what somebody still needs counts for less.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from itertools import permutations

import numpy as np
from attrs import define, frozen
from numpy.typing import NDArray

from scheduler.by_hand.board import Board
from scheduler.by_hand.occupancy import FAR, Bools, Ints, Meeting, fits

Floats = NDArray[np.float32]

LEADER_COST = 1.0
"""What a minute of a facilitator is worth, in prescribed minutes of patients: an appointment would earn 1."""


@frozen(eq=False)
class Family:
    """People of one kind (indices) and the groups they share."""

    rows: Ints
    groups: tuple[int, ...]

    def chains(self, longest: int) -> list[tuple[int, ...]]:
        """Orders of one to `longest` groups; of many groups only pairs, to stay quick."""
        longest = min(longest, 3 if len(self.groups) <= 4 else 2)
        return [c for n in range(1, longest + 1) for c in permutations(self.groups, n)]


@frozen(order=True)
class Chain:
    """Groups back to back from (day, slot); `cost` is minus its score, so that the best sorts first."""

    cost: float
    day: int
    slot: int
    groups: tuple[int, ...]


@define
class Style:
    """How blocks are laid: starts every `step` minutes, chains up to `longest`, large sessions or not."""

    step: int
    longest: int
    crowd: bool


def families(board: Board) -> list[Family]:
    """Everybody, by track, language and age band, who has open groups to attend."""
    kinds: dict[tuple[str | None, str | None, str], list[int]] = {}
    for i, p in enumerate(board.clinic.patients):
        kinds.setdefault((p.track, p.language, p.band), []).append(i)
    open_groups = [g for g, group in enumerate(board.groups) if group.members is None]
    eligible = {g: set(board.eligible[g].tolist()) for g in open_groups}
    found = []
    for rows in kinds.values():
        groups = tuple(g for g in open_groups if rows[0] in eligible[g])
        if groups:
            found.append(Family(np.array(rows), groups))
    return found


def fill(board: Board, everybody: list[Family], style: Style) -> None:
    """Place blocks, always the best one of all families, until none serves anybody.

    Scores only fall while the board fills, so a family is looked at again only when it comes out on top.
    """
    tabu: set[tuple[tuple[int, ...], int, int]] = set()
    placed = 0
    queue = [(-float(FAR) * 1000, i, -1) for i in range(len(everybody))]
    waiting: dict[int, Chain] = {}
    heapify(queue)
    while queue:
        _, i, seen = heappop(queue)
        if seen < placed:
            found = best_chain(board, everybody[i], style, tabu)
            if found is not None:
                waiting[i] = found
                heappush(queue, (found.cost, i, placed))
            continue
        chain = waiting[i]
        if place(board, chain, style.crowd):
            placed += 1
        else:
            tabu.add((chain.groups, chain.day, chain.slot))
        heappush(queue, (chain.cost, i, placed - 1))


def best_chain(
    board: Board, family: Family, style: Style, tabu: set[tuple[tuple[int, ...], int, int]]
) -> Chain | None:
    """The chain that earns most for this family now; None when no chain earns anything."""
    rows = family.rows[board.people.need[family.rows].sum(axis=1) > 0]
    groups = [g for g in family.groups if _may_run(board, g)]
    if not len(rows) or not groups:
        return None
    joins = {g: board.joinable(g, rows) for g in groups}
    seats = {g: seats_free(board, g, style.crowd) for g in groups}
    least = {g: board.groups[g].size.min for g in groups}
    may = {g: (joins[g].sum(axis=0) >= least[g]) & (seats[g] >= least[g]) for g in groups}
    share = _fair_share(board, rows)
    best: Chain | None = None
    for groups_in_row in family.chains(style.longest):
        if not joins.keys() >= set(groups_in_row):
            continue
        score = _score(board, rows, groups_in_row, joins, seats, may, share, style.step)
        for taboo, day, slot in tabu:
            if taboo == groups_in_row and slot % style.step == 0 and slot // style.step < score.shape[1]:
                score[day, slot // style.step] = 0
        if not score.size:
            continue
        row, column = divmod(int(score.argmax()), score.shape[1])
        value = float(score[row, column])
        if value > 0 and (best is None or -value < best.cost):
            best = Chain(-value, row, column * style.step, groups_in_row)
    return best


def place(board: Board, chain: Chain, crowd: bool) -> int:
    """Run the chain's sessions for everybody who can come; how many sessions were placed."""
    wishes = _wishes(board, chain)
    slot, placed = chain.slot, 0
    for group in chain.groups:
        rows = board.eligible[group]
        rows = rows[board.joinable_at(group, rows, chain.day, slot)]
        order = sorted(rows.tolist(), key=lambda p: (-wishes.get(p, 0), board.people.flexibility[p], p))
        placed += int(open_session(board, group, chain.day, slot, order, crowd) is not None)
        slot += board.length[group]
    return placed


def open_session(
    board: Board,
    group: int,
    day: int,
    slot: int,
    order: Iterable[int],
    crowd: bool,
    *,
    liked: tuple[int, ...] = (),
    room: int | None = None,
) -> Meeting | None:
    """Start a session and let people in, in this order; None (and nothing placed) when too few can.

    `liked` leaders come first; `room` is taken in place of the smallest that serves.
    """
    order, rule = list(order), board.groups[group]
    most = rule.size.max
    if not crowd and rule.second_leader_above is not None:
        most = min(most, rule.second_leader_above)
    if len(order) < rule.size.min or not _may_run(board, group):
        return None
    if room is None and not board.roomless(group):
        room = _room_for(board, group, day, slot, board.on_site(group, order[:most]))
        if room is None:
            return None
    if len(board.leaders_at(group, day, slot)) < rule.leaders_for(1):
        return None
    meeting = Meeting(group, day, slot, board.length[group], room, liked=liked)
    board.open(meeting)
    for patient in order:
        if len(meeting.members) < most:
            board.join(patient, meeting)
    if len(meeting.members) < max(1, rule.size.min):
        board.close(meeting)
        return None
    return meeting


def _room_for(board: Board, group: int, day: int, slot: int, seats: int) -> int | None:
    """The smallest room for everybody, else the largest that is free."""
    room = board.room_at(group, day, slot, seats)
    if room is not None:
        return room
    free = board.rooms.open_at(board.seating[group], day, slot, board.length[group])
    return int(free[np.argmax(board.rooms.capacity[free])]) if len(free) else None


def _may_run(board: Board, group: int) -> bool:
    most = board.groups[group].max_per_week
    return most is None or board.runs(group) < most


def _wishes(board: Board, chain: Chain) -> dict[int, int]:
    """How many minutes of this chain each person could have; they choose their seats in that order."""
    wishes: dict[int, int] = {}
    slot = chain.slot
    for group in chain.groups:
        rows = board.eligible[group]
        for p in rows[board.joinable_at(group, rows, chain.day, slot)].tolist():
            wishes[p] = wishes.get(p, 0) + board.groups[group].minutes
        slot += board.length[group]
    return wishes


def seats_free(board: Board, group: int, crowd: bool) -> Ints:
    """(days, slots): how many members one session could have there, by rooms and facilitators free."""
    rule, length = board.groups[group], board.length[group]
    seats = np.full(board.on_grid.shape, rule.size.max, dtype=np.int64)
    if not board.roomless(group):
        rooms = board.seating[group]
        capacity = fits(board.rooms.free[rooms], length) * board.rooms.capacity[rooms, None, None]
        seats = np.minimum(seats, capacity.max(axis=0, initial=0))
    free = board.staff.able(board.may_lead[group], length).sum(axis=0)
    above = rule.second_leader_above
    if above is not None:
        seats = np.where((free > rule.leaders) & crowd, seats, np.minimum(seats, above))
    return np.where(free >= rule.leaders, seats, 0)


def _fair_share(board: Board, rows: Ints) -> Ints:
    """Minutes that each day still to be opened has to carry for what is needed to fit."""
    people = board.people
    left = people.most_days[rows] - (people.sessions[rows] > 0).sum(axis=1)
    return np.asarray(people.need[rows].sum(axis=1) // np.maximum(left, 1))


def _score(
    board: Board,
    rows: Ints,
    chain: tuple[int, ...],
    joins: dict[int, Bools],
    seats: dict[int, Ints],
    may: dict[int, Bools],
    share: Ints,
    step: int,
) -> Floats:
    """(days, starts): prescribed minutes that the chain would cover, less what its facilitators cost.

    `may` says where each group could run at all; only there the score is worked out.
    """
    lengths = [board.length[g] for g in chain]
    count = len(range(0, board.slots.per_day - sum(lengths) + 1, step))
    offsets = [sum(lengths[:i]) for i in range(len(chain))]
    where = [may[g][:, at::step][:, :count] for g, at in zip(chain, offsets, strict=True)]
    scores = np.full(where[0].shape, -FAR, dtype=np.float32)
    days, starts = np.nonzero(np.logical_and.reduce(where))
    if not len(days):
        return scores
    parts = [joins[g][:, days, starts * step + at] for g, at in zip(chain, offsets, strict=True)]
    if len(parts) == 3:  # nobody sits out the middle: the shorter end goes
        alone = parts[0] & parts[2] & ~parts[1]
        drop = 0 if lengths[0] < lengths[2] else 2
        parts[drop] = parts[drop] & ~alone
    minutes = [board.groups[g].minutes for g in chain]
    gain = sum((part * np.float32(m) for part, m in zip(parts, minutes, strict=True)), np.float32(0))
    new_day = (board.people.sessions[rows] == 0)[:, days]
    worth = np.where(new_day, np.minimum(1, gain / np.maximum(share, 1)[:, None]), np.float32(1))
    score = np.zeros(len(days), dtype=np.float32)
    for group, part, m, at in zip(chain, parts, minutes, offsets, strict=True):
        come = np.minimum((part * worth).sum(axis=0), seats[group][days, starts * step + at])
        earned = m * (come - LEADER_COST * board.groups[group].leaders)
        runs = part.sum(axis=0) >= board.groups[group].size.min
        score = np.where(runs & (score > -1), score + earned, -FAR)
    scores[days, starts] = score
    return scores
