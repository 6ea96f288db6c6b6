"""Which pairings each rule rules out before anything is decided."""

from __future__ import annotations

import numpy as np

from scheduler.clinic import enrolled, present_spans, room_spans, staff_spans
from scheduler.possible import Possible, minutes_mask


def narrow_opening(possible: Possible) -> None:
    mask = minutes_mask(possible.clinic.open_spans(possible.week))
    possible.patient_free &= mask
    possible.staff_free &= mask
    possible.room_free &= mask


def narrow_availability(possible: Possible) -> None:
    for p, patient in enumerate(possible.clinic.patients):
        possible.patient_free[p] &= minutes_mask(present_spans(patient, possible.week))
    for t, therapist in enumerate(possible.clinic.therapists):
        possible.staff_free[t] &= minutes_mask(staff_spans(therapist, possible.week))
    for r, room in enumerate(possible.clinic.rooms):
        possible.room_free[r] &= minutes_mask(room_spans(room, possible.clinic, possible.week))


def narrow_prescription(possible: Possible) -> None:
    for p, (patient, prescription) in enumerate(
        zip(possible.clinic.patients, possible.prescriptions, strict=True)
    ):
        here = enrolled(patient, possible.week)
        for g, group in enumerate(possible.clinic.groups):
            enough = prescription.services.get(group.service, 0) >= group.minutes
            possible.attends[p, g] &= here and enough


def narrow_track(possible: Possible) -> None:
    for g, group in enumerate(possible.clinic.groups):
        if group.track is None:
            continue
        for p, patient in enumerate(possible.clinic.patients):
            possible.attends[p, g] &= patient.track == group.track
        for t, therapist in enumerate(possible.clinic.therapists):
            possible.leads[t, g] &= therapist.tracks is None or group.track in therapist.tracks
    _appointments(possible, "track", "tracks")


def narrow_language(possible: Possible) -> None:
    for g, group in enumerate(possible.clinic.groups):
        if group.language is None:
            continue
        for p, patient in enumerate(possible.clinic.patients):
            possible.attends[p, g] &= patient.language in (None, group.language)
        for t, therapist in enumerate(possible.clinic.therapists):
            possible.leads[t, g] &= therapist.languages is None or group.language in therapist.languages
    _appointments(possible, "language", "languages")


def _appointments(possible: Possible, wants: str, has: str) -> None:
    known = [getattr(therapist, has) for therapist in possible.clinic.therapists]
    columns: dict[str, np.ndarray] = {}
    for d, demand in enumerate(possible.demands):
        value = getattr(possible.clinic.patients[demand.patient], wants)
        if value is not None:
            if value not in columns:
                columns[value] = np.array([k is None or value in k for k in known], dtype=bool)
            possible.gives[:, d] &= columns[value]


def narrow_band(possible: Possible) -> None:
    for g, group in enumerate(possible.clinic.groups):
        for p, patient in enumerate(possible.clinic.patients):
            possible.attends[p, g] &= patient.band == group.band


def narrow_credentials(possible: Possible) -> None:
    staff = possible.clinic.therapists
    for g, group in enumerate(possible.clinic.groups):
        possible.leads[:, g] &= np.array([group.service in t.services for t in staff], dtype=bool)
    for d, demand in enumerate(possible.demands):
        service = demand.appointment.service
        possible.gives[:, d] &= np.array([service in t.services for t in staff], dtype=bool)


def narrow_rooms(possible: Possible) -> None:
    for r, room in enumerate(possible.clinic.rooms):
        for g, group in enumerate(possible.clinic.groups):
            fit = group.room_kind in (None, room.kind) and group.room_features <= room.features
            possible.seats[r, g] &= fit
        kinds = [demand.appointment.room_kind for demand in possible.demands]
        possible.hosts[r] &= np.array([kind in (None, room.kind) for kind in kinds], dtype=bool)


def narrow_starts(possible: Possible) -> None:
    for g, group in enumerate(possible.clinic.groups):
        if group.starts is not None:
            possible.group_starts[g] &= np.isin(possible.starts, [start.at for start in group.starts])


def narrow_roster(possible: Possible) -> None:
    for g, group in enumerate(possible.clinic.groups):
        if group.members is None:
            continue
        for p, patient in enumerate(possible.clinic.patients):
            possible.attends[p, g] &= patient.id in group.members


NARROWS = (
    narrow_opening,
    narrow_availability,
    narrow_prescription,
    narrow_track,
    narrow_language,
    narrow_band,
    narrow_credentials,
    narrow_rooms,
    narrow_starts,
    narrow_roster,
)
