"""What the whole clinic is short of, counted: more is prescribed for some hours than anybody could give.

For some hours (a part of the day on one weekday or on all, or the whole week), some people (a track, a
language) and what they need (therapists, rooms): the least that falls into these hours is what does not fit
outside them. Where that is more than there is, hours stay unmet in every timetable. Group minutes count as
if every session were as large as it may be, so the count is never too high.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from scheduler.clinic import Clinic, Group, enrolled
from scheduler.program.possible import Ints, Mask, Possible
from scheduler.week import DAY, DAY_NAMES, WEEK, Week, hours
from scheduler.why.around import narrowed

PARTS = {"morning": (0, 12 * 60), "afternoon": (12 * 60, 17 * 60), "evening": (17 * 60, DAY)}
MOST = 3  # shortages that are told
Floats = NDArray[np.float64]


@frozen
class Shortage:
    """One thing that the clinic has too little of; minutes."""

    sentence: str
    what: str
    when: str
    needed: int
    there: int


def shortages(clinic: Clinic, week: Week) -> tuple[Shortage, ...]:
    """The worst shortages that counting proves, one for each kind of thing."""
    if not clinic.patients:
        return ()
    plain = list(_plain(clinic, week))
    if plain:
        return tuple(plain)
    counted = _Counted(narrowed(clinic, week))
    found: dict[str, Shortage] = {}
    for shortage in counted.all():
        worst = found.get(shortage.what)
        if worst is None or shortage.needed - shortage.there > worst.needed - worst.there:
            found[shortage.what] = shortage
    return tuple(sorted(found.values(), key=lambda s: s.there - s.needed)[:MOST])


def _plain(clinic: Clinic, week: Week) -> Iterator[Shortage]:
    """Nothing at all of something."""
    asked = sum(_asked(clinic, week))
    if not asked:
        return
    if not clinic.open_spans(week):
        yield Shortage("The clinic is closed for the whole week.", "opening", "all week", asked, 0)
    if not clinic.therapists:
        sentence = f"There are no therapists; {hours(asked)} are prescribed."
        yield Shortage(sentence, "therapists", "all week", asked, 0)
    if not clinic.rooms:
        sentence = f"There are no rooms; of the {hours(asked)} prescribed only telehealth can take place."
        yield Shortage(sentence, "rooms", "all week", asked, 0)


def _asked(clinic: Clinic, week: Week) -> Iterator[int]:
    for patient in clinic.patients:
        if enrolled(patient, week):
            prescription = clinic.prescription(patient)
            yield sum(prescription.services.values())
            yield sum(a.minutes * a.times for a in prescription.appointments)


class _Counted:
    """The counting: what each patient needs at least in some hours, and what there is."""

    def __init__(self, possible: Possible) -> None:
        self.possible, self.clinic = possible, possible.clinic

    def all(self) -> Iterator[Shortage]:
        for when, mask in _hours():
            outside = (self.possible.patient_free & ~mask).sum(1)
            inside = (self.possible.patient_free & mask).sum(1)
            for whom, people, staff in self._circles():
                yield from self._staff(when, mask, (outside, inside), whom, people, staff)
            yield from self._rooms(when, mask, (outside, inside))

    def _circles(self) -> Iterator[tuple[str, Mask, Mask]]:
        """(in words, [P], [T]): everybody, each track, each language."""
        patients, staff = self.clinic.patients, self.clinic.therapists
        yield "", np.ones(len(patients), dtype=bool), np.ones(len(staff), dtype=bool)
        for words, name, of_staff in (
            (" on track {}", "track", "tracks"),
            (" in {}", "language", "languages"),
        ):
            for value in sorted({getattr(p, name) for p in patients} - {None}):
                mine = np.array([getattr(p, name) == value for p in patients], dtype=bool)
                serves = [getattr(t, of_staff) is None or value in getattr(t, of_staff) for t in staff]
                yield words.format(value), mine, np.array(serves, dtype=bool)

    @cached_property
    def _appointments(self) -> Ints:
        """[P] minutes of appointments that are due and need a therapist."""
        minutes = np.zeros(len(self.clinic.patients), dtype=np.int64)
        for demand in self.possible.demands:
            if demand.appointment.staff:
                minutes[demand.patient] += demand.minutes * demand.times
        return minutes

    @cached_property
    def _groups(self) -> Floats:
        """[P, 2] group minutes, and the least therapist minutes that one of them takes."""
        found = np.zeros((len(self.clinic.patients), 2))
        shares: dict[str, float] = {}
        for group in self.clinic.groups:
            share = _leader_share(group)
            shares[group.service] = min(shares.get(group.service, share), share)
        for p, patient in enumerate(self.clinic.patients):
            if not enrolled(patient, self.possible.week):
                continue
            services = self.possible.prescriptions[p].services
            total = sum(services.values())
            if total:
                found[p] = total, min(shares.get(s, 0.0) for s, m in services.items() if m)
        return found

    def _staff(
        self, when: str, mask: Mask, free: tuple[Ints, Ints], whom: str, people: Mask, staff: Mask
    ) -> Iterator[Shortage]:
        """Therapist minutes: appointments go outside these hours first, they cost most."""
        alone, shared = self._left_over(free, self._appointments)
        needed = int((alone + shared * self._groups[:, 1])[people].sum())
        there = self._capacity(mask, staff)
        if needed > there:
            sentence = (
                f"Therapists{whom} have {hours(there)} {when}; "
                f"what is prescribed to people{whom} who have no other time takes {hours(needed)} of theirs."
            )
            yield Shortage(sentence, f"therapists{whom}", when, needed, there)

    def _left_over(self, free: tuple[Ints, Ints], appointments: Ints) -> tuple[Ints, Floats]:
        """[P], [P] minutes of appointments and of groups that do not fit outside these hours.

        No more of them than the patient has time inside: the rest is not for want of anything shared.
        """
        outside, inside = free
        alone = np.minimum(np.maximum(appointments - outside, 0), inside)
        groups = np.maximum(self._groups[:, 0] - np.maximum(outside - appointments, 0), 0)
        return alone, np.minimum(groups, inside - alone)

    def _capacity(self, mask: Mask, staff: Mask) -> int:
        """Minutes that these therapists work in these hours, within their hours of a day and of the week."""
        total = 0
        for t in np.flatnonzero(staff).tolist():
            therapist = self.clinic.therapists[t]
            daily = (self.possible.staff_free[t] & mask).reshape(7, DAY).sum(1)
            if therapist.max_hours_day is not None:
                daily = np.minimum(daily, round(therapist.max_hours_day * 60))
            most = WEEK if therapist.max_hours_week is None else round(therapist.max_hours_week * 60)
            total += min(int(daily.sum()), most)
        return total

    def _rooms(self, when: str, mask: Mask, free: tuple[Ints, Ints]) -> Iterator[Shortage]:
        """Minutes of all rooms for all that is prescribed on site."""
        largest = max((room.capacity for room in self.clinic.rooms), default=1)
        on_site = np.zeros(len(self.clinic.patients), dtype=np.int64)
        for demand in self.possible.demands:
            if not demand.appointment.telehealth:
                on_site[demand.patient] += demand.minutes * demand.times
        groups = [group for group in self.clinic.groups if group.telehealth is not True]
        if not groups or any(group.telehealth for group in self.clinic.groups):
            return
        share = 1 / min(max(group.size.max for group in groups), largest)
        alone, shared = self._left_over(free, on_site)
        needed = int((alone + shared * share).sum())
        there = int((self.possible.room_free & mask).sum())
        if needed > there:
            sentence = (
                f"All rooms together are open for {hours(there)} {when}; "
                f"what is prescribed to people who have no other time takes {hours(needed)}."
            )
            yield Shortage(sentence, "rooms", when, needed, there)


def _leader_share(group: Group) -> float:
    """The least therapist minutes for one minute of one member."""
    sizes = range(1, group.size.max + 1)
    return min((group.leaders_for(size) / size for size in sizes), default=0.0)


def _hours() -> Iterator[tuple[str, Mask]]:
    """(in words, [WEEK]) the hours that are looked at."""
    yield "in the whole week", np.ones(WEEK, dtype=bool)
    minute = np.arange(WEEK)
    for part, (low, high) in PARTS.items():
        inside = (minute % DAY >= low) & (minute % DAY < high)
        yield f"in the {part}s of the week", inside
        for day, name in enumerate(DAY_NAMES):
            yield f"on {name} {part}", inside & (minute // DAY == day)
    for day, name in enumerate(DAY_NAMES):
        yield f"on {name}", minute // DAY == day
