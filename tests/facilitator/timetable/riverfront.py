"""A small evening clinic on Friday 20 November 2026: six people, last week published, next week open."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import evolve

from facilitator.desk import Desk
from facilitator.events import Admitted, WeekDrafted, WeekPublished, patient_stream, week_stream
from facilitator.records.slots import Cost
from facilitator.records.store import Record
from facilitator.tui.app import Openchair
from facilitator.tui.entrance import Entrance
from facilitator.tui.idle import Idle
from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Appointment, Clinic, Group, Level, Patient, Prescription, Room, Size, Therapist
from scheduler.files import dump_timetable
from scheduler.timetable import Timetable
from scheduler.week import Week, parse_starts, parse_windows

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 20, 15, 41, tzinfo=ZONE)
BEFORE, WEEK = Week.parse("2026-W47"), Week.parse("2026-W48")
PASSPHRASE = "harbour lamp quiet seven"
CHEAP = Cost(time=1, memory=8, lanes=1)
NEVER = Idle(600, lambda: 0, lambda: 0)

EVENINGS = parse_windows("mon-fri 17:00-21:00")
INITIALS = {"P-1": "A.M.", "P-2": "B.T.", "P-3": "C.O.", "P-4": "D.W.", "P-5": "E.R.", "P-6": "F.K."}
SHORT_OF_TIME = "P-6"
"""Free only while the groups run: an individual hour can never be met."""


def _group(name: str, service: str, start: str) -> Group:
    return Group(name, service, 60, Size(2, 8), leaders=1, starts=parse_starts(f"mon-fri {start}"))


def patient(name: str, **own: object) -> Patient:
    windows = parse_windows("mon,tue,wed 18:00-20:00") if name == SHORT_OF_TIME else EVENINGS
    return Patient(name, "iop", windows, therapist="t1" if name < "P-4" else "t2", **own)  # type: ignore[arg-type]


CONFIG = Clinic(
    name="Riverfront IOP",
    timezone="America/Chicago",
    open=parse_windows("mon-fri 16:00-21:00"),
    rooms=(Room("room-1", "group", 10), Room("room-2", "group", 10), Room("office-1", "office", 3)),
    therapists=tuple(
        Therapist(name, frozenset({"process", "skills", "individual"}), EVENINGS, name=initials)
        for name, initials in (("t1", "J. O."), ("t2", "M. A."))
    ),
    groups=(_group("evening-process", "process", "18:00"), _group("evening-skills", "skills", "19:00")),
    levels=(
        Level(
            "iop",
            Prescription(
                days=3,
                once_a_day=True,
                services={"process": 180, "skills": 180},
                appointments=(Appointment("individual", 60),),
            ),
        ),
    ),
)


def clinic(closed: tuple[date, ...] = ()) -> Clinic:
    """The configuration with its people, as the scheduler sees a week."""
    people = tuple(patient(name, admitted=date(2026, 11, 2)) for name in INITIALS)
    return evolve(CONFIG, patients=people, closed=closed)


def by_hand(week: Week = WEEK, previous: Timetable | None = None, config: Clinic | None = None) -> Timetable:
    """A valid timetable, without the solver."""
    return greedy(config or clinic(), week, previous=previous)


def open_desk(folder: Path, *, closed: tuple[date, ...] = (), initials: dict[str, str] = INITIALS) -> Desk:
    """A desk on a real, encrypted record: everybody admitted, last week published."""
    record, _ = Record.create(folder, "t1", PASSPHRASE, name="J. O.", cost=CHEAP)
    for name in INITIALS:
        fact = Admitted(patient(name, admitted=date(2026, 11, 2)), initials[name])
        record.append(patient_stream(name), fact, at=NOW)
    record.append(
        week_stream(str(BEFORE)), WeekPublished(str(BEFORE), dump_timetable(by_hand(BEFORE))), at=NOW
    )
    return Desk(folder, evolve(CONFIG, closed=closed), record, clock=lambda: NOW)


def drafted(desk: Desk, timetable: Timetable) -> None:
    """Write a draft of next week."""
    desk.append(week_stream(str(WEEK)), WeekDrafted(str(WEEK), dump_timetable(timetable)), at=NOW)


def app_on(desk: Desk) -> Openchair:
    """The app, unlocked, with an idle time that never passes."""
    return Openchair(Entrance(desk.folder, desk.config), desk=desk, idle=NEVER)
