"""Clinics and timetables as TOML text; what `load_clinic` and `load_timetable` read gives the same values
back.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from attrs import asdict, evolve, fields

from scheduler.clinic import (
    COPY_SECONDS,
    GIVEN_OUT,
    Appointment,
    Clinic,
    Group,
    Level,
    Mandate,
    Patient,
    Pin,
    Prescription,
    Room,
    Therapist,
    Weights,
)
from scheduler.files import toml
from scheduler.files.saving import save
from scheduler.files.values import (
    FORMAT,
    given,
    number,
    write_hours,
    write_period,
    write_starts,
    write_windows,
)
from scheduler.timetable import Booking, Score, Session, Timetable
from scheduler.week import Period, Week, Window, clock


def write_timetable(path: str | os.PathLike[str], timetable: Timetable) -> None:
    """Write a timetable, whole or not at all. Raises BadInput when it cannot be written."""
    save(Path(path), dump_timetable(timetable))


def write_clinic(path: str | os.PathLike[str], clinic: Clinic) -> None:
    """Write a clinic to one file, whole or not at all. Raises BadInput when it cannot be written."""
    save(Path(path), dump_clinic(clinic))


def dump_timetable(timetable: Timetable) -> str:
    """A timetable as TOML, sessions and appointments in order of time."""
    week = timetable.week
    document = {
        "format": FORMAT,
        "clinic": timetable.clinic,
        "week": str(week),
        "status": timetable.status,
        "score": _score(timetable.score),
        "sessions": [_session(s, week) for s in sorted(timetable.sessions, key=lambda s: (s.span, s.group))],
        "appointments": [
            _booking(b, week) for b in sorted(timetable.appointments, key=lambda b: (b.span, b.patient))
        ],
        "unmet": [{k: v for k, v in asdict(unmet).items() if v != ""} for unmet in timetable.unmet],
    }
    return toml.dumps({key: value for key, value in document.items() if value != []})


def _score(score: Score) -> dict[str, int]:
    """Each value with its bound beside it."""
    names = ("unmet_minutes", "under_floor", "changes", "preference")
    keys = (key for name in names for key in (name, f"{name}_bound"))
    return given(**{key: getattr(score, key) for key in keys})


def _session(session: Session, week: Week) -> dict[str, Any]:
    return given(
        group=session.group,
        start=week.moment(session.start),
        end=week.moment(session.end),
        room=session.room,
        leaders=list(session.leaders),
        members=list(session.members),
    )


def _booking(booking: Booking, week: Week) -> dict[str, Any]:
    return given(
        service=booking.service,
        patient=booking.patient,
        therapist=booking.therapist,
        start=week.moment(booking.start),
        end=week.moment(booking.end),
        room=booking.room,
    )


def dump_clinic(clinic: Clinic) -> str:
    """A clinic as TOML; what is at its default is left out."""
    return toml.dumps(clinic_data(clinic))


def clinic_data(clinic: Clinic) -> dict[str, Any]:
    """A clinic as the tables of its TOML file."""
    return given(
        format=FORMAT,
        name=clinic.name,
        timezone=clinic.timezone,
        grid=clinic.grid,
        open=write_windows(clinic.open),
        closed=list(clinic.closed) or None,
        packs=list(clinic.packs) or None,
        part_2=clinic.part_2 or None,
        record=clinic.record,
        backup_to=clinic.backup_to,
        copy_seconds=None if clinic.copy_seconds == COPY_SECONDS else clinic.copy_seconds,
        holidays=clinic.holidays,
        publish_to=clinic.publish_to,
        publish_formats=None if clinic.publish_formats == GIVEN_OUT else list(clinic.publish_formats),
        weights=_weights(clinic.weights),
        rooms=[_room(room) for room in clinic.rooms] or None,
        therapists=[_therapist(therapist) for therapist in clinic.therapists] or None,
        groups=[_group(group) for group in clinic.groups] or None,
        levels=[_level(level) for level in clinic.levels] or None,
        patients=[_patient(patient, clinic.prescription(patient)) for patient in clinic.patients] or None,
        pins=[_pin(pin) for pin in clinic.pins] or None,
    )


def item_data(item: Room | Therapist | Group | Level | Patient | Pin) -> dict[str, Any]:
    """One thing of a clinic as its table."""
    match item:
        case Room():
            return _room(item)
        case Therapist():
            return _therapist(item)
        case Group():
            return _group(item)
        case Level():
            return _level(item)
        case Patient():
            return _patient(item, evolve(Prescription(), **item.own))  # type: ignore[arg-type]
        case Pin():
            return _pin(item)


def _weights(weights: Weights) -> dict[str, int] | None:
    usual = Weights()
    changed = {f.name: getattr(weights, f.name) for f in fields(Weights)}
    return {k: v for k, v in changed.items() if v != getattr(usual, k)} or None


def _room(room: Room) -> dict[str, Any]:
    return given(
        id=room.id,
        kind=room.kind,
        capacity=room.capacity,
        features=sorted(room.features) or None,
        open=_windows(room.open),
        away=_away(room.away),
    )


def _therapist(therapist: Therapist) -> dict[str, Any]:
    pause = therapist.pause
    between = None if pause is None else "-".join(map(clock, pause.between))
    return given(
        id=therapist.id,
        name=therapist.name or None,
        services=sorted(therapist.services),
        tracks=_sorted(therapist.tracks),
        languages=_sorted(therapist.languages),
        available=write_windows(therapist.available),
        away=_away(therapist.away),
        max_hours_day=number(therapist.max_hours_day),
        max_hours_week=number(therapist.max_hours_week),
        break_=None if pause is None else {"minutes": pause.minutes, "between": between},
        supervised=therapist.supervised or None,
    )


def _group(group: Group) -> dict[str, Any]:
    return given(
        id=group.id,
        title=group.title,
        service=group.service,
        track=group.track,
        band=group.band if group.band != "adult" else None,
        language=group.language,
        telehealth=group.telehealth or None,
        minutes=group.minutes,
        size=asdict(group.size),
        leaders=group.leaders if group.leaders != 1 else None,
        second_leader_above=group.second_leader_above,
        min_per_week=group.min_per_week or None,
        max_per_week=group.max_per_week,
        room_kind=group.room_kind,
        room_features=sorted(group.room_features) or None,
        starts=None if group.starts is None else write_starts(group.starts),
        after=list(group.after) or None,
        members=None if group.members is None else list(group.members),
        curriculum=group.curriculum,
        mandated=[_mandate(each) for each in group.mandated] or None,
        newcomers=group.newcomers if group.newcomers != 2 else None,
        experienced=group.experienced if group.experienced != 2 else None,
    )


def _mandate(mandate: Mandate) -> dict[str, Any]:
    return given(topic=mandate.topic, by=mandate.by, **{"from": mandate.since})


def _level(level: Level) -> dict[str, Any]:
    usual, has = Prescription(), level.prescription
    changed = {f.name for f in fields(Prescription) if getattr(has, f.name) != getattr(usual, f.name)}
    return {"id": level.id, **_prescribed(changed, has)}


def _patient(patient: Patient, prescription: Prescription) -> dict[str, Any]:
    return given(
        id=patient.id,
        level=patient.level,
        **_prescribed(set(patient.own), prescription),
        track=patient.track,
        band=patient.band if patient.band != "adult" else None,
        language=patient.language,
        available=write_windows(patient.available),
        prefers=_windows(patient.prefers or None),
        therapist=patient.therapist,
        prescriber=patient.prescriber,
        apart=sorted(patient.apart) or None,
        admitted=patient.admitted,
        discharge=patient.discharge,
        away=_away(patient.away),
        remote=patient.remote or None,
    )


def _prescribed(changed: set[str], prescription: Prescription) -> dict[str, Any]:
    """The keys that stand for the `changed` fields of a prescription, each whole."""
    p = prescription
    hours = changed & {"hours_min", "hours_max"}
    day_hours = changed & {"day_hours_min", "day_hours_max"}
    return given(
        days=p.days if "days" in changed else None,
        hours=write_hours(p.hours_min, p.hours_max) if hours else None,
        day_hours=write_hours(p.day_hours_min, p.day_hours_max) if day_hours else None,
        max_gap=p.max_gap if "max_gap" in changed else None,
        services=dict(p.services) if "services" in changed else None,
        once_a_day=p.once_a_day if "once_a_day" in changed else None,
        appointments=[_appointment(a) for a in p.appointments] if "appointments" in changed else None,
    )


def _appointment(appointment: Appointment) -> dict[str, Any]:
    return given(
        service=appointment.service,
        minutes=appointment.minutes,
        every_weeks=appointment.every_weeks if appointment.every_weeks > 1 else None,
        times=appointment.times if appointment.times > 1 else None,
        telehealth=appointment.telehealth or None,
        room_kind=appointment.room_kind,
        staff=None if appointment.staff else False,
    )


def _pin(pin: Pin) -> dict[str, Any]:
    return given(
        group=pin.group,
        service=pin.service,
        patient=pin.patient,
        start=pin.start,
        room=pin.room,
        therapist=pin.therapist,
        leaders=list(pin.leaders) or None,
        members=list(pin.members) or None,
    )


def _windows(windows: tuple[Window, ...] | None) -> list[str] | None:
    return None if windows is None else write_windows(windows)


def _away(away: tuple[Period, ...]) -> list[Any] | None:
    return [write_period(period) for period in away] or None


def _sorted(words: frozenset[str] | None) -> list[str] | None:
    return None if words is None else sorted(words)
