"""Sessions that could run: keys, who could attend and lead there, and in which kinds of rooms and sizes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from scheduler.clinic import room_spans
from scheduler.program.candidates.tables import (
    NOBODY,
    Attendances,
    Keys,
    Kinds,
    Leads,
    RoomClass,
    columns,
)
from scheduler.program.possible import Ints, Mask, Possible


def room_classes(possible: Possible) -> tuple[tuple[RoomClass, ...], Ints]:
    """Classes of interchangeable rooms and the class of each room; a room that a pin names stands alone."""
    clinic, pinned = possible.clinic, {pin.room for pin in possible.pins if pin.room}
    found: dict[tuple[object, ...], list[int]] = {}
    for index, room in enumerate(clinic.rooms):
        same = (
            room.kind,
            room.capacity,
            room.features,
            room_spans(room, clinic, possible.week),
            possible.seats[index].tobytes(),
            room.id if room.id in pinned else "",
        )
        found.setdefault(same, []).append(index)
    class_of = np.zeros(len(clinic.rooms), dtype=np.int64)
    for number, rooms in enumerate(found.values()):
        class_of[rooms] = number
    return tuple(RoomClass(tuple(r), clinic.rooms[r[0]].capacity) for r in found.values()), class_of


def sessions(
    possible: Possible, classes: tuple[RoomClass, ...], class_of: Ints
) -> tuple[Attendances, Leads, Kinds, Keys]:
    """Group by group: the starts at which enough members, leaders and a room could meet."""
    first = np.array([c.rooms[0] for c in classes], dtype=np.int64)
    keys: list[tuple[int, int, int]] = []
    kinds: list[tuple[int, ...]] = []
    attends, leads = [], []
    owners = possible.patient_free, possible.staff_free, possible.room_free[first]
    lengths = {group.minutes for group in possible.clinic.groups}
    fitting = {minutes: [possible.fits(free, minutes) for free in owners] for minutes in lengths}
    for g, group in enumerate(possible.clinic.groups):
        patients, staff, free = fitting[group.minutes]
        present, staffed = patients & possible.attends[:, g, None], staff & possible.leads[:, g, None]
        if group.telehealth is True:
            rooms = np.zeros((0, len(possible.starts)), dtype=bool)
        else:
            rooms = free & possible.seats[first, g][:, None]
        runs = possible.group_starts[g] & (present.sum(0) >= max(group.size.min, 1))
        runs &= staffed.sum(0) >= group.leaders
        if group.telehealth is not True:
            runs &= rooms.any(0)
        for s in np.nonzero(runs)[0]:
            key, start = len(keys), int(possible.starts[s])
            makes = list(_makes(possible, g, key, start, rooms[:, s], classes))
            who, able = np.nonzero(present[:, s])[0], np.nonzero(staffed[:, s])[0]
            makes = [m for m in makes if m[2] <= len(able) and m[3] <= len(who)]
            if not makes:
                continue
            keys.append((g, start, start + group.minutes))
            kinds += [(*m, _most(m, len(who), classes)) for m in makes]
            attends.append(np.stack([who, np.full(len(who), key)]))
            if group.leaders or group.second_leader_above is not None or any(m[2] for m in makes):
                leads.append(np.stack([able, np.full(len(able), key)]))
    return (
        Attendances(*_sorted(attends)),
        Leads(*_sorted(leads)),
        Kinds(*columns(kinds, 8)),
        Keys(*columns(keys, 3)),
    )


def _sorted(blocks: list[NDArray[np.int64]]) -> tuple[Ints, Ints]:
    """Two-row blocks as two columns, sorted by the first, then the second."""
    if not blocks:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    table = np.concatenate(blocks, axis=1)
    order = np.lexsort((table[1], table[0]))
    return table[0][order], table[1][order]


def _makes(
    possible: Possible, g: int, key: int, start: int, rooms: Mask, classes: tuple[RoomClass, ...]
) -> Iterable[tuple[int, int, int, int, int, int, int]]:
    """(key, room class, leaders, low, high, seats, pin) of each kind of session that could run at a key."""
    group = possible.clinic.groups[g]
    places = (
        [(-1, group.size.max)]
        if group.telehealth is True
        else [(int(c), classes[c].capacity) for c in np.nonzero(rooms)[0]]
    )
    pinned = [(i, m) for i, m in enumerate(possible.meetings) if (m.group, m.start) == (g, start)]
    for place, seats in places:
        most = group.size.max if group.telehealth else min(group.size.max, seats)
        above = group.second_leader_above
        bands = [(group.leaders, group.size.min, most if above is None else min(above, most))]
        if above is not None:
            bands.append((group.leaders + 1, max(group.size.min, above + 1), most))
        for leaders, low, high in bands:
            if low > high:
                continue
            yield key, place, leaders, low, high, seats, NOBODY
            for i, meeting in pinned:
                room = possible.clinic.rooms[classes[place].rooms[0]].id if place >= 0 else None
                least = max(low, len(meeting.members))
                if meeting.room in (None, room) and least <= high:
                    yield key, place, max(leaders, len(meeting.leaders)), least, high, seats, i


def _most(make: tuple[int, ...], members: int, classes: tuple[RoomClass, ...]) -> int:
    if make[6] != NOBODY:
        return 1
    most = members // max(make[3], 1)
    return min(most, len(classes[make[1]].rooms)) if make[1] >= 0 else most
