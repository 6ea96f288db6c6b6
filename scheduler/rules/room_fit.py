"""What meets on site has a room of the right kind with every feature asked for; telehealth has none.

A hybrid group has a room even when everybody joins from elsewhere, for its facilitators. An appointment
takes a room of any kind unless its prescription names one. An appointment that is not prescribed is left
to `prescription`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Item, Violation, label
from scheduler.timetable import Booking
from scheduler.week import WEEK

if TYPE_CHECKING:
    from scheduler.program.model import Model
    from scheduler.program.possible import Possible

ID = "room-fit"
SENTENCE = "Everything on site has a room of the right kind with the right features; telehealth has none."
READS = (
    "groups.telehealth",
    "groups.room_kind",
    "groups.room_features",
    "appointments.telehealth",
    "appointments.room_kind",
    "rooms.kind",
    "rooms.features",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The room of every item is compared with what its group or prescription asks for."""
    for item in facts.items:
        for problem in _problems(facts, item):
            mendable = item.room is None
            yield Violation(ID, f"{label(item)} {problem}.", label(item), mendable)


def _problems(facts: Facts, item: Item) -> Iterator[str]:
    wanted = _wanted(facts, item)
    if wanted is None:
        return
    telehealth, kind, features = wanted
    if telehealth:
        if item.room is not None:
            yield f"is telehealth and takes no room, yet it has {item.room}"
        return
    if item.room is None:
        yield "has no room"
        return
    room = facts.rooms[item.room]
    if kind is not None and room.kind != kind:
        yield f"needs a room of kind '{kind}'; {room.id} is of kind '{room.kind}'"
    if not features <= room.features:
        yield f"needs {', '.join(sorted(features - room.features))}, which {room.id} does not have"


def _wanted(facts: Facts, item: Item) -> tuple[bool, str | None, frozenset[str]] | None:
    """(telehealth only, room kind, features), or None where nothing says."""
    if isinstance(item, Booking):
        appointment = facts.prescribed(item)
        if appointment is None:
            return None
        return appointment.telehealth, appointment.room_kind, frozenset()
    group = facts.groups[item.group]
    return group.telehealth is True, group.room_kind, group.room_features


def narrow(possible: Possible) -> None:
    """Rooms of another kind, or without a feature, are no place for a group or an appointment."""
    import numpy as np

    for r, room in enumerate(possible.clinic.rooms):
        possible.seats[r] &= np.array(
            [
                group.room_kind in (None, room.kind) and group.room_features <= room.features
                for group in possible.clinic.groups
            ],
            dtype=bool,
        )
        possible.hosts[r] &= np.array(
            [d.appointment.room_kind in (None, room.kind) for d in possible.demands], dtype=bool
        )


def post(model: Model) -> None:
    """As many rooms are used at a start as appointments on site begin there, for each kind of room need."""
    import numpy as np

    found = model.found
    need = found.need_of[found.bookings.demand]
    roomed = need >= 0
    wanted, given = (
        need[roomed] * WEEK + found.bookings.start[roomed],
        found.uses.need * WEEK + found.uses.start,
    )
    _, row = np.unique(np.concatenate([wanted, given]), return_inverse=True)
    column = np.concatenate([model.book[roomed], model.use])
    sign = np.repeat([1, -1], [len(wanted), len(given)])
    model.program.rows(ID, row, column, sign, low=0, high=0)
