"""Clinics that cannot meet what they prescribe: never a crash, never silence."""

from __future__ import annotations

import pytest
from attrs import evolve
from tiny import WEEK, windows
from whys import TALK, lone

from scheduler.clinic import Clinic, Patient, Room, Size, Therapist
from scheduler.explain import answers, at_once, clinic_wide
from scheduler.solve import solve
from scheduler.timetable import Session, Timetable
from scheduler.validate import validate

PEOPLE = tuple(Patient(f"P-{i}", "iop", windows("mon 17:00-20:00")) for i in range(9))
PRESCRIBED = {"services": {"process": 60}, "appointments": TALK}
MANY = tuple(Therapist(f"t{i}", frozenset({"individual"}), windows("mon 08:00-20:00")) for i in range(9))
GONE = (Session(1020, 1080, "process", "room-1", ("t9",), ("X", "Y")),)
EVENING = evolve(lone(PRESCRIBED), patients=PEOPLE, open=windows("mon-fri 08:00-20:00"))

POOR: dict[str, tuple[Clinic, str]] = {
    "no therapists": (evolve(EVENING, therapists=()), "There are no therapists; 18:00 are prescribed."),
    "no rooms": (evolve(EVENING, rooms=()), "There are no rooms; of the 18:00 prescribed only telehealth"),
    "evening staff": (
        EVENING,
        "Therapists have 3:00 on Monday evening; what is prescribed to people who have no other time takes",
    ),
    "closed": (evolve(EVENING, closed=tuple(WEEK.date(day) for day in range(7))), "The clinic is closed"),
    "one patient": (
        evolve(EVENING, patients=PEOPLE[:1], groups=(evolve(EVENING.groups[0], size=Size(3, 8)),)),
        "",
    ),
    "a group larger than any room": (
        evolve(EVENING, groups=(evolve(EVENING.groups[0], size=Size(6, 9)),)),
        "Therapists have 3:00",
    ),
    "everybody away": (evolve(EVENING, patients=tuple(evolve(p, available=()) for p in PEOPLE)), ""),
    "more than a week holds": (
        lone({"services": {"process": 60 * 200}}, patient={"available": windows("mon-fri 08:00-20:00")}),
        "",
    ),
    "rooms": (
        evolve(
            lone({"appointments": TALK}),
            patients=PEOPLE,
            rooms=(Room("room-1", "office", 2),),
            therapists=tuple(
                Therapist(f"t{i}", frozenset({"individual"}), windows("mon 08:00-20:00")) for i in range(9)
            ),
        ),
        "All rooms together are open for 3:00",
    ),
}


@pytest.mark.parametrize("name", POOR)
def test_a_clinic_that_cannot_is_told_why(name: str) -> None:
    clinic, shortage = POOR[name]
    week = solve(clinic, WEEK, time_limit=1.5, workers=1).timetable
    assert week is not None
    report = validate(clinic, week)
    assert report.valid
    assert report.unmet
    week = evolve(week, unmet=report.unmet)
    for unmet in at_once(clinic, week):
        assert unmet.because.endswith(".")
    found = answers(clinic, week, seconds=1.0)
    assert len(found) == len(report.unmet)
    assert all(answer.unmet.because.endswith(".") for answer in found)
    told = [one.sentence for one in clinic_wide(clinic, WEEK)]
    assert any(sentence.startswith(shortage) for sentence in told) if shortage else not told


def test_a_shortage_is_never_claimed_where_everything_can_be_met() -> None:
    roomy = evolve(EVENING, patients=PEOPLE[:2])
    assert clinic_wide(roomy, WEEK) == ()


def test_last_week_of_people_who_left() -> None:
    gone = Timetable(
        "Lone", WEEK.shifted(-1), (Session(1020, 1080, "process", "room-1", ("t9",), ("X", "Y")),)
    )
    outcome = solve(evolve(EVENING, patients=PEOPLE[:1]), WEEK, previous=gone, time_limit=1.0, workers=1)
    assert outcome.timetable is not None
    assert not outcome.timetable.unmet


SMALL = evolve(EVENING, groups=(evolve(EVENING.groups[0], size=Size(6, 9)),))


@pytest.mark.parametrize(
    ("clinic", "told"),
    [
        (SMALL, "No room is large enough: process needs 6 people, and the largest room for it, "),
        (
            evolve(EVENING, patients=PEOPLE[:1], groups=(evolve(EVENING.groups[0], size=Size(3, 8)),)),
            "process needs 3 people, and only one person could be in it.",
        ),
    ],
    ids=["rooms too small", "too few people"],
)
def test_what_can_be_counted_is_told_of_everybody_at_once(clinic: Clinic, told: str) -> None:
    """The limit itself is named, not what others would have to do."""
    nothing = Timetable(clinic.name, WEEK)
    told_of = at_once(clinic, evolve(nothing, unmet=validate(clinic, nothing).unmet))
    lacking = [unmet for unmet in told_of if unmet.service == "process"]
    assert lacking
    assert all(unmet.because.startswith(told) for unmet in lacking)
