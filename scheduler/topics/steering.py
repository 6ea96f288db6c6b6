"""Who goes to which room, and which sessions run side by side, from what each session is worth to each.

Topics for psychoeducation and skills groups only: a process group keeps its people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from attrs import frozen

from scheduler.clinic import Size

Gains = Sequence[Mapping[str, float]]
"""For each person, what each session is worth to them."""
LEAST = 0.002
"""Worth below which a session is as good as any that people have had: what ran longest ago runs."""
SHORTLIST = 14
"""Sessions of which every pair is tried; in simulated groups the best pair was nearly always among ten."""


@frozen
class Room:
    """One session, and the numbers of those who are in it."""

    session: str
    people: tuple[int, ...]


def rooms_filled(expected: float, rooms: int, size: Size) -> int:
    """How many rooms run with this many people: each needs its least number, and one always runs."""
    return max(1, min(rooms, int((expected + 1e-9) // max(1, size.min))))


def best_rooms(
    gains: Gains,
    chances: Sequence[float],
    rooms: int,
    size: Size,
    against: Mapping[str, float],
    choices: Sequence[Sequence[str]],
) -> tuple[Room, ...]:
    """The sessions to run and who is in which, worth the most.

    `chances`: how likely each person is there. `against`: what speaks against a session whoever is there.
    `choices`: for each room what may run in it, best last resort first.
    """
    here = [i for i, chance in enumerate(chances) if chance > 0]
    count = rooms_filled(sum(chances), rooms, size)
    if count == 1:
        return (Room(_best_single(gains, chances, against, choices), tuple(here)),)
    names = _best_together(gains, chances, count, size, against, choices, here)
    return seated(names, gains, chances, size)


def _best_single(
    gains: Gains, chances: Sequence[float], against: Mapping[str, float], choices: Sequence[Sequence[str]]
) -> str:
    worth = worth_of(gains, chances, against)
    open_ = list(dict.fromkeys(name for choice in choices for name in choice))
    best = max(open_, key=lambda name: worth.get(name, 0.0))
    return best if worth.get(best, 0.0) >= LEAST or not worth else open_[0]


def worth_of(gains: Gains, chances: Sequence[float], against: Mapping[str, float]) -> dict[str, float]:
    """What each session is worth to all who are there."""
    worth = {name: -less for name, less in against.items()}
    for mine, chance in zip(gains, chances, strict=True):
        if chance > 0:
            for name, value in mine.items():
                worth[name] = worth.get(name, 0.0) + chance * value
    return worth


def _best_together(
    gains: Gains,
    chances: Sequence[float],
    count: int,
    size: Size,
    against: Mapping[str, float],
    choices: Sequence[Sequence[str]],
    here: Sequence[int],
) -> tuple[str, ...]:
    """The best pair of sessions for two rooms; each further room takes what adds most to those before."""
    alone = worth_of(gains, chances, against)
    lists = [_shortlist(choice, alone) for choice in choices[:count]]
    rows = {name: [chances[i] * gains[i].get(name, 0.0) for i in here] for name in chain(*lists)}
    chosen: tuple[str, ...] = ()
    best = float("-inf")
    for most, names in _promising(lists[0], lists[1], rows, against):
        if most <= best:
            break
        value = _value(names, gains, chances, size, against)
        if value > best:
            best, chosen = value, names
    for choice in lists[2:]:
        free = [name for name in choice if name not in chosen] or choice
        chosen = max(
            ((*chosen, name) for name in free),
            key=lambda names: _value(names, gains, chances, size, against),
        )
    return chosen


def _promising(
    ones: Sequence[str], twos: Sequence[str], rows: Mapping[str, list[float]], against: Mapping[str, float]
) -> list[tuple[float, tuple[str, str]]]:
    """Every pair with what it cannot exceed (everyone in the room that suits them best), best first."""
    found = []
    same = list(ones) == list(twos)
    for number, one in enumerate(ones):
        for two in twos[number + 1 :] if same and len(twos) > 1 else twos:
            if one != two or len(twos) == 1:
                most = sum(map(max, rows[one], rows[two])) - against.get(one, 0.0) - against.get(two, 0.0)
                found.append((most, (one, two)))
    return sorted(found, key=lambda pair: -pair[0])


def _shortlist(choice: Sequence[str], alone: Mapping[str, float]) -> list[str]:
    return sorted(choice, key=lambda name: -alone.get(name, 0.0))[:SHORTLIST]


def _value(
    names: tuple[str, ...],
    gains: Gains,
    chances: Sequence[float],
    size: Size,
    against: Mapping[str, float],
) -> float:
    worth = -sum(against.get(name, 0.0) for name in names)
    for room in seated(names, gains, chances, size):
        worth += sum(chances[i] * gains[i].get(room.session, 0.0) for i in room.people)
    return worth


def seated(names: Sequence[str], gains: Gains, chances: Sequence[float], size: Size) -> tuple[Room, ...]:
    """Everyone in the room worth most to them, then as few moves, of least loss, as the sizes ask for.

    Sizes count people by their chance of being there. With two rooms nothing is better; with more, little.
    """
    here = [i for i, chance in enumerate(chances) if chance > 0]
    rooms: list[list[int]] = [[] for _ in names]
    counts = [0.0] * len(names)
    for i in here:
        mine = gains[i]
        at = max(range(len(names)), key=lambda r: (mine.get(names[r], 0.0), -counts[r]))
        rooms[at].append(i)
        counts[at] += chances[i]
    for _ in range(len(here) * len(names)):
        move = _mending(names, gains, chances, size, rooms, counts)
        if move is None:
            break
        i, source, target = move
        rooms[source].remove(i)
        rooms[target].append(i)
        counts[source] -= chances[i]
        counts[target] += chances[i]
    return tuple(Room(name, tuple(sorted(people))) for name, people in zip(names, rooms, strict=True))


def _mending(
    names: Sequence[str],
    gains: Gains,
    chances: Sequence[float],
    size: Size,
    rooms: Sequence[Sequence[int]],
    counts: Sequence[float],
) -> tuple[int, int, int] | None:
    """The move of least loss towards a room with too few people, or out of one with too many."""
    few = [r for r, count in enumerate(counts) if count < size.min - 1e-9]
    many = [r for r, count in enumerate(counts) if count > size.max + 1e-9]
    found: tuple[float, int, int, int] | None = None
    for source in many or range(len(names)):
        for target in few or range(len(names)):
            room_for_more = counts[target] < size.max - 1e-9
            if source == target or not (few or many) or not room_for_more:
                continue
            for i in rooms[source]:
                if source not in many and counts[source] - chances[i] < size.min - 1e-9:
                    continue
                mine = gains[i]
                loss = chances[i] * (mine.get(names[source], 0.0) - mine.get(names[target], 0.0))
                if found is None or (loss, i, source, target) < found:
                    found = (loss, i, source, target)
    return found[1:] if found else None
