"""A room is used whole inside one joined window of its own (default: the clinic's) less its closures.

The clinic's own hours bind every item anyway; `opening` checks those.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.clinic import room_spans
from scheduler.facts import Facts, Violation, day_of, hours_on, inside, label, stretch

if TYPE_CHECKING:
    from scheduler.program.possible import Possible

ID = "room-open"
SENTENCE = "Rooms are used only while they are open."
READS = (
    "rooms.open",
    "rooms.away",
)


def check(facts: Facts) -> Iterator[Violation]:
    """Everything in a room lies inside one joined window less closures."""
    for room in facts.clinic.rooms:
        if room.open is None and not room.away:
            continue
        spans = facts.free(facts.clinic.open if room.open is None else room.open, room.away)
        for item in facts.of_room[room.id]:
            if not inside(item.span, spans):
                there = hours_on("open", spans, day_of(item))
                message = f"{room.id} cannot hold {label(item)} ({stretch(item.span)}): {there}."
                yield Violation(ID, message, room.id)


def narrow(possible: Possible) -> None:
    """A room is free in its windows, less closures."""
    from scheduler.program.possible import minutes_mask

    for r, room in enumerate(possible.clinic.rooms):
        possible.room_free[r] &= minutes_mask(room_spans(room, possible.clinic, possible.week))
