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
from scheduler.mend.quick import in_turn, solved
from scheduler.mend.relaxed import bound_of, least_disturbed
from scheduler.mend.vicinity import Stage, Vicinity
from scheduler.program import objectives
from scheduler.program.possible import Mask
from scheduler.progress import Improved, Listener, Phase, Stop

POLISH = 0.15  # share of the time kept for preference
STEP_SHARE = 0.7  # share of what is left that one step may take
PROOF_SHARE = 0.3
FEW, WHOLE_SHARE = 5_000, 0.6  # candidates up to which everybody is planned anew at once, and its time
ATTEMPT = 1.0  # seconds of one attempt together with others
PLAINLY = 3  # objectives solved without a linear relaxation: musts, minutes lost, people disturbed
PEOPLE = 3  # goals up to people disturbed
COUNTED = 4  # objectives that a proof speaks of: musts, minutes lost, people disturbed, entries given up
ALL = 5
WIDER = 6  # times that the circle of those who may have other times is drawn wider


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
    answer that helps; `floor` are people and entries that have to be disturbed, whatever anybody does, and
    `bound` is what is lost, and who and what disturbed in a week that loses no more.
    """

    hand: InHand
    terms: Terms
    firm: Mask | None = None
    at_least: int = 0
    proof: Proof = Proof.NONE
    bound: Measure = (0, 0, 0)
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
        counting = None if self.enough() else self._counting(self.hand.concerned())
        if not self.enough():
            days = self.hand.days() if self.vicinity.vast else None
            self._improve(self.vicinity.own_times(days=days), self.terms.left * STEP_SHARE, PEOPLE)
            self.tell("own times")
        if not self.enough():
            self._other_times()
        if not self.enough():
            self._everybody()
        while not self.enough() and self.terms.left > self.terms.polish:
            self.with_others()
            if not self.enough() and self.terms.left > self.terms.polish:
                self._other_times()
        if counting is not None:
            counting.join()
        self.enough()
        for last in (self._tidy, self._polish):
            if self.terms.left > self.terms.polish / 3 and not self.terms.over:
                last()

    def _counting(self, concerned: Mask) -> Thread:
        """Beside the search, what is lost and who is disturbed in any case."""

        def count() -> None:
            least = least_disturbed(self.vicinity, self.terms.left * PROOF_SHARE, self.terms.stop)
            self.floor = least.people, least.entries
            self._note("who must be disturbed")
            self.prove(concerned)

        thread = Thread(target=count, daemon=True)
        thread.start()
        if self.terms.workers == 1:
            thread.join()
        return thread

    def _other_times(self) -> None:
        """Who still lacks something at any time, all others at theirs; then whoever that disturbs as well,
        and whoever else would have to be disturbed for less.

        In a vast clinic all others stand still; that proves nothing.
        """
        movers = self.hand.concerned()
        if self.vicinity.vast:
            self._improve(self.vicinity.stage(movers, None, None), self.terms.left * STEP_SHARE, race=True)
            self.tell("other times")
            return
        for _ in range(WIDER):
            stage = self.vicinity.own_times(movers)
            _, closed = self._improve(stage, self.terms.left * STEP_SHARE, race=True)
            self.tell("other times")
            if self.enough() or not closed:
                return
            wider = movers | self.hand.disturbed()
            if not (wider & ~movers).any():
                self.proof = max(self.proof, Proof.OTHERS_STAY)
            if self._losing:
                return
            wider |= self._worth_disturbing(movers)
            if self.enough() or not (wider & ~movers).any() or self.terms.left < self.terms.polish:
                return
            movers = wider

    def _worth_disturbing(self, movers: Mask) -> Mask:
        """[P] who else would be disturbed in a week that could cost less than the best with only `movers`
        disturbed, which is in hand. When there is no such week, the one in hand is proven.
        """
        _, people, gone = self.hand.cost()
        seconds = self.terms.left * PROOF_SHARE
        least = least_disturbed(self.vicinity, seconds, self.terms.stop, beyond=movers)
        if (people, gone) <= (least.people, least.entries) and self.hand.musts_done:
            self.proof = Proof.LEAST
        return least.who

    def with_others(self) -> None:
        """Improve together with others until no more is lost than has to be, or the time is over."""
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
        losing = self._losing
        while not self.enough() and self._losing == losing and self.terms.left > self.terms.polish:
            began = time.monotonic()
            concerned = first | self.hand.concerned()
            stage = company.stage(concerned, self.hand.lost_by_patient(), dice)
            better, closed = self._improve(stage, min(ATTEMPT, self.terms.left - self.terms.polish))
            company.budget.learn(closed, (time.monotonic() - began) / ATTEMPT)
            if better:
                self.proof = Proof.NONE  # whoever is moved now, others were
                self.tell("with others")

    def _everybody(self) -> None:
        """The whole rest of a small week as one program: what it closes is proven."""
        found = self.vicinity.found
        if len(found.attendances) + len(found.bookings) > FEW:
            return
        everybody = np.ones(len(self.hand.begun.clinic.patients), dtype=bool)
        stage = self.vicinity.stage(everybody, None, None, swap=True)
        better, closed = self._improve(stage, self.terms.left * WHOLE_SHARE, race=True)
        if closed:
            self.proof = Proof.LEAST
        elif better:
            self.proof = Proof.NONE
        self.tell("everybody")

    @property
    def _losing(self) -> bool:
        """Whether more is lost than has to be, as far as is known."""
        return self.hand.cost()[0] > self.bound[0]

    # -- one step -------------------------------------------------------------------------------

    def _improve(
        self, stage: Stage, seconds: float, goals: int = COUNTED, race: bool = False
    ) -> tuple[bool, bool]:
        """Solve a stage and stand on the result when it is better; whether it is, and is the best of it.

        So many of the `goals` are looked at, in their order.
        """
        base = self.hand.plan
        local = self.vicinity.local(base, stage, self.firm)
        hint = local.values(base)
        if self.terms.most_moved is not None:
            local.disturb_at_most(self.terms.most_moved - int((self.hand.disturbed() & ~stage.movers).sum()))
        answer = in_turn(
            local.model.program,
            local.ordered[:goals],
            min(seconds, self.terms.left - self.terms.polish / 2),
            hint=hint,
            plain=PLAINLY,
            seed=self.terms.seed,
            stop=self.terms.stop,
            race=race and self.terms.workers > 1,
        )
        closed = answer.closed == goals
        if local.measure(answer.values) >= local.measure(hint):
            return False, closed
        better = self.hand.stand_on(local, base, answer.values)
        return better, better and closed

    def _tidy(self) -> None:
        """As few new entries and other hands as can be, for the same."""
        days = self.hand.days()
        others = None if self.vicinity.vast else self.hand.disturbed()
        stage = self.vicinity.own_times(others, days if self.vicinity.vast else None)
        self._improve(stage, self.terms.left / 2, ALL)
        self.tell("as it was")

    def _polish(self) -> None:
        """The same week with better preference."""
        plan = self.hand.plan
        local = self.vicinity.local(plan, self.vicinity.other_hands(plan, self.hand.days()))
        hint = local.values(plan)
        local.hold(hint)
        goal = objectives.preference(local.model, self.hand.begun.timetable)
        hint = local.values(plan)
        seconds = min(self.terms.left * STEP_SHARE, self.terms.polish)
        answer = solved(
            local.model.program, goal, seconds, hint=hint, seed=self.terms.seed, stop=self.terms.stop
        )
        if answer.values is not None and goal.value(answer.values) < goal.value(hint):
            self.hand.stand_on(local, plan, answer.values)
        self.tell("preferences")

    # -- how far we are -------------------------------------------------------------------------

    def prove(self, concerned: Mask) -> None:
        """What those concerned lose and have to give up even if nobody else were there."""
        left = self.terms.left * PROOF_SHARE
        self.bound = max(self.bound, bound_of(self.vicinity, concerned, left, self.terms.stop))
        self._note("proof")

    def enough(self) -> bool:
        """Proven, or over."""
        if self.proof is not Proof.LEAST and self.hand.musts_done and self.hand.cost() <= self._least:
            self.proof = Proof.LEAST
        return self.proof is Proof.LEAST or self.terms.over

    @property
    def _least(self) -> Measure:
        """What is lost and disturbed in any case, in this order: what was proven, taken together."""
        forced = self.vicinity.forced
        lost, *bound = self.bound
        floors = (len({entry.patient for entry in forced}), len(forced)), self.floor
        people, gone = (max(self.at_least, *(floor[i] for floor in floors)) for i in (0, 1))
        if bound[0] >= people:
            people, gone = bound[0], max(gone, bound[1])
        return lost, people, gone

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
