"""A small clinic around a few patients, in which the rest of the week is given.

It holds the people asked about, the sessions they could join with everybody in them, and the therapists and
rooms that they could need. What else these therapists do stands as bookings that nobody may touch, what else
happens in these rooms as closures. The small week is a valid timetable of the small clinic, so every rule,
the solver and the check work on it unchanged; and whatever is added to it can be added to the whole week.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
from typing import Any

import numpy as np
from attrs import evolve, field, fields, frozen

from scheduler.clinic import (
    Appointment,
    Clinic,
    Group,
    Level,
    Patient,
    Pin,
    Prescription,
    Room,
    Therapist,
    room_spans,
)
from scheduler.facts import Facts, Item, staff_of
from scheduler.program.possible import Mask, Possible
from scheduler.rules import RULES
from scheduler.rules.pins import fulfilled_by
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import DAY, Span, Week, Window, without

REST = "~"
"""Begins the names of what stands for the rest of the week; no id of a clinic file begins so."""
NEARLY = 6
"""So many therapists who lack one credential, track or language only are looked at as well."""


FEW_STAFF = 12
"""So many therapists are all looked at."""
AROUND = 60
"""Minutes before and after a patient's times at which therapists still matter: for changes of windows."""
MOST_FULL = 8
"""So many sessions that have no seat left are represented; nobody can join them as they are."""


MOST_ELSEWHERE = 20
"""So many sessions with a seat are represented at times when the movers cannot come."""


@frozen(eq=False)
class Around:
    """The small clinic and its week. `movers` plan anew, `keepers` keep what they have and may gain a
    session, everybody else stays exactly as they are.
    """

    clinic: Clinic
    timetable: Timetable
    movers: tuple[str, ...]
    keepers: tuple[str, ...] = ()
    known: dict[Hashable, Any] = field(factory=dict)  # what was made ready for questions, by what was changed

    @property
    def week(self) -> Week:
        return self.timetable.week


def around(
    clinic: Clinic,
    timetable: Timetable,
    movers: Collection[str],
    keepers: Collection[str] = (),
    *,
    nearly: int = NEARLY,
) -> Around:
    """Cut the small clinic out of `clinic` and `timetable`, which has to be valid there."""
    return _Cut(clinic, timetable, tuple(movers), tuple(keepers), nearly).made()


def narrowed(clinic: Clinic, week: Week) -> Possible:
    """What the rules leave possible, before anything is enumerated."""
    possible = Possible.of(clinic, week)
    for rule in RULES:
        narrow = getattr(rule, "narrow", None)
        if narrow is not None:
            narrow(possible)
    return possible


class _Cut:
    """The cutting: what is represented, and what the rest becomes."""

    def __init__(
        self,
        clinic: Clinic,
        timetable: Timetable,
        movers: tuple[str, ...],
        keepers: tuple[str, ...],
        nearly: int,
    ) -> None:
        self.clinic, self.timetable, self.week = clinic, timetable, timetable.week
        self.movers, self.keepers, self.nearly = movers, keepers, nearly
        self.planned = frozenset((*movers, *keepers))
        people = tuple(patient for patient in clinic.patients if patient.id in self.planned)
        self.probe = narrowed(evolve(clinic, patients=people), self.week)
        self._room_left: Mask | None = None
        self.sizes, self.full_left = {group.id: group.size.max for group in clinic.groups}, MOST_FULL
        self.sessions = [session for session in timetable.sessions if self._concerns(session)]
        self.sessions += self._elsewhere()
        self.sessions += self._before()
        self.bookings = [booking for booking in timetable.appointments if booking.patient in self.planned]
        self.items: list[Item] = [*self.sessions, *self.bookings]
        inside = frozenset(map(id, self.items))
        every: list[Item] = [*timetable.sessions, *timetable.appointments]
        self.rest = [item for item in every if id(item) not in inside]

    def _concerns(self, session: Session) -> bool:
        """Somebody planned is in the session, or a mover could be; of many that are full only a few."""
        if not self.planned.isdisjoint(session.members):
            return True
        if len(session.members) >= self.sizes[session.group]:
            if self.full_left <= 0:
                return False
            self.full_left -= 1
        g, possible = self.probe.group_index[session.group], self.probe
        movers = [possible.patient_index[mover] for mover in self.movers]
        who = [p for p in movers if possible.attends[p, g]]
        return any(possible.patient_free[p, session.start : session.end].all() for p in who)

    def _elsewhere(self) -> list[Session]:
        """Sessions with a seat that a mover could join if they came at other times, the nearest ones."""
        possible, inside = self.probe, {id(session) for session in self.sessions}
        movers = [possible.patient_index[mover] for mover in self.movers]
        open_to = np.asarray(possible.attends[movers].any(0))
        free = np.flatnonzero(possible.patient_free[movers].any(0))
        found = []
        for session in self.timetable.sessions:
            if id(session) in inside or not open_to[possible.group_index[session.group]]:
                continue
            if len(session.members) < self.sizes[session.group]:
                today = free[(free >= session.start // DAY * DAY) & (free < session.end // DAY * DAY + DAY)]
                far = np.abs(today - session.start).min() if len(today) else DAY
                found.append((int(far), session))
        found.sort(key=lambda pair: (pair[0], pair[1].span))
        return [session for _, session in found[:MOST_ELSEWHERE]]

    def _before(self) -> list[Session]:
        """The first session that members of these have of a group which has to come before (see `after`)."""
        orders = {group.id: group.after for group in self.clinic.groups if group.after}
        first: dict[tuple[str, str], Session] = {}
        for session in sorted(self.timetable.sessions) if orders else ():
            for member in session.members:
                first.setdefault((member, session.group), session)
        inside = {id(session) for session in self.sessions}
        found: list[Session] = []
        queue = list(self.sessions)
        while queue:
            session = queue.pop()
            for earlier in orders.get(session.group, ()):
                before = [first.get((member, earlier)) for member in session.members]
                new = {id(one): one for one in before if one is not None and id(one) not in inside}
                inside |= new.keys()
                queue += new.values()
                found += new.values()
        return found

    def made(self) -> Around:
        groups = {group.id: group for group in self._groups()}
        patients = (*self._people(groups), *self._others(groups))
        rooms, staff = self._rooms(), self._staff(groups)
        stand_ins, given, busy = _stand_ins(staff, self.rest, self.week)
        clinic = evolve(
            self.clinic,
            groups=tuple(groups.values()),
            patients=(*patients, *stand_ins),
            rooms=rooms,
            therapists=tuple(given),
            levels=(*self.clinic.levels, Level(REST, Prescription())),
            pins=tuple(self._pins()),
        )
        timetable = Timetable(
            self.clinic.name,
            self.week,
            tuple(sorted(self.sessions)),
            tuple(sorted([*self.bookings, *busy], key=lambda b: (b.span, b.service, b.patient))),
        )
        return Around(clinic, timetable, self.movers, self.keepers)

    def _groups(self) -> Iterator[Group]:
        """Groups that the planned could attend or have, with the runs elsewhere already counted."""
        represented = {session.group for session in self.sessions}
        elsewhere: dict[str, int] = defaultdict(int)
        for item in self.rest:
            if isinstance(item, Session):
                elsewhere[item.group] += 1
        for g, group in enumerate(self.clinic.groups):
            if group.id in represented or self.probe.attends[:, g].any():
                gone = elsewhere[group.id]
                most = None if group.max_per_week is None else max(group.max_per_week - gone, 0)
                least = max(group.min_per_week - gone, 0)
                yield evolve(group, min_per_week=least, max_per_week=most)

    def _people(self, groups: dict[str, Group]) -> Iterator[Patient]:
        for patient in self.clinic.patients:
            if patient.id in self.planned:
                yield patient

    def _others(self, groups: dict[str, Group]) -> Iterator[Patient]:
        """Those in the sessions with them, there at these times and for nothing else."""
        times: dict[str, list[Span]] = defaultdict(list)
        for session in self.sessions:
            for member in session.members:
                times[member].append(session.span)
        rosters = {member for group in groups.values() for member in group.members or ()}
        for patient in self.clinic.patients:
            if (patient.id in times or patient.id in rosters) and patient.id not in self.planned:
                services = self.clinic.prescription(patient).services
                yield evolve(
                    patient,
                    available=tuple(_windows(times[patient.id])),
                    own={**_NOTHING, "services": services},
                    therapist=None,
                    prescriber=None,
                    prefers=(),
                    away=(),
                )

    def _rooms(self) -> tuple[Room, ...]:
        used = {item.room for item in self.items}
        taken: dict[str, list[Span]] = defaultdict(list)
        for item in self.rest:
            if item.room is not None:
                taken[item.room].append(item.span)
        possible = self.probe
        wanted = np.asarray(possible.seats[:, possible.attends.any(0)].any(1) | possible.hosts.any(1))
        return tuple(
            evolve(room, open=tuple(_windows(self._left(room, taken[room.id]))), away=())
            for r, room in enumerate(self.clinic.rooms)
            if wanted[r] or room.id in used
        )

    def _left(self, room: Room, taken: list[Span]) -> tuple[Span, ...]:
        """When a room is open and nothing of the rest is in it."""
        return without(room_spans(room, self.clinic, self.week), tuple(taken))

    def _staff(self, groups: dict[str, Group]) -> list[Therapist]:
        """Who is needed where they are, who could serve the planned, and who nearly could."""
        needed = {name for item in self.items for name in staff_of(item)}
        for patient in self._people(groups):
            needed |= {patient.therapist or "", patient.prescriber or ""}
        possible = self.probe
        mine = possible.attends.any(0)
        able = np.asarray(possible.leads[:, mine].any(1) | possible.gives.any(1))
        together = np.asarray((possible.staff_free & possible.patient_free.any(0)).any(1))
        near = np.flatnonzero(~able & together)[: self.nearly].tolist()
        taken = np.flatnonzero(able & together & ~self._has_room())[: self.nearly].tolist()
        few = len(self.clinic.therapists) <= FEW_STAFF
        return [
            therapist
            for t, therapist in enumerate(self.clinic.therapists)
            if few or therapist.id in needed or t in (*near, *taken) or (able[t] and self._has_room()[t])
        ]

    def _has_room(self) -> Mask:
        """[T] therapists with an idle stretch that is long enough, when the planned could nearly come."""
        if self._room_left is None:
            possible = self.probe
            idle = possible.staff_free.copy()
            for item in self.rest:
                for name in staff_of(item):
                    idle[possible.therapist_index[name], item.start : item.end] = False
            come = possible.patient_free.any(0)
            nearly = np.convolve(come, np.ones(2 * AROUND + 1), "same") > 0
            lengths = [group.minutes for group in self.clinic.groups] + possible.demand_minutes.tolist()
            self._room_left = np.asarray(possible.fits(idle & nearly, min(lengths, default=0)).any(1))
        return self._room_left

    def _pins(self) -> Iterator[Pin]:
        """Pins of the planned people, and those that a session here fulfils."""
        facts = Facts(self.clinic, evolve(self.timetable, sessions=tuple(self.sessions)))
        held = {id(pin) for session in self.sessions for pin in fulfilled_by(facts, session)}
        for pin in self.clinic.pins:
            if id(pin) in held or (pin.patient is not None and pin.patient in self.planned):
                yield pin


_NOTHING: dict[str, Any] = {f.name: getattr(Prescription(), f.name) for f in fields(Prescription)}
"""A prescription without limits and appointments: for people who stay as they are."""


def _stand_ins(
    staff: Iterable[Therapist], rest: Iterable[Item], week: Week
) -> tuple[list[Patient], list[Therapist], list[Booking]]:
    """What else therapists do as bookings of somebody who stands for it, one for each therapist."""
    doing: dict[str, list[Item]] = defaultdict(list)
    for item in rest:
        for name in staff_of(item):
            doing[name].append(item)
    patients, given, busy = [], [], []
    for therapist in staff:
        items = doing.get(therapist.id)
        if not items:
            given.append(therapist)
            continue
        lengths: dict[int, int] = defaultdict(int)
        for item in items:
            lengths[item.end - item.start] += 1
            name, who = _rest_of(therapist.id, item.end - item.start), REST + therapist.id
            busy.append(Booking(item.start, item.end, name, who, therapist.id, None))
        asked = tuple(
            Appointment(_rest_of(therapist.id, length), length, times=times, telehealth=True)
            for length, times in sorted(lengths.items())
        )
        windows = tuple(_windows([item.span for item in items]))
        patients.append(Patient(REST + therapist.id, REST, windows, own={"appointments": asked}))
        given.append(evolve(therapist, services=therapist.services | {a.service for a in asked}))
    return patients, given, busy


def _rest_of(therapist: str, minutes: int) -> str:
    return f"{REST}{therapist} {minutes}"


def _windows(spans: Iterable[Span]) -> Iterator[Window]:
    for start, end in spans:
        day = start // DAY
        yield Window(day, start - day * DAY, end - day * DAY)
