"""Ending a search once it has what a test is about; its time limit is then only for a busy machine."""

from __future__ import annotations

import threading

from attrs import define, field

from scheduler.progress import Bounded, Event, Improved


@define
class Enough:
    """Listener and stop at once: set when the first objectives reached `values`, and `proven` of them are.

    Without `values` whatever is proven to be the best will do.
    """

    values: tuple[int, ...] = ()
    proven: int = 0
    _best: tuple[int, ...] = ()
    _bounds: tuple[int | None, ...] = ()
    _reached: threading.Event = field(factory=threading.Event)

    def __call__(self, event: Event) -> None:
        if isinstance(event, Improved):
            self._best = event.score.values
        elif isinstance(event, Bounded):
            self._bounds = event.bounds
        has = self._best[: len(self.values)] == self.values
        known = self._best[: self.proven] == self._bounds[: self.proven]
        if self._best and has and known:
            self._reached.set()

    def is_set(self) -> bool:
        return self._reached.is_set()
