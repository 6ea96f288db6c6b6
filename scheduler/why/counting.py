"""Reasons that need no solver: what anybody can count, said at once.

Each function returns a sentence when its count alone proves that the hour cannot be, otherwise nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from scheduler.clinic import Group, Patient, enrolled
from scheduler.week import DAY, WEEK, hours, joined
from scheduler.why.company import lets_in
from scheduler.why.reasons import CLAUSES
from scheduler.why.scene import Scene
from scheduler.why.words import days_of, listed, number


def counted(scene: Scene) -> str:
    """The first count that proves it; empty when none does."""
    for count in COUNTS:
        told = count(scene)
        if told:
            return told
    return ""


def _never_here(scene: Scene) -> str:
    if scene.free:
        return ""
    patient, week = scene.clinic.patients[scene.index], scene.possible.week
    if patient.admitted is not None and patient.admitted > week.date(6):
        return f"{patient.id} is admitted only on {patient.admitted}."
    if not patient.available:
        return f"{patient.id} has no time in this week: no availability is given."
    if not scene.clinic.open_spans(week):
        return "The clinic is closed for the whole week."
    return f"{patient.id} has no time in this week when the clinic is open."


def _no_group(scene: Scene) -> str:
    if scene.wanted.appointment or scene.groups:
        return ""
    patient = scene.clinic.patients[scene.index]
    offered = [group for group in scene.whole.groups if group.service == scene.wanted.service]
    if not offered:
        return f"No group offers {scene.wanted.service} here that {patient.id} could join."
    told = [f"{group.id} {_closed_to(scene, group, patient)}" for group in offered]
    return f"No {scene.wanted.service} group is open to {patient.id}: {listed(told, 4)}."


def _closed_to(scene: Scene, group: Group, patient: Patient) -> str:
    if group.track is not None and group.track != patient.track:
        return f"is for the track {group.track}, {patient.id} is {_on(patient.track)}"
    if group.band != patient.band:
        return f"is for the {group.band} band, {patient.id} is {patient.band}"
    if group.language is not None and patient.language not in (None, group.language):
        return f"is held in {group.language}, {patient.id} speaks {patient.language}"
    if group.members is not None and patient.id not in group.members:
        return f"is closed and {patient.id} is not on its roster"
    asked = scene.prescription.services.get(group.service, 0)
    return f"lasts {group.minutes} minutes, {asked} are prescribed"


def _on(track: str | None) -> str:
    return f"on the track {track}" if track else "on no track"


def _residue(scene: Scene) -> str:
    """No number of sessions makes the minutes that are prescribed."""
    if scene.wanted.appointment or not scene.groups:
        return ""
    most = most_of({scene.clinic.groups[g].minutes for g in scene.groups}, scene.wanted.full)
    if scene.wanted.now < most:
        return ""
    return (
        f"No whole number of sessions makes {scene.wanted.full} minutes of {scene.wanted.service}; "
        f"{most} come closest."
    )


def most_of(lengths: set[int], full: int) -> int:
    """The most minutes, up to `full`, that sessions of these lengths can add up to."""
    sums = {0}
    for minutes in lengths:
        sums |= {s + k * minutes for s in sums for k in range(1, (full - s) // minutes + 1)}
    return max(sums)


def _nobody_may(scene: Scene) -> str:
    staffed = (
        any(scene.possible.demands[d].appointment.staff for d in scene.demands)
        if scene.wanted.appointment
        else any(scene.clinic.groups[g].leaders for g in scene.groups)
    )
    if not staffed or len(scene.able):
        return ""
    if not scene.whole.therapists:
        return f"There are no therapists, so nobody can give {scene.wanted.service}."
    told = CLAUSES["staff"](scene)
    return f"{told[:1].upper()}{told[1:]}."


def _no_room(scene: Scene) -> str:
    if not scene.needs_room or len(scene.fitting):
        return ""
    told = CLAUSES["room"](scene)
    return f"{told[:1].upper()}{told[1:]} for {scene.wanted.service}."


def _too_short(scene: Scene) -> str:
    """No stretch of the patient's time is as long as one session or appointment."""
    if scene.starts.any() or not scene.minutes:
        return ""
    if scene.possible.fits(scene.possible.patient_free[[scene.index]], scene.minutes).any():
        return ""
    long = f"never for {scene.minutes} minutes in one piece, which {scene.wanted.service} takes"
    patient = scene.clinic.patients[scene.index]
    if any(w.end - w.start >= scene.minutes for w in joined(patient.available)) and not patient.away:
        return f"While {scene.who} can come the clinic is open only {days_of(scene.free)}, {long}."
    return f"{scene.who} can come only {days_of(scene.free)}, {long}."


def _no_large_room(scene: Scene) -> str:
    """No room has as many seats as the smallest session needs."""
    told = []
    for g in scene.groups:
        group = scene.clinic.groups[g]
        rooms = (room for room in scene.whole.rooms if room.kind == group.room_kind)
        able = (room for room in rooms if group.room_features <= room.features)
        largest = max(able, key=lambda room: room.capacity, default=None)
        if group.telehealth or largest is None or largest.capacity >= group.size.min:
            return ""
        told.append(
            f"{group.id} needs {group.size.min} people, and the largest room for it, {largest.id}, "
            f"seats {largest.capacity}"
        )
    return f"No room is large enough: {listed(told, 2)}." if told else ""


def _too_few(scene: Scene) -> str:
    """Fewer people than the smallest session needs may be in any group of the service at all."""
    told = []
    for g in scene.groups:
        group = scene.clinic.groups[g]
        count = sum(_joins(scene, group, patient) for patient in scene.whole.patients)
        if group.members is not None or count >= group.size.min:
            return ""
        here = f"{number(count)} {'person' if count == 1 else 'people'}"
        told.append(f"{group.id} needs {group.size.min} people, and only {here} could be in it")
    return f"{listed(told, 2)}." if told else ""


def _joins(scene: Scene, group: Group, patient: Patient) -> bool:
    asked = scene.whole.prescription(patient).services.get(group.service, 0)
    here = enrolled(patient, scene.possible.week)
    return here and asked >= group.minutes and lets_in(group, patient)


def too_many(scene: Scene) -> str:
    """The whole prescription is longer than all the time that the patient has."""
    prescription = scene.prescription
    asked = sum(prescription.services.values()) + sum(
        demand.minutes * demand.times for demand in scene.possible.demands if demand.patient == scene.index
    )
    held, longest = _held(scene), _longest(scene)
    had = sum(item.end - item.start for item in scene.timetable.of_patient(scene.who))
    if had + scene.minutes <= held:
        return ""
    if prescription.hours_max is not None and held == round(prescription.hours_max * 60):
        return f"{hours(asked)} are prescribed, and a week may have no more than {hours(held)}."
    a_day = (
        ""
        if max(_by_day(scene).values(), default=0) <= longest
        else f" with no more than {hours(longest)} a day"
    )
    return (
        f"{hours(asked)} are prescribed and {scene.who} can come only {days_of(scene.free)}{a_day}, "
        f"which holds {hours(held)} at most."
    )


def ruled_out(scene: Scene) -> tuple[str, tuple[str, ...]]:
    """What counts of the patient's own time or of the others prove, and the causes it lies in; or nothing."""
    told = too_many(scene)
    if told:
        return told, _of_too_many(scene)
    told = _too_few(scene)
    return told, ("few",) if told else ()


def _of_too_many(scene: Scene) -> tuple[str, ...]:
    """Which causes of those that `too_many` looks at count here."""
    held, longest = _held(scene), _longest(scene)
    most = scene.prescription.hours_max
    if most is not None and held == round(most * 60):
        return "rest", "hours-ceiling"
    return (
        ("times", "rest", "day-hours")
        if max(_by_day(scene).values(), default=0) > longest
        else ("times", "rest")
    )


def _longest(scene: Scene) -> int:
    """Minutes that a day may have."""
    most = scene.prescription.day_hours_max
    return WEEK if most is None else round(most * 60)


def _by_day(scene: Scene) -> dict[int, int]:
    """Weekday -> minutes at which the patient could come."""
    days: dict[int, int] = {}
    for low, high in scene.free:
        days[low // DAY] = days.get(low // DAY, 0) + high - low
    return days


def _held(scene: Scene) -> int:
    """Minutes that a week of the patient holds at most."""
    longest, most = _longest(scene), scene.prescription.hours_max
    held = sum(min(minutes, longest) for minutes in _by_day(scene).values())
    return held if most is None else min(held, round(most * 60))


COUNTS: tuple[Callable[[Scene], str], ...] = (
    _never_here,
    _no_group,
    _residue,
    _nobody_may,
    _no_room,
    _too_short,
    _no_large_room,
)
