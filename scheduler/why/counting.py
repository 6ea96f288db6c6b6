"""Reasons that need no solver: what anybody can count, said at once.

Each function returns a sentence when its count alone proves that the hour cannot be, otherwise nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from scheduler.clinic import Group, Patient
from scheduler.week import WEEK, hours
from scheduler.why.reasons import CLAUSES
from scheduler.why.scene import Scene
from scheduler.why.words import days_of, listed


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
    return (
        f"{scene.who} can come only {days_of(scene.free)}, never for {scene.minutes} minutes in one piece, "
        f"which {scene.wanted.service} takes."
    )


def too_many(scene: Scene) -> str:
    """The whole prescription is longer than all the time that the patient has."""
    prescription = scene.prescription
    asked = sum(prescription.services.values()) + sum(
        demand.minutes * demand.times for demand in scene.possible.demands if demand.patient == scene.index
    )
    longest = WEEK if prescription.day_hours_max is None else round(prescription.day_hours_max * 60)
    days: dict[int, int] = {}
    for low, high in scene.free:
        day = low // (24 * 60)
        days[day] = days.get(day, 0) + high - low
    held = sum(min(minutes, longest) for minutes in days.values())
    if prescription.hours_max is not None:
        held = min(held, round(prescription.hours_max * 60))
    had = sum(item.end - item.start for item in scene.timetable.of_patient(scene.who))
    if had + scene.minutes <= held:
        return ""
    return (
        f"{hours(asked)} are prescribed and {scene.who} can come only {days_of(scene.free)}, "
        f"which holds {hours(held)} at most."
    )


COUNTS: tuple[Callable[[Scene], str], ...] = (
    _never_here,
    _no_group,
    _residue,
    _nobody_may,
    _no_room,
    _too_short,
)
