"""Whom to plan anew beside those concerned by a repair: people with time in common, a few at a time."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import define, field, frozen
from numpy.random import Generator
from numpy.typing import NDArray

from scheduler.mend.vicinity import Stage, Vicinity
from scheduler.program.possible import Ints, Mask

STEP = 15  # minutes; how finely windows are compared
HALF_HOUR = 30
FIRST_BUDGET, LEAST_BUDGET, MOST_BUDGET = 1_500.0, 200.0, 20_000.0  # candidates
LEAP, SHRINK = 1.4, 0.8


@define
class Budget:
    """How many candidates an attempt may free; it learns what can be digested."""

    candidates: float = FIRST_BUDGET

    def learn(self, closed: bool, share: float) -> None:
        """`share`: of the time of an attempt that it took."""
        if not closed:
            self.candidates = max(self.candidates * SHRINK, LEAST_BUDGET)
        elif share < 1 / 2:
            self.candidates = min(self.candidates * LEAP, MOST_BUDGET)


@frozen(eq=False)
class Company:
    """People of the week ahead and how much time they have in common."""

    vicinity: Vicinity
    budget: Budget = field(factory=Budget)

    @cached_property
    def _hours(self) -> NDArray[np.float32]:
        possible = self.vicinity.found.possible
        return possible.patient_free[:, self.vicinity.rest.begun.now :: STEP].astype(np.float32)

    @cached_property
    def _family(self) -> Ints:
        """[P] a number for track, language and band: who could ever share a group."""
        people = [(p.track or "", p.language or "", p.band) for p in self.vicinity.found.clinic.patients]
        numbers = {who: i for i, who in enumerate(sorted(set(people)))}
        return np.array([numbers[who] for who in people], dtype=np.int64)

    def alike(self, patient: int) -> NDArray[np.float32]:
        """[P] how much of the rest of the week others share with a patient, 0 to 1."""
        common = self._hours @ self._hours[patient]
        total = self._hours.sum(1)
        return np.asarray(common / np.maximum(total + total[patient] - common, 1))

    def stage(self, concerned: Mask, pull: Ints, dice: Generator) -> Stage:
        """Some of those concerned and others like one of them; `pull` [P] is what each of them lost."""
        found = self.vicinity.found
        weight = np.where(concerned, pull + 15.0, 0.0)
        first = int(dice.choice(len(weight), p=weight / weight.sum()))
        score = self.alike(first) + dice.random(len(weight)) * dice.choice([0.1, 0.4, 1.0])
        score += (self._family == self._family[first]) * dice.choice([0.0, 0.5, 2.0])
        score += concerned * dice.choice([0.0, 0.3, 1.0])
        attend = np.ones(len(found.attendances), dtype=bool)
        if dice.random() < 2 / 3:
            attend = self.vicinity.running
        book = np.ones(len(found.bookings), dtype=bool)
        if dice.random() < 1 / 2:
            book = found.bookings.start % max(HALF_HOUR, found.clinic.grid) == 0
        rows = np.bincount(found.attendances.patient[attend], minlength=len(weight))
        rows += np.bincount(found.booked_patient[book], minlength=len(weight))
        score[first] = np.inf
        order = np.argsort(-score)
        most = max(2, int(np.searchsorted(np.cumsum(rows[order]), self.budget.candidates)))
        movers = np.zeros(len(weight), dtype=bool)
        movers[order[:most]] = True
        return self.vicinity.stage(
            movers, attend, book, swap=not self.vicinity.vast and bool(dice.random() < 1 / 2)
        )
