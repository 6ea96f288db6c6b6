"""The best valid timetable in hand, and what is proven about it.

Whatever a search believes, nothing gets in here without passing the check that knows no solver.
"""

from __future__ import annotations

import threading
import time

from attrs import define, evolve, field

from scheduler.clinic import Clinic
from scheduler.progress import Bounded, Improved, Listener, Phase
from scheduler.timetable import Score, Timetable
from scheduler.validate import validate

Values = tuple[int, int, int, int]
ANY = 1 << 40
"""Above every value: a bound that holds whatever an objective before it is."""
NAMES = ("unmet_minutes", "under_floor", "changes", "preference")


@define(eq=False)
class Best:
    """Keeps the best timetable offered and the bounds proven; safe to use from several threads."""

    clinic: Clinic
    previous: Timetable | None = None
    listener: Listener | None = None
    began: float = field(factory=time.monotonic)
    timetable: Timetable | None = None
    refused: int = 0  # answers that broke a rule
    _bounds: list[int] = field(factory=lambda: [0, 0, 0, 0])
    _given: list[Values] = field(factory=lambda: [(ANY, ANY, ANY, ANY)] * 4)
    _told: set[int] = field(factory=set)  # objectives whose bound the listener has heard of
    _lock: threading.RLock = field(factory=threading.RLock)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    @property
    def values(self) -> Values | None:
        return None if self.timetable is None else self.timetable.score.values

    @property
    def bounds(self) -> Values:
        """What is proven of each objective, given the values in hand of those before it."""
        return (self._bounds[0], self._bounds[1], self._bounds[2], self._bounds[3])

    def proven(self, objectives: int) -> bool:
        """Whether the first so many objectives cannot be better."""
        values = self.values
        return values is not None and values[:objectives] == self.bounds[:objectives]

    def offer(self, timetable: Timetable) -> bool:
        """Take `timetable` if it breaks no rule and is better than what is in hand; whether it was taken."""
        report = validate(self.clinic, timetable, self.previous)
        if not report.valid:
            self.refused += 1
            return False
        with self._lock:
            now = self.values
            values = report.score.values
            if now is not None and values >= now:
                return False
            self._forget_bounds(values)
            self.timetable = evolve(timetable, score=report.score, unmet=report.unmet)
            self._tell_improved()
        return True

    def _forget_bounds(self, values: Values) -> None:
        """A bound holds while no objective before it is above the value it was proven for."""
        for i in range(4):
            if not _within(values[:i], self._given[i]):
                self._bounds[i], self._given[i] = 0, (ANY, ANY, ANY, ANY)

    def bound(self, objective: int, bound: int, given: Values = (ANY, ANY, ANY, ANY)) -> None:
        """Note that an objective cannot be lower than `bound` in any timetable in which those before it are
        at most as `given`.
        """
        with self._lock:
            values = self.values
            if objective and (values is None or not _within(values[:objective], given)):
                return
            if bound > self._bounds[objective] or objective not in self._told:
                self._told.add(objective)
                if bound > self._bounds[objective]:
                    self._bounds[objective], self._given[objective] = bound, given
                if self.listener is not None:
                    self.listener(Bounded(self.bounds, self.seconds))

    def phase(self, name: str) -> None:
        """Say what the search turns to."""
        if self.listener is not None:
            self.listener(Phase(name, self.seconds))

    def _tell_improved(self) -> None:
        if self.listener is not None and self.timetable is not None:
            self.listener(Improved(self.timetable.score, self.timetable, self.seconds))

    def sealed(self) -> Timetable | None:
        """The timetable with its bounds and status."""
        if self.timetable is None:
            return None
        values = self.timetable.score.values
        bounds = {f"{name}_bound": min(b, v) for name, b, v in zip(NAMES, self.bounds, values, strict=True)}
        score = Score(*values, **bounds)
        return evolve(self.timetable, score=score, status="optimal" if score.proven else "feasible")


def _within(values: tuple[int, ...], given: Values) -> bool:
    """Whether no value is above the given one in its place."""
    return all(value <= most for value, most in zip(values, given, strict=False))
