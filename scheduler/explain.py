"""Why something is not met, in a sentence, and the cheapest change that would meet it.

Every unmet hour gets what can be counted at once. As far as the time reaches, the solver then finds a
smallest set of reasons and a change with which the hour is met; see `scheduler.why`.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from attrs import evolve

from scheduler.candidates import Candidates
from scheduler.clinic import Clinic
from scheduler.possible import Possible
from scheduler.progress import Stop
from scheduler.timetable import Timetable, Unmet
from scheduler.week import Week
from scheduler.why.answers import Answer, answer, wanted_of
from scheduler.why.around import narrowed
from scheduler.why.scene import Occupied, Scene
from scheduler.why.shortages import Shortage, shortages
from scheduler.why.tally import tallied

LEAST = 0.05  # seconds; with less there is no use in asking the solver
MOST_FOR_ONE = 5.0  # seconds


def explained(
    found: Candidates, timetable: Timetable, *, seconds: float = 2.0, stop: Stop | None = None
) -> Timetable:
    """`timetable` with `because` on everything unmet, and `fix` as far as the time reaches."""
    ends = time.monotonic() + seconds
    told = list(at_once(found.clinic, timetable, found.possible))
    by_patient = sorted(range(len(told)), key=lambda i: (-told[i].minutes, i))
    for i in by_patient:
        left = ends - time.monotonic()
        if left < LEAST or (stop is not None and stop.is_set()):
            break
        told[i] = _better(told[i], answer(found.clinic, timetable, told[i], min(left, MOST_FOR_ONE)))
    return evolve(timetable, unmet=tuple(told))


def at_once(clinic: Clinic, timetable: Timetable, possible: Possible | None = None) -> tuple[Unmet, ...]:
    """Everything unmet with what can be counted without the solver."""
    occupied = Occupied(possible or narrowed(clinic, timetable.week), timetable)
    return tuple(_counted(occupied, clinic, unmet) for unmet in timetable.unmet)


def _counted(occupied: Occupied, clinic: Clinic, unmet: Unmet) -> Unmet:
    return evolve(unmet, because=tallied(Scene(occupied, wanted_of(clinic, occupied.timetable, unmet))))


def clinic_wide(clinic: Clinic, week: Week) -> tuple[Shortage, ...]:
    """What the clinic as a whole has too little of, as far as counting proves it."""
    return shortages(clinic, week)


def answers(
    clinic: Clinic,
    timetable: Timetable,
    *,
    patient: str | None = None,
    seconds: float = 60.0,
    heard: Callable[[Answer], None] | None = None,
) -> tuple[Answer, ...]:
    """Why, for everything that one patient or the whole clinic lacks in a valid timetable.

    `timetable.unmet` has to be complete. What the time does not reach gets what can be counted.
    """
    ends = time.monotonic() + seconds
    mine = [unmet for unmet in timetable.unmet if patient in (None, unmet.patient)]
    occupied: Occupied | None = None
    found = []
    for number, unmet in enumerate(mine):
        left = ends - time.monotonic()
        share = left / (len(mine) - number) if patient is not None else MOST_FOR_ONE
        given = Answer(unmet, (), False, False, None)
        if left >= LEAST:
            given = answer(clinic, timetable, unmet, max(min(left, share), LEAST))
        if not given.proven:
            occupied = occupied or Occupied(narrowed(clinic, timetable.week), timetable)
            given = evolve(given, unmet=_better(_counted(occupied, clinic, unmet), given))
        found.append(given)
        if heard is not None:
            heard(given)
    return tuple(found)


def _better(known: Unmet, given: Answer) -> Unmet:
    """The proven reason where there is one, otherwise the one at hand."""
    if given.proven:
        return given.unmet
    return evolve(known, fix=given.unmet.fix)
