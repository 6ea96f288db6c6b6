"""What a solver says while it works. Events are values: whoever listens may keep, post or print them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

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


class Stop(Protocol):
    """Like threading.Event: somebody else says when to end."""

    def is_set(self) -> bool: ...


@frozen
class Outcome:
    """What solving gave: the best timetable (None: none found), after how many seconds, and the search's
    attempts.
    """

    timetable: Timetable | None
    seconds: float
    attempts: int = 0
    refused: int = 0  # answers of the engine that the check turned down
