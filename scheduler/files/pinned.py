"""Pins judged before anything is solved: what is pinned for a week may break no rule by itself."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from curricula.diagnostics import Diagnostic
from scheduler.clinic import Clinic, Pin
from scheduler.facts import Facts
from scheduler.files import codes
from scheduler.files.draft import Draft
from scheduler.rules import RULES
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import WEEK, Week


def check(draft: Draft, clinic: Clinic, week: Week, first: int = 0) -> Iterator[Diagnostic]:
    """One error for each rule that a pin of `week` breaks, alone or together with the pins above it; pins
    before number `first` are taken as they are.
    """
    told: set[tuple[str, str]] = set()
    for count, i in enumerate(_of_week(clinic, week), start=1):
        for rule, message in _broken(clinic, week, _of_week(clinic, week)[:count]):
            known = (rule, message) in told
            told.add((rule, message))
            if not known and i >= first:
                hint = f"change the pin or the clinic; the rule is `{rule}`"
                yield draft.error(
                    ("pins", i), codes.PIN_BREAKS_RULE, f"this pin cannot hold: {message}", hint
                )


def loosened(clinic: Clinic, week: Week) -> tuple[Clinic, tuple[tuple[Pin, str], ...]]:
    """The clinic without those pins of `week` that cannot hold, and these, each with the reason."""
    kept: list[int] = []
    gone: dict[int, str] = {}
    for i in _of_week(clinic, week):
        broken = _broken(clinic, week, [*kept, i])
        if broken:
            gone[i] = broken[0][1]
        else:
            kept.append(i)
    left = tuple(pin for i, pin in enumerate(clinic.pins) if i not in gone)
    return evolve(clinic, pins=left), tuple((clinic.pins[i], why) for i, why in gone.items())


def _of_week(clinic: Clinic, week: Week) -> list[int]:
    """Which pins have a start in the week."""
    return [i for i, p in enumerate(clinic.pins) if p.start and 0 <= week.minute(p.start) < WEEK]


def _broken(clinic: Clinic, week: Week, pins: list[int]) -> list[tuple[str, str]]:
    """(rule, message) of whatever stays broken by these pins however the week is filled."""
    facts = Facts(clinic, timetable(clinic, week, [clinic.pins[i] for i in pins]))
    found = (violation for rule in RULES for violation in rule.check(facts))
    return [(violation.rule, violation.message) for violation in found if not violation.mendable]


def timetable(clinic: Clinic, week: Week, pins: list[Pin]) -> Timetable:
    """A timetable of nothing but these pins; pins that one session can fulfil are one session."""
    groups = {group.id: group for group in clinic.groups}
    sessions: list[Session] = []
    bookings: list[Booking] = []
    for pin in pins:
        assert pin.start is not None, "only pins with a start are of a week"
        start = week.minute(pin.start)
        if pin.group is not None:
            end = start + groups[pin.group].minutes
            _join(sessions, Session(start, end, pin.group, pin.room, pin.leaders, pin.members))
        else:
            bookings.append(_booking(clinic, pin, start))
    return Timetable(clinic.name, week, tuple(sessions), tuple(bookings))


def _join(sessions: list[Session], pinned: Session) -> None:
    """Add a pinned session, or put its people into one of the same group, start and room."""
    for i, other in enumerate(sessions):
        same = (other.group, other.start) == (pinned.group, pinned.start)
        if same and (other.room == pinned.room or None in (other.room, pinned.room)):
            sessions[i] = evolve(
                other,
                room=other.room or pinned.room,
                leaders=tuple(dict.fromkeys((*other.leaders, *pinned.leaders))),
                members=tuple(dict.fromkeys((*other.members, *pinned.members))),
            )
            return
    sessions.append(pinned)


def _booking(clinic: Clinic, pin: Pin, start: int) -> Booking:
    patient = next(p for p in clinic.patients if p.id == pin.patient)
    appointment = next(a for a in clinic.prescription(patient).appointments if a.service == pin.service)
    end = start + appointment.minutes
    return Booking(start, end, appointment.service, patient.id, pin.therapist, pin.room)
