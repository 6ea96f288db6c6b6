"""A small week solved whole for its unmet minutes, by learning what people cannot all have at once.

CP-SAT is asked for everything that is prescribed and finds sets of wishes that clash, one after the other,
until what is left can be had. Without linear programming, and with shortfalls in columns of their own, that
settles in seconds what other searches do not in minutes. The coarser grid goes first: its least is a bound,
and a week of the clinic's own grid with the same unmet minutes often lies close by.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from attrs import frozen

from scheduler.bounds.coarser import coarser
from scheduler.bounds.unmet import Limits
from scheduler.program.candidates import Candidates, place
from scheduler.program.columns import Values
from scheduler.program.engine import LEARNING, Answer, Effort, search
from scheduler.program.goals import post_rules
from scheduler.program.model import Model
from scheduler.program.plan import Plan
from scheduler.program.possible import Ints, Mask
from scheduler.program.shortfall import shortfall
from scheduler.progress import Stop
from scheduler.search.best import Best
from scheduler.search.terrain import Terrain
from scheduler.week import WEEK

NEAR = (0, 1)  # steps of the coarser grid that starts may lie apart from what was found there


@frozen(eq=False)
class Whole:
    """One week to be solved until `ends` (time.monotonic()) or until `stop` is set; `take` hears of plans."""

    terrain: Terrain
    best: Best
    limits: Limits
    stop: Stop
    ends: float
    take: Callable[[Plan], object]
    seed: int = 0

    def solve(self) -> None:
        """Give the plan with the least unmet minutes, and tell `best` every bound as soon as it is proven."""
        found = self.terrain.found
        clinic = coarser(found.clinic)
        if clinic is not None:
            rough = place(clinic, found.week)
            pooled = rough.keep(bookings=Terrain(rough).pooled_bookings)
            answer = self._search(pooled, bounds=True)
            if answer.closed and answer.values is not None:
                chosen = Plan.of_values(pooled, answer.values)
                for steps in NEAR:
                    self._take_best(*self._near(pooled, chosen, clinic.grid, steps), bounds=False)
        everywhere = np.ones(len(found.attendances), dtype=bool)
        self._take_best(everywhere, self.terrain.pooled_bookings, bounds=True)

    def _over(self) -> bool:
        return self.stop.is_set() or time.monotonic() >= self.ends

    def _take_best(self, attend: Mask, book: Mask, bounds: bool) -> None:
        """The best week made of these attendances and bookings."""
        if self._over():
            return
        nothing = Plan.empty(self.terrain.found)
        part = self.terrain.part(nothing, attend, book, all_staff=True)

        def offer(values: Values, _: int) -> None:
            self.take(nothing.paste(part, Plan.of_values(part.found, values)))

        self._search(part.found, bounds, offer)

    def _search(
        self, found: Candidates, bounds: bool, offer: Callable[[Values, int], None] | None = None
    ) -> Answer:
        model = post_rules(Model(found))
        short = shortfall(model)
        for patient, services in self.limits.items():
            short.at_least(model, found.possible.patient_index[patient], sum(services.values()))

        def bounded(bound: int) -> None:
            if bounds:
                self.best.bound(0, bound)

        effort = Effort(max(self.ends - time.monotonic(), 0.1), 1, self.seed, parameters=LEARNING)
        answer = search(
            model.program, short.objective, effort, stop=self.stop, improved=offer, bounded=bounded
        )
        if answer.closed and answer.objective is not None:
            bounded(answer.objective)
        return answer

    def _near(self, rough: Candidates, chosen: Plan, step: int, steps: int) -> tuple[Mask, Mask]:
        """The attendances and bookings whose starts lie so close to those chosen on the coarser grid."""
        found, keys, others = self.terrain.found, self.terrain.found.keys, rough.keys
        came, seen = chosen.chosen["attendances"], chosen.chosen["bookings"]
        who, at = rough.attendances.patient[came], rough.attendances.key[came]
        groups, slots = len(found.clinic.groups), WEEK // step + 1
        mine = found.attendances.patient * groups + keys.group[found.attendances.key]
        theirs = who * groups + others.group[at]
        attend = _close(
            mine, keys.start[found.attendances.key] // step, theirs, others.start[at] // step, slots, steps
        )
        demand, start = rough.bookings.demand[seen], rough.bookings.start[seen] // step
        book = _close(found.bookings.demand, found.bookings.start // step, demand, start, slots, steps)
        return attend, book & self.terrain.pooled_bookings


def _close(mine: Ints, at: Ints, theirs: Ints, their: Ints, slots: int, steps: int) -> Mask:
    """Which of (mine, at) are among (theirs, their), give or take so many steps."""
    wanted = np.concatenate([theirs * slots + their + shift for shift in range(-steps, steps + 1)])
    return np.isin(mine * slots + at, wanted)
