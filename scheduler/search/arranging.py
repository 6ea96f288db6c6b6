"""Closed rosters before anything else: arrange them, then build the rest of the week around them.

Arranging hundreds of rosters is colouring a graph under a limit of rooms, at which
`scheduler.search.ejection` is far better than planning by hand or the engine. Groups that take whoever
comes, and appointments, are then placed around them by hand; what the arrangement does not know (days,
waits, hours) is left to the board on which that is done, and to the search that follows.
"""

from __future__ import annotations

import time
from contextlib import suppress

from attrs import define, field

from scheduler.by_hand.fixtures import CannotPlace
from scheduler.by_hand.greedy import greedy
from scheduler.program.candidates import Candidates
from scheduler.progress import Stop
from scheduler.search.best import Best
from scheduler.search.ejection import arrange
from scheduler.search.layout import NOWHERE, Places
from scheduler.search.rosters import Rosters

SHARE = 0.5  # of the time that is left
PATIENCE, PATIENCE_PER_PAIR = 500, 10  # steps without gain: so many, and so many a pair of tasks
PAUSE = 4.0  # an improvement on the way is offered when so many times the last offer's seconds have passed


def place_rosters(found: Candidates, best: Best, stop: Stop, ends: float, seed: int) -> None:
    """Offer `best` timetables in which more of the closed rosters run, as long as it has too few of them."""
    began = time.monotonic()
    last_week = () if best.previous is None else best.previous.sessions
    rosters = Rosters.of(found, last_week)
    if not rosters.runs:
        return
    now = last_week if best.timetable is None else best.timetable.sessions
    begin = rosters.places(now)
    if NOWHERE not in begin.start:
        return
    best.phase("closed rosters")
    offers = Offers(rosters, best, seed)
    ends = began + SHARE * (ends - began)
    puzzle = rosters.puzzle
    patience, heard = PATIENCE + PATIENCE_PER_PAIR * len(rosters.runs) ** 2, offers.now_and_then
    places = arrange(puzzle, begin, seed=seed, patience=patience, ends=ends, stop=stop, improved=heard)
    offers.offer(places)


@define(eq=False)
class Offers:
    """Makes timetables of places and offers them."""

    rosters: Rosters
    best: Best
    seed: int
    _next: float = field(factory=time.monotonic, init=False)
    _last: Places | None = field(default=None, init=False)

    def __attrs_post_init__(self) -> None:
        self._next += PAUSE

    def now_and_then(self, places: Places) -> None:
        if time.monotonic() >= self._next:
            self.offer(places)

    def offer(self, places: Places) -> None:
        """The rest of the week is placed by hand around the rosters."""
        if places is self._last:
            return
        began, self._last = time.monotonic(), places
        clinic, week = self.rosters.found.clinic, self.rosters.found.week
        with suppress(CannotPlace):
            sessions = tuple(self.rosters.sessions(places))
            self.best.offer(
                greedy(clinic, week, previous=self.best.previous, seed=self.seed, rosters=sessions)
            )
        ended = time.monotonic()
        self._next = ended + PAUSE * (ended - began)
