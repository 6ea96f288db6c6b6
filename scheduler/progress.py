"""What a solver says while it works. Events are values: whoever listens may keep, post or print them."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from scheduler.timetable import Score, Timetable

Bounds = tuple[int | None, int | None, int | None, int | None]
"""What is proven of unmet, under floor, changes and preference; None where nothing is yet."""


@frozen
class Improved:
    """A better timetable is in hand, valid as it stands. `seconds` since the start, here and below."""

    score: Score
    timetable: Timetable
    seconds: float


@frozen
class Bounded:
    """More is proven: no timetable can be better than this."""

    bounds: Bounds
    seconds: float


@frozen
class Phase:
    """What the solver turns to, in a few words."""

    name: str
    seconds: float


Event = Improved | Bounded | Phase
Listener = Callable[[Event], None]
"""Called from the solver's thread; it has to return at once."""
