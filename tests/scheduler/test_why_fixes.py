"""A fix is the cheapest change that meets the hour; each is tried by planning the whole clinic with it."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from quirky import WEEK as QUIRKY_WEEK
from quirky import quirky_clinic
from test_why_reasons import AWAY, CASES, CEILING, FEW, ONE_ROOM, PINNED, ROSTER, RUNS, STARTS, T2, TIGHT, B
from tiny import WEEK, windows
from whys import MONDAY, PROCESS, TALK, best_week, lone

from scheduler.by_hand.fixtures import CannotPlace
from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Clinic, Room, Size
from scheduler.explain import answers, explained
from scheduler.program.candidates import place
from scheduler.timetable import Timetable
from scheduler.validate import validate
from scheduler.why.answers import answer
from scheduler.why.around import around
from scheduler.why.change import all_made
from scheduler.why.fixes import Fix, Fixes

SECONDS = 20.0


def fixes_of(clinic: Clinic) -> tuple[Timetable, Fixes]:
    week = best_week(clinic)
    found = answer(clinic, week, week.unmet[0], SECONDS).fixes
    assert found is not None
    return week, found


def tried(clinic: Clinic, fix: Fix) -> int:
    """Minutes unmet in the best week of the whole clinic with the fix."""
    return best_week(all_made(clinic, fix.changes)).score.unmet_minutes


WORDS = {
    "patient longer": (TIGHT, "A until 11:00 on Monday"),
    "therapist on another day": (AWAY, "t1 on Monday 09:00-10:00 as well"),
    "smaller group": (FEW, "process with 1 member"),
    "one more run": (RUNS, "process once more a week"),
    "room or patient": (ONE_ROOM, "{who} until 11:00 on Monday, or another room on Monday morning"),
    "therapist longer": (
        lone(
            {"appointments": TALK},
            patient={"available": MONDAY},
            therapist={"available": windows("mon 9:30-12:00")},
        ),
        "t1 from 09:00 on Monday, or A until 10:30 on Monday",
    ),
    "hours": (
        lone({"appointments": TALK}, therapist={"max_hours_week": 1}, others=(B,)),
        "t1 up to 2 hours a week",
    ),
    "language": (
        lone({"appointments": TALK}, patient={"language": "es"}, therapist={"languages": frozenset({"en"})}),
        "t1 speaking es",
    ),
    "credential": (
        lone(PROCESS, therapist={"services": frozenset({"individual"})}),
        "t1 credentialed for process",
    ),
    "features": (
        lone(PROCESS, group={"room_features": frozenset({"video"})}, rooms=(Room("room-1", "group", 4),)),
        "another group room with video on Monday",
    ),
    "pin": (PINNED, "no pin of individual of A on Monday 09:00"),
    "start": (STARTS, "process on Monday 08:00 as well"),
    "roster": (ROSTER, "process without B"),
    "longer week": (CEILING, "up to 2 hours a week for A"),
}


@pytest.mark.parametrize("name", WORDS)
def test_the_cheapest_change_is_named_and_meets_the_hour(name: str) -> None:
    clinic, words = WORDS[name]
    week, found = fixes_of(clinic)
    assert found.best is not None
    told = words.format(who=week.unmet[0].patient)
    assert found.words.startswith(told.split(", or ")[0]), found.words
    for fix in filter(None, (found.best, found.other)):
        assert tried(clinic, fix) <= week.score.unmet_minutes - fix.minutes


@pytest.mark.parametrize("name", CASES)
def test_every_fix_holds_in_the_whole_clinic(name: str) -> None:
    clinic = CASES[name][0]
    week, found = fixes_of(clinic)
    assert found.best is not None
    for fix in filter(None, (found.best, found.other)):
        assert fix.minutes > 0
        assert tried(clinic, fix) <= week.score.unmet_minutes - fix.minutes


def test_two_changes_where_one_is_not_enough() -> None:
    """A and the therapist miss each other by more than either may move."""
    clinic = lone(
        {"appointments": TALK},
        patient={"available": windows("mon 09:00-10:00")},
        therapist={"available": windows("mon 10:30-11:30"), "max_hours_day": 1, "max_hours_week": 1},
        open=windows("mon 09:00-12:00"),
        others=(evolve(B, own={"appointments": ()}),),
    )
    week, found = fixes_of(clinic)
    assert found.best is not None
    assert tried(clinic, found.best) == 0
    assert week.score.unmet_minutes == 60


def test_where_no_change_helps_none_is_named() -> None:
    """A group for four, one person: one member fewer is still too many."""
    _, found = fixes_of(lone(PROCESS, group={"size": Size(4, 6)}))
    assert found.best is None
    assert found.complete
    assert found.tried == 1
    assert not found.words


def test_nobody_loses_by_a_fix() -> None:
    """B needs t1 in the same hour: the fix may not take it from B."""
    clinic = lone(
        {"appointments": TALK}, patient={"available": MONDAY}, others=(evolve(B, available=MONDAY),)
    )
    week, found = fixes_of(clinic)
    assert found.best is not None
    small = validate(all_made(clinic, found.best.changes), best_week(all_made(clinic, found.best.changes)))
    assert small.score.unmet_minutes == 0
    assert {b.start for b in found.best.timetable.appointments} >= {b.start for b in week.appointments}
    assert len(week.unmet) == 1
    assert T2.id not in found.words


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
@example(28)  # two others are to be kept apart
def test_everything_unmet_in_random_clinics_has_a_reason(seed: int) -> None:
    clinic = quirky_clinic(seed, patients=6)
    try:
        week = greedy(clinic, QUIRKY_WEEK)
    except CannotPlace:
        return
    report = validate(clinic, week)
    week = evolve(week, unmet=report.unmet)
    for patient in sorted({u.patient for u in week.unmet})[:2]:
        for found in answers(clinic, week, patient=patient, seconds=1.0):
            assert found.unmet.because.endswith(".")
            if found.fixes is not None and found.fixes.best is not None:
                small = around(clinic, week, [patient]).clinic
                assert found.fixes.best.minutes > 0
                assert small.patients


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
@example(2762)  # somebody else's groups in their order, one of them outside the small week
def test_the_small_week_is_valid_in_the_small_clinic(seed: int) -> None:
    """Cutting a clinic out leaves no rule broken and nobody with more or less than they have."""
    clinic = quirky_clinic(seed, patients=10)
    try:
        week = greedy(clinic, QUIRKY_WEEK)
    except CannotPlace:
        return
    missing = {(u.patient, u.service): u.minutes for u in validate(clinic, week).unmet}
    for patient in clinic.patients[:3]:
        small = around(clinic, week, [patient.id])
        report = validate(small.clinic, small.timetable)
        assert report.valid, report.violations
        mine = {(u.patient, u.service): u.minutes for u in report.unmet if u.patient == patient.id}
        assert mine == {key: minutes for key, minutes in missing.items() if key[0] == patient.id}


def test_explained_fills_in_reasons_and_fixes() -> None:
    week = best_week(TIGHT)
    told = explained(place(TIGHT, WEEK), week, seconds=10.0)
    assert [bool(u.because) and bool(u.fix) for u in told.unmet] == [True]
    at_once = explained(place(TIGHT, WEEK), week, seconds=0.0)
    assert [(bool(u.because), u.fix) for u in at_once.unmet] == [(True, "")]
