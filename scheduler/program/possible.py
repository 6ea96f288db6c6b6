"""What a week leaves possible, before anything is decided: one mask for each kind of pairing.

Rules clear entries of these masks (`narrow`) and never set any, so their order never matters. What is left
is enumerated by `scheduler.program.candidates`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import combinations

import numpy as np
from attrs import define, field, frozen
from numpy.typing import NDArray

from scheduler.clinic import (
    MEDICATION,
    PRIMARY_SERVICES,
    Appointment,
    Clinic,
    Patient,
    Pin,
    Prescription,
    due,
    enrolled,
    is_experienced,
    may_join,
)
from scheduler.week import DAY, WEEK, Span, Week

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]
FEW_PINS = 4
"""So many pins of one group and start are tried in every combination."""
UNKNOWN = 100_000  # days


@frozen(eq=False)
class Demand:
    """Appointments of one patient and service that are due: `times` of them, each like `appointment`.

    `own` is the index of the therapist whose patient this is (the prescriber for medication), -1 for none;
    `others` says whether somebody else may step in. A pinned appointment is a demand by itself.
    """

    patient: int
    appointment: Appointment
    times: int
    own: int
    others: bool
    pin: Pin | None = None

    @property
    def minutes(self) -> int:
        return self.appointment.minutes


@frozen
class Meeting:
    """Group pins of one start that one session can fulfil together: what that session has at least.

    `pins` are indices into `Possible.pins`; `room` is None where none of them names one.
    """

    group: int
    start: int
    pins: frozenset[int]
    room: str | None
    leaders: tuple[str, ...]
    members: tuple[str, ...]


@define(eq=False)
class Possible:
    """Masks over patients (P), therapists (T), rooms (R), groups (G), demands (D), grid starts (S) and
    minutes.
    """

    clinic: Clinic
    week: Week
    prescriptions: tuple[Prescription, ...]
    pins: tuple[Pin, ...]  # of this week
    demands: tuple[Demand, ...]
    starts: Ints  # minutes of the week
    attends: Mask  # [P, G]
    leads: Mask  # [T, G]
    gives: Mask  # [T, D]
    seats: Mask  # [R, G]
    hosts: Mask  # [R, D]
    group_starts: Mask  # [G, S]
    demand_starts: Mask  # [D, S]
    patient_free: Mask  # [P, WEEK]
    staff_free: Mask  # [T, WEEK]
    room_free: Mask  # [R, WEEK]
    patient_index: dict[str, int] = field(factory=dict)
    therapist_index: dict[str, int] = field(factory=dict)
    group_index: dict[str, int] = field(factory=dict)

    @classmethod
    def of(cls, clinic: Clinic, week: Week) -> Possible:
        """Everything allowed, on the clinic's grid, nothing across midnight."""
        patients, staff, rooms, groups = clinic.patients, clinic.therapists, clinic.rooms, clinic.groups
        prescriptions = tuple(clinic.prescription(patient) for patient in patients)
        pins = tuple(pin for pin in clinic.pins if _of_week(pin, week))
        index = {therapist.id: i for i, therapist in enumerate(staff)}
        demands = tuple(_demands(clinic, week, prescriptions, pins, index))
        starts = np.array([day * DAY + minute for day in range(7) for minute in range(0, DAY, clinic.grid)])

        def full(*shape: int) -> Mask:
            return np.ones(shape, dtype=bool)

        return cls(
            clinic=clinic,
            week=week,
            prescriptions=prescriptions,
            pins=pins,
            demands=demands,
            starts=starts,
            attends=full(len(patients), len(groups)),
            leads=full(len(staff), len(groups)),
            gives=full(len(staff), len(demands)),
            seats=full(len(rooms), len(groups)),
            hosts=full(len(rooms), len(demands)),
            group_starts=full(len(groups), len(starts)),
            demand_starts=full(len(demands), len(starts)),
            patient_free=full(len(patients), WEEK),
            staff_free=full(len(staff), WEEK),
            room_free=full(len(rooms), WEEK),
            patient_index={patient.id: i for i, patient in enumerate(patients)},
            therapist_index=index,
            group_index={group.id: i for i, group in enumerate(groups)},
        )

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        """What sessions of pinned groups can be asked to be: for each pin alone, and for pins together."""
        return tuple(_meetings(self.clinic, self.pins, self.week, self.group_index))

    @cached_property
    def prescribed(self) -> Ints:
        """[P] minutes prescribed in the week, groups and appointments due."""
        demanded = np.bincount(
            self.demand_patient,
            self.demand_minutes * [demand.times for demand in self.demands],
            len(self.prescriptions),
        )
        groups = [
            sum(prescription.services.values()) if enrolled(patient, self.week) else 0
            for patient, prescription in zip(self.clinic.patients, self.prescriptions, strict=True)
        ]
        return np.array(groups, dtype=np.int64) + demanded.astype(np.int64)

    @cached_property
    def apart(self) -> dict[int, frozenset[int]]:
        """Whom each patient is kept apart from, whichever of the two says so; only those with anybody."""
        found: dict[int, set[int]] = {}
        for one, patient in enumerate(self.clinic.patients):
            for name in patient.apart & self.patient_index.keys():
                other = self.patient_index[name]
                found.setdefault(one, set()).add(other)
                found.setdefault(other, set()).add(one)
        return {patient: frozenset(others) for patient, others in found.items()}

    @cached_property
    def floors(self) -> Ints:
        """[P] minutes below which a patient is under their level's floor; 0 where there is none."""
        return np.array(
            [
                round((prescription.hours_min or 0) * 60) if enrolled(patient, self.week) else 0
                for patient, prescription in zip(self.clinic.patients, self.prescriptions, strict=True)
            ],
            dtype=np.int64,
        )

    @cached_property
    def demand_patient(self) -> Ints:
        """[D] whose each demand is."""
        return np.array([demand.patient for demand in self.demands], dtype=np.int64)

    @cached_property
    def demand_minutes(self) -> Ints:
        """[D] minutes of one appointment."""
        return np.array([demand.minutes for demand in self.demands], dtype=np.int64)

    @cached_property
    def demand_own(self) -> Ints:
        """[D] the demand's own therapist, -1 for none."""
        return np.array([demand.own for demand in self.demands], dtype=np.int64)

    @cached_property
    def telehealth(self) -> Mask:
        """[D] appointments that nobody comes in for."""
        return np.array([demand.appointment.telehealth for demand in self.demands], dtype=bool)

    @cached_property
    def days_of_stay(self) -> Ints:
        """[P] days from admission to the Monday of the week; far below 0 where nobody knows."""
        stays = [patient.admitted for patient in self.clinic.patients]
        days = [-UNKNOWN if first is None else (self.week.monday - first).days for first in stays]
        return np.array(days, dtype=np.int64)

    @cached_property
    def experienced_wished(self) -> Ints:
        """[G, 7] members past week four wished for in a session of each group and day; see `open-group`."""
        found = np.zeros((len(self.clinic.groups), 7), dtype=np.int64)
        people = list(zip(self.clinic.patients, self.prescriptions, strict=True))
        for g, group in enumerate(self.clinic.groups):
            could = [patient for patient, prescribed in people if may_join(group, patient, prescribed)]
            for day in range(7):
                here = sum(is_experienced(patient, self.week.date(day)) for patient in could)
                found[g, day] = min(group.experienced, here)
        return found

    @cached_property
    def group_minutes(self) -> Ints:
        """[G] minutes of one session."""
        return np.array([group.minutes for group in self.clinic.groups], dtype=np.int64)

    def patient(self, demand: Demand) -> Patient:
        return self.clinic.patients[demand.patient]

    def fits(self, free: Mask, minutes: int) -> Mask:
        """[n, S]: where an item of `minutes` fits whole into the free minutes of each row, on one day."""
        total = np.zeros((free.shape[0], WEEK + 1), dtype=np.int32)
        np.cumsum(free, axis=1, out=total[:, 1:])
        inside = self.starts % DAY + minutes <= DAY
        ends = np.minimum(self.starts + minutes, WEEK)
        return np.asarray((total[:, ends] - total[:, self.starts] == minutes) & inside)


def minutes_mask(spans: tuple[Span, ...]) -> Mask:
    """Spans as one flag for each minute of the week."""
    mask = np.zeros(WEEK, dtype=bool)
    for low, high in spans:
        mask[low:high] = True
    return mask


def _of_week(pin: Pin, week: Week) -> bool:
    return pin.start is None or 0 <= week.minute(pin.start) < WEEK


def _meetings(clinic: Clinic, pins: tuple[Pin, ...], week: Week, groups: dict[str, int]) -> Iterator[Meeting]:
    """Up to `FEW_PINS` at one start in every combination that agrees; more of them alone and all together."""
    apart = {frozenset((patient.id, other)) for patient in clinic.patients for other in patient.apart}
    at: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i, pin in enumerate(pins):
        if pin.group is not None and pin.start is not None:
            at[groups[pin.group], week.minute(pin.start)].append(i)
    for (group, start), mine in at.items():
        rooms = {pins[i].room for i in mine}
        alike = [tuple(i for i in mine if pins[i].room in (None, room)) for room in rooms]
        sizes = range(1, len(mine) + 1) if len(mine) <= FEW_PINS else (1,)
        combined = {some for size in sizes for some in combinations(mine, size)} | set(alike)
        for some in sorted(combined):
            named = {pins[i].room for i in some} - {None}
            leaders = dict.fromkeys(leader for i in some for leader in pins[i].leaders)
            members = dict.fromkeys(member for i in some for member in pins[i].members)
            clash = any(frozenset(pair) in apart for pair in combinations(members, 2))
            if len(named) <= 1 and not clash:
                room = next(iter(named), None)
                yield Meeting(group, start, frozenset(some), room, tuple(leaders), tuple(members))


def _demands(
    clinic: Clinic,
    week: Week,
    prescriptions: tuple[Prescription, ...],
    pins: tuple[Pin, ...],
    therapists: dict[str, int],
) -> list[Demand]:
    found = []
    for index, (patient, prescription) in enumerate(zip(clinic.patients, prescriptions, strict=True)):
        for appointment in prescription.appointments:
            if not enrolled(patient, week) or not due(appointment, patient, week):
                continue
            own, others = _own(appointment, patient, therapists)
            mine = [p for p in pins if p.service == appointment.service and p.patient == patient.id]
            found += [Demand(index, appointment, 1, own, others, pin) for pin in mine]
            if appointment.times > len(mine):
                found.append(Demand(index, appointment, appointment.times - len(mine), own, others))
    return found


def _own(appointment: Appointment, patient: Patient, therapists: dict[str, int]) -> tuple[int, bool]:
    if not appointment.staff:
        return -1, False
    if appointment.service == MEDICATION:
        return (therapists[patient.prescriber], False) if patient.prescriber else (-1, True)
    if appointment.service in PRIMARY_SERVICES and patient.therapist:
        return therapists[patient.therapist], True
    return -1, True
