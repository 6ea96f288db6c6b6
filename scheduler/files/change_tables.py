"""The tables of a file of changes: what happens, and what of the clinic is different then."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from attrs import field, frozen

from curricula.shape import about
from scheduler.files.tables import GroupTable, LevelTable, PatientTable, PinTable, RoomTable, TherapistTable
from scheduler.files.values import read_format, read_moment


def _local(end: date | datetime) -> date | datetime:
    return read_moment(end) if isinstance(end, datetime) else end


_FIRST = about("The first day, or the first moment.", alias="from", convert=_local)
_LAST = about(
    "The last day, or the end. Default: that day; after a moment, the rest of the week.",
    alias="to",
    convert=_local,
)


@frozen(kw_only=True)
class AwayTable:
    """A therapist is not there."""

    therapist: str = field(metadata=about("Who."))
    first: datetime | date = field(metadata=_FIRST)
    last: datetime | date | None = field(default=None, metadata=_LAST)


@frozen(kw_only=True)
class AbsentTable:
    """A patient does not come."""

    patient: str = field(metadata=about("Who."))
    first: datetime | date = field(metadata=_FIRST)
    last: datetime | date | None = field(default=None, metadata=_LAST)


@frozen(kw_only=True)
class AdmitTable:
    """A patient of the clinic starts in this week."""

    patient: str = field(metadata=about("Who; a new [[patients]] table may stand in the same file."))


@frozen(kw_only=True)
class DischargeTable:
    """A patient leaves in this week."""

    patient: str = field(metadata=about("Who."))
    day: date = field(metadata=about("The last day.", alias="date"))


@frozen(kw_only=True)
class CloseTable:
    """A room cannot be used."""

    room: str = field(metadata=about("Which."))
    first: datetime | date = field(metadata=_FIRST)
    last: datetime | date | None = field(default=None, metadata=_LAST)


@frozen(kw_only=True)
class CancelTable:
    """What a group has at one start does not take place."""

    group: str = field(metadata=about("Which."))
    start: datetime = field(metadata=about("When, such as 2026-11-25T18:00:00.", convert=read_moment))


def _put(kind: str) -> Any:
    meaning = f"{kind}: of a known id the given keys are replaced, an unknown id is new."
    return field(default=(), metadata=about(meaning))


@frozen(kw_only=True)
class ChangesTable:
    """What would be different, for `what-if`. Tables of the clinic replace what is there key by key."""

    format: int = field(metadata=about("1", convert=read_format))
    away: tuple[AwayTable, ...] = field(default=(), metadata=about("Therapists who are not there."))
    absent: tuple[AbsentTable, ...] = field(default=(), metadata=about("Patients who do not come."))
    admit: tuple[AdmitTable, ...] = field(default=(), metadata=about("Patients who start."))
    discharge: tuple[DischargeTable, ...] = field(default=(), metadata=about("Patients who leave."))
    close: tuple[CloseTable, ...] = field(default=(), metadata=about("Rooms that cannot be used."))
    cancel: tuple[CancelTable, ...] = field(default=(), metadata=about("Sessions that do not take place."))
    closed: tuple[date, ...] = field(default=(), metadata=about("More dates on which nothing runs."))
    rooms: tuple[RoomTable, ...] = _put("Rooms")
    therapists: tuple[TherapistTable, ...] = _put("Staff")
    groups: tuple[GroupTable, ...] = _put("Groups")
    levels: tuple[LevelTable, ...] = _put("Levels of care")
    patients: tuple[PatientTable, ...] = _put("Patients")
    pins: tuple[PinTable, ...] = field(default=(), metadata=about("What must hold as well."))
