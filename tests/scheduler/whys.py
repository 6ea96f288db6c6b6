"""Clinics in which one hour cannot be, and the best week of a clinic by the whole model: for tests of why."""

from __future__ import annotations

from typing import Any

from attrs import evolve
from tiny import ALWAYS, OPEN, WEEK, windows

from scheduler.clinic import Appointment, Clinic, Group, Level, Patient, Prescription, Room, Size, Therapist
from scheduler.program.candidates import place
from scheduler.program.engine import Effort, search
from scheduler.program.goals import post_rules
from scheduler.program.model import Model
from scheduler.program.objectives import unmet
from scheduler.program.plan import Plan
from scheduler.search import naming
from scheduler.timetable import Timetable
from scheduler.validate import validate

PROCESS = {"services": {"process": 60}}
TALK = (Appointment("individual", 60),)
MONDAY = windows("mon 09:00-10:00")


def lone(
    prescribed: dict[str, Any],
    *,
    patient: dict[str, Any] | None = None,
    others: tuple[Patient, ...] = (),
    group: dict[str, Any] | None = None,
    therapist: dict[str, Any] | None = None,
    **changes: Any,
) -> Clinic:
    """A clinic for A alone (and `others`): t1, two rooms, a process group for one to four."""
    t1 = Therapist("t1", frozenset({"process", "individual"}), ALWAYS)
    return evolve(
        Clinic(
            name="Lone",
            timezone="America/Chicago",
            open=OPEN,
            rooms=(Room("room-1", "group", 4), Room("room-2", "group", 4)),
            therapists=(evolve(t1, **(therapist or {})),),
            groups=(evolve(Group("process", "process", 60, Size(1, 4)), **(group or {})),),
            levels=(Level("iop", Prescription(**prescribed)),),
            patients=(evolve(Patient("A", "iop", ALWAYS, therapist="t1"), **(patient or {})), *others),
        ),
        **changes,
    )


def best_week(clinic: Clinic) -> Timetable:
    """The week with the least unmet, by the whole model at once."""
    found = place(clinic, WEEK)
    model = post_rules(Model(found))
    answer = search(model.program, unmet(model), Effort(20, 1))
    assert answer.closed
    assert answer.values is not None
    week = naming.timetable(found, Plan.of_values(found, answer.values))
    report = validate(clinic, week)
    assert report.valid, report.violations
    return evolve(week, unmet=report.unmet, score=report.score)
