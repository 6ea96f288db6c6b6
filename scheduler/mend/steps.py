"""The steps of a repair, each better than the one before, until the least is proven or the time is over.

First those concerned at the very times they have, then everybody, whoever leads and wherever: most of what is
lost comes back so.
Then whoever is left at any time while all others keep theirs. Then together with others, a few at a time.
What has to be disturbed in any case is counted beside it.
"""

from __future__ import annotations

import time
from threading import Thread

import numpy as np
from attrs import define, field, frozen

from scheduler.mend.growing import Company
from scheduler.mend.in_hand import InHand, Measure
from scheduler.mend.proof import Proof
from scheduler.mend.quick import raced, solved
from scheduler.mend.relaxed import bound_of, least_disturbed
from scheduler.mend.vicinity import Stage, Vicinity
from scheduler.program import objectives
from scheduler.program.columns import Objective, Program, Values
from scheduler.program.engine import Answer
from scheduler.program.possible import Mask
from scheduler.progress import Improved, Listener, Phase, Stop

POLISH = 0.15  # share of the time kept for preference
STEP_SHARE = 0.7  # share of what is left that one step may take
PROOF_SHARE = 0.3
FEW, WHOLE_SHARE = 5_000, 0.6  # candidates up to which everybody is planned anew at once, and its time
LEAST_WHOLE = 0.4  # seconds that have to be left for it; to lay it out takes a good part of that
LEAST_POLISH = 0.1  # seconds
ATTEMPT = 1.0  # seconds of one attempt together with others
WIDER = 3  # times that the circle of those who may have other times is drawn wider


@frozen
class Terms:
    """How long, with how many threads, who hears of it, and how many people may be moved (None: any)."""

    began: float
    ends: float
    workers: int
    seed: int
    listener: Listener | None
    stop: Stop | None
    most_moved: int | None = None

    @classmethod
    def lasting(
        cls,
        seconds: float,
        workers: int,
        seed: int,
        listener: Listener | None,
        stop: Stop | None,
        most_moved: int | None = None,
    ) -> Terms:
        now = time.monotonic()
        return cls(now, now + seconds, workers, seed, listener, stop, most_moved)

    @property
    def left(self) -> float:
        return self.ends - time.monotonic()

    @property
    def polish(self) -> float:
        """Seconds kept for the last step."""
        return (self.ends - self.began) * POLISH

    @property
    def over(self) -> bool:
        return self.left <= 0 or (self.stop is not None and self.stop.is_set())


@define(eq=False)
class Steps:
    """The search of one repair. `firm` [P] may not lose a minute; `at_least` people are disturbed in any
    answer that helps; `floor` are people and entries that have to be disturbed, whatever anybody does.
    """

    hand: InHand
    terms: Terms
    firm: Mask | None = None
    at_least: int = 0
    proof: Proof = Proof.NONE
    bound: int = 0
    floor: tuple[int, int] = (0, 0)
    steps: list[tuple[str, float]] = field(factory=list, init=False)

    @property
    def vicinity(self) -> Vicinity:
        return self.hand.vicinity

    def run(self) -> None:
        """Everything in turn, until it is proven or time is over."""
        self.tell("what stands")
        if not self.hand.concerned().any():
            self.proof = Proof.LEAST
        if self.enough():
            return
        self._improve(self.vicinity.substitutes(self.hand.concerned()), self.terms.left * STEP_SHARE)
        self.tell("substitutes")
        counting = None if self.enough() else self._counting()
        if not self.enough():
            days = self.hand.days() if self.vicinity.vast else None
            self._improve(self.vicinity.own_times(days=days), self.terms.left * STEP_SHARE)
            self.tell("own times")
        if counting is not None and not self.enough():
            counting.join()
        if not self.enough():
            self._other_times()
        if not self.enough():
            self.with_others()
        if counting is not None:
            counting.join()
        self.enough()
        if not self.terms.over:
            self._polish()

    def _counting(self) -> Thread:
        """Beside the search, how many people have to be disturbed, and how many entries given up."""

        def count() -> None:
            self.floor = least_disturbed(self.vicinity, self.terms.left * PROOF_SHARE, self.terms.stop)
            self._note("who must be disturbed")

        thread = Thread(target=count, daemon=True)
        thread.start()
        if self.terms.workers == 1:
            thread.join()
        return thread

    def _other_times(self) -> None:
        """Who still lacks something at any time, all others at theirs; whoever that disturbs as well.

        In a vast clinic all others stand still; that proves nothing.
        """
        movers = self.hand.concerned()
        if self.vicinity.vast:
            self._improve(self.vicinity.stage(movers, None, None), self.terms.left * STEP_SHARE, race=True)
            self.tell("other times")
            return
        for _ in range(WIDER):
            _, closed = self._improve(
                self.vicinity.own_times(movers), self.terms.left * STEP_SHARE, race=True
            )
            self.tell("other times")
            wider = movers | self.hand.disturbed()
            if closed and not (wider & ~movers).any():
                self.proof = max(self.proof, Proof.OTHERS_STAY)
            if self.enough() or not closed or self.proof:
                return
            movers = wider

    def with_others(self) -> None:
        """Prove what can be proven, then improve together with others until the time is over."""
        self._prove()
        small = self.terms.most_moved is None and self._candidates <= FEW
        if small and self.terms.left > LEAST_WHOLE and not self.enough():
            self._everybody()
        first = self.hand.concerned() | self.hand.disturbed()
        if not first.any():  # only something that has to take place is missing: anybody may help
            first[:] = True
        others = [
            Thread(target=self._climb, args=(n, first), daemon=True) for n in range(1, self.terms.workers)
        ]
        for thread in others:
            thread.start()
        self._climb(0, first)
        for thread in others:
            thread.join()

    def _climb(self, number: int, first: Mask) -> None:
        """Attempts together with others until it is proven or time is over; one of several threads."""
        company, dice = Company(self.vicinity), np.random.default_rng((self.terms.seed, number))
        while not self.enough() and self.terms.left > self.terms.polish:
            began = time.monotonic()
            concerned = first | self.hand.concerned()
            stage = company.stage(concerned, self.hand.lost_by_patient(), dice)
            better, closed = self._improve(stage, min(ATTEMPT, self.terms.left - self.terms.polish))
            company.budget.learn(closed, (time.monotonic() - began) / ATTEMPT)
            if better:
                self.proof = Proof.NONE  # whoever is moved now, others were
                self.tell("with others")

    @property
    def _candidates(self) -> int:
        return len(self.vicinity.found.attendances) + len(self.vicinity.found.bookings)

    def _everybody(self) -> None:
        """The whole rest of a small week as one program: what it closes is proven."""
        everybody = np.ones(len(self.hand.begun.clinic.patients), dtype=bool)
        stage = self.vicinity.stage(everybody, None, None, swap=True)
        better, closed = self._improve(stage, self.terms.left * WHOLE_SHARE, race=True)
        if closed:
            self.proof = Proof.LEAST
        elif better:
            self.proof = Proof.NONE
        self.tell("everybody")

    # -- one step -------------------------------------------------------------------------------

    def _improve(self, stage: Stage, seconds: float, race: bool = False) -> tuple[bool, bool]:
        """Solve a stage and stand on the result when it is better; whether it is, and is the best of it."""
        base = self.hand.plan
        local = self.vicinity.local(base, stage, self.firm)
        hint = local.values(base)
        if self.terms.most_moved is not None:
            local.disturb_at_most(self.terms.most_moved - int((self.hand.disturbed() & ~stage.movers).sum()))
        most = min(seconds, self.terms.left)
        answer = self._solved(local.model.program, local.objective(), hint, most, race)
        if answer.values is None or local.measure(answer.values) >= local.measure(hint):
            return False, answer.closed
        better = self.hand.stand_on(local, base, answer.values)
        return better, better and answer.closed

    def _solved(
        self, program: Program, objective: Objective, hint: Values, seconds: float, race: bool = False
    ) -> Answer:
        how = raced if race and self.terms.workers > 1 else solved
        return how(program, objective, seconds, hint=hint, seed=self.terms.seed, stop=self.terms.stop)

    def _polish(self) -> None:
        """The same week with better preference."""
        plan = self.hand.plan
        local = self.vicinity.local(plan, self.vicinity.other_hands(plan, self.hand.days()))
        hint = local.values(plan)
        local.hold(hint)
        goal = objectives.preference(local.model, self.hand.begun.timetable)
        hint = local.values(plan)
        seconds = min(self.terms.left, max(self.terms.polish, LEAST_POLISH))
        answer = self._solved(local.model.program, goal, hint, seconds)
        if answer.values is not None and goal.value(answer.values) < goal.value(hint):
            self.hand.stand_on(local, plan, answer.values)
        self.tell("preferences")

    # -- how far we are -------------------------------------------------------------------------

    def _prove(self) -> None:
        concerned = self.hand.concerned()
        found = bound_of(self.vicinity, concerned, self.terms.left * PROOF_SHARE, self.terms.stop)
        self.bound, cost = found
        if cost is not None and cost >= self.hand.cost() and self.hand.musts_done:
            self.proof = Proof.LEAST
        self._note("proof")

    def enough(self) -> bool:
        """Proven, or over."""
        if self.proof is not Proof.LEAST and self.hand.musts_done and self.hand.cost() <= self._least:
            self.proof = Proof.LEAST
        return self.proof is Proof.LEAST or self.terms.over

    @property
    def _least(self) -> Measure:
        """What is lost and disturbed in any case: entries that nothing could keep."""
        forced = self.vicinity.forced
        people, gone = len({entry.patient for entry in forced}), len(forced)
        return 0, max(people, self.floor[0], self.at_least), max(gone, self.floor[1], self.at_least)

    # -- what is said ---------------------------------------------------------------------------

    def _note(self, name: str) -> None:
        self.steps.append((name, round(time.monotonic() - self.terms.began, 4)))

    def tell(self, name: str) -> None:
        """Note a step; a listener hears of it and of the week in hand."""
        self._note(name)
        if self.terms.listener is not None:
            seconds, week = time.monotonic() - self.terms.began, self.hand.week()
            self.terms.listener(Phase(name, seconds))
            self.terms.listener(Improved(week.score, week, seconds))
