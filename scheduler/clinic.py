"""A clinic as coordinators describe it: rooms, therapists, groups, levels of care, patients, pins.

Frozen values only. `scheduler.files` reads and writes them as TOML; every duration is in minutes
unless its name says hours, every id is unique within its kind, and `None` means "not restricted".
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from attrs import evolve, field, frozen

from scheduler.week import Period, Span, Start, Week, Window, joined, unclear_spans, without

PRIMARY_SERVICES = frozenset({"individual", "family", "review", "case-management"})
"""Appointments that default to the patient's primary therapist."""
MEDICATION = "medication"
"""The appointment that belongs to the prescriber."""
GIVEN_OUT = ("ics", "html")
COPY_SECONDS = 30
"""What is written when a week is published, unless a clinic asks for other formats."""
NEW_DAYS, EXPERIENCED_DAYS = 7, 28
"""Days since admission: below the first somebody is a newcomer, from the second on past week four."""


@frozen
class Size:
    """Members in one session: at least `min`, at most `max`."""

    min: int
    max: int


@frozen
class Room:
    id: str
    kind: str
    capacity: int
    features: frozenset[str] = frozenset()
    open: tuple[Window, ...] | None = None
    away: tuple[Period, ...] = ()


@frozen
class Break:
    """`minutes` idle in one piece inside `between` (minutes of a day)."""

    minutes: int
    between: Span


@frozen
class Therapist:
    id: str
    services: frozenset[str]
    available: tuple[Window, ...]
    name: str = ""
    tracks: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    away: tuple[Period, ...] = ()
    max_hours_day: float | None = None
    max_hours_week: float | None = None
    pause: Break | None = None  # `break` in TOML
    supervised: bool = False  # what they write waits for the co-signature of a supervisor


def readable(name: str) -> str:
    """An id as people read it: `evening-skills` is `Evening skills`."""
    words = name.replace("-", " ").replace("_", " ")
    return words[:1].upper() + words[1:]


@frozen
class Mandate:
    """A topic that a group has to be given by a day. Runs from `since` on count; None: four weeks before."""

    topic: str
    by: date
    since: date | None = None

    @property
    def counts_from(self) -> date:
        return self.since or self.by - timedelta(weeks=4)


@frozen
class Group:
    """A recurring group; how often it runs in a week is the solver's choice."""

    id: str
    service: str
    minutes: int
    size: Size
    track: str | None = None
    band: str = "adult"
    language: str | None = None
    telehealth: bool | str = False  # True: no room; "hybrid": room seats only those on site
    leaders: int = 1
    second_leader_above: int | None = None
    min_per_week: int = 0
    max_per_week: int | None = None
    room_kind: str | None = "group"
    room_features: frozenset[str] = frozenset()
    starts: tuple[Start, ...] | None = None
    after: tuple[str, ...] = ()
    members: tuple[str, ...] | None = None
    curriculum: str | None = None
    newcomers: int = 2  # wished for in a session of an open group: no more than these in their first week,
    experienced: int = 2  # and no fewer than these past week four
    title: str | None = None
    mandated: tuple[Mandate, ...] = ()  # topics of its curriculum

    @property
    def called(self) -> str:
        """The title for people; without one, the id as they would read it."""
        return self.title or readable(self.id)

    def leaders_for(self, members: int) -> int:
        """How many facilitators a session with `members` people needs, exactly."""
        more = self.second_leader_above is not None and members > self.second_leader_above
        return self.leaders + int(more)


@frozen
class Appointment:
    """A prescribed one-to-one contact: `times` a week, every `every_weeks` weeks."""

    service: str
    minutes: int
    every_weeks: int = 1
    times: int = 1
    telehealth: bool = False
    room_kind: str | None = None
    staff: bool = True


@frozen
class Prescription:
    """What a level of care asks for each week, and the shape of its days."""

    days: int | None = None
    hours_min: float | None = None
    hours_max: float | None = None
    day_hours_min: float | None = None
    day_hours_max: float | None = None
    max_gap: int | None = None
    services: dict[str, int] = field(factory=dict, eq=True, hash=False)
    once_a_day: bool = False
    appointments: tuple[Appointment, ...] = ()


@frozen
class Level:
    id: str
    prescription: Prescription


@frozen
class Patient:
    """A person, known to the scheduler by id only. `own` replaces the level's values key by key."""

    id: str
    level: str
    available: tuple[Window, ...]
    own: dict[str, object] = field(factory=dict, eq=True, hash=False)  # Prescription field -> value
    track: str | None = None
    language: str | None = None
    prefers: tuple[Window, ...] = ()
    therapist: str | None = None
    prescriber: str | None = None
    apart: frozenset[str] = frozenset()
    admitted: date | None = None
    discharge: date | None = None
    away: tuple[Period, ...] = ()
    remote: bool = False
    band: str = "adult"


@frozen
class Pin:
    """Something that must hold: a session (`group`, `start`) or an appointment (`service`, `patient`)."""

    group: str | None = None
    service: str | None = None
    patient: str | None = None
    start: datetime | None = None
    room: str | None = None
    leaders: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    therapist: str | None = None


@frozen
class Weights:
    """What one unit of each preference costs; see the definition of *preference*."""

    not_primary: int = 60
    appointment_only_day: int = 5
    new_leader: int = 5
    consecutive_days: int = 3
    outside_prefers: int = 1
    idle: int = 1
    group_leading: int = 1
    busiest: int = 1
    open_group: int = 0


@frozen
class Clinic:
    name: str
    timezone: str
    open: tuple[Window, ...]
    grid: int = 15
    closed: tuple[date, ...] = ()
    packs: tuple[str, ...] = ()
    part_2: bool = False
    record: str | None = None  # address of the database server that keeps it; None: a file beside the clinic
    backup_to: str | None = None
    copy_seconds: int = COPY_SECONDS  # that a copied note stays on the clipboard; 0: none is copied
    holidays: str | None = None  # whose public holidays are proposed: `US-CA`; none closes by itself
    publish_to: str | None = None
    publish_formats: tuple[str, ...] = GIVEN_OUT
    rooms: tuple[Room, ...] = ()
    therapists: tuple[Therapist, ...] = ()
    groups: tuple[Group, ...] = ()
    levels: tuple[Level, ...] = ()
    patients: tuple[Patient, ...] = ()
    pins: tuple[Pin, ...] = ()
    weights: Weights = Weights()

    def prescription(self, patient: Patient) -> Prescription:
        """The patient's level with the patient's own keys put over it, whatever the week."""
        level = next(level for level in self.levels if level.id == patient.level)
        return evolve(level.prescription, **patient.own)  # type: ignore[arg-type]

    def open_spans(self, week: Week) -> tuple[Span, ...]:
        """When the clinic is open in `week`, less closed dates and hours that a clock change blurs."""
        closed = tuple(filter(None, (week.span(Period.day(day)) for day in self.closed)))
        holes = (*closed, *unclear_spans(week, ZoneInfo(self.timezone)))
        return without(tuple(window.span for window in joined(self.open)), holes)


def enrolled(patient: Patient, week: Week) -> bool:
    """Whether the stay, admission to discharge, touches `week`. Outside it nothing is prescribed."""
    begun = patient.admitted is None or patient.admitted <= week.date(6)
    return begun and (patient.discharge is None or patient.discharge >= week.monday)


def due(appointment: Appointment, patient: Patient, week: Week) -> bool:
    """Whether an `every_weeks` appointment falls in `week`, counted from the Monday of admission."""
    if appointment.every_weeks == 1:
        return True
    assert patient.admitted is not None, "files.py asks for `admitted` wherever every_weeks is above 1"
    weeks = (week.monday - Week.of(patient.admitted).monday).days // 7
    return weeks % appointment.every_weeks == 0


def is_newcomer(patient: Patient, day: date) -> bool:
    """Whether `day` lies in the patient's first week; nobody knows without `admitted`."""
    return patient.admitted is not None and 0 <= (day - patient.admitted).days < NEW_DAYS


def is_experienced(patient: Patient, day: date) -> bool:
    """Whether the patient is past week four on `day` and has not left; nobody knows without `admitted`."""
    left = patient.discharge is not None and patient.discharge < day
    return patient.admitted is not None and (day - patient.admitted).days >= EXPERIENCED_DAYS and not left


def may_join(group: Group, patient: Patient, prescription: Prescription) -> bool:
    """Whether a session of an open group is prescribed to the patient, of their track, band and language."""
    return (
        group.members is None
        and prescription.services.get(group.service, 0) >= group.minutes
        and group.track in (None, patient.track)
        and group.band == patient.band
        and (group.language is None or patient.language in (None, group.language))
    )


def present_spans(patient: Patient, week: Week) -> tuple[Span, ...]:
    """When a patient can come in `week`: availability, admission to discharge, less absences."""
    spans = tuple(window.span for window in joined(patient.available))
    return _inside_stay(without(spans, _holes(patient.away, week)), patient, week)


def staff_spans(therapist: Therapist, week: Week) -> tuple[Span, ...]:
    """When a therapist can work in `week`: availability less absences."""
    return without(tuple(window.span for window in joined(therapist.available)), _holes(therapist.away, week))


def room_spans(room: Room, clinic: Clinic, week: Week) -> tuple[Span, ...]:
    """When a room can be used in `week`: its windows (default: the clinic's) less its closures."""
    windows = clinic.open if room.open is None else room.open
    return without(tuple(window.span for window in joined(windows)), _holes(room.away, week))


def _holes(periods: tuple[Period, ...], week: Week) -> tuple[Span, ...]:
    return tuple(filter(None, (week.span(period) for period in periods)))


def _inside_stay(spans: tuple[Span, ...], patient: Patient, week: Week) -> tuple[Span, ...]:
    first = 0 if patient.admitted is None else week.minute(Period.day(patient.admitted).start)
    last = 7 * 24 * 60 if patient.discharge is None else week.minute(Period.day(patient.discharge).end)
    return tuple(
        (max(low, first), min(high, last)) for low, high in spans if max(low, first) < min(high, last)
    )
