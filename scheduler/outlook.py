"""What the next weeks hold for open groups: when discharges leave too few members past week four.

Pure facts of a clinic and of who is in which group; no solver, nobody is moved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta

from attrs import frozen

from scheduler.clinic import Clinic, Group, Patient, is_experienced, may_join
from scheduler.timetable import Timetable
from scheduler.week import DAY, DAY_NAMES

WEEKS = 6
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@frozen
class Thin:
    """From `since` on, `left` alone are past week four in a group; those of `leaving` have gone by then.

    `until` is the first day on which there are enough again, None when that is beyond the weeks looked at.
    `now`: it is so from the first day looked at. A sentence as text.
    """

    group: str
    since: date
    left: tuple[str, ...]
    leaving: tuple[tuple[date, tuple[str, ...]], ...]
    until: date | None
    now: bool

    def __str__(self) -> str:
        who = f"only {_and(self.left)} {'is' if len(self.left) == 1 else 'are'}" if self.left else "nobody is"
        start = "" if self.now else f"from {_on(self.since)} "
        end = f" until {_on(self.until)}" if self.until else ""
        gone = ", ".join(
            f"{_and(names)} leave{'s' if len(names) == 1 else ''} on {_on(day)}"
            for day, names in self.leaving
        )
        return f"{self.group}: {start}{who} past week four{end}" + (f"; {gone}." if gone else ".")


def thinning(
    clinic: Clinic,
    members: Mapping[str, Collection[str]],
    first: date,
    *,
    weeks: int = WEEKS,
    days: Mapping[str, Collection[int]] | None = None,
) -> tuple[Thin, ...]:
    """The stretches, from `first` on, in which an open group has fewer experienced members than it wishes.

    `members` says who is in each group now (see `members_of`); whoever is admitted later and may join counts
    as well. A member without `admitted` may be past week four and counts as being so. `days` are the weekdays
    on which each group meets; by default every day on which the clinic opens.
    """
    opens = {window.day for window in clinic.open}
    found: list[Thin] = []
    for group in clinic.groups:
        if group.members is None and group.experienced and members.get(group.id):
            on = (days or {}).get(group.id) or opens
            dates = [first + timedelta(days=n) for n in range(7 * weeks)]
            dates = [day for day in dates if day.weekday() in on and day not in clinic.closed]
            found += _stretches(clinic, group, members[group.id], first, dates)
    return tuple(found)


def members_of(timetable: Timetable) -> dict[str, set[str]]:
    """Group -> everybody who is in any of its sessions of a week."""
    found: dict[str, set[str]] = {}
    for session in timetable.sessions:
        found.setdefault(session.group, set()).update(session.members)
    return found


def weekdays_of(timetable: Timetable) -> dict[str, set[int]]:
    """Group -> the weekdays on which it meets."""
    found: dict[str, set[int]] = {}
    for session in timetable.sessions:
        found.setdefault(session.group, set()).add(session.start // DAY)
    return found


def _stretches(
    clinic: Clinic, group: Group, members: Collection[str], first: date, dates: list[date]
) -> Iterator[Thin]:
    people = [
        patient
        for patient in clinic.patients
        if patient.id in members or _comes_later(clinic, group, patient, first)
    ]
    begun: date | None = None
    for day in dates:
        few = len(_there(people, day)) < group.experienced
        if few and begun is None:
            begun = day
        elif not few and begun is not None:
            yield _thin(group, people, first, begun, day, begun == dates[0])
            begun = None
    if begun is not None:
        yield _thin(group, people, first, begun, None, begun == dates[0])


def _comes_later(clinic: Clinic, group: Group, patient: Patient, first: date) -> bool:
    later = patient.admitted is not None and patient.admitted > first
    return later and may_join(group, patient, clinic.prescription(patient))


def _there(people: list[Patient], day: date) -> list[Patient]:
    """Who is, or may be, past week four and has not left."""
    return [p for p in people if is_experienced(p, day) or (p.admitted is None and not _left(p, day))]


def _left(patient: Patient, day: date) -> bool:
    return patient.discharge is not None and patient.discharge < day


def _thin(
    group: Group, people: list[Patient], first: date, since: date, until: date | None, now: bool
) -> Thin:
    left = tuple(patient.id for patient in _there(people, since))
    gone: dict[date, list[str]] = {}
    for patient in people:
        last = patient.discharge
        if last is not None and first <= last < since and patient in _there(people, last):
            gone.setdefault(last, []).append(patient.id)
    leaving = tuple((day, tuple(sorted(names))) for day, names in sorted(gone.items()))
    return Thin(group.id, since, left, leaving, until, now)


def _and(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]


def _on(day: date) -> str:
    """`Monday 14 December`."""
    return f"{DAY_NAMES[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
