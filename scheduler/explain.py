"""Why something is not met, in a sentence, and the cheapest change that would meet it.

Every unmet hour gets what can be counted at once. As far as the time reaches, the solver then finds a
smallest set of reasons and a change with which the hour is met; see `scheduler.why`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from attrs import evolve

from scheduler.clinic import Clinic
from scheduler.program.candidates import Candidates
from scheduler.program.possible import Possible
from scheduler.progress import Stop
from scheduler.timetable import Timetable, Unmet
from scheduler.week import Week
from scheduler.why.answers import Answer, Inquiry, wanted_of
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
    for who, mine in _by_patient(told):
        left = ends - time.monotonic()
        if left < LEAST or (stop is not None and stop.is_set()):
            break
        inquiry = Inquiry.about(found.clinic, timetable, who)
        for i, given in zip(mine, inquiry.all([told[i] for i in mine], min(left, MOST_FOR_ONE)), strict=True):
            told[i] = _better(told[i], given)
    return evolve(timetable, unmet=tuple(told))


def _by_patient(unmet: Sequence[Unmet]) -> Iterator[tuple[str, list[int]]]:
    """(patient, where in `unmet` theirs stand)."""
    where: dict[str, list[int]] = {}
    for i, one in enumerate(unmet):
        where.setdefault(one.patient, []).append(i)
    yield from where.items()


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
    found: list[Answer] = []
    for who, where in _by_patient(mine):
        left, theirs = ends - time.monotonic(), [mine[i] for i in where]
        given = tuple(Answer(unmet, (), False, False, None) for unmet in theirs)
        if left >= LEAST:
            given = Inquiry.about(clinic, timetable, who).all(
                theirs, left if patient else min(left, MOST_FOR_ONE)
            )
        for answer in given:
            told = answer
            if not answer.proven:
                occupied = occupied or Occupied(narrowed(clinic, timetable.week), timetable)
                known = _counted(occupied, clinic, answer.unmet)
                told = evolve(answer, unmet=_better(known, answer))
            found.append(told)
            if heard is not None:
                heard(told)
    return tuple(found)


def _better(known: Unmet, given: Answer) -> Unmet:
    """The proven reason where there is one, otherwise the one at hand."""
    if given.proven:
        return given.unmet
    return evolve(known, fix=given.unmet.fix)
