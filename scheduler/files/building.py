"""From the tables of a clinic's TOML to the Clinic, and no judgement on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

from attrs import asdict

from scheduler.clinic import (
    Appointment,
    Break,
    Clinic,
    Group,
    Level,
    Mandate,
    Patient,
    Pin,
    Prescription,
    Room,
    Size,
    Therapist,
    Weights,
)
from scheduler.files.tables import (
    AppointmentTable,
    Away,
    ClinicTable,
    GroupTable,
    Hours,
    LevelTable,
    PatientTable,
    PinTable,
    PrescriptionKeys,
    RoomTable,
    TherapistTable,
)
from scheduler.files.values import all_starts, all_windows, period
from scheduler.week import Period


def clinic(table: ClinicTable) -> Clinic:
    """The clinic that a file describes."""
    return Clinic(
        name=table.name,
        timezone=table.timezone,
        open=all_windows(table.open),
        grid=table.grid,
        closed=tuple(sorted(set(table.closed))),
        packs=table.packs,
        part_2=table.part_2,
        record=table.record,
        backup_to=table.backup_to,
        copy_seconds=table.copy_seconds,
        holidays=table.holidays,
        publish_to=table.publish_to,
        publish_formats=table.publish_formats,
        rooms=tuple(map(_room, table.rooms)),
        therapists=tuple(map(_therapist, table.therapists)),
        groups=tuple(map(_group, table.groups)),
        levels=tuple(map(_level, table.levels)),
        patients=tuple(map(_patient, table.patients)),
        pins=tuple(map(_pin, table.pins)),
        weights=Weights(**asdict(table.weights)),
    )


def _room(table: RoomTable) -> Room:
    return Room(
        id=table.id,
        kind=table.kind,
        capacity=table.capacity,
        features=table.features,
        open=None if table.open is None else all_windows(table.open),
        away=_away(table.away),
    )


def _therapist(table: TherapistTable) -> Therapist:
    pause = table.pause
    return Therapist(
        id=table.id,
        services=table.services,
        available=all_windows(table.available),
        name=table.name,
        tracks=table.tracks,
        languages=table.languages,
        away=_away(table.away),
        max_hours_day=table.max_hours_day,
        max_hours_week=table.max_hours_week,
        pause=None if pause is None else Break(pause.minutes, pause.between),
        supervised=table.supervised,
    )


def _group(table: GroupTable) -> Group:
    return Group(
        id=table.id,
        service=table.service,
        minutes=table.minutes,
        size=Size(table.size.min, table.size.max),
        track=table.track,
        band=table.band,
        language=table.language,
        telehealth=table.telehealth,
        leaders=table.leaders,
        second_leader_above=table.second_leader_above,
        min_per_week=table.min_per_week,
        max_per_week=table.max_per_week,
        room_kind=table.room_kind,
        room_features=table.room_features,
        starts=None if table.starts is None else all_starts(table.starts),
        after=table.after,
        members=table.members,
        curriculum=table.curriculum,
        newcomers=table.newcomers,
        experienced=table.experienced,
        title=table.title,
        mandated=tuple(Mandate(m.topic, m.by, m.since) for m in table.mandated),
    )


def _level(table: LevelTable) -> Level:
    return Level(table.id, Prescription(**own_keys(table)))


def _patient(table: PatientTable) -> Patient:
    return Patient(
        id=table.id,
        level=table.level,
        available=all_windows(table.available),
        own=own_keys(table),
        track=table.track,
        language=table.language,
        prefers=all_windows(table.prefers),
        therapist=table.therapist,
        prescriber=table.prescriber,
        apart=table.apart,
        admitted=table.admitted,
        discharge=table.discharge,
        away=_away(table.away),
        remote=table.remote,
        band=table.band,
    )


def own_keys(table: PrescriptionKeys) -> dict[str, Any]:
    """The fields of a Prescription that a table gives; a key that is given is given whole."""
    own: dict[str, Any] = {}
    for key in ("days", "max_gap", "once_a_day"):
        if getattr(table, key) is not None:
            own[key] = getattr(table, key)
    own |= _both("hours", table.hours) | _both("day_hours", table.day_hours)
    if table.services is not None:
        own["services"] = dict(table.services)
    if table.appointments is not None:
        own["appointments"] = tuple(map(_appointment, table.appointments))
    return own


def _both(key: str, hours: Hours | None) -> dict[str, float | None]:
    return {} if hours is None else {f"{key}_min": hours.min, f"{key}_max": hours.max}


def _appointment(table: AppointmentTable) -> Appointment:
    return Appointment(**asdict(table))


def _pin(table: PinTable) -> Pin:
    return Pin(**asdict(table))


def _away(away: tuple[date | Away, ...]) -> tuple[Period, ...]:
    return tuple(sorted(period(a.first, a.last) if isinstance(a, Away) else Period.day(a) for a in away))
