"""A week that is running, repaired: what happened stays, the rest is disturbed as little as can be.

    answer = repair(clinic, timetable, now=datetime(2026, 11, 25, 8), cancelled=[("skills", 3420)])
    answer.timetable, answer.lost, answer.moved, answer.proof

`clinic` is the clinic as it is from now on. In strict order: minutes lost against the timetable in force,
people disturbed, entries given up, entries that are new, things that go to other hands, preference. Hours
that were unmet before are no reason to move anybody.

A valid answer is in hand at once: whatever of the timetable still stands. Then everybody is planned at the
very times they have (a substitute, a parallel copy, another room), then whoever is left at other times, and
in the end together with others.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import datetime

from attrs import evolve, frozen

from scheduler.clinic import Clinic
from scheduler.mend.admit import Admission, place_unmoved, sentence
from scheduler.mend.ahead import rest_of
from scheduler.mend.disturbance import entries_ahead
from scheduler.mend.happened import Begun, begin, from_now
from scheduler.mend.in_hand import InHand, whole_week
from scheduler.mend.proof import Proof
from scheduler.mend.standing import standing
from scheduler.mend.steps import Steps, Terms
from scheduler.mend.vicinity import Vicinity
from scheduler.progress import Listener, Stop
from scheduler.timetable import Timetable, Unmet


@frozen
class Repaired:
    """The repaired week, with what it costs.

    `lost`: minutes by patient and service against the timetable in force. `moved`: patients with any entry
    given up or new, newcomers among them. `proof`: that nothing else loses less, or as little with fewer
    people or entries disturbed. `missed`: pins and groups that had to run and do not, in words. `bound`:
    minutes that are lost in any case. `steps`: what was tried, and the seconds at which it was over.
    """

    timetable: Timetable
    lost: tuple[Unmet, ...]
    moved: tuple[str, ...]
    proof: Proof
    seconds: float
    missed: tuple[str, ...] = ()
    bound: int = 0
    steps: tuple[tuple[str, float], ...] = ()

    @property
    def proven(self) -> bool:
        return self.proof is Proof.LEAST


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
    terms = Terms.lasting(time_limit, workers, seed, listener, stop)
    begun = begin(clinic, timetable, now, cancelled)
    if not (begun.ahead.sessions or begun.ahead.appointments or begun.lost(begun.ahead)):
        week = whole_week(begun, begun.ahead)
        return Repaired(week, (), (), Proof.LEAST, time.monotonic() - terms.began)
    vicinity = _vicinity(begun)
    steps = Steps(InHand.of(begun, vicinity, standing(begun, vicinity.found.possible)), terms)
    steps.run()
    return _answer(steps)


def _vicinity(begun: Begun) -> Vicinity:
    return Vicinity(rest_of(begun), entries_ahead(begun))


def _answer(steps: Steps) -> Repaired:
    hand = steps.hand
    return Repaired(
        timetable=hand.week(),
        lost=hand.begun.lost(hand.ahead),
        moved=hand.moved(),
        proof=steps.proof,
        seconds=time.monotonic() - steps.terms.began,
        missed=hand.missed or (),
        bound=steps.bound[0],
        steps=tuple(steps.steps),
    )


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
    terms = Terms.lasting(time_limit, workers, seed, None, stop, moved_at_most)
    calm = place_unmoved(clinic, timetable, patient, now=now, stop=stop)
    if not calm.unmet or not moved_at_most or (stop is not None and stop.is_set()):
        return calm
    begun = evolve(begin(clinic, timetable, now), arriving=frozenset({patient}))
    return _with_a_few_moved(begun, calm, terms)


def _with_a_few_moved(begun: Begun, calm: Admission, terms: Terms) -> Admission:
    """More for a new patient than `calm` gives, with others moved."""
    hand = InHand.of(begun, _vicinity(begun), from_now(calm.timetable, begun))
    concerned = hand.concerned()
    steps = Steps(hand, terms, firm=~concerned, at_least=int(calm.proven))
    if concerned.any():
        steps.prove(concerned)
        steps.with_others()
    moved = tuple(name for name in hand.moved() if name != calm.patient)
    seconds = time.monotonic() - terms.began
    if not moved:
        return evolve(calm, proven=steps.proof is Proof.LEAST, seconds=seconds)
    week = hand.week()
    lacking = tuple(u for u in week.unmet if u.patient == calm.patient)
    coming = tuple(hand.ahead.of_patient(calm.patient))
    words = sentence(calm.patient, lacking, moved)
    proven = steps.proof is Proof.LEAST
    return Admission(calm.patient, week, coming, moved, lacking, proven, seconds, words)
