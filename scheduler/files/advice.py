"""What in a clinic's file is possible but probably not meant: warnings, none of which keeps it from being
solved.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from curricula.diagnostics import Diagnostic, did_you_mean
from curricula.scanner import KeyPath
from scheduler.clinic import MEDICATION, Clinic, Group, Patient, Therapist
from scheduler.files import codes
from scheduler.files.draft import Draft
from scheduler.week import WEEK, Week


def check(draft: Draft, clinic: Clinic) -> Iterator[Diagnostic]:
    """Advice that holds in any week."""
    yield from _residues(draft, clinic)
    yield from _rooms(draft, clinic)
    yield from _credentials(draft, clinic)
    yield from _own_therapists(draft, clinic)
    yield from _starts(draft, clinic)
    yield from _rosters(draft, clinic)


def check_week(draft: Draft, clinic: Clinic, week: Week) -> Iterator[Diagnostic]:
    """Advice about one week: pins that are not of it, roster members who are not there for all of it."""
    for i, pin in enumerate(clinic.pins):
        if pin.start is not None and not 0 <= week.minute(pin.start) < WEEK:
            message = f"this pin of {pin.start:%Y-%m-%d %H:%M} is not of week {week} and is left out"
            yield draft.warning(("pins", i, "start"), codes.OTHER_WEEK, message, "delete it once it is past")
    patients = {patient.id: patient for patient in clinic.patients}
    for i, group in enumerate(clinic.groups):
        for j, member in enumerate(group.members or ()):
            outside = _outside(patients[member], week)
            if outside:
                message = f"{member} is on the roster of {group.id} and {outside}; left out until and after"
                place: KeyPath = ("groups", i, "members", j)
                yield draft.warning(place, codes.OUTSIDE_STAY, message, "update the roster")


def _outside(patient: Patient, week: Week) -> str:
    if patient.admitted is not None and patient.admitted > week.monday:
        return f"is admitted on {patient.admitted}"
    if patient.discharge is not None and patient.discharge < week.date(6):
        return f"is discharged on {patient.discharge}"
    return ""


def _residues(draft: Draft, clinic: Clinic) -> Iterator[Diagnostic]:
    """Prescribed minutes that no number of sessions of the groups with this service sums to."""
    lengths: dict[str, frozenset[int]] = {}
    for group in clinic.groups:
        lengths[group.service] = lengths.get(group.service, frozenset()) | {group.minutes}
    for path, table in (*draft.levels, *draft.patients):
        for service, minutes in (table.services or {}).items():
            left = minutes - _reachable(minutes, lengths.get(service, frozenset()))
            if left and service in lengths:
                long = " and ".join(str(m) for m in sorted(lengths[service]))
                message = f"sessions of {long} minutes do not sum to {minutes} minutes of {service}: "
                hint = f"prescribe {minutes - left}, or change the length of a session"
                message += f"{left} stay unmet"
                yield draft.warning((*path, "services", service), codes.RESIDUE, message, hint)


@cache
def _reachable(minutes: int, lengths: frozenset[int]) -> int:
    """The largest sum of `lengths`, each any number of times, that is at most `minutes`."""
    sums = {0}
    for total in range(1, minutes + 1):
        if any(total - length in sums for length in lengths):
            sums.add(total)
    return max(sums)


def _rooms(draft: Draft, clinic: Clinic) -> Iterator[Diagnostic]:
    kinds = {room.kind for room in clinic.rooms}
    for path, group in draft.groups:
        if group.telehealth is True:
            continue
        features = [room.features for room in clinic.rooms if room.kind == group.room_kind]
        if not features:
            yield _no_room(draft, (*path, "room_kind"), group.room_kind, kinds)
        elif not any(group.room_features <= had for had in features):
            wanted = ", ".join(sorted(group.room_features))
            message = f"no room of kind `{group.room_kind}` has {wanted}; {group.id} can never run"
            place = (*path, "room_features")
            yield draft.warning(place, codes.NO_SUCH_ROOM, message, "add the features to a room")
    for path, table in (*draft.levels, *draft.patients):
        for i, appointment in enumerate(table.appointments or ()):
            kind = appointment.room_kind
            if kind is not None and kind not in kinds and not appointment.telehealth:
                yield _no_room(draft, (*path, "appointments", i, "room_kind"), kind, kinds)


def _no_room(draft: Draft, path: KeyPath, kind: str, kinds: set[str]) -> Diagnostic:
    hint = did_you_mean(kind, kinds) or "add a room of this kind"
    return draft.warning(path, codes.NO_SUCH_ROOM, f"no room is of kind `{kind}`", hint)


def _credentials(draft: Draft, clinic: Clinic) -> Iterator[Diagnostic]:
    """Services to be led or given for which nobody is credentialed."""
    held = frozenset(service for therapist in clinic.therapists for service in therapist.services)
    wanted: list[tuple[KeyPath, str]] = [
        ((*path, "service"), group.service) for path, group in draft.groups if group.leaders
    ]
    for path, table in (*draft.levels, *draft.patients):
        for i, appointment in enumerate(table.appointments or ()):
            if appointment.staff:
                wanted.append(((*path, "appointments", i, "service"), appointment.service))
    for place, service in wanted:
        if service not in held:
            hint = did_you_mean(service, held) or "add it to the `services` of a therapist"
            message = f"no therapist is credentialed for `{service}`"
            yield draft.warning(place, codes.NOBODY_CREDENTIALED, message, hint)


def _own_therapists(draft: Draft, clinic: Clinic) -> Iterator[Diagnostic]:
    """Primary therapists and prescribers who cannot see their own patient."""
    staff = {therapist.id: therapist for therapist in clinic.therapists}
    for i, patient in enumerate(clinic.patients):
        if patient.therapist is not None:
            problem = _unfit(staff[patient.therapist], patient)
            if problem:
                yield draft.warning(
                    ("patients", i, "therapist"), codes.PRIMARY_UNFIT, problem, "choose another"
                )
        services = {a.service for a in clinic.prescription(patient).appointments}
        if patient.prescriber is not None and MEDICATION in services:
            prescriber = staff[patient.prescriber]
            problem = _unfit(prescriber, patient)
            if MEDICATION not in prescriber.services:
                problem = f"{prescriber.id} is not credentialed for {MEDICATION}"
            if problem:
                yield draft.warning(
                    ("patients", i, "prescriber"), codes.PRIMARY_UNFIT, problem, "choose another"
                )


def _unfit(therapist: Therapist, patient: Patient) -> str:
    track, tracks = patient.track, therapist.tracks
    if track is not None and tracks is not None and track not in tracks:
        return f"{therapist.id} does not serve the track {track} of {patient.id}"
    language, languages = patient.language, therapist.languages
    if language is not None and languages is not None and language not in languages:
        return f"{therapist.id} does not speak {language}, the language of {patient.id}"
    return ""


def _starts(draft: Draft, clinic: Clinic) -> Iterator[Diagnostic]:
    for i, group in enumerate(clinic.groups):
        off = [str(start) for start in group.starts or () if start.minute % clinic.grid]
        if off:
            message = f"{', '.join(off)} lies off the grid of {clinic.grid} minutes and is never used"
            yield draft.warning(
                ("groups", i, "starts"), codes.OFF_GRID, message, "move it, or set a finer grid"
            )


def _rosters(draft: Draft, clinic: Clinic) -> Iterator[Diagnostic]:
    for i, group in enumerate(clinic.groups):
        if group.members is not None and not group.size.min <= len(group.members) <= group.size.max:
            count, size = len(group.members), group.size
            message = f"the roster of {group.id} has {count} people; a session has {size.min} to {size.max}"
            place: KeyPath = ("groups", i, "members")
            yield draft.warning(place, codes.ROSTER_SIZE, message, "change the roster or `size`")
    patients = {patient.id: patient for patient in clinic.patients}
    for i, group in enumerate(clinic.groups):
        for j, member in enumerate(group.members or ()):
            problem = _stranger(clinic, group, patients[member])
            if problem:
                message = f"{member} is on the roster of {group.id} but {problem}; it can never meet"
                hint = "take them off the roster, or change what stands against it"
                yield draft.warning(("groups", i, "members", j), codes.ROSTER_UNFIT, message, hint)


def _stranger(clinic: Clinic, group: Group, patient: Patient) -> str:
    """Why a patient can never be in a group: prescription, track, band or language."""
    if clinic.prescription(patient).services.get(group.service, 0) < group.minutes:
        return f"is not prescribed {group.minutes} minutes of {group.service}"
    if group.track not in (None, patient.track):
        return f"is in {patient.track or 'no track'}, not in the track {group.track}"
    if group.band != patient.band:
        return f"is of the band {patient.band}, not {group.band}"
    if group.language is not None and patient.language not in (None, group.language):
        return f"speaks {patient.language}, not {group.language}"
    return ""
