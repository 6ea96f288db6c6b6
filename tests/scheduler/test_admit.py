"""A newcomer's place: in sessions with a seat and in free time, nobody moved; else a few moved, named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve
from tiny import CLINIC, at, booking, clinic, moment, session, week, windows

from curricula.diagnostics import BadInput
from scheduler.clinic import Clinic, Patient, Pin, Size
from scheduler.facts import Facts
from scheduler.mend.admit import Admission
from scheduler.mend.happened import begin, from_now
from scheduler.mend.repair import place_admission
from scheduler.score import unmet
from scheduler.timetable import Booking, Session, Timetable, Unmet

ALONE = {"services": {"process": 120, "skills": 60}, "appointments": ()}


def admitted(given: Clinic, timetable: Timetable, now: str = "mon 07:00", **more: Any) -> Admission:
    """Place D, and check what holds for every admission."""
    known = {p.id for p in given.patients} - {"D"}
    timetable = evolve(timetable, unmet=tuple(Unmet(p, "skills", 60) for p in sorted(known)))
    answer = place_admission(given, timetable, "D", now=moment(now), **more)
    begun = begin(given, timetable, moment(now))
    ahead = from_now(answer.timetable, begun)
    assert begun.violations(ahead) == ()
    assert answer.unmet == tuple(u for u in unmet(Facts(given, answer.timetable)) if u.patient == "D")
    return answer


def groups(answer: Admission) -> list[tuple[str, int]]:
    return [(item.group, item.start) for item in answer.week if isinstance(item, Session)]


def test_a_seat_in_every_session_and_nobody_moves() -> None:
    """The fourth member asks for a second facilitator and a room for four; both are at hand."""
    answer = admitted(clinic(level=ALONE), week(i1=None))
    assert groups(answer) == [
        ("process", at("mon 09:00")),
        ("skills", at("mon 10:00")),
        ("process", at("wed 09:00")),
    ]
    assert (answer.moved, answer.unmet, answer.nobody_moved, answer.proven) == ((), (), True, True)
    joined = [s for s in answer.timetable.sessions if "D" in s.members]
    assert {(s.leaders, s.room) for s in joined} == {(("t1", "t2"), "room-2")}
    assert answer.because == "D gets everything; nobody moves."


def test_appointments_are_with_the_own_therapist_on_days_with_groups() -> None:
    answer = admitted(clinic(), week())
    visits = {b.service: b for b in answer.week if isinstance(b, Booking)}
    assert visits["individual"].therapist == "t1"
    assert visits["medication"].therapist == "rx1"
    days = {start // 1440 for _, start in groups(answer)}
    assert {b.start // 1440 for b in visits.values()} <= days
    assert answer.unmet == ()


def test_only_what_is_still_to_come() -> None:
    answer = admitted(clinic(level=ALONE), week(i1=None), "tue 08:00", moved_at_most=0)
    assert groups(answer) == [("process", at("wed 09:00"))]
    assert answer.because == "D does not get 1:00 of process, 1:00 of skills; nobody moves."


BOTH = ("process", "skills")
NO_SEAT: dict[str, dict[str, Any]] = {
    "no room seats four": {"rooms": {"room-2": {"capacity": 3}}},
    "full": {"groups": {name: {"size": Size(2, 3)} for name in BOTH}},
    "nobody to lead as well": {"therapists": {"t2": {"services": frozenset({"individual"})}}},
    "kept apart from A": {"patients": {"A": {"apart": frozenset("D")}}},
    "language": {
        "groups": {name: {"language": "en"} for name in BOTH},
        "patients": {"D": {"language": "es"}},
    },
    "track": {
        "groups": {name: {"track": "red"} for name in BOTH},
        "patients": {name: {"track": "red"} for name in "ABC"},
    },
    "band": {"patients": {"D": {"band": "adolescent"}}},
    "availability": {"patients": {"D": {"available": windows("fri 08:00-12:00")}}},
    "not here yet": {"patients": {"D": {"admitted": date(2026, 11, 26)}}},
}


@pytest.mark.parametrize("why", NO_SEAT)
def test_no_seat(why: str) -> None:
    """Each of these keeps D out of every session that runs."""
    led_by_t1 = week(s1=session("skills", "mon 10:00", "ABC", "t1"), i1=None)
    assert admitted(clinic(level=ALONE, **NO_SEAT[why]), led_by_t1, moved_at_most=0).week == ()


def test_somebody_moves_where_that_makes_room_and_is_named() -> None:
    """Three seats, all taken, at the only hour at which D can come; one of three could come on Tuesday."""
    always = CLINIC.patients[0].available
    given = clinic(
        level={"services": {"process": 60}, "appointments": ()},
        patients={"D": {"available": windows("mon 09:00-10:00")}},
        groups={"process": {"size": Size(2, 3)}},
        therapists={"t2": {"available": windows("tue 08:00-12:00")}},
    )
    given = evolve(given, patients=(*given.patients, *(Patient(name, "iop", always) for name in "EF")))
    timetable = week(s1=None, p2=None, i1=None, x=session("process", "tue 09:00", "EF", "t2"))
    answer = admitted(given, timetable, time_limit=10.0)
    assert groups(answer) == [("process", at("mon 09:00"))]
    assert len(answer.moved) == 1
    assert answer.moved[0] in "ABC"
    assert answer.because == f"D gets everything; {answer.moved[0]} moves."


def test_with_nobody_to_be_moved_it_says_what_is_missing() -> None:
    nobody = clinic(level=ALONE, patients={"D": {"available": ()}})
    answer = admitted(nobody, week(i1=None), time_limit=5.0)
    assert (answer.week, answer.moved, answer.proven) == ((), (), True)
    assert answer.because == "D does not get 2:00 of process, 1:00 of skills; nobody moves."


def test_what_somebody_has_already_stays() -> None:
    """A lacks medication: it is added, and the rest of A's week is as it was."""
    given = evolve(clinic(), patients=CLINIC.patients[:3])
    answer = place_admission(given, week(), "A", now=moment("mon 07:00"))
    assert set(week().of_patient("A")) <= set(answer.week)
    assert [b.service for b in answer.week if isinstance(b, Booking)].count("medication") == 1


def test_breaks_and_hours_of_therapists_hold() -> None:
    """t1 has three of four hours and a break from ten to eleven only."""
    given = clinic(therapists={"t1": {"max_hours_day": 3, "available": windows("mon 08:00-14:00")}})
    answer = admitted(given, week(p2=None, p3=session("process", "mon 12:00", "ABC", "t2")), time_limit=0.5)
    individual = [b for b in answer.week if isinstance(b, Booking) and b.service == "individual"]
    assert all(b.therapist != "t1" or b.start >= at("mon 08:00") for b in individual)


def test_a_pinned_appointment_is_as_the_pin_says() -> None:
    pin = Pin(service="individual", patient="D", start=moment("thu 15:00"), therapist="t2")
    answer = admitted(clinic(pins=(pin,)), week())
    assert booking("individual", "D", "thu 15:00", "t2") in answer.week


def test_a_closed_clinic_gives_nothing() -> None:
    given = clinic(level=ALONE, open=())
    answer = admitted(given, Timetable(CLINIC.name, week().week), time_limit=2.0)
    assert answer.week == ()


def test_a_week_that_is_over_is_bad_input() -> None:
    with pytest.raises(BadInput, match="was over"):
        place_admission(CLINIC, week(), "D", now=moment("sun 23:59").replace(month=12))
