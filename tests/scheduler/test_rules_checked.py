"""Every rule lets a week pass and finds the smallest change that breaks it, and nothing but it."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve, frozen
from tiny import CLINIC, ITEMS, booking, clinic, moment, period, session, week, windows

from scheduler.clinic import Appointment, Break, Clinic, Group, Patient, Pin, Size
from scheduler.rules import RULES
from scheduler.timetable import Timetable
from scheduler.validate import validate
from scheduler.week import Start, Week


@frozen
class Case:
    """A week that `rule` allows and one that it alone forbids; the message holds all of `says`."""

    rule: str
    about: str
    good: tuple[Clinic, Timetable]
    bad: tuple[Clinic, Timetable]
    says: tuple[str, ...] = ()


FOUR = session("process", "wed 09:00", "ABCD", "t1 t2", "room-2")
SCREEN = Appointment("screen", 15, staff=False)
VIDEO = Appointment("individual", 60, telehealth=True)
MEDICATION = booking("medication", "A", "tue 09:00", "rx1", minutes=30)


ON_TIME = windows("mon,wed 09:00-12:00")
FORTNIGHTLY = {"appointments": (Appointment("individual", 60, every_weeks=2),)}
TALK = (Group("talk", "process", 60, Size(2, 4)),)


def prescribes(*appointments: Appointment) -> Clinic:
    return clinic(level={"appointments": appointments})


def own(patient: str, **keys: object) -> Clinic:
    return clinic(patients={patient: {"own": keys}})


def p2(start: str) -> Timetable:
    return week(p2=session("process", start, "ABC", "t1"))


def i1(start: str, therapist: str = "t1", room: str = "office-1") -> Timetable:
    return week(i1=booking("individual", "A", start, therapist, room))


def telehealth(start: str) -> Timetable:
    return week(i1=booking("individual", "A", start, "t1", None))


def two_copies(one: str, other: str) -> Timetable:
    copy = session("process", "wed 09:00", other, "t2", "room-2")
    return week(p2=session("process", "wed 09:00", one, "t1"), copy=copy)


CASES = [
    Case(
        "opening",
        "ends at closing time",
        (CLINIC, p2("wed 19:00")),
        (CLINIC, p2("wed 19:15")),
        ("process on Wednesday 19:15", "19:15-20:15", "08:00-20:00"),
    ),
    Case(
        "opening",
        "a closed date",
        (clinic(closed=(date(2026, 11, 26),)), week()),
        (clinic(closed=(date(2026, 11, 25),)), week()),
        ("Wednesday 2026-11-25",),
    ),
    Case(
        "opening",
        "joined windows hold, a gap does not",
        (clinic(open=windows("mon-fri 08:00-09:30", "mon-fri 09:30-20:00")), week()),
        (
            clinic(open=windows("mon-fri 08:00-09:30", "mon,tue,thu,fri 09:30-20:00", "wed 09:45-20:00")),
            week(),
        ),
    ),
    Case(
        "opening",
        "telehealth too",
        (prescribes(VIDEO), week(i1=None)),
        (prescribes(VIDEO), week(i1=booking("individual", "A", "sat 11:00", "t1", None))),
    ),
    Case(
        "grid",
        "from midnight",
        (CLINIC, p2("wed 09:15")),
        (CLINIC, p2("wed 09:10")),
        ("15-minute grid", "09:00 and 09:15"),
    ),
    Case(
        "starts",
        "one of those listed",
        (clinic(groups={"process": {"starts": (Start(0, 540), Start(2, 540))}}), week()),
        (clinic(groups={"process": {"starts": (Start(0, 540), Start(2, 600))}}), week()),
        ("wed 10:00",),
    ),
    Case(
        "length",
        "of a group",
        (CLINIC, week()),
        (CLINIC, week(p2=evolve(ITEMS["p2"], end=ITEMS["p2"].end - 15))),
        ("45 minutes", "60"),
    ),
    Case(
        "length",
        "of an appointment",
        (CLINIC, week(m=MEDICATION)),
        (CLINIC, week(m=evolve(MEDICATION, end=MEDICATION.end + 15))),
    ),
    Case(
        "patient-available",
        "inside a window",
        (clinic(patients={"A": {"available": windows("mon 09:00-12:00", "wed 09:00-10:00")}}), week()),
        (clinic(patients={"A": {"available": windows("mon 09:00-12:00", "wed 09:15-12:00")}}), week()),
        ("A cannot come", "Wednesday", "09:15-12:00"),
    ),
    Case(
        "patient-available",
        "touching windows join",
        (
            clinic(patients={"A": {"available": windows("mon-fri 08:00-09:30", "mon-fri 09:30-20:00")}}),
            week(),
        ),
        (clinic(patients={"A": {"available": windows("mon,tue 08:00-20:00", "wed 08:00-09:30")}}), week()),
    ),
    Case(
        "patient-available",
        "not away",
        (clinic(patients={"A": {"away": (period("wed 10:00", "wed 12:00"),)}}), week()),
        (clinic(patients={"A": {"away": (period("wed 09:59", "wed 12:00"),)}}), week()),
    ),
    Case(
        "stay",
        "from the day of admission",
        (clinic(patients={"A": {"admitted": date(2026, 11, 23)}}), week()),
        (
            clinic(patients={"A": {"admitted": date(2026, 11, 24)}}),
            week(s1=session("skills", "fri 10:00", "ABC", "t2"), i1=None),
        ),
        ("before the admission on 2026-11-24",),
    ),
    Case(
        "stay",
        "to the day of discharge",
        (clinic(patients={"A": {"discharge": date(2026, 11, 25)}}), week()),
        (clinic(patients={"A": {"discharge": date(2026, 11, 24)}}), week()),
        ("after the discharge",),
    ),
    Case(
        "therapist-available",
        "inside a window",
        (clinic(therapists={"t2": {"available": windows("mon 10:00-11:00")}}), week()),
        (clinic(therapists={"t2": {"available": windows("mon 10:00-10:45")}}), week()),
        ("t2", "10:00-10:45"),
    ),
    Case(
        "therapist-available",
        "not away",
        (clinic(therapists={"t1": {"away": (period("thu 00:00", "fri 00:00"),)}}), week()),
        (clinic(therapists={"t1": {"away": (period("wed 00:00", "thu 00:00"),)}}), week()),
        ("t1 (J. O.)", "not available on Wednesday"),
    ),
    Case(
        "room-open",
        "own hours",
        (clinic(rooms={"room-1": {"open": windows("mon,wed 09:00-11:00")}}), week()),
        (clinic(rooms={"room-1": {"open": windows("mon,wed 09:00-10:30")}}), week()),
        ("room-1", "Monday 10:00"),
    ),
    Case(
        "room-open",
        "not closed",
        (clinic(rooms={"room-1": {"away": (period("tue 08:00", "wed 09:00"),)}}), week()),
        (clinic(rooms={"room-1": {"away": (period("tue 08:00", "wed 09:15"),)}}), week()),
    ),
    Case(
        "patient-once",
        "touching is fine",
        (CLINIC, i1("mon 08:00")),
        (CLINIC, i1("mon 08:15", "t2")),
        ("A is in individual of A on Monday 08:15 until 09:15 and in process on Monday 09:00",),
    ),
    Case(
        "therapist-once",
        "group and appointment",
        (CLINIC, week(d=booking("individual", "D", "mon 09:00", "t2"))),
        (CLINIC, week(d=booking("individual", "D", "mon 09:00", "t1"))),
        ("t1 (J. O.)",),
    ),
    Case(
        "room-once",
        "whatever its capacity",
        (CLINIC, week(d=booking("individual", "D", "mon 09:00", "t2", "room-2"))),
        (CLINIC, week(d=booking("individual", "D", "mon 09:00", "t2", "room-1"))),
        ("room-1",),
    ),
    Case(
        "size",
        "at least",
        (CLINIC, week(p2=session("process", "wed 09:00", "AB", "t1"))),
        (CLINIC, week(p2=session("process", "wed 09:00", "A", "t1"))),
        ("has 1 member;", "at least 2"),
    ),
    Case(
        "size",
        "at most",
        (CLINIC, week(p2=FOUR)),
        (clinic(groups={"process": {"size": Size(2, 3)}}), week(p2=FOUR)),
        ("at most 3",),
    ),
    Case(
        "facilitators",
        "one more when large",
        (CLINIC, week(p2=FOUR)),
        (CLINIC, week(p2=evolve(FOUR, leaders=("t1",)))),
        ("4 members is led by t1 (J. O.)", "exactly 2 (one more above 3 members)"),
    ),
    Case(
        "facilitators",
        "no more than needed but by pin",
        (
            clinic(pins=(Pin(group="process", start=moment("wed 09:00"), leaders=("t1", "t2")),)),
            week(p2=session("process", "wed 09:00", "ABC", "t1 t2")),
        ),
        (CLINIC, week(p2=session("process", "wed 09:00", "ABC", "t1 t2"))),
        ("exactly 1",),
    ),
    Case(
        "facilitators",
        "a group without leaders",
        (clinic(groups={"skills": {"leaders": 0}}), week(s1=session("skills", "mon 10:00", "ABC", ""))),
        (clinic(groups={"skills": {"leaders": 0}}), week()),
    ),
    Case(
        "room-fit",
        "the kind of a group's room",
        (CLINIC, week(p2=session("process", "wed 09:00", "AB", "t1", "room-2"))),
        (CLINIC, week(p2=session("process", "wed 09:00", "AB", "t1", "office-1"))),
        ("'group'", "'office'"),
    ),
    Case(
        "room-fit",
        "every feature",
        (clinic(groups={"process": {"room_features": frozenset({"video"})}}), week()),
        (clinic(groups={"process": {"room_features": frozenset({"video", "step-free"})}}), week(p1=None)),
        ("needs step-free",),
    ),
    Case(
        "room-fit",
        "something on site has a room",
        (CLINIC, week()),
        (CLINIC, week(p2=evolve(ITEMS["p2"], room=None))),
    ),
    Case(
        "room-fit",
        "telehealth has none",
        (clinic(groups={"skills": {"telehealth": True}}), week(s1=evolve(ITEMS["s1"], room=None))),
        (clinic(groups={"skills": {"telehealth": True}}), week()),
        ("takes no room",),
    ),
    Case(
        "room-fit",
        "an appointment in any room unless it names a kind",
        (CLINIC, i1("mon 11:00", room="room-2")),
        (prescribes(Appointment("individual", 60, room_kind="office")), i1("mon 11:00", room="room-2")),
    ),
    Case(
        "capacity",
        "members on site only",
        (
            clinic(groups={"process": {"telehealth": "hybrid"}}, patients={"D": {"remote": True}}),
            week(p2=evolve(FOUR, room="room-1")),
        ),
        (clinic(groups={"process": {"telehealth": "hybrid"}}), week(p2=evolve(FOUR, room="room-1"))),
        ("4 members on site", "room-1 seats 3"),
    ),
    Case(
        "credentials",
        "of a facilitator",
        (CLINIC, week()),
        (clinic(therapists={"t2": {"services": frozenset({"process"})}}), week()),
        ("t2 is not credentialed for skills", "their services are process."),
    ),
    Case(
        "credentials",
        "of a therapist",
        (CLINIC, i1("mon 11:00")),
        (CLINIC, i1("mon 11:00", "rx1")),
        ("individual",),
    ),
    Case(
        "appointment-staff",
        "medication is the prescriber's",
        (CLINIC, week(m=MEDICATION)),
        (CLINIC, week(m=evolve(MEDICATION, therapist="rx2"))),
        ("prescriber rx1",),
    ),
    Case(
        "appointment-staff",
        "anyone credentialed without a prescriber",
        (clinic(patients={"A": {"prescriber": None}}), week(m=evolve(MEDICATION, therapist="rx2"))),
        (CLINIC, week(m=evolve(MEDICATION, therapist="rx2"))),
    ),
    Case(
        "appointment-staff",
        "a screen takes nobody",
        (prescribes(SCREEN), week(i1=booking("screen", "A", "tue 09:00", None, minutes=15))),
        (
            clinic(
                level={"appointments": (SCREEN,)},
                therapists={"t1": {"services": frozenset({"process", "screen"})}},
            ),
            week(i1=booking("screen", "A", "tue 09:00", "t1", minutes=15)),
        ),
    ),
    Case(
        "appointment-staff",
        "anything else takes somebody",
        (CLINIC, week()),
        (CLINIC, week(i1=evolve(ITEMS["i1"], therapist=None))),
        ("has no therapist",),
    ),
    Case(
        "track",
        "of members",
        (clinic(groups={"skills": {"track": "sud"}}, patients={p: {"track": "sud"} for p in "ABC"}), week()),
        (clinic(groups={"skills": {"track": "sud"}}, patients={p: {"track": "sud"} for p in "AB"}), week()),
        ("C is in no track",),
    ),
    Case(
        "track",
        "of facilitators",
        (
            clinic(
                groups={"skills": {"track": "sud"}},
                patients={p: {"track": "sud"} for p in "ABC"},
                therapists={"t2": {"tracks": frozenset({"sud", "mh"})}},
            ),
            week(),
        ),
        (
            clinic(
                groups={"skills": {"track": "sud"}},
                patients={p: {"track": "sud"} for p in "ABC"},
                therapists={"t2": {"tracks": frozenset({"mh"})}},
            ),
            week(),
        ),
        ("t2 serves mh",),
    ),
    Case(
        "track",
        "of whoever gives an appointment",
        (clinic(patients={"A": {"track": None}}, therapists={"t1": {"tracks": frozenset({"mh"})}}), week()),
        (clinic(patients={"A": {"track": "sud"}}, therapists={"t1": {"tracks": frozenset({"mh"})}}), week()),
    ),
    Case(
        "band",
        "never mixed",
        (clinic(patients={"D": {"band": "adolescent"}}), week()),
        (clinic(patients={"C": {"band": "adolescent"}}), week(p1=None, s1=None)),
        ("C is adolescent",),
    ),
    Case(
        "language",
        "of members",
        (clinic(groups={"process": {"language": "es"}}, patients={"A": {"language": "es"}}), week()),
        (clinic(groups={"process": {"language": "es"}}, patients={"A": {"language": "en"}}), week()),
        ("A is en",),
    ),
    Case(
        "language",
        "of facilitators",
        (
            clinic(
                groups={"process": {"language": "es"}},
                therapists={"t1": {"languages": frozenset({"en", "es"})}},
            ),
            week(),
        ),
        (
            clinic(
                groups={"process": {"language": "es"}}, therapists={"t1": {"languages": frozenset({"en"})}}
            ),
            week(),
        ),
        ("t1 (J. O.) speaks en",),
    ),
    Case(
        "language",
        "of whoever gives an appointment",
        (clinic(therapists={"t1": {"languages": frozenset({"en"})}}), week()),
        (
            clinic(therapists={"t1": {"languages": frozenset({"en"})}}, patients={"A": {"language": "es"}}),
            week(),
        ),
    ),
    Case(
        "therapist-hours",
        "a day",
        (clinic(therapists={"t1": {"max_hours_day": 2}}), week()),
        (clinic(therapists={"t1": {"max_hours_day": 1.75}}), week()),
        ("2:00 on Monday", "1:45 at most"),
    ),
    Case(
        "therapist-hours",
        "a week",
        (clinic(therapists={"t1": {"max_hours_week": 3}}), week()),
        (clinic(therapists={"t1": {"max_hours_week": 2.5}}), week()),
        ("3:00 in the week",),
    ),
    Case(
        "breaks",
        "in one piece",
        (clinic(therapists={"t1": {"pause": Break(60, (540, 720))}}), week()),
        (clinic(therapists={"t1": {"pause": Break(75, (540, 720))}}), week()),
        (
            "break of 75 minutes between 09:00 and 12:00 on Monday",
            "process 09:00-10:00, individual of A 11:00",
        ),
    ),
    Case(
        "breaks",
        "on days that cover the window",
        (
            clinic(
                therapists={
                    "t1": {"pause": Break(75, (480, 720)), "available": windows("mon,wed 09:00-12:00")}
                }
            ),
            week(),
        ),
        (
            clinic(
                therapists={
                    "t1": {"pause": Break(75, (540, 720)), "available": windows("mon,wed 09:00-12:00")}
                }
            ),
            week(),
        ),
    ),
    Case(
        "days",
        "with groups",
        (own("A", days=2), week()),
        (own("A", days=1), week()),
        ("A has groups on 2 days (Monday, Wednesday)",),
    ),
    Case(
        "days",
        "appointments are free",
        (own("A", days=2), week(m=MEDICATION)),
        (own("A", days=0), week(p1=None, s1=None, i1=None, m=MEDICATION)),
    ),
    Case(
        "day-hours",
        "at most",
        (own("A", day_hours_max=3), week()),
        (own("A", day_hours_max=2.75), week()),
        ("3:00 on Monday",),
    ),
    Case(
        "day-hours",
        "at least, on days with groups",
        (own("A", day_hours_min=1), week(m=MEDICATION)),
        (own("A", day_hours_min=1.25), week(m=MEDICATION)),
        ("1:00 on Wednesday", "at least 1:15"),
    ),
    Case(
        "gap",
        "between two things of a day",
        (own("A", max_gap=15), i1("mon 11:15")),
        (own("A", max_gap=15), i1("mon 11:30")),
        ("A waits 30 minutes", "15 at most"),
    ),
    Case(
        "gap",
        "telehealth is not in person",
        (
            clinic(level={"appointments": (VIDEO,), "max_gap": 15}),
            week(i1=booking("individual", "A", "mon 18:00", "t1", None)),
        ),
        (clinic(level={"max_gap": 15}), i1("mon 18:00")),
    ),
    Case(
        "gap",
        "nor is a hybrid group for whoever is remote",
        (
            clinic(
                groups={"skills": {"telehealth": "hybrid"}},
                patients={"A": {"remote": True}},
                level={"max_gap": 0},
            ),
            week(i1=None, s1=session("skills", "mon 12:00", "AD", "t2")),
        ),
        (
            clinic(groups={"skills": {"telehealth": "hybrid"}}, level={"max_gap": 0}),
            week(i1=None, s1=session("skills", "mon 12:00", "AD", "t2")),
        ),
    ),
    Case(
        "once-a-day",
        "each service",
        (CLINIC, p2("mon 14:00")),
        (clinic(level={"once_a_day": True}), p2("mon 14:00")),
        ("process 2 times on Monday (09:00, 14:00)",),
    ),
    Case(
        "hours-ceiling",
        "groups and appointments",
        (own("A", hours_max=4), week()),
        (own("A", hours_max=3.75), week()),
        ("4:00 in the week", "3:45"),
    ),
    Case(
        "apart",
        "whoever says so",
        (clinic(patients={"A": {"apart": frozenset("D")}}), week()),
        (clinic(patients={"C": {"apart": frozenset("A")}}), week(p1=None, s1=None)),
        ("A and C",),
    ),
    Case(
        "roster",
        "all of them",
        (clinic(groups={"process": {"members": ("A", "B", "C")}}), week()),
        (
            clinic(groups={"process": {"members": ("A", "B", "C")}}),
            week(p2=session("process", "wed 09:00", "AB", "t1")),
        ),
        ("C is on the roster",),
    ),
    Case(
        "roster",
        "only them",
        (clinic(groups={"skills": {"members": ("A", "B", "C")}}), week()),
        (clinic(groups={"skills": {"members": ("A", "B")}}), week()),
        ("C", "not on its roster"),
    ),
    Case(
        "roster",
        "who is not there yet is left out",
        (
            clinic(
                groups={"process": {"members": tuple("ABCD")}},
                patients={"D": {"admitted": date(2026, 11, 26)}},
            ),
            week(),
        ),
        (
            clinic(
                groups={"process": {"members": tuple("ABCD")}},
                patients={"D": {"admitted": date(2026, 11, 25)}},
            ),
            week(),
        ),
    ),
    Case(
        "after",
        "by first start",
        (clinic(groups={"skills": {"after": ("process",)}}), week()),
        (clinic(groups={"process": {"after": ("skills",)}}), week()),
        ("process on Monday 09:00", "skills", "Monday 10:00"),
    ),
    Case(
        "after",
        "only who has both",
        (
            clinic(groups={"process": {"after": ("skills",)}}),
            week(
                s1=session("skills", "mon 10:00", "CD", "t2"), p1=session("process", "mon 09:00", "AB", "t1")
            ),
        ),
        (
            clinic(groups={"process": {"after": ("skills",)}}),
            week(s1=session("skills", "mon 10:00", "AD", "t2")),
        ),
    ),
    Case(
        "runs",
        "at least",
        (clinic(groups={"process": {"min_per_week": 2}}), week()),
        (clinic(groups={"process": {"min_per_week": 3}}), week()),
        ("process runs 2 times in the week (Monday 09:00, Wednesday 09:00); at least 3.",),
    ),
    Case(
        "runs",
        "at most",
        (clinic(groups={"process": {"max_per_week": 2}}), week()),
        (clinic(groups={"process": {"max_per_week": 1}}), week()),
    ),
    Case(
        "pins",
        "of a session",
        (
            clinic(
                pins=(
                    Pin(
                        group="process",
                        start=moment("wed 09:00"),
                        room="room-1",
                        leaders=("t1",),
                        members=("C",),
                    ),
                )
            ),
            week(),
        ),
        (clinic(pins=(Pin(group="process", start=moment("wed 09:00"), room="room-2"),)), week()),
        ("process on Wednesday 09:00 in room-2; process on Wednesday 09:00 is in room-1 with t1, A, B, C.",),
    ),
    Case(
        "pins",
        "with at least its members",
        (CLINIC, week()),
        (clinic(pins=(Pin(group="process", start=moment("wed 09:00"), members=("D",)),)), week()),
    ),
    Case(
        "pins",
        "of an appointment",
        (clinic(pins=(Pin(service="individual", patient="A", therapist="t1"),)), week()),
        (clinic(pins=(Pin(service="individual", patient="A", start=moment("mon 12:00")),)), week()),
        ("individual of A on Monday 12:00; individual of A on Monday 11:00 is in office-1 with t1.",),
    ),
    Case(
        "pins",
        "of another week",
        (clinic(pins=(Pin(group="process", start=Week.parse("2026-W47").moment(0)),)), week()),
        (clinic(pins=(Pin(group="process", start=moment("mon 00:00")),)), week()),
    ),
    Case(
        "pins",
        "without a start, when due",
        (
            clinic(
                pins=(Pin(service="screen", patient="D"),),
                patients={
                    "D": {
                        "admitted": date(2026, 11, 16),
                        "own": {"appointments": (evolve(SCREEN, every_weeks=2),)},
                    }
                },
            ),
            week(),
        ),
        (
            clinic(
                pins=(Pin(service="screen", patient="D"),),
                patients={
                    "D": {
                        "admitted": date(2026, 11, 9),
                        "own": {"appointments": (evolve(SCREEN, every_weeks=2),)},
                    }
                },
            ),
            week(),
        ),
    ),
    Case(
        "prescription",
        "group minutes",
        (CLINIC, week()),
        (clinic(level={"services": {"process": 60, "skills": 60}}), week()),
        ("A has 120 minutes of process in groups (Monday 09:00, Wednesday 09:00); 60 are prescribed.",),
    ),
    Case(
        "prescription",
        "services that are not prescribed",
        (CLINIC, week()),
        (own("A", services={"process": 120}), week()),
    ),
    Case(
        "prescription",
        "how many appointments",
        (
            prescribes(Appointment("individual", 60, times=2)),
            week(d=booking("individual", "A", "tue 09:00", "t1")),
        ),
        (CLINIC, week(d=booking("individual", "A", "tue 09:00", "t1"))),
        ("2 appointments of individual (Monday 11:00, Tuesday 09:00); 1 this week",),
    ),
    Case(
        "prescription",
        "what is due",
        (
            clinic(
                patients={
                    "A": {
                        "admitted": date(2026, 11, 9),
                        "own": {"appointments": (Appointment("individual", 60, 2),)},
                    }
                }
            ),
            week(),
        ),
        (
            clinic(
                patients={
                    "A": {
                        "admitted": date(2026, 11, 16),
                        "own": {"appointments": (Appointment("individual", 60, 2),)},
                    }
                }
            ),
            week(),
        ),
    ),
    Case(
        "grid",
        "lengths are free",
        (
            clinic(groups={"process": {"minutes": 50}}),
            week(
                p1=evolve(ITEMS["p1"], end=ITEMS["p1"].end - 10),
                p2=evolve(ITEMS["p2"], end=ITEMS["p2"].end - 10),
            ),
        ),
        (clinic(grid=30), i1("mon 11:15")),
        ("30-minute grid", "11:00 and 11:30"),
    ),
    Case(
        "patient-available",
        "telehealth too",
        (
            clinic(level={"appointments": (VIDEO,)}, patients={"A": {"available": ON_TIME}}),
            telehealth("mon 11:00"),
        ),
        (
            clinic(level={"appointments": (VIDEO,)}, patients={"A": {"available": ON_TIME}}),
            telehealth("mon 11:30"),
        ),
        ("A cannot come to individual of A on Monday 11:30", "09:00-12:00"),
    ),
    Case(
        "patient-available",
        "one of several windows of a day, not across two",
        (
            clinic(
                patients={
                    "A": {"available": windows("mon 09:00-11:00", "mon 13:00-14:00", "wed 09:00-10:00")}
                }
            ),
            i1("mon 13:00"),
        ),
        (
            clinic(
                patients={
                    "A": {"available": windows("mon 09:00-11:00", "mon 11:15-14:00", "wed 09:00-10:00")}
                }
            ),
            i1("mon 11:00"),
        ),
        ("available 09:00-11:00 and 11:15-14:00 on Monday",),
    ),
    Case(
        "therapist-available",
        "touching windows join; telehealth too",
        (
            clinic(
                level={"appointments": (VIDEO,)},
                therapists={
                    "t1": {"available": windows("mon 08:00-11:30", "mon 11:30-12:00", "wed 08:00-12:00")}
                },
            ),
            telehealth("mon 11:00"),
        ),
        (
            clinic(
                level={"appointments": (VIDEO,)},
                therapists={"t1": {"available": windows("mon 08:00-11:30", "wed 08:00-12:00")}},
            ),
            telehealth("mon 11:00"),
        ),
    ),
    Case(
        "size",
        "each parallel copy for itself",
        (clinic(groups={"process": {"size": Size(2, 3)}}), two_copies("AC", "BD")),
        (clinic(groups={"process": {"size": Size(2, 3)}}), two_copies("ABC", "D")),
        ("has 1 member;",),
    ),
    Case(
        "facilitators",
        "above the number, not at it",
        (clinic(groups={"process": {"second_leader_above": 4}}), week(p2=evolve(FOUR, leaders=("t1",)))),
        (clinic(groups={"process": {"second_leader_above": 4}}), week(p2=FOUR)),
        ("exactly 1 (one more above 4 members)",),
    ),
    Case(
        "facilitators",
        "one more when large, of a group without leaders too",
        (clinic(groups={"process": {"leaders": 0}}), week(p1=None, p2=evolve(FOUR, leaders=("t1",)))),
        (clinic(groups={"process": {"leaders": 0}}), week(p1=None, p2=evolve(FOUR, leaders=()))),
        ("is led by nobody; it needs exactly 1",),
    ),
    Case(
        "credentials",
        "pinned or not",
        (
            clinic(pins=(Pin(group="process", start=moment("wed 09:00"), leaders=("t2",)),)),
            week(p2=evolve(ITEMS["p2"], leaders=("t2",))),
        ),
        (
            clinic(pins=(Pin(group="process", start=moment("wed 09:00"), leaders=("rx1",)),)),
            week(p2=evolve(ITEMS["p2"], leaders=("rx1",))),
        ),
        ("rx1 is not credentialed for process",),
    ),
    Case(
        "track",
        "a group without one is open to all",
        (clinic(patients={"A": {"track": "sud"}}), week()),
        (
            clinic(patients={"A": {"track": "sud"}}, groups={"skills": {"track": "mh"}}),
            week(s1=session("skills", "mon 10:00", "AB", "t2")),
        ),
        ("A is in sud", "B is in no track"),
    ),
    Case(
        "language",
        "who has none joins any group",
        (clinic(groups={"process": {"language": "es"}}), week()),
        (
            clinic(groups={"process": {"language": "es"}}, patients={p: {"language": "en"} for p in "AC"}),
            week(),
        ),
        ("the language of C is en",),
    ),
    Case(
        "breaks",
        "an absence counts as idle",
        (
            clinic(
                therapists={
                    "t1": {"pause": Break(60, (660, 840)), "away": (period("mon 13:00", "mon 17:00"),)}
                }
            ),
            week(b=booking("individual", "B", "mon 12:00", "t1")),
        ),
        (
            clinic(
                therapists={
                    "t1": {"pause": Break(75, (660, 840)), "away": (period("mon 13:00", "mon 17:00"),)}
                }
            ),
            week(b=booking("individual", "B", "mon 12:00", "t1")),
        ),
    ),
    Case(
        "days",
        "telehealth groups count",
        (
            clinic(level={"days": 2}, groups={"skills": {"telehealth": True}}),
            week(s1=session("skills", "mon 10:00", "ABC", "t2", None)),
        ),
        (
            clinic(level={"days": 2}, groups={"skills": {"telehealth": True}}),
            week(s1=session("skills", "tue 10:00", "ABC", "t2", None)),
        ),
        ("A has groups on 3 days (Monday, Tuesday, Wednesday); at most 2.",),
    ),
    Case(
        "day-hours",
        "telehealth counts, gaps do not",
        (clinic(level={"appointments": (VIDEO,), "day_hours_max": 3}), telehealth("mon 18:00")),
        (clinic(level={"appointments": (VIDEO,), "day_hours_max": 2.5}), telehealth("mon 18:00")),
        ("A has 3:00 on Monday; at most 2:30.",),
    ),
    Case(
        "hours-ceiling",
        "telehealth counts",
        (clinic(level={"appointments": (VIDEO,), "hours_max": 4}), telehealth("thu 18:00")),
        (clinic(level={"appointments": (VIDEO,), "hours_max": 3.5}), telehealth("thu 18:00")),
        ("A has 4:00 in the week; at most 3:30.",),
    ),
    Case(
        "once-a-day",
        "appointments are free, two groups of one service are not",
        (
            clinic(level={"once_a_day": True, "appointments": (Appointment("individual", 60, times=2),)}),
            week(again=booking("individual", "A", "mon 12:00", "t1")),
        ),
        (
            clinic(level={"once_a_day": True}, groups={"skills": {"service": "process"}}),
            week(p2=None),
        ),
        ("A has process 2 times on Monday (09:00, 10:00)",),
    ),
    Case(
        "roster",
        "members may attend other groups",
        (clinic(groups={"process": {"members": tuple("ABC")}}), week()),
        (clinic(groups={"process": {"members": tuple("ABCD")}}), week()),
        ("D is on the roster of process but not in process on Monday 09:00.",),
    ),
    Case(
        "roster",
        "who has left is left out",
        (
            clinic(
                groups={"process": {"members": tuple("ABCD")}},
                patients={"D": {"discharge": date(2026, 11, 22)}},
            ),
            week(),
        ),
        (
            clinic(
                groups={"process": {"members": tuple("ABCD")}},
                patients={"D": {"discharge": date(2026, 11, 25)}},
            ),
            week(),
        ),
    ),
    Case(
        "after",
        "each of those listed",
        (
            clinic(
                level={"services": {"process": 180, "skills": 60}},
                groups={"skills": {"after": ("process", "talk")}},
                more=TALK,
            ),
            week(t=session("talk", "mon 08:00", "AB", "t2")),
        ),
        (
            clinic(
                level={"services": {"process": 180, "skills": 60}},
                groups={"skills": {"after": ("process", "talk")}},
                more=TALK,
            ),
            week(t=session("talk", "mon 12:00", "AB", "t2")),
        ),
        ("A has skills on Monday 10:00, not after talk, which is on Monday 12:00.",),
    ),
    Case(
        "pins",
        "of an appointment with its therapist and room",
        (clinic(pins=(Pin(service="individual", patient="A", therapist="t1", room="office-1"),)), week()),
        (clinic(pins=(Pin(service="individual", patient="A", therapist="t1", room="room-2"),)), week()),
        ("individual of A in room-2 with t1; individual of A on Monday 11:00 is in office-1 with t1.",),
    ),
    Case(
        "pins",
        "two may be held by one session",
        (
            clinic(
                pins=tuple(
                    Pin(group="process", start=moment("wed 09:00"), leaders=(t,)) for t in ("t1", "t2")
                )
            ),
            week(p2=evolve(ITEMS["p2"], leaders=("t1", "t2"))),
        ),
        (
            clinic(
                pins=tuple(
                    Pin(group="process", start=moment("wed 09:00"), leaders=(t,)) for t in ("t1", "t2")
                )
            ),
            week(),
        ),
    ),
    Case(
        "prescription",
        "a patient's own key replaces the level's whole key",
        (
            own("A", services={"process": 120, "skills": 60}, appointments=(Appointment("individual", 60),)),
            week(),
        ),
        (own("A", appointments=(Appointment("medication", 30),)), week()),
        ("A has 1 appointment of individual (Monday 11:00); 0 this week by prescription.",),
    ),
    Case(
        "prescription",
        "due weeks are counted from the Monday of the admission",
        (clinic(patients={"A": {"admitted": date(2026, 11, 11), "own": FORTNIGHTLY}}), week()),
        (clinic(patients={"A": {"admitted": date(2026, 11, 22), "own": FORTNIGHTLY}}), week()),
        ("0 this week by prescription",),
    ),
]


def test_the_week_that_all_tests_change_is_valid() -> None:
    assert validate(CLINIC, week()).valid


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.about}")
def test_allows(case: Case) -> None:
    assert validate(*case.good).violations == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.about}")
def test_forbids(case: Case) -> None:
    found = validate(*case.bad).violations
    assert {violation.rule for violation in found} == {case.rule}
    for words in case.says:
        assert any(words in violation.message for violation in found), [v.message for v in found]


def test_every_rule_has_a_case_and_a_name_of_its_own() -> None:
    names = [rule.ID for rule in RULES]
    assert sorted(set(names)) == sorted(names)
    assert {case.rule for case in CASES} == set(names)


def test_names_that_the_clinic_does_not_know_are_told_alone() -> None:
    strange = session("process", "mon 09:00", "AAX", "t9", "room-9")
    report = validate(CLINIC, week(p1=strange))
    messages = " ".join(violation.message for violation in report.violations)
    assert {violation.rule for violation in report.violations} == {"known"}
    for name in ("patient X", "therapist t9", "room room-9", "lists A twice"):
        assert name in messages


def test_the_hour_that_a_clock_change_repeats_is_closed() -> None:
    night = clinic(open=windows("sun 00:00-06:00"))
    autumn = Week.parse("2026-W44")  # in Chicago, 1 November 2026 has 01:00-02:00 twice
    for start, rules in ((120, set()), (60, {"opening"}), (30, {"opening"})):
        begin = 6 * 24 * 60 + start
        only = evolve(ITEMS["p2"], start=begin, end=begin + 60)
        found = validate(night, Timetable("Tiny", autumn, (only,))).violations  # type: ignore[arg-type]
        assert {violation.rule for violation in found} == rules


def test_one_pin_may_be_held_by_the_session_of_another() -> None:
    pins = tuple(Pin(group="process", start=moment("wed 09:00"), members=(name,)) for name in "AB")
    assert validate(clinic(pins=pins), week()).valid


def test_parallel_copies_are_sessions_of_their_own() -> None:
    """Two small copies keep people apart; each has its own room, leader and size."""
    apart = clinic(patients={"A": {"apart": frozenset("C")}}, groups={"process": {"size": Size(2, 2)}})
    people = evolve(apart, patients=(*apart.patients,))
    copies = week(
        p1=session("process", "mon 09:00", "AB", "t1"),
        copy=session("process", "mon 09:00", "CD", "t2", "room-2"),
        s1=None,
        p2=None,
    )
    assert validate(people, copies).valid


def test_a_patient_without_any_prescription_has_nothing() -> None:
    guest = clinic(patients={"D": {"own": {"services": {}, "appointments": ()}}})
    assert isinstance(guest.patients[3], Patient)
    report = validate(guest, week(p2=evolve(FOUR)))
    assert {violation.where for violation in report.violations} == {"D"}
