"""How long nobody has touched the app, by two clocks."""

from __future__ import annotations

import time
from collections.abc import Callable


class Idle:
    """Counts down to the lock. `limit` is in seconds; 0 never locks.

    The monotonic clock cannot be set back; the wall clock goes on while a laptop sleeps. Whichever saw more
    time pass is believed, so neither a changed clock nor a closed lid keeps the record open.
    """

    def __init__(
        self,
        limit: float = 600,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.limit = limit
        self._monotonic, self._wall = monotonic, wall
        self.touch()

    def touch(self) -> None:
        """Somebody is there: count from the start again."""
        self._since = self._monotonic(), self._wall()

    @property
    def left(self) -> float:
        """Seconds until the lock, never below 0."""
        passed = max(self._monotonic() - self._since[0], self._wall() - self._since[1], 0)
        return max(0.0, self.limit - passed)

    @property
    def over(self) -> bool:
        return self.limit > 0 and self.left == 0
