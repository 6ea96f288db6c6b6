"""From a clinic to its timetable for one week: the best that can be found in the time given, and what is
proven.

    outcome = solve(clinic, week, previous=last_week, time_limit=60)
    outcome.timetable  # None: nothing valid was found

A valid timetable is in hand from the first moment and only ever replaced by a better valid one.
"""

from __future__ import annotations

import threading
import time

import numpy as np
from attrs import define, field, frozen

from scheduler.bounds.exact import FEW_COLUMNS, Proofs, prove
from scheduler.clinic import Clinic
from scheduler.explain import explained
from scheduler.facts import Facts
from scheduler.program.candidates import Candidates, place
from scheduler.progress import Listener, Outcome, Stop
from scheduler.same_rooms import in_their_rooms
from scheduler.search import naming
from scheduler.search.best import Best
from scheduler.search.crossing import Pair
from scheduler.search.first import first_plan
from scheduler.search.improve import Improver
from scheduler.search.spreading import spread
from scheduler.search.terrain import Terrain
from scheduler.timetable import Timetable
from scheduler.week import Week

POLISH, SMALL_POLISH = 0.2, 0.05  # share of the time kept for preference; a small week needs little
LATE = 0.6  # share of the first stage after which changes are bounded though unmet is not settled
CROSSED = 100_000  # decisions up to which the second core climbs on its own: more are far from a height
SPELLS, SPELL_PACE = 6, 5_000.0  # crossings in a stage, and decisions a second of a climb between two
REST = 2_500.0  # decisions a second: how long a small week may rest before it is solved whole
TELLING = 0.03  # share of the time kept for reasons and fixes
SETTLED = 0.5  # share of what is left once all but preference is proven that preference then gets
LEAST_TELLING = 0.3  # seconds


@define(eq=False)
class Either:
    """A flag that counts as set when any of several is."""

    flags: tuple[Stop | None, ...]
    own: threading.Event = field(factory=threading.Event)

    def is_set(self) -> bool:
        return self.own.is_set() or any(flag is not None and flag.is_set() for flag in self.flags)

    def set(self) -> None:
        self.own.set()


def solve(
    clinic: Clinic,
    week: Week,
    *,
    previous: Timetable | None = None,
    time_limit: float = 60.0,
    workers: int = 2,
    seed: int = 0,
    listener: Listener | None = None,
    stop: Stop | None = None,
    first: Timetable | None = None,
    attempts: int | None = None,
) -> Outcome:
    """Solve one week.

    With `workers` 1, a `seed` and a number of `attempts` in place of a binding time limit, the answer is the
    same on every run with the same engine; proofs are left out then.

    `previous` is last week's timetable (changes are counted from it), `first` one to begin with. `listener`
    hears progress from the solver's threads; setting `stop` ends the search at once with the best so far.
    Raises BadInput when pins or groups that have to run cannot be fulfilled by any timetable.
    """
    best = Best(clinic, previous, listener)
    ends = best.began + time_limit * (1 - TELLING)
    best.phase("reading the week")
    found = place(clinic, week)
    begin = first_plan(found, best, first, Either((stop,)), ends, workers, seed)
    best.refused = 0  # last week as it was is expected to break rules of this one
    made = 0
    if begin is not None:
        made = _Search(found, best, Either((stop,)), ends, workers, seed, attempts).run()
    timetable = best.sealed()
    if timetable is not None:
        timetable = spread(Facts(clinic, timetable))
    if timetable is not None and previous is not None:
        timetable = in_their_rooms(clinic, timetable, previous)
    if timetable is not None and timetable.unmet:
        best.phase("reasons")
        timetable = explained(found, timetable, seconds=reasons_have(best, time_limit, stop), stop=stop)
    return Outcome(timetable, best.seconds, made, best.refused)


def reasons_have(best: Best, time_limit: float, stop: Stop | None) -> float:
    """Seconds for reasons and fixes: a small share of the time, and all that a proof leaves over."""
    if stop is not None and stop.is_set():
        return 0.0
    left = time_limit - best.seconds if best.proven(3) else 0.0
    return max(left, time_limit * TELLING, LEAST_TELLING)


@frozen
class _Proven:
    """Set as soon as the first so many objectives are proven."""

    best: Best
    objectives: int

    def is_set(self) -> bool:
        return self.best.proven(self.objectives)


@define(eq=False)
class _Search:
    """The stages of one run: less unmet, fewer changes, then preference; a bound on the side."""

    found: Candidates
    best: Best
    stop: Either
    ends: float
    workers: int
    seed: int
    most: int | None = None
    proofs: Proofs = field(init=False)
    aside: int = 0  # attempts of the second core's own climbs

    def __attrs_post_init__(self) -> None:
        self.proofs = Proofs(self.found, self.best)

    def run(self) -> int:
        terrain = Terrain(self.found)
        small = self.found.size <= FEW_COLUMNS
        left = self.ends - time.monotonic()
        self.best.phase("fewer unmet minutes")
        first = time.monotonic() + left * (1 - (SMALL_POLISH if small else POLISH))
        attempts = self._stage(terrain, first, preference=False, small=small)
        if not self.stop.is_set() and not self.best.proven(4):
            self.best.phase("preferences")
            attempts += self._stage(terrain, self._preferred(), preference=True, small=small)
        return attempts

    def _preferred(self) -> float:
        """When the last stage ends: reasons get the rest where everything before preference is proven."""
        now, values = time.monotonic(), self.best.values
        tells = values is not None and values[0] > 0 and self.best.proven(3)
        return now + (self.ends - now) * SETTLED if tells else self.ends

    def _stage(self, terrain: Terrain, ends: float, preference: bool, small: bool) -> int:
        """Improve on all cores; one of them first proves what can be proven."""
        if self.best.timetable is None or not (len(self.found.attendances) + len(self.found.bookings)):
            return 0
        plan = naming.plan_of(self.found, self.best.timetable)
        stage = 4 if preference else 3
        done = Either((self.stop, _Proven(self.best, stage)))
        improver = Improver(
            terrain,
            self.best,
            plan if preference else terrain.pooled(plan),
            done,
            ends,
            self.seed,
            preference,
            self.most,
        )
        side = threading.Thread(
            target=self._aside, args=(improver, done, ends, preference, small), daemon=True
        )
        if self.workers > 1:
            side.start()
        improver.run(max(self.workers - 1, 1))
        done.set()
        if self.workers > 1:
            side.join()
        return improver.attempts + self.aside

    def _aside(self, improver: Improver, done: Either, ends: float, preference: bool, small: bool) -> None:
        """One core proves a bound first, then improves as well.

        A small week is solved whole, for unmet minutes first. In others this core climbs on its own, from
        other weeks made by hand, which are crossed with the first.
        """
        proofs, began, size = self.proofs, time.monotonic(), self.found.size
        if not preference:
            proofs.limits(done, ends)
            if proofs.want_unmet:
                proofs.unmet(done, ends)
            if small and not self.best.proven(1):
                proofs.whole(improver.terrain, improver.take, done, ends, self.seed)
        dice = np.random.default_rng((self.seed, self.workers, int(preference)))
        patience = size / REST
        pair = Pair(improver, self.seed, min((ends - time.monotonic()) / SPELLS, size / SPELL_PACE))
        while not done.is_set() and time.monotonic() < ends:
            late = preference or time.monotonic() > began + (ends - began) * LATE
            unsettled = not preference and not self.best.proven(1)
            if proofs.want_changes(late, ends):
                proofs.changes(done, ends)
            elif preference and proofs.want_preference(ends):
                proofs.preference(done, ends)
            elif small and (improver.resting > 2 * patience or self.best.proven(1)):
                prove(self.found, self.best, done, ends, preference, self.seed)
                small = False
            elif unsettled and size <= CROSSED:
                pair.step(dice)
            else:
                improver.attempt(dice)
        pair.finish()
        self.aside = pair.attempts
