"""Large neighbourhood search: plan a small part of the week anew, exactly, again and again, on every core.

The rest of the week stands still meanwhile, but appointments at the edge of somebody's day may be lost when
that serves more people. How much of the week is freed adapts to what can be solved in the time of one
attempt.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property

import numpy as np
from attrs import define, evolve, field, frozen

from scheduler.by_hand.fixtures import CannotPlace
from scheduler.by_hand.greedy import greedy
from scheduler.program.candidates import Candidates
from scheduler.program.columns import Objective
from scheduler.program.engine import LEARNING, PRICING, Effort, search
from scheduler.program.goals import combined, goals, indifference, post_rules
from scheduler.program.model import Model
from scheduler.program.plan import DECISIONS, Part, Plan
from scheduler.program.possible import Ints, Mask
from scheduler.program.shortfall import shortfall
from scheduler.progress import Stop
from scheduler.search import naming
from scheduler.search.best import Best
from scheduler.search.neighbourhoods import NEIGHBOURHOODS, Choice, Neighbourhood, View
from scheduler.search.reach import Reach
from scheduler.search.terrain import Terrain

LEAST_WORK, MOST_WORK = 0.5, 2.0  # deterministic seconds of an attempt
WORK_PACE = 25_000.0  # decisions of the week for each of them
FIRST_BUDGET, LEAST_BUDGET, MOST_BUDGET = 400.0, 60.0, 20_000.0
LEAP, GROW, SHRINK = 1.35, 1.1, 0.9
EASY, ENOUGH = 0.1, 0.6  # share of an attempt's work below which the next may be larger
CHECK_EVERY = 5.0  # naming and checking a plan may take a sixth of the time, no more
PATIENCE, SMALL_CLINIC = 4, 30  # attempts without gain before chance has a say; small clinics need none
WHIM, LIKED = 0.6, 0.3  # how often it then has one, and how many candidates it likes
SHARES = (1.0, 0.5, 0.25)  # how many of all times for appointments an attempt looks at: most are alike
FADE = 0.9  # how much of a neighbourhood's record is kept at each attempt
HOPE = 0.3  # what an attempt without gain is still worth


@define(eq=False)
class Record:
    """How a neighbourhood does: the budget it can digest, and what it gains for its time."""

    neighbourhood: Neighbourhood
    budget: float = FIRST_BUDGET
    merit: float = 1.0

    def learn(self, gain: float, closed: bool, work: float, allowed: float) -> None:
        if closed and work < ENOUGH * allowed:
            self.budget = min(self.budget * (LEAP if work < EASY * allowed else GROW), MOST_BUDGET)
        elif not closed:
            self.budget = max(self.budget * SHRINK, LEAST_BUDGET)
        self.merit = FADE * self.merit + (1 - FADE) * (HOPE + min(gain / max(work, 0.05), 5.0))


@frozen(eq=False)
class Step:
    """What an attempt came to: a plan unless it found none as good, whether it is better and by how much."""

    plan: Plan | None
    better: bool
    gain: float  # half hours, or half of one for anything else
    closed: bool
    work: float


@frozen(eq=False)
class Seen:
    """Every attendance and booking that a climber has ever stood on."""

    attendances: Mask
    bookings: Mask

    @classmethod
    def nothing(cls, found: Candidates) -> Seen:
        return cls(np.zeros(len(found.attendances), dtype=bool), np.zeros(len(found.bookings), dtype=bool))

    def add(self, plan: Plan) -> None:
        self.attendances[plan.chosen["attendances"]] = True
        self.bookings[plan.chosen["bookings"]] = True


@define(eq=False)
class Improver:
    """The search's state: the plan it stands on and what it has learnt. `preference`: the last stage."""

    terrain: Terrain
    best: Best
    plan: Plan
    stop: Stop
    ends: float  # time.monotonic()
    seed: int = 0
    preference: bool = False
    most: int | None = None  # attempts at which to end
    attempts: int = field(default=0, init=False)
    records: list[Record] = field(factory=lambda: [Record(n) for n in NEIGHBOURHOODS])
    _improved_in: int = field(default=0, init=False)  # attempts made when anything was last improved
    _improved_at: float = field(factory=time.monotonic, init=False)
    _version: int = field(default=0, init=False)
    _pending: bool = field(default=False, init=False)  # the plan is better than the last one checked
    _next_offer: float = field(default=0.0, init=False)
    _checked: Plan = field(init=False)
    seen: Seen = field(init=False)
    _lock: threading.RLock = field(factory=threading.RLock, init=False)

    def __attrs_post_init__(self) -> None:
        self._checked = self.plan
        self.seen = Seen.nothing(self.terrain.found)
        self.seen.add(self.plan)

    def run(self, threads: int) -> None:
        """Search until the time is over or `stop` is set."""
        others = [threading.Thread(target=self._work, args=(i,), daemon=True) for i in range(1, threads)]
        for thread in others:
            thread.start()
        self._work(0)
        for thread in others:
            thread.join()
        self.finish()

    def finish(self) -> None:
        """Offer what was not offered yet."""
        with self._lock:
            if self._pending:
                self._offer()

    def rival(self, seed: int) -> Improver:
        """A climber of the same stage that begins with another week made by hand; itself where there is
        none.
        """
        found = self.terrain.found
        with suppress(CannotPlace):
            other = greedy(found.clinic, found.week, previous=self.best.previous, seed=seed)
            plan = self.terrain.pooled(naming.plan_of(found, other))
            if self._holds(plan):
                return evolve(self, plan=plan, seed=seed, records=[Record(n) for n in NEIGHBOURHOODS])
        return self

    @cached_property
    def work(self) -> float:
        """Deterministic seconds that an attempt may take: more where there is more to be had."""
        return min(max(self.terrain.found.size / WORK_PACE, LEAST_WORK), MOST_WORK)

    @property
    def resting(self) -> float:
        """Seconds since anything was improved."""
        return time.monotonic() - self._improved_at

    def _work(self, number: int) -> None:
        dice = np.random.default_rng((self.seed, number, int(self.preference)))
        while not self.stop.is_set() and time.monotonic() < self.ends:
            if self.most is not None and self.attempts >= self.most:
                return
            self.attempt(dice)

    def attempt(self, dice: np.random.Generator) -> None:
        """Choose a neighbourhood, solve it, and stand on the result unless it is worse."""
        with self._lock:
            plan, version = self.plan, self._version
            merit = np.array([record.merit for record in self.records])
            record = self.records[int(dice.choice(len(merit), p=merit / merit.sum()))]
        choice = record.neighbourhood(self._view(plan, record.budget, dice))
        step = self._replanned(plan, choice, dice, whims=True)
        accepted = step.plan is not None and (
            self._accept(plan, version, step.plan, step.better)
            or (self.lacking(step.plan) < self.lacking(plan) and self._reconcile(step.plan, dice))
        )
        with self._lock:
            self.attempts += 1
            record.learn(step.gain if accepted else 0.0, step.closed, step.work, self.work)
            if self._pending and time.monotonic() >= self._next_offer:
                self._offer()

    def _replanned(self, plan: Plan, choice: Choice, dice: np.random.Generator, whims: bool) -> Step:
        """The best that can be made of a plan with what is free in it."""
        near = Reach(
            self.terrain, plan, choice.attend, choice.book, choice.movers, choice.all_staff, dice
        ).near()
        model = post_rules(Model(near.part.found, ~choice.movers, near.loose, near.standing))
        liked = self._whim(model, dice) if whims else []
        return self.solved(plan, near.part, model, int(dice.integers(1 << 30)), liked)

    def solved(
        self, plan: Plan, part: Part, model: Model, seed: int, liked: Sequence[Objective] = ()
    ) -> Step:
        """The best for all goals that `model`, laid over a part of `plan`, has in the work of one attempt."""
        wanted = goals(model, self.best.previous, self.preference)
        if not self.preference:
            wanted[0] = shortfall(model).objective
        hint = model.program.complete(plan.cut(part).values)
        objective = combined([*wanted, *liked], hint)
        settled = {"absolute_gap_limit": float(indifference(wanted, liked, hint))}
        limit = max(self.ends - time.monotonic(), 0.05)
        parameters = PRICING if self.preference else LEARNING
        effort = Effort(limit, 1, seed, self.work, parameters=parameters | settled)
        answer = search(model.program, objective, effort, hint=hint, stop=self.stop)
        if answer.values is None or objective.value(answer.values) > objective.value(hint):
            return Step(None, False, 0.0, answer.closed, answer.work)
        better = any(goal.value(answer.values) != goal.value(hint) for goal in wanted)
        gain = (wanted[0].value(hint) - wanted[0].value(answer.values)) / 30 or 0.5 * better
        new = plan.paste(part, Plan.of_values(part.found, answer.values))
        return Step(new, better, gain, answer.closed, answer.work)

    def _whim(self, model: Model, dice: np.random.Generator) -> list[Objective]:
        """Now and then a liking for some candidates, below all goals: to leave a plan for an equal one."""
        patience = 0 if len(self.terrain.prescribed) <= SMALL_CLINIC else PATIENCE
        if self.preference or self.attempts - self._improved_in < patience or dice.random() > WHIM:
            return []
        column = model.items.column
        liked = column[dice.random(len(column)) < LIKED]
        whim = Objective(constant=len(liked))
        whim.add(liked, -1)
        return [whim]

    def _view(self, plan: Plan, budget: float, dice: np.random.Generator) -> View:
        terrain = self.terrain
        bookings = np.ones_like(terrain.pooled_bookings)
        if not self.preference:
            bookings = terrain.pooled_bookings & (dice.random(len(bookings)) < dice.choice(SHARES))
        return View(terrain, plan, np.maximum(terrain.lacking(plan), 0), bookings, budget, dice)

    def _accept(self, base: Plan, version: int, new: Plan, better: bool) -> bool:
        """Stand on the new plan; when another thread was faster, on both changes together if they agree."""
        with self._lock:
            if version != self._version:
                if not better:
                    return False
                new = _merged(self.plan, base, new)
                if self.lacking(new) > self.lacking(self.plan) or not self._holds(new):
                    return False
            return self._stand_on(new, better)

    def _reconcile(self, theirs: Plan, dice: np.random.Generator) -> bool:
        """Two changes that want the same leaders or rooms: the best for those whom either concerns."""
        plan, other = sorted((self.plan, theirs), key=self.lacking)
        found = self.terrain.found
        attend, book = (plan.attendances != other.attendances), (plan.bookings != other.bookings)
        movers = np.zeros(len(self.terrain.prescribed), dtype=bool)
        movers[found.attendances.patient[attend]] = True
        movers[found.booked_patient[book]] = True
        choice = Choice(attend & (other.attendances > 0), book & (other.bookings > 0), movers, all_staff=True)
        step = self._replanned(plan, choice, dice, whims=False)
        return step.plan is not None and self.take(step.plan)

    def take(self, plan: Plan) -> bool:
        """Stand on a plan that another climb led to where it leaves fewer minutes unmet."""
        with self._lock:
            return self.lacking(plan) < self.lacking(self.plan) and self._stand_on(plan, better=True)

    def _stand_on(self, plan: Plan, better: bool) -> bool:
        self.plan = plan
        self.seen.add(plan)
        if not better:
            return True
        self._version += 1
        self._improved_at, self._improved_in = time.monotonic(), self.attempts
        self._pending = True
        return self._offer() if time.monotonic() >= self._next_offer else True

    def _offer(self) -> bool:
        """Have the plan named and checked; fall back on the last one that passed when it does not."""
        began, values = time.monotonic(), self.best.values
        self._pending = False
        if values is not None and self.lacking(self.plan) > values[0]:
            return True  # another climber is ahead: nothing to offer yet
        try:
            taken = self.best.offer(naming.timetable(self.terrain.found, self.plan))
        except naming.CannotSplit:
            taken = False
        if taken:
            self._checked = self.plan
        else:
            self.plan = self._checked
            self._version += 1
        ended = time.monotonic()
        self._next_offer = ended + CHECK_EVERY * (ended - began)
        return taken

    def _holds(self, plan: Plan) -> bool:
        """Whether a plan pasted together obeys every rule."""
        found = self.terrain.found
        nothing = np.zeros(len(found.attendances), dtype=bool), np.zeros(len(found.bookings), dtype=bool)
        part = self.terrain.part(plan, *nothing, all_staff=False)
        model = post_rules(Model(part.found))
        return not model.program.broken(model.program.complete(plan.cut(part).values))

    def lacking(self, plan: Plan) -> int:
        """Minutes that a plan leaves unmet."""
        return int(self.terrain.lacking(plan).sum())


def _merged(mine: Plan, base: Plan, theirs: Plan) -> Plan:
    """`mine` with every value that `theirs` changed from `base`."""

    def merge(name: str) -> Ints:
        old, new = getattr(base, name), getattr(theirs, name)
        return np.asarray(np.where(old != new, new, getattr(mine, name)))

    return evolve(mine, **{name: merge(name) for name in DECISIONS})
