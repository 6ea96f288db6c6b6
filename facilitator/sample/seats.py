"""Who sat where in the last weeks: every seat of the template week has its occupants, one after another.

A patient of the template is a seat: a place in the week's groups. Whoever is admitted takes a seat over from
somebody who left, so every past week is the template with other people in it, and as valid.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from attrs import evolve, frozen

from facilitator.sample.cast import FULL, SEED, initials
from facilitator.sample.setting import Setting
from scheduler.clinic import Patient
from scheduler.timetable import Session

HISTORY_WEEKS = 8
_LEAVING_TONIGHT = 11
"""Weeks since the admission of whoever has their last session tonight."""
_RETURNED = 2
"""Weeks since the re-admission of the person who came back."""


@frozen
class Occupant:
    """One enrollment in one seat. The demand carries its first and its (planned) last day."""

    seat: str
    patient: Patient
    initials: str
    enrollment: int
    left: bool  # a discharge was written

    def here(self, day: date) -> bool:
        first, last = self.patient.admitted, self.patient.discharge
        return (first is None or first <= day) and (last is None or day <= last)


def fill(seats: tuple[Patient, ...], tonight: Session, setting: Setting) -> tuple[Occupant, ...]:
    """Occupants of all `seats`; of the people in `tonight`'s group two are new today and one leaves today."""
    random = Random(SEED)
    letters = iter(initials(2 * len(seats)))
    new, leaving = tonight.members[0:2], tonight.members[2]
    back = next(code for code in tonight.members[3:] if code != FULL)
    weeks = _weeks_in(seats, random)
    found: list[Occupant] = []
    for seat in seats:
        name = next(letters)
        if seat.id in new:
            first = setting.today
        elif seat.id == back:
            first = _day(setting, _RETURNED)
        else:
            first = _day(setting, _LEAVING_TONIGHT if seat.id == leaving else weeks[seat.id])
        last = setting.today if seat.id == leaving else _planned(first, setting, random)
        before = _before(seat, first, setting, random, next(letters))
        if before and seat.id == back:
            before = evolve(before, patient=evolve(before.patient, id=seat.id), initials=name)
        found += [before] if before else []
        again = before is not None and seat.id == back
        patient = evolve(seat, admitted=first, discharge=last)
        found.append(Occupant(seat.id, patient, name, 2 if again else 1, left=False))
    return tuple(found)


def _weeks_in(seats: tuple[Patient, ...], random: Random) -> dict[str, int]:
    """How many weeks ago each was admitted: spread evenly over one to nine."""
    weeks = [1 + index % 9 for index in range(len(seats))]
    random.shuffle(weeks)
    return {**{seat.id: ago for seat, ago in zip(seats, weeks, strict=True)}, FULL: 5}


def _day(setting: Setting, weeks_ago: int) -> date:
    """The first working day of the week so many weeks ago."""
    return setting.week.shifted(-weeks_ago).date(setting.shift)


def _planned(first: date, setting: Setting, random: Random) -> date:
    """A stay of 9 to 12 weeks, ending on a working day and not before the week after next."""
    end = first + timedelta(weeks=random.randint(9, 12)) - timedelta(days=3)
    return max(end, setting.week.shifted(random.randint(1, 3)).date(4 + setting.shift))


def _before(seat: Patient, next_first: date, setting: Setting, random: Random, name: str) -> Occupant | None:
    """Who had the seat until a few days before `next_first`, if that is within the history we keep."""
    last = next_first - timedelta(days=random.choice([3, 3, 10]))
    if last <= setting.week.shifted(-HISTORY_WEEKS).monday:
        return None
    first = last - timedelta(weeks=random.randint(9, 11))
    code = f"P-{int(seat.id[2:]) + 50}"
    patient = evolve(seat, id=code, admitted=first, discharge=last)
    return Occupant(seat.id, patient, name, 1, left=True)
