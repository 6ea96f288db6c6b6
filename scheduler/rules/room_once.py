"""Nothing shares a room, whatever its capacity; one thing may begin the minute another ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, clashes, label
from scheduler.week import DAY, clock

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "room-once"
SENTENCE = "No room holds two things at once."
READS = ()


def check(facts: Facts) -> Iterator[Violation]:
    """The items of each room are laid side by side in time."""
    for room in facts.clinic.rooms:
        for one, other in clashes(facts.of_room[room.id]):
            until = clock(one.end % DAY)
            message = f"{room.id} holds {label(one)} until {until} and {label(other)} at once."
            yield Violation(ID, message, room.id)


def post(model: Model) -> None:
    """Never more things at once in a class of interchangeable rooms than it has; `naming` colours them."""
    import numpy as np

    from scheduler.program.columns import at_once

    found, kinds, uses = model.found, model.found.kinds, model.found.uses
    roomed = kinds.rooms >= 0
    key = kinds.key[roomed]
    owner = np.concatenate([kinds.rooms[roomed], uses.rooms])
    start = np.concatenate([found.keys.start[key], uses.start])
    end = np.concatenate([found.keys.end[key], uses.start + found.need_minutes[uses.need]])
    column = np.concatenate([model.runs[roomed], model.use])
    row, item = at_once(owner, start, end)
    if len(row):
        rooms = np.zeros(int(row.max()) + 1, dtype=np.int64)
        rooms[row] = [len(found.room_classes[c].rooms) for c in owner[item]]
        model.program.rows(ID, row, column[item], high=rooms)
