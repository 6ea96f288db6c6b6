"""Two climbs of one week side by side, and the best week that can be made of both.

Each climb ends on a height of its own, and what one did badly the other often did well. So now and then the
whole week is planned anew with nothing to choose from but what stands in either: few candidates for
everybody at once, where an attempt has many candidates for a few. What both ever stood on comes next, when
that was quickly settled.
"""

from __future__ import annotations

import time

from attrs import define, field
from numpy.random import Generator

from scheduler.program.goals import post_rules
from scheduler.program.model import Model
from scheduler.search.improve import Improver, Seen


@define(eq=False)
class Pair:
    """One core's part of the search: a climb of its own, crossed with `first` after every spell."""

    first: Improver
    seed: int
    spell: float  # seconds
    rival: Improver | None = None
    attempts: int = 0
    _begun: int = 0
    _had: int = 0  # what the rival lacked when the spell began
    _since: float = field(factory=time.monotonic)

    def step(self, dice: Generator) -> None:
        """One attempt, or a crossing when a spell is over; who gained nothing in a spell begins anew."""
        if self.rival is None:
            self._begin()
        elif self.rival is not self.first and time.monotonic() - self._since > self.spell:
            cross(self.first, self.rival)
            if self.rival.lacking(self.rival.plan) >= self._had:
                self._begin()
            else:
                self._spell()
        else:
            self.rival.attempt(dice)
            self.attempts += self.rival is not self.first

    def _begin(self) -> None:
        if self.rival is not None:
            self.rival.finish()
        self._begun += 1
        self.rival = self.first.rival(self.seed + self._begun)
        self._spell()

    def _spell(self) -> None:
        assert self.rival is not None
        self._had, self._since = self.rival.lacking(self.rival.plan), time.monotonic()

    def finish(self) -> None:
        """Let nothing that was found go unsaid."""
        if self.rival is not None and self.rival is not self.first:
            self.rival.finish()


def cross(first: Improver, rival: Improver) -> None:
    """Have `first` stand on the best week made of what both stand on, where that is better than its own."""
    plan, other = sorted((first.plan, rival.plan), key=first.lacking)
    both = Seen(first.seen.attendances | rival.seen.attendances, first.seen.bookings | rival.seen.bookings)
    final = Seen.nothing(first.terrain.found)
    final.add(other)
    for choice in (final, both):
        part = first.terrain.part(plan, choice.attendances, choice.bookings, all_staff=True)
        step = first.solved(plan, part, post_rules(Model(part.found)), first.seed)
        plan = step.plan or plan
        if not step.closed:
            break
    first.take(plan)
