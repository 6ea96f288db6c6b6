"""What could be placed: every (patient, group, start), (appointment, start), leader, room use and break
that survives narrowing.

found = place(clinic, week)
found.attendances, found.keys, found.bookings, ...  # tables, see `tables`
"""

from __future__ import annotations

import numpy as np
from attrs import evolve

from scheduler.clinic import Clinic
from scheduler.program.candidates.appointments import bookings_of, circles_of, covers_of, needs_of, uses_of
from scheduler.program.candidates.sessions import room_classes, sessions
from scheduler.program.candidates.tables import (
    NOBODY,
    Attendances,
    Bookings,
    Candidates,
    Covers,
    Keys,
    Kinds,
    Leads,
    Pauses,
    RoomClass,
    Rows,
    StaffItems,
    Uses,
    columns,
    staff_items,
)
from scheduler.program.possible import Possible
from scheduler.week import DAY, Week, joined

__all__ = [
    "NOBODY",
    "Attendances",
    "Bookings",
    "Candidates",
    "Covers",
    "Keys",
    "Kinds",
    "Leads",
    "Pauses",
    "RoomClass",
    "Rows",
    "StaffItems",
    "Uses",
    "candidates",
    "place",
    "staff_items",
]


def place(clinic: Clinic, week: Week) -> Candidates:
    """All candidates of `clinic` in `week` after every rule has narrowed them."""
    from scheduler.rules import RULES  # rules post to models, models stand on candidates

    possible = Possible.of(clinic, week)
    for rule in RULES:
        narrow = getattr(rule, "narrow", None)
        if narrow is not None:
            narrow(possible)
    return candidates(possible)


def candidates(possible: Possible) -> Candidates:
    """Enumerate what `possible` leaves, dropping keys that can never run."""
    classes, class_of = room_classes(possible)
    attends, leads, kinds, keys = sessions(possible, classes, class_of)
    circle_of, circles = circles_of(possible)
    need_of, needs = needs_of(possible, class_of)
    bookings = bookings_of(possible, class_of, needs, need_of)
    covers = covers_of(possible, circles, circle_of, bookings)
    uses = uses_of(possible, classes, needs, need_of, bookings)
    found = Candidates(
        possible=possible,
        room_classes=classes,
        keys=keys,
        attendances=attends,
        kinds=kinds,
        leads=leads,
        bookings=bookings,
        covers=covers,
        uses=uses,
        pauses=Pauses(*columns([], 3)),
        circle_of=circle_of,
        circle_minutes=np.array([minutes for minutes, _ in circles], dtype=np.int64),
        need_of=need_of,
        need_minutes=np.array([minutes for minutes, _ in needs], dtype=np.int64),
    )
    return evolve(found, pauses=_pauses(found))


def _pauses(found: Candidates) -> Pauses:
    """Breaks worth considering: at the start of `between` or right after something that could end inside it.

    Any break can be moved earlier until it touches one of these, so nothing is lost.
    """
    rows = []
    items = staff_items(found)
    for t, therapist in enumerate(found.clinic.therapists):
        if therapist.pause is None:
            continue
        ends = items.end[items.therapist == t]
        low, high = therapist.pause.between
        for day in range(7):
            windows = (w for w in joined(therapist.available) if w.day == day)
            if not any(w.start <= low and w.end >= high for w in windows):
                continue
            first, last = day * DAY + low, day * DAY + high - therapist.pause.minutes
            for start in np.unique(np.append(ends[(ends > first) & (ends <= last)], first)):
                rows.append((t, int(start), int(start) + therapist.pause.minutes))
    return Pauses(*columns(rows, 3))
