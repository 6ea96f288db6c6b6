"""The timetable made by hand is always valid, keeps what holds, and meets what is easy to meet."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from quirky import WEEK, minute, quirky_clinic

from scheduler.by_hand.fixtures import CannotPlace
from scheduler.by_hand.greedy import greedy
from scheduler.by_hand.occupancy import fits
from scheduler.clinic import (
    Appointment,
    Break,
    Clinic,
    Group,
    Level,
    Patient,
    Pin,
    Prescription,
    Room,
    Size,
    Therapist,
)
from scheduler.timetable import Timetable
from scheduler.validate import validate
from scheduler.week import Start, Window

WORKDAYS = tuple(Window(day, 9 * 60, 17 * 60) for day in range(5))


def clinic(**changes: object) -> Clinic:
    """Four people who need three hours of process and an individual hour; two therapists, two rooms."""
    plain = Clinic(
        name="Plain",
        timezone="America/Chicago",
        open=WORKDAYS,
        rooms=(Room("room-1", "group", 12), Room("office-1", "office", 3)),
        therapists=tuple(
            Therapist(t, frozenset({"process", "skills", "individual"}), WORKDAYS) for t in ("t1", "t2")
        ),
        groups=(Group("process", "process", 60, Size(3, 12)),),
        levels=(
            Level(
                "iop",
                Prescription(
                    days=3,
                    max_gap=15,
                    services={"process": 180},
                    once_a_day=True,
                    appointments=(Appointment("individual", 60),),
                ),
            ),
        ),
        patients=tuple(Patient(f"P-{i}", "iop", WORKDAYS, therapist="t1") for i in range(4)),
    )
    return evolve(plain, **changes)


def unmet(timetable: Timetable) -> int:
    return sum(u.minutes for u in timetable.unmet)


def valid(clinic: Clinic, timetable: Timetable) -> bool:
    report = validate(clinic, timetable)
    assert report.violations == ()
    assert report.score.unmet_minutes == unmet(timetable)
    return True


def test_an_easy_week_is_met_in_full() -> None:
    timetable = greedy(clinic(), WEEK)
    assert valid(clinic(), timetable)
    assert unmet(timetable) == 0


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9))
def test_whatever_the_clinic_no_rule_is_broken(seed: int) -> None:
    ours = quirky_clinic(seed)
    assert valid(ours, greedy(ours, WEEK, seed=seed % 3))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9))
def test_with_pins_and_last_week_it_is_valid_or_says_what_it_cannot_place(seed: int) -> None:
    ours = quirky_clinic(seed, pins=True)
    try:
        first = greedy(ours, WEEK)
    except CannotPlace:
        return
    assert valid(ours, first)
    later = evolve(ours, patients=ours.patients[1:], pins=())
    people = {p.id for p in later.patients}
    groups = tuple(g for g in later.groups if set(g.members or ()) <= people)
    later = evolve(later, groups=groups, patients=tuple(_known(p, people) for p in later.patients))
    if {s for p in later.patients for s in later.prescription(p).services} <= {g.service for g in groups}:
        assert valid(later, greedy(later, WEEK, previous=first))


def _known(patient: Patient, people: set[str]) -> Patient:
    return evolve(patient, apart=patient.apart & people)


def test_last_weeks_timetable_is_kept_when_it_still_holds() -> None:
    first = greedy(clinic(), WEEK, seed=5)
    again = greedy(clinic(), WEEK, previous=first)
    assert again.sessions == first.sessions
    assert again.appointments == first.appointments


def test_a_newcomer_joins_what_runs_already() -> None:
    first = greedy(clinic(), WEEK)
    more = clinic(patients=(*clinic().patients, Patient("P-9", "iop", WORKDAYS, therapist="t2")))
    second = greedy(more, WEEK, previous=first)
    assert valid(more, second)
    assert {s.start for s in second.sessions} == {s.start for s in first.sessions}
    assert unmet(second) == 0


def test_too_few_people_run_no_session() -> None:
    small = clinic(patients=clinic().patients[:2])
    timetable = greedy(small, WEEK)
    assert timetable.sessions == ()
    assert unmet(timetable) == 2 * 180


def test_a_pin_holds() -> None:
    pin = Pin(
        group="process", start=datetime(2026, 11, 25, 15), room="room-1", leaders=("t2",), members=("P-3",)
    )
    pinned = clinic(pins=(pin,))
    timetable = greedy(pinned, WEEK)
    assert valid(pinned, timetable)
    session = next(s for s in timetable.sessions if s.start == minute(2, 15))
    assert "P-3" in session.members
    assert session.leaders == ("t2",)


def test_a_pinned_appointment_holds() -> None:
    pin = Pin(service="individual", patient="P-0", start=datetime(2026, 11, 23, 9), therapist="t2")
    pinned = clinic(pins=(pin,))
    timetable = greedy(pinned, WEEK)
    assert valid(pinned, timetable)
    assert any(
        (b.patient, b.start, b.therapist) == ("P-0", minute(0, 9), "t2") for b in timetable.appointments
    )


def test_a_pin_without_a_leader_is_named() -> None:
    pin = Pin(group="process", start=datetime(2026, 11, 25, 6))
    with pytest.raises(CannotPlace, match="process"):
        greedy(clinic(pins=(pin,)), WEEK)


def test_a_group_that_must_run_runs_or_is_named() -> None:
    twice = evolve(clinic().groups[0], min_per_week=2)
    assert len([s for s in greedy(clinic(groups=(twice,)), WEEK).sessions if s.group == "process"]) >= 2
    never = evolve(twice, min_per_week=1, starts=(Start(6, 9 * 60),))
    with pytest.raises(CannotPlace, match="process has to run"):
        greedy(clinic(groups=(never,)), WEEK)


def test_a_closed_roster_is_exactly_its_people() -> None:
    closed = evolve(clinic().groups[0], id="closed", members=("P-0", "P-1", "P-2"))
    ours = clinic(groups=(closed,))
    timetable = greedy(ours, WEEK)
    assert valid(ours, timetable)
    assert timetable.sessions
    assert all(s.members == ("P-0", "P-1", "P-2") for s in timetable.sessions)


def test_a_ninth_member_brings_a_second_leader() -> None:
    nine = tuple(Patient(f"P-{i}", "iop", WORKDAYS) for i in range(9))
    ours = clinic(patients=nine, groups=(evolve(clinic().groups[0], second_leader_above=8),))
    timetable = greedy(ours, WEEK)
    assert valid(ours, timetable)
    assert {len(s.leaders) for s in timetable.sessions if len(s.members) == 9} == {2}


def test_nobody_works_through_the_break() -> None:
    busy = tuple(
        evolve(t, pause=Break(60, (11 * 60, 14 * 60)), available=WORKDAYS[:1]) for t in clinic().therapists
    )
    ours = clinic(therapists=busy, patients=tuple(Patient(f"P-{i}", "iop", WORKDAYS) for i in range(20)))
    assert valid(ours, greedy(ours, WEEK))


def test_a_clinic_without_anything_has_an_empty_week() -> None:
    for bare in (clinic(open=()), clinic(rooms=()), clinic(therapists=()), clinic(patients=())):
        timetable = greedy(bare, WEEK)
        assert valid(bare, timetable)
        assert timetable.sessions == ()


@given(st.lists(st.booleans(), max_size=14), st.integers(1, 6))
def test_something_begins_where_all_its_slots_are_free(slots: list[bool], length: int) -> None:
    begins = fits(np.array([slots], dtype=np.bool_).reshape(1, -1), length)[0]
    assert begins.tolist() == [
        at + length <= len(slots) and all(slots[at : at + length]) for at in range(len(slots))
    ]
