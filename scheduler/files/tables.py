"""The tables of a clinic's TOML: every key, its type, its bounds and what it means.

`curricula.shape` reads files into these classes; `scheduler.files.building` makes a Clinic of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from attrs import field, frozen

from curricula.shape import about
from scheduler.clinic import COPY_SECONDS, GIVEN_OUT
from scheduler.files.addresses import read_address
from scheduler.files.values import read_format, read_moment, read_range, read_starts, read_windows
from scheduler.week import Span, Start, Window

Windows = tuple[tuple[Window, ...], ...]
"""One entry a text, as read: `mon-fri 08:00-20:00` gives five windows."""
LONGEST = 24 * 60
MOST = 100_000


def _id(doc: str) -> Any:
    return field(metadata=about(doc))


def _text(doc: str) -> Any:
    return field(default=None, metadata=about(doc))


def _minutes(doc: str, **more: Any) -> Any:
    return field(metadata=about(doc, at_least=1, at_most=LONGEST), **more)


def _count(doc: str, at_least: int = 0, **more: Any) -> Any:
    return field(metadata=about(doc, at_least=at_least, at_most=MOST), **more)


def _hours(doc: str, most: int) -> Any:
    return field(default=None, metadata=about(doc, at_least=0, at_most=most))


def _windows(doc: str) -> dict[str, Any]:
    return about(doc, toml=str, each=read_windows)


def _away() -> Any:
    return field(default=(), metadata=about("Absences: dates, or { from = .., to = .. }."))


@frozen(kw_only=True)
class Away:
    """An absence that is not one whole day; a date without a time means that whole day."""

    first: datetime | date = field(metadata=about("The first moment.", alias="from"))
    last: datetime | date = field(metadata=about("The end.", alias="to"))


@frozen(kw_only=True)
class SizeTable:
    """How many members a session has."""

    max: int = _count("At most this many members.", 1)
    min: int = _count("At least this many members.", 1, default=1)


@frozen(kw_only=True)
class Hours:
    """Hours, at least and at most."""

    min: float | None = _hours("At least.", 168)
    max: float | None = _hours("At most.", 168)


@frozen(kw_only=True)
class BreakTable:
    """A therapist's break."""

    minutes: int = _minutes("How long it is.")
    between: Span = field(metadata=about("Where it lies, such as 11:00-14:00.", toml=str, convert=read_range))


@frozen(kw_only=True)
class RoomTable:
    """A room."""

    id: str = _id("The room's name in this clinic.")
    kind: str = _id("Any word; groups and appointments ask for a kind.")
    capacity: int = _count("Members it seats.", 1)
    features: frozenset[str] = field(
        default=frozenset(), metadata=about("What groups may ask for, such as video.")
    )
    open: Windows | None = field(
        default=None, metadata=_windows("When it can be used; default: the clinic's hours.")
    )
    away: tuple[date | Away, ...] = _away()


@frozen(kw_only=True)
class TherapistTable:
    """A therapist, prescriber or any other staff who lead groups or give appointments."""

    id: str = _id("The therapist's name in this clinic.")
    services: frozenset[str] = field(metadata=about("The services they are credentialed for."))
    available: Windows = field(metadata=_windows("When they work, such as mon-fri 08:00-16:00."))
    name: str = field(default="", metadata=about("Shown beside the id."))
    tracks: frozenset[str] | None = field(default=None, metadata=about("Tracks they serve; default: all."))
    languages: frozenset[str] | None = field(
        default=None, metadata=about("Languages they speak; default: all.")
    )
    away: tuple[date | Away, ...] = _away()
    max_hours_day: float | None = _hours("Most hours of work a day.", 24)
    max_hours_week: float | None = _hours("Most hours of work a week.", 168)
    pause: BreakTable | None = field(
        default=None, metadata=about("Their break, on days that cover it.", alias="break")
    )
    supervised: bool = field(
        default=False, metadata=about("Works under supervision: a supervisor co-signs their notes.")
    )


@frozen(kw_only=True)
class MandateTable:
    """A topic that the group has to be given by a day."""

    topic: str = _id("A topic of its curriculum.")
    by: date = field(metadata=about("The last day on which it may be given."))
    since: date | None = field(
        default=None,
        metadata=about("The first day on which a run counts; default: four weeks before.", alias="from"),
    )


@frozen(kw_only=True)
class GroupTable:
    """A recurring group; how often it runs is the solver's choice."""

    id: str = _id("The group's name in this clinic.")
    title: str | None = _text("What people call it; default: made from the id.")
    service: str = _id("process, psychoeducation, skills, family, mutual-help or any word.")
    minutes: int = _minutes("How long a session is.")
    size: SizeTable = field(metadata=about("Members in a session: { min = 3, max = 12 }."))
    track: str | None = _text("Who may join; default: all tracks.")
    band: Literal["adult", "adolescent"] = field(default="adult", metadata=about("Age band, never mixed."))
    language: str | None = _text("The language it is held in; default: any.")
    telehealth: bool | Literal["hybrid"] = field(
        default=False, metadata=about("true: no room; hybrid: the room seats only those on site.")
    )
    leaders: int = _count("Facilitators, exactly; 0 for mutual help.", default=1)
    second_leader_above: int | None = _count("Members above which one more leads.", default=None)
    min_per_week: int = _count("Runs at least this often.", default=0)
    max_per_week: int | None = _count("Runs at most this often.", default=None)
    room_kind: str = field(default="group", metadata=about("The kind of room it needs."))
    room_features: frozenset[str] = field(
        default=frozenset(), metadata=about("Features its room needs, all of them.")
    )
    starts: tuple[tuple[Start, ...], ...] | None = field(
        default=None, metadata=about("The starts it may have; default: any.", toml=str, each=read_starts)
    )
    after: tuple[str, ...] = field(default=(), metadata=about("Groups that come first in a person's week."))
    members: tuple[str, ...] | None = field(
        default=None, metadata=about("A closed roster: all of these, and only these.")
    )
    curriculum: str | None = _text("The module whose sessions it runs.")
    mandated: tuple[MandateTable, ...] = field(
        default=(), metadata=about("Topics that have to be given by a day, whoever needs them.")
    )
    newcomers: int = _count("Wished for: at most so many in their first week.", default=2)
    experienced: int = _count("Wished for: at least so many past week four.", default=2)


@frozen(kw_only=True)
class AppointmentTable:
    """A prescribed one-to-one contact."""

    service: str = _id("individual, family, review, case-management, medication or any word.")
    minutes: int = _minutes("How long one is.")
    every_weeks: int = field(default=1, metadata=about("Due every so many weeks.", at_least=1, at_most=520))
    times: int = field(
        default=1, metadata=about("How many in a week that it is due.", at_least=1, at_most=50)
    )
    telehealth: bool = field(default=False, metadata=about("true: no room."))
    room_kind: str | None = _text("The kind of room it needs; default: any.")
    staff: bool = field(default=True, metadata=about("false: a room and no therapist, such as a screen."))


def _service_minutes(minutes: int) -> int:
    if not 0 <= minutes <= 7 * LONGEST:
        raise ValueError(f"{minutes} is not a number of minutes a week", "write minutes, such as 180")
    return minutes


@frozen(kw_only=True)
class PrescriptionKeys:
    """What a level prescribes each week; a patient's own key replaces the level's whole key."""

    days: int | None = field(
        default=None, metadata=about("Days with groups, at most.", at_least=0, at_most=7)
    )
    hours: Hours | None = field(
        default=None, metadata=about("Hours a week; min is the floor that warns, max binds.")
    )
    day_hours: Hours | None = field(
        default=None, metadata=about("Hours a day; min holds on days with groups.")
    )
    max_gap: int | None = field(
        default=None, metadata=about("Minutes between two things of a day.", at_least=0, at_most=LONGEST)
    )
    services: Mapping[str, int] | None = field(
        default=None, metadata=about("Group minutes a week by service.", toml=int, each=_service_minutes)
    )
    once_a_day: bool | None = field(default=None, metadata=about("Each group service at most once a day."))
    appointments: tuple[AppointmentTable, ...] | None = field(
        default=None, metadata=about("One-to-one contacts.")
    )


@frozen(kw_only=True)
class LevelTable(PrescriptionKeys):
    """A level of care."""

    id: str = _id("The level's name in this clinic.")


@frozen(kw_only=True)
class PatientTable(PrescriptionKeys):
    """A patient, by code."""

    id: str = _id("A code, never a name.")
    level: str = _id("The level of care.")
    available: Windows = field(metadata=_windows("When they can come, such as mon-fri 17:30-20:00."))
    track: str | None = _text("Their track; without one they join no tracked group.")
    language: str | None = _text("Their language; without one they join any group.")
    prefers: Windows = field(default=(), metadata=_windows("When they would rather come."))
    therapist: str | None = _text("The primary therapist.")
    prescriber: str | None = _text("Who gives their medication appointments; default: anyone credentialed.")
    apart: frozenset[str] = field(default=frozenset(), metadata=about("Never in one group session with."))
    admitted: date | None = field(default=None, metadata=about("The first day."))
    discharge: date | None = field(default=None, metadata=about("The last day."))
    away: tuple[date | Away, ...] = _away()
    remote: bool = field(default=False, metadata=about("Joins hybrid and telehealth groups from elsewhere."))
    band: Literal["adult", "adolescent"] = field(default="adult", metadata=about("Age band."))


@frozen(kw_only=True)
class PinTable:
    """Something that must hold: `group` and `start`, or `service` and `patient`."""

    group: str | None = _text("The group that meets.")
    service: str | None = _text("The appointment's service.")
    patient: str | None = _text("Whose appointment it is.")
    start: datetime | None = field(
        default=None, metadata=about("When, such as 2026-11-25T18:00:00.", convert=read_moment)
    )
    room: str | None = _text("Where.")
    leaders: tuple[str, ...] = field(default=(), metadata=about("At least these facilitators."))
    members: tuple[str, ...] = field(default=(), metadata=about("At least these members."))
    therapist: str | None = _text("Who gives the appointment.")


def _weight(doc: str, default: int) -> Any:
    return field(default=default, metadata=about(doc, at_least=0, at_most=MOST))


@frozen(kw_only=True)
class WeightsTable:
    """What one unit of each preference costs."""

    not_primary: int = _weight("An appointment not with the primary therapist.", 60)
    appointment_only_day: int = _weight("A day visited only for an appointment.", 5)
    new_leader: int = _weight("A facilitator who no longer leads what still runs.", 5)
    consecutive_days: int = _weight("Two days in a row, for patients of few days.", 3)
    outside_prefers: int = _weight("15 minutes outside a patient's preferred times.", 1)
    idle: int = _weight("15 idle minutes inside a patient's day.", 1)
    group_leading: int = _weight("15 minutes of a facilitator in a group.", 1)
    busiest: int = _weight("15 minutes of the busiest therapist's week.", 1)
    open_group: int = _weight(
        "A newcomer too many, or one past week four too few, in a session; see `open-group`.", 0
    )


@frozen(kw_only=True)
class ClinicTable:
    """A clinic: one file, or a folder read as one."""

    format: int = field(metadata=about("1", convert=read_format))
    name: str = _id("The clinic's name.")
    timezone: str = _id("An IANA time zone, such as America/Los_Angeles.")
    open: Windows = field(metadata=_windows("Opening hours, such as mon-fri 08:00-20:00."))
    grid: int = _minutes("Minutes; starts fall on it, counted from midnight.", default=15)
    closed: tuple[date, ...] = field(default=(), metadata=about("Dates on which nothing runs."))
    packs: tuple[str, ...] = field(default=(), metadata=about("Rule packs for reports and warnings."))
    part_2: bool = field(
        default=False,
        metadata=about("true: a program under 42 CFR part 2; its notice goes with every disclosure."),
    )
    record: str | None = field(
        default=None,
        metadata=about(
            "A PostgreSQL server that keeps the record, such as postgresql://openchair@server/openchair; "
            "without it an encrypted file beside this one does.",
            toml=str,
            convert=read_address,
        ),
    )
    backup_to: str | None = _text("A folder where a checked backup goes whenever the app is closed.")
    copy_seconds: int = _count(
        "Seconds that a note copied from the app stays on the clipboard; 0: notes are not copied.",
        default=COPY_SECONDS,
    )
    holidays: str | None = _text("Whose public holidays are proposed for closing, such as US or US-CA.")
    publish_to: str | None = _text("A folder into which a week's files go when it is published.")
    publish_formats: tuple[Literal["ics", "html", "pdf", "xlsx", "csv"], ...] = field(
        default=GIVEN_OUT, metadata=about("What is written there: ics, html, pdf, xlsx, csv.")
    )
    rooms: tuple[RoomTable, ...] = field(default=(), metadata=about("Rooms."))
    therapists: tuple[TherapistTable, ...] = field(default=(), metadata=about("Staff."))
    groups: tuple[GroupTable, ...] = field(default=(), metadata=about("Recurring groups."))
    levels: tuple[LevelTable, ...] = field(default=(), metadata=about("Levels of care."))
    patients: tuple[PatientTable, ...] = field(default=(), metadata=about("Patients."))
    pins: tuple[PinTable, ...] = field(default=(), metadata=about("What must hold."))
    weights: WeightsTable = field(factory=WeightsTable, metadata=about("What preferences cost."))
