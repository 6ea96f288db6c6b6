"""Which tracks somebody fits in, as the week stands, and why others do not: counted, without the solver.

A count looks at each service alone, so it may promise an hour that clashes with another; seating the person
(`scheduler.mend`) is what tells for certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import evolve, field, frozen

from scheduler.clinic import Clinic, Group, Patient, Prescription, present_spans
from scheduler.timetable import Session, Timetable
from scheduler.week import DAY, DAYS, Span, clock

MOST_REASONS = 3


@frozen
class Service:
    """Group minutes of one service: prescribed, and within reach in sessions with a seat."""

    name: str
    prescribed: int
    reachable: int


@frozen
class Fit:
    """One track (None: none). `reasons` name what stands in the way, the nearest things first."""

    track: str | None
    services: tuple[Service, ...]
    reasons: tuple[str, ...] = field(default=())

    @property
    def whole(self) -> bool:
        """Whether every service can be had in full."""
        return all(service.reachable >= service.prescribed for service in self.services)

    @property
    def wants_seats(self) -> bool:
        """Whether seats are what is missing: the person could come, and seats open as others leave."""
        return any("is full" in reason for reason in self.reasons)

    @property
    def missing(self) -> int:
        """Minutes out of reach."""
        return sum(max(0, service.prescribed - service.reachable) for service in self.services)


def fits(patient: Patient, clinic: Clinic, timetable: Timetable | None) -> tuple[Fit, ...]:
    """Every track of the clinic's groups for the person's age band, the best fit first.

    `patient` needs a level that the clinic has; their own `track` is not looked at. Without a timetable there
    is nothing to fit into.
    """
    if timetable is None or patient.level not in {level.id for level in clinic.levels}:
        return ()
    prescription = clinic.prescription(patient)
    groups = {group.id: group for group in clinic.groups if group.band == patient.band and not group.members}
    tracks = {group.track for group in groups.values()}
    free = present_spans(patient, timetable.week)
    look = _Look(patient, clinic, timetable, prescription, groups, free)
    found = [look.fit(track) for track in sorted(tracks, key=lambda track: track or "")]
    return tuple(sorted(found, key=lambda fit: (fit.missing, not fit.wants_seats, fit.track or "")))


@frozen
class _Look:
    patient: Patient
    clinic: Clinic
    timetable: Timetable
    prescription: Prescription
    groups: dict[str, Group]
    free: Sequence[Span]

    def fit(self, track: str | None) -> Fit:
        """How much of each service the sessions of a track have room for."""
        services, reasons = [], list[str]()
        for name, prescribed in self.prescription.services.items():
            offered = [s for s in self.timetable.sessions if self._offers(s, name, track)]
            against = {session: self._against(session) for session in offered}
            minutes = self._reach([s for s in offered if not against[s]], prescribed)
            services.append(Service(name, prescribed, minutes))
            if minutes < prescribed:
                reasons += self._why(name, offered, against.values())
        return Fit(track, tuple(services), tuple(dict.fromkeys(reasons))[:MOST_REASONS])

    def _offers(self, session: Session, service: str, track: str | None) -> bool:
        group = self.groups.get(session.group)
        return group is not None and group.service == service and group.track in (None, track)

    def _reach(self, sessions: Iterable[Session], prescribed: int) -> int:
        """Minutes of sessions that do not overlap, once a day where the level says so, never beyond need."""
        taken: list[Span] = []
        for session in sorted(sessions, key=lambda s: s.span):
            clash = any(a < session.end and session.start < b for a, b in taken)
            again = self.prescription.once_a_day and any(a // DAY == session.start // DAY for a, _ in taken)
            if not clash and not again:
                taken.append(session.span)
        days = self.prescription.days or 7
        first = sorted(taken, key=lambda span: span)[:days] if self.prescription.once_a_day else taken
        return min(prescribed, sum(end - start for start, end in first))

    def _against(self, session: Session) -> str:
        """What keeps the person out of a session; nothing when there is a seat for them."""
        group, at = self.groups[session.group], f"{DAYS[session.start // DAY].capitalize()} "
        at += clock(session.start % DAY)
        if group.language is not None and self.patient.language not in (None, group.language):
            return f"{group.service} is in {group.language}"
        if not any(a <= session.start and session.end <= b for a, b in self.free):
            return f"{at} {group.service}: cannot come then"
        if len(session.members) >= group.size.max:
            return f"{at} {group.service} is full, {len(session.members)}/{group.size.max}"
        apart = self.patient.apart | {
            p.id for p in self.clinic.patients if self.patient.id and self.patient.id in p.apart
        }
        if apart & set(session.members):
            return f"{at} {group.service}: kept apart from somebody there"
        return ""

    def _why(self, service: str, offered: Sequence[Session], against: Iterable[str]) -> list[str]:
        if not offered:
            return [f"no {service} group meets"]
        found = [reason for reason in against if reason]
        return sorted(found, key=lambda reason: "is full" not in reason) or [f"{service} meets too seldom"]


def placed(patient: Patient, fit: Fit) -> Patient:
    """The person in the track of a fit."""
    return evolve(patient, track=fit.track)
