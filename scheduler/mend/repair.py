"""A week that is running, repaired: what happened stays, the rest is disturbed as little as can be.

    answer = repair(clinic, timetable, now=datetime(2026, 11, 25, 8), cancelled=[("skills", 3420)])
    answer.timetable, answer.lost, answer.moved, answer.proven

`clinic` is the clinic as it is from now on. In strict order: minutes lost against the timetable in force,
people disturbed, entries given up, entries that are new, preference. Hours that were unmet before are no
reason to move anybody.

A valid answer is in hand at once: whatever of the timetable still stands. Then those concerned are planned
anew, first at the very times they have (a substitute, a parallel copy, another room), then whoever is left at
other times, and in the end together with others. Everybody else stands still meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from datetime import datetime
from threading import Lock, Thread

import numpy as np
from attrs import define, evolve, field, frozen

from scheduler.clinic import Clinic
from scheduler.facts import Facts
from scheduler.mend.admit import Admission, known_reasons, place_unmoved, sentence
from scheduler.mend.ahead import rest_of
from scheduler.mend.disturbance import entries_ahead
from scheduler.mend.growing import Company
from scheduler.mend.happened import Begun, begin, from_now, together
from scheduler.mend.relaxed import bound_of, least_disturbed
from scheduler.mend.renaming import CannotSplit, renamed
from scheduler.mend.standing import standing
from scheduler.mend.vicinity import Local, Stage, Vicinity
from scheduler.program import objectives
from scheduler.program.engine import Answer, Effort, search
from scheduler.program.plan import Plan
from scheduler.program.possible import Ints, Mask
from scheduler.progress import Improved, Listener, Phase, Stop
from scheduler.score import entries, score, unmet
from scheduler.timetable import Timetable, Unmet

QUICK = {
    "cp_model_probing_level": 0,
    "symmetry_level": 0,
    "max_presolve_iterations": 1,
    "linearization_level": 2,
}
"""Small programs are solved in less time than the engine would spend on simplifying them thoroughly."""
POLISH = 0.15  # share of the time kept for preference
STEP_SHARE = 0.3  # share of what is left that one step may take
FEW, WHOLE_SHARE = 5_000, 0.6  # candidates up to which everybody is planned anew at once, and its time
ATTEMPT = 1.0  # seconds of one attempt together with others

Measure = tuple[int, ...]
"""Musts missed, minutes lost, people disturbed, entries given up, entries new."""


@frozen
class Repaired:
    """The repaired week, with what it costs.

    `lost`: minutes by patient and service against the timetable in force. `moved`: patients with any entry
    given up or new, newcomers among them. `proven`: nothing lost less, nor as little with fewer people or
    entries disturbed. `missed`: pins and groups that had to run and do not, in words. `bound`: minutes that
    are lost in any case. `steps`: what was tried, and the seconds at which it was over.
    """

    timetable: Timetable
    lost: tuple[Unmet, ...]
    moved: tuple[str, ...]
    proven: bool
    seconds: float
    missed: tuple[str, ...] = ()
    bound: int = 0
    steps: tuple[tuple[str, float], ...] = ()


def repair(
    clinic: Clinic,
    timetable: Timetable,
    *,
    now: datetime,
    cancelled: Collection[tuple[str, int]] = (),
    time_limit: float = 10.0,
    workers: int = 2,
    seed: int = 0,
    listener: Listener | None = None,
    stop: Stop | None = None,
) -> Repaired:
    """Repair the rest of the week of `timetable` from `now` (local time) on.

    `clinic`: with everything that changed in its data, somebody away, a room closed, a patient discharged or
    admitted. `cancelled`: (group, minute of the week) of sessions that do not take place. A therapist's
    absence, a patient's absence or a cancelled session that makes hours impossible loses them; nothing is
    ever worse than leaving out what cannot stand. `workers` above 1: proofs run beside the search.
    Raises BadInput when the week was over by `now`.
    """
    began = time.monotonic()
    begun = begin(clinic, timetable, now, cancelled)
    search_ = _Search(begun, began, began + time_limit, workers, seed, listener, stop)
    return search_.run()


def place_admission(
    clinic: Clinic,
    timetable: Timetable,
    patient: str,
    *,
    now: datetime,
    moved_at_most: int = 3,
    time_limit: float = 5.0,
    workers: int = 2,
    seed: int = 0,
    stop: Stop | None = None,
) -> Admission:
    """A place for somebody new from `now` on: with nobody moved, or else with at most a few, named.

    `clinic` knows the patient, `timetable` is the one in force; what the patient has of it stays. Others
    are moved only where that meets more of what the patient is prescribed, and never lose anything.
    Raises BadInput when the week was over by `now`.
    """
    began = time.monotonic()
    calm = place_unmoved(clinic, timetable, patient, now=now, stop=stop)
    if not calm.unmet or not moved_at_most or (stop is not None and stop.is_set()):
        return calm
    begun = evolve(begin(clinic, timetable, now), arriving=frozenset({patient}))
    search_ = _Search(begun, began, began + time_limit, workers, seed, None, stop, moved_at_most)
    return search_.admission(calm)


@define(eq=False)
class _Search:
    """One repair: the best rest of the week in hand, as a timetable and as a plan."""

    begun: Begun
    began: float
    ends: float
    workers: int
    seed: int
    listener: Listener | None
    stop: Stop | None
    most_moved: int | None = None
    vicinity: Vicinity = field(init=False)
    ahead: Timetable = field(init=False)
    plan: Plan = field(init=False)
    proven: bool = field(default=False, init=False)
    bound: int = field(default=0, init=False)
    steps: list[tuple[str, float]] = field(factory=list, init=False)
    firm: Mask | None = field(default=None, init=False)
    hopeless: int = field(default=0, init=False)
    floor: tuple[int, int] = field(default=(0, 0), init=False)
    at_least: int = field(default=0, init=False)  # people who are disturbed in any answer that helps
    _first: Mask = field(init=False)
    _lock: Lock = field(factory=Lock, init=False)
    _turned_down: bool = field(default=False, init=False)
    _checked: tuple[Timetable, tuple[str, ...] | None] | None = field(default=None, init=False)

    def run(self) -> Repaired:
        """Everything in turn, until it is proven or time is over."""
        begun = self.begun
        if not (begun.ahead.sessions or begun.ahead.appointments or begun.lost(begun.ahead)):
            self.ahead, self.proven = begun.ahead, True
            return self._answer()
        rest = rest_of(begun)
        self._note("the week ahead")
        self.ahead = standing(begun, rest.found.possible)
        self.vicinity = Vicinity(rest, entries_ahead(begun))
        self.hopeless = len(begun.clinic.pins) - len(rest.begun.clinic.pins)
        self.plan = self.vicinity.plan_of(self.ahead)
        self._tell("what stands")
        concerned = self._concerned()
        if concerned.any():
            self._plan_anew(concerned)
        else:
            self.proven = True
        return self._answer()

    def admission(self, calm: Admission) -> Admission:
        """More for a new patient than `calm` gives, with at most `most_moved` others moved."""
        rest = rest_of(self.begun)
        self.ahead = from_now(calm.timetable, self.begun)
        self.vicinity = Vicinity(rest, entries_ahead(self.begun))
        self.plan = self.vicinity.plan_of(self.ahead)
        concerned = self._concerned()
        self.firm, self.at_least = ~concerned, int(calm.proven)
        if concerned.any():
            self._with_others(concerned)
        answer = self._answer()
        moved = tuple(p for p in answer.moved if p != calm.patient)
        if not moved:
            return evolve(calm, proven=self.proven, seconds=answer.seconds)
        lacking = tuple(u for u in answer.timetable.unmet if u.patient == calm.patient)
        coming = tuple(i for i in self.ahead.of_patient(calm.patient))
        words = sentence(calm.patient, lacking, moved)
        return Admission(
            calm.patient, answer.timetable, coming, moved, lacking, self.proven, answer.seconds, words
        )

    def _plan_anew(self, concerned: Mask) -> None:
        attend, book = self.vicinity.same_time
        steps: tuple[tuple[str, Callable[[], Stage]], ...] = (
            ("substitutes", lambda: self.vicinity.stage(concerned, attend, book)),
            ("exchanges", lambda: self.vicinity.stage(concerned, attend, book, swap=True)),
            ("other appointments", lambda: self.vicinity.stage(self._concerned(), attend, None)),
            ("other times for who is left", lambda: self.vicinity.stage(self._concerned(), None, None)),
        )
        for number, (name, step) in enumerate(steps):
            if self._enough():
                break
            left = self.ends - time.monotonic()
            self._improve(step(), left * STEP_SHARE)
            self._tell(name)
            if number == 1 and not self._enough():
                self._count_who_must()
        if not self._enough():
            self._with_others(concerned)
        if not self._stopped():
            self._polish(concerned)

    def _count_who_must(self) -> None:
        """How many people have to be disturbed, and how many entries given up, whatever anybody does."""
        left = (self.ends - time.monotonic()) * STEP_SHARE
        self.floor = least_disturbed(self.vicinity, left, self.stop)
        self._note("who must be disturbed")

    def _with_others(self, concerned: Mask) -> None:
        """Prove what can be proven, then improve together with others until the time is over."""
        self._first = concerned
        self._prove(concerned)
        whole = self.most_moved is None and self._candidates <= FEW
        if whole and not self._enough():
            self._everybody(WHOLE_SHARE)
        others = [Thread(target=self._climb, args=(n,), daemon=True) for n in range(1, self.workers)]
        for thread in others:
            thread.start()
        self._climb(0)
        for thread in others:
            thread.join()

    def _climb(self, number: int) -> None:
        """Attempts together with others until it is proven or time is over; one of several threads."""
        company, dice = Company(self.vicinity), np.random.default_rng((self.seed, number))
        polish = (self.ends - self.began) * POLISH
        while not self._enough() and self.ends - time.monotonic() > polish:
            began = time.monotonic()
            concerned = self._first | self._concerned()
            better, answer = self._improve(company.stage(concerned, self._lost_by_patient(), dice), ATTEMPT)
            company.budget.learn(answer.closed, (time.monotonic() - began) / ATTEMPT)
            if better:
                self._tell("with others")

    @property
    def _candidates(self) -> int:
        found = self.vicinity.found
        return len(found.attendances) + len(found.bookings)

    def _everybody(self, share: float) -> None:
        """The whole rest of a small week as one program: what it closes is proven."""
        everybody = np.ones(len(self.begun.clinic.patients), dtype=bool)
        step = self.vicinity.stage(everybody, None, None, swap=True)
        better, answer = self._improve(step, (self.ends - time.monotonic()) * share)
        self.proven = self.proven or (answer.closed and (better or not self._turned_down))
        self._tell("everybody")

    # -- one step -------------------------------------------------------------------------------

    def _improve(self, stage: Stage, seconds: float) -> tuple[bool, Answer]:
        """Solve a stage, and stand on the result when it is better and valid."""
        base = self.plan
        local = self.vicinity.local(base, stage, self.firm)
        hint = local.values(base)
        if self.most_moved is not None:
            local.disturb_at_most(self.most_moved - int((self._disturbed() & ~stage.movers).sum()))
        objective = local.objective()
        effort = Effort(max(min(seconds, self.ends - time.monotonic()), 0.05), 1, self.seed, parameters=QUICK)
        answer = search(local.model.program, objective, effort, hint=hint, stop=self.stop)
        self._turned_down = False
        if answer.values is None or local.measure(answer.values) >= local.measure(hint):
            return False, answer
        better = self._stand_on(local, base, answer)
        self._turned_down = not better
        return better, answer

    def _stand_on(self, local: Local, base: Plan, answer: Answer) -> bool:
        """Take the answer if it is sound and nobody was faster."""
        assert answer.values is not None
        plan = local.plan(base, answer.values)
        try:
            ahead = renamed(self.vicinity.rest, plan, self.begun.ahead)
        except CannotSplit:
            return False
        found = self.begun.violations(ahead)
        with self._lock:
            if self.plan is not base or not all(self.begun.must(v) for v in found):
                return False
            self._checked = ahead, tuple(v.message for v in found)
            self.plan, self.ahead = plan, ahead
        return True

    def _missed(self, ahead: Timetable) -> tuple[str, ...] | None:
        """Musts that fail, in words; None when any other rule is broken."""
        if self._checked is None or self._checked[0] is not ahead:
            found = self.begun.violations(ahead)
            sound = all(self.begun.must(v) for v in found)
            self._checked = ahead, tuple(v.message for v in found) if sound else None
        return self._checked[1]

    def _polish(self, concerned: Mask) -> None:
        """Better preference at the same cost: facilitators with their groups, primary therapists."""
        attend, book = self.vicinity.same_time
        came, booked = self.plan.attendances > 0, self.plan.bookings > 0
        days = self._same_places()
        stage = self.vicinity.stage(
            concerned | self._concerned(), attend | came, book | booked | days, swap=True
        )
        local = self.vicinity.local(self.plan, stage)
        local.hold(local.values(self.plan))
        preference = objectives.preference(local.model, self.begun.timetable)
        hint = local.values(self.plan)
        left = max(self.ends - time.monotonic(), 0.1)
        effort = Effort(
            min(left, max((self.ends - self.began) * POLISH, 0.1)), 1, self.seed, parameters=QUICK
        )
        answer = search(local.model.program, preference, effort, hint=hint, stop=self.stop)
        if answer.values is not None and preference.value(answer.values) < preference.value(hint):
            self._stand_on(local, self.plan, answer)
        self._tell("preferences")

    def _same_places(self) -> Mask:
        """Bookings at the times of those in the plan, whoever gives them."""
        found = self.vicinity.found
        chosen = self.plan.bookings > 0
        patient, start = found.booked_patient, found.bookings.start
        return np.isin(patient * (1 << 14) + start, patient[chosen] * (1 << 14) + start[chosen])

    # -- how far we are -------------------------------------------------------------------------

    def _concerned(self) -> Mask:
        """[P] who lacks something of what they had, or is owed something."""
        index = self.vicinity.found.possible.patient_index
        ahead = self.ahead
        gone = entries(self.begun.ahead) - entries(ahead)
        who = {entry.patient for entry in gone} | {unmet.patient for unmet in self.begun.lost(ahead)}
        mask = np.zeros(len(index), dtype=bool)
        mask[[index[patient] for patient in who]] = True
        return mask

    def _disturbed(self) -> Mask:
        """[P] who has anything given up or new; newcomers are not disturbed."""
        index = self.vicinity.found.possible.patient_index
        old, new = entries(self.begun.ahead), entries(self.ahead)
        who = {e.patient for e in old - new} | {e.patient for e in new - old} - self.begun.newcomers
        mask = np.zeros(len(index), dtype=bool)
        mask[[index[patient] for patient in who]] = True
        return mask

    def _lost_by_patient(self) -> Ints:
        index = self.vicinity.found.possible.patient_index
        lost = np.zeros(len(index), dtype=np.int64)
        for short in self.begun.lost(self.ahead):
            lost[index[short.patient]] += short.minutes
        return lost

    def _prove(self, concerned: Mask) -> None:
        left = (self.ends - time.monotonic()) * STEP_SHARE
        found = bound_of(self.vicinity, concerned | self._concerned(), left, self.stop)
        self.bound, cost = found
        self.proven = self.proven or (cost is not None and cost >= self._cost() and self._musts_done)
        self._note("proof")

    def _cost(self) -> Measure:
        """Minutes lost, people disturbed, entries given up; newcomers are not disturbed."""
        ahead = self.ahead
        still = set(self.vicinity.entries)
        gone = [e for e in (entries(self.begun.ahead) - entries(ahead)).elements() if e in still]
        new = entries(ahead) - entries(self.begun.ahead)
        people = {e.patient for e in gone} | {e.patient for e in new} - self.begun.newcomers
        lost = sum(short.minutes for short in self.begun.lost(ahead))
        return lost, len(people), len(gone)

    def _enough(self) -> bool:
        """Proven, or over."""
        if not self.proven and self._musts_done:
            self.proven = self._cost() <= self._least
        return self.proven or self._stopped()

    @property
    def _musts_done(self) -> bool:
        """Whether no pin and no group that has to run fails, but for pins that nothing could hold."""
        missed = self._missed(self.ahead)
        return missed is not None and len(missed) <= self.hopeless

    @property
    def _least(self) -> Measure:
        """What is lost and disturbed in any case: entries that nothing could keep."""
        forced = self.vicinity.forced
        people, gone = len({entry.patient for entry in forced}), len(forced)
        return 0, max(people, self.floor[0], self.at_least), max(gone, self.floor[1], self.at_least)

    def _stopped(self) -> bool:
        return time.monotonic() >= self.ends or (self.stop is not None and self.stop.is_set())

    # -- what is said ---------------------------------------------------------------------------

    def _note(self, name: str) -> None:
        self.steps.append((name, round(time.monotonic() - self.began, 4)))

    def _tell(self, name: str) -> None:
        """Note a step; a listener hears of it and of the week in hand."""
        self._note(name)
        if self.listener is not None:
            seconds, week = time.monotonic() - self.began, self._week()
            self.listener(Phase(name, seconds))
            self.listener(Improved(week.score, week, seconds))

    def _week(self) -> Timetable:
        """The whole week with its score and what is unmet; reasons known before are kept."""
        begun = self.begun
        facts = Facts(begun.clinic, together(begun.known, self.ahead))
        lacking = known_reasons(begun, unmet(facts))
        return evolve(begun.whole(self.ahead), unmet=lacking, score=score(facts, begun.timetable))

    def _answer(self) -> Repaired:
        gone = entries(self.begun.ahead) - entries(self.ahead)
        new = entries(self.ahead) - entries(self.begun.ahead)
        moved = sorted({e.patient for e in gone} | {e.patient for e in new})
        return Repaired(
            timetable=self._week(),
            lost=self.begun.lost(self.ahead),
            moved=tuple(moved),
            proven=self.proven,
            seconds=time.monotonic() - self.began,
            missed=self._missed(self.ahead) or (),
            bound=self.bound,
            steps=tuple(self.steps),
        )
