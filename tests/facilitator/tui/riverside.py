"""Riverside IOP on Wednesday 25 November 2026, 17:41: a small clinic with people and history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from curricula.module import Module, Segment
from curricula.module import Session as Topic
from facilitator.desk import Desk
from facilitator.events import (
    Admitted,
    Arrived,
    Covered,
    Discharged,
    Excused,
    Expected,
    Fact,
    NoShow,
    NoteSigned,
    PlanReviewed,
    Rated,
    SessionEnded,
    SessionFinished,
    WeekPublished,
    patient_stream,
    session_stream,
    week_stream,
)
from facilitator.live.opening import opening, topic_plan
from facilitator.records.slots import Cost
from facilitator.records.store import Record
from facilitator.tui.entrance import Entrance
from scheduler.clinic import Appointment, Clinic, Group, Level, Patient, Prescription, Room, Size, Therapist
from scheduler.files import dump_timetable
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import DAY, Week, parse_windows

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 25, 17, 41, tzinfo=ZONE)
WEEK = Week.parse("2026-W48")
PASSPHRASE = "harbour lamp quiet seven"
CHEAP = Cost(time=1, memory=8, lanes=1)

TOPICS = (("triggers", "What sets it off"), ("urges", "Urge surfing"), ("sleep", "Sleeping again"),
          ("help", "Someone to call"))  # fmt: skip
AGENDA = (Segment("Round", "check-in", 20), Segment("Practice", "activity", 70))
MODULE = Module(
    format=1,
    id="early-recovery",
    title="Early recovery",
    kind="psychoeducation",
    sessions=tuple(
        Topic(id=name, title=title, minutes=90, objectives=("Name two signs",), teaches=(name,),
              requirement="core", agenda=AGENDA)
        for name, title in TOPICS
    ),
)  # fmt: skip

EVENING = parse_windows("mon-fri 17:00-21:00")
CONFIG = Clinic(
    name="Riverside IOP",
    timezone="America/Los_Angeles",
    open=parse_windows("mon-fri 08:00-21:00"),
    rooms=(Room("room-1", "group", 12), Room("room-2", "group", 12), Room("office-1", "office", 3)),
    therapists=tuple(
        Therapist(name, frozenset({"process", "psychoeducation", "individual", "family"}), EVENING)
        for name in ("t1", "t2", "t3")
    ),
    groups=(
        Group("evening-skills", "psychoeducation", 90, Size(3, 10), track="evening", curriculum=MODULE.id),
        Group("evening-process", "process", 75, Size(3, 10), track="evening"),
        Group("day-process", "process", 90, Size(3, 12), track="day"),
    ),
    levels=(
        Level("iop", Prescription(days=3, services={"psychoeducation": 270}, hours_min=9,
                                  appointments=(Appointment("individual", 60),))),
        Level("op", Prescription(days=1, services={"process": 75})),
    ),
)  # fmt: skip

EVENING_PEOPLE = (  # id, initials, first day, planned last day
    ("P-001", "A.M.", date(2026, 10, 5), date(2026, 12, 18)),
    ("P-002", "B.T.", date(2026, 11, 25), date(2027, 1, 22)),
    ("P-003", "C.O.", date(2026, 10, 19), None),
    ("P-004", "D.W.", date(2026, 10, 28), date(2026, 12, 23)),
    ("P-005", "E.R.", date(2026, 9, 7), date(2026, 11, 25)),
    ("P-006", "F.K.", date(2026, 10, 26), date(2027, 1, 8)),
    ("P-007", "G.L.", date(2026, 11, 2), date(2027, 1, 15)),
    ("P-008", "H.S.", date(2026, 10, 12), date(2026, 12, 30)),
    ("P-009", "I.N.", date(2026, 9, 28), date(2026, 12, 11)),
)
DAY_PEOPLE = (("P-010", "J.P.", date(2026, 10, 5), None), ("P-011", "K.V.", date(2026, 11, 9), None))


def patient(name: str, first: date, last: date | None, track: str = "evening") -> Patient:
    windows = EVENING if track == "evening" else parse_windows("mon-fri 08:00-15:00")
    preferred = parse_windows("mon,wed,fri 18:00-21:00" if track == "evening" else "mon-fri 09:00-12:00")
    therapist = "t1" if int(name[-3:]) % 2 == 0 else "t2"
    return Patient(name, "iop", windows, track=track, prefers=preferred, therapist=therapist,
                   admitted=first, discharge=last)  # fmt: skip


def timetable(week: Week) -> Timetable:
    """Evening groups on Monday, Wednesday and Friday; a day group on Tuesday; one appointment each."""
    here = [
        name
        for name, _, first, last in EVENING_PEOPLE
        if first <= week.date(6) and (not last or last >= week.monday)
    ]
    sessions = []
    for day in (0, 2, 4):
        seats = tuple(n for n in here if not (n == "P-002" and day == 0) and not (n == "P-005" and day == 4))
        at = day * DAY
        sessions.append(
            Session(at + 18 * 60, at + 19 * 60 + 30, "evening-skills", "room-2", ("t1", "t2"), seats)
        )
        sessions.append(Session(at + 19 * 60 + 45, at + 21 * 60, "evening-process", "room-2", ("t1",), seats))
    sessions.append(Session(2 * DAY + 9 * 60, 2 * DAY + 10 * 60 + 30, "day-process", "room-1", ("t3",),
                            ("P-010", "P-011")))  # fmt: skip
    bookings = (Booking(DAY + 17 * 60, DAY + 18 * 60, "individual", "P-004", "t1", "office-1"),)
    return Timetable("Riverside IOP", week, tuple(sorted(sessions)), bookings)


Written = tuple[str, Fact, datetime, str]


def history() -> Iterator[Written]:
    """Admissions, four Monday skills groups, the last with notes unsigned, and four timetables."""
    long_ago = datetime(2026, 9, 1, 9, 0, tzinfo=ZONE)
    gone = patient("P-020", date(2026, 8, 3), date(2026, 10, 2))
    for name, initials, first, last in (*EVENING_PEOPLE, *DAY_PEOPLE):
        track = "day" if (name, initials, first, last) in DAY_PEOPLE else "evening"
        fact = Admitted(patient(name, first, last, track), initials, goals=("Two weeks without drinking",))
        yield patient_stream(name), fact, long_ago, "t1"
    yield patient_stream("P-020"), Admitted(gone, "M.Z."), long_ago, "t1"
    yield patient_stream("P-020"), Discharged("P-020", date(2026, 10, 2), "completed"), long_ago, "t1"
    for name in ("P-001", "P-003", "P-005", "P-006", "P-008", "P-009", "P-010"):
        yield patient_stream(name), PlanReviewed(name, date(2026, 11, 16)), long_ago, "t1"
    for weeks in range(-3, 1):
        week = WEEK.shifted(weeks)
        moment = week.moment(8 * 60).replace(tzinfo=ZONE)
        yield week_stream(str(week)), WeekPublished(str(week), dump_timetable(timetable(week))), moment, "t1"
        yield from monday(week, TOPICS[weeks + 3][0], signed=weeks < 0)


def monday(week: Week, topic: str, *, signed: bool) -> Iterator[Written]:
    """One Monday skills group from opening to the end."""
    meeting = timetable(week).sessions[0]
    starts = week.moment(meeting.start).replace(tzinfo=ZONE)
    initials = {name: i for name, i, *_ in EVENING_PEOPLE}
    plan = topic_plan(MODULE, next(s for s in MODULE.sessions if s.id == topic))
    roster = tuple(Expected(name, initials[name]) for name in meeting.members)
    opened = opening(meeting, week, ZONE, CONFIG.groups[0], plan, roster)
    stream = session_stream(opened.session)
    yield stream, opened, starts, "t1"
    here = []
    for index, name in enumerate(meeting.members):
        if name == "P-006" and not signed:
            yield stream, NoShow(name), starts, "t1"
        elif name == "P-007" and not signed:
            yield stream, Excused(name, "work"), starts, "t1"
        else:
            here.append(name)
            yield stream, Arrived(name, starts), starts, "t1"
            yield stream, Rated(name, "mood", (index * 2 + week.monday.day) % 11), starts, "t1"
            yield stream, Rated(name, "craving", (index * 5 + week.monday.day) % 11), starts, "t1"
    end = starts + timedelta(minutes=90)
    yield stream, SessionEnded(end), end, "t1"
    yield stream, SessionFinished(opened.session, end), end, "t1"
    for name in here if signed else here[:4]:
        note = NoteSigned(f"{opened.session}:{name}", opened.session, name, "facts", "shared", "response",
                          "progress", "", "", "t1", "author", end, "signature")  # fmt: skip
        yield stream, note, end, "t1"
    for name in here:
        yield patient_stream(name), Covered(name, topic, opened.session), end, "t1"


def open_desk(folder: Path, *, clock: Callable[[], datetime] = lambda: NOW, user: str = "t1") -> Desk:
    """A new record under `folder` with the history in it, and its desk."""
    record, _ = Record.create(folder, user, PASSPHRASE, name="J. O.", cost=CHEAP)
    record.append_many(history())
    return Desk(folder, CONFIG, record, modules={MODULE.id: MODULE}, clock=clock)


def entrance(desk: Desk) -> Entrance:
    return Entrance(desk.folder, desk.config)
