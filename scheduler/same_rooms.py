"""Rooms as they were: what a new plan leaves at its time goes back to its room where the rules allow.

Which room something is in costs a plan nothing, so a search may change it without need. Here nothing but
rooms is changed, and nothing that is in its room already.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from attrs import evolve

from scheduler.clinic import Clinic
from scheduler.facts import Facts, Item, patients_of
from scheduler.rules import capacity, room_fit, room_open
from scheduler.timetable import Booking, Session, Timetable
from scheduler.validate import validate
from scheduler.week import overlap

RULES = (room_open, room_fit, capacity)
"""What decides whether a room will do, whatever else is in it."""


def in_their_rooms(clinic: Clinic, new: Timetable, old: Timetable, now: int = 0) -> Timetable:
    """`new` with as many things as can easily be in the rooms that they have in `old`.

    What stands in the way may change places or go elsewhere; what begins before minute `now` of the week
    stays. The answer breaks no rule that `new` does not break.
    """
    items: list[Item] = [*new.sessions, *new.appointments]
    here = {room.id for room in clinic.rooms}
    wishes = {number: room for number, room in _wishes(items, old, now).items() if room in here}
    if all(items[number].room == room for number, room in wishes.items()):
        return new
    rooms = _moved(clinic, new, items, wishes, now)
    moved = _with_rooms(new, items, rooms)
    before = set(validate(clinic, new).violations)
    return moved if set(validate(clinic, moved).violations) <= before else new


def _wishes(items: Sequence[Item], old: Timetable, now: int) -> dict[int, str]:
    """The room that each item (by number) had; of parallel copies the one with the most people in common."""
    was: dict[tuple[str, str, int], list[Item]] = {}
    olds: list[Item] = [*old.sessions, *old.appointments]
    for item in olds:
        was.setdefault(_key(item), []).append(item)
    found: dict[int, str] = {}
    for number, item in enumerate(items):
        twins = was.get(_key(item), []) if item.start >= now and item.room is not None else []
        if twins:
            people = set(patients_of(item))
            twin = max(twins, key=lambda other: len(people & set(patients_of(other))))
            twins.remove(twin)
            if twin.room is not None:
                found[number] = twin.room
    return found


def _key(item: Item) -> tuple[str, str, int]:
    if isinstance(item, Session):
        return item.group, "", item.start
    return item.service, item.patient, item.start


def _moved(
    clinic: Clinic, new: Timetable, items: Sequence[Item], wishes: dict[int, str], now: int
) -> list[str | None]:
    """The room of each item after all the changes that bring one thing home and displace none that is."""
    rooms = [item.room for item in items]
    held: dict[str | None, set[int]] = {room.id: set() for room in clinic.rooms}
    for number, room in enumerate(rooms):
        held.setdefault(room, set()).add(number)

    people = {patient.id: patient for patient in clinic.patients}

    @cache
    def fits(number: int, room: str) -> bool:
        alone = _with_rooms(evolve(new, sessions=(), appointments=()), [items[number]], [room])
        mine = tuple(people[name] for name in patients_of(items[number]))
        facts = Facts(evolve(clinic, patients=mine), alone)
        return not any(True for rule in RULES for _ in rule.check(facts))

    def inside(room: str | None, number: int) -> list[int]:
        span = items[number].span
        return [other for other in held[room] if other != number and overlap(items[other].span, span)]

    def place(number: int, moves: dict[int, str]) -> str | None:
        """A room for what has to make way, the one that becomes free before others."""
        here = rooms[next(iter(moves))]
        for room in dict.fromkeys([here, *(room.id for room in clinic.rooms)]):
            taken = [o for o in inside(room, number) if o not in moves]
            taken += [
                o for o, to in moves.items() if to == room and overlap(items[o].span, items[number].span)
            ]
            if room is not None and not taken and fits(number, room):
                return room
        return None

    def step(number: int, want: str) -> bool:
        there = inside(want, number)
        if rooms[number] is None or any(rooms[o] == wishes.get(o) or items[o].start < now for o in there):
            return False
        if not fits(number, want):
            return False
        moves = {number: want}
        for other in sorted(there):
            room = place(other, moves)
            if room is None:
                return False
            moves[other] = room
        for item, room in moves.items():
            held[rooms[item]].discard(item)
            held[room].add(item)
            rooms[item] = room
        return True

    steps = 1
    while steps:  # each step brings one more thing home, so this ends
        steps = sum(step(number, want) for number, want in wishes.items() if rooms[number] != want)
    return rooms


def _with_rooms(timetable: Timetable, items: Sequence[Item], rooms: Sequence[str | None]) -> Timetable:
    pairs = list(zip(items, rooms, strict=True))
    return evolve(
        timetable,
        sessions=tuple(evolve(item, room=room) for item, room in pairs if isinstance(item, Session)),
        appointments=tuple(evolve(item, room=room) for item, room in pairs if isinstance(item, Booking)),
    )
