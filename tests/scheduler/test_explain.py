"""Reasons name people, days and times; a fix is only named when planning with it met more."""

from __future__ import annotations

from attrs import evolve
from tiny import WEEK, clinic, week, windows

from scheduler.clinic import Clinic
from scheduler.explain import explained
from scheduler.program.candidates import place
from scheduler.timetable import Timetable, Unmet
from scheduler.validate import validate


def told(given: Clinic, timetable: Timetable) -> dict[tuple[str, str], Unmet]:
    counted = evolve(timetable, unmet=validate(given, timetable).unmet)
    answer = explained(place(given, WEEK), counted, seconds=20.0)
    return {(unmet.patient, unmet.service): unmet for unmet in answer.unmet}


def test_windows_that_cannot_hold_the_prescription() -> None:
    short = clinic(patients={"D": {"available": windows("thu 09:00-09:30")}})
    reason = told(short, week())["D", "process"].because
    assert reason == (
        "D can come only Thursday 09:00-09:30, never for 60 minutes in one piece, which process takes."
    )


def test_nobody_with_the_credential() -> None:
    nobody = clinic(
        therapists={
            "t1": {"services": frozenset({"process", "skills"})},
            "t2": {"services": frozenset({"skills"})},
        }
    )
    reason = told(nobody, week(i1=None, s1=None))["A", "individual"].because
    assert "Nobody may give individual to A" in reason


def test_sessions_that_never_add_up() -> None:
    odd = clinic(level={"services": {"process": 130, "skills": 60}})
    assert told(odd, week())["A", "process"].because.startswith("No whole number of sessions makes 130")


def test_a_fix_is_verified() -> None:
    """B's medication fits as soon as the prescriber stays half an hour longer."""
    late = clinic(
        therapists={"rx1": {"available": windows("tue 09:00-10:00")}},
        patients={"B": {"available": windows("mon,wed 08:00-20:00", "tue 10:00-12:00")}},
    )
    answer = told(late, week())["B", "medication"]
    assert answer.because == (
        "B can come only Monday and Wednesday 08:00-20:00, Tuesday 10:00-12:00; "
        "then rx1 is there only Tuesday 09:00-10:00."
    )
    assert answer.fix.startswith("rx1 until 10:30 on Tuesday")


def test_everything_unmet_has_a_reason() -> None:
    answers = told(clinic(), week())
    assert answers
    assert all(answer.because.endswith(".") for answer in answers.values())
