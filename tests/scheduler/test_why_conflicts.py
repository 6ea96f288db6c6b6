"""Pins and duties that cannot all be: the smallest set that clashes, and the rules in its way."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import WEEK, clinic, moment

from curricula.diagnostics import BadInput
from scheduler.clinic import Clinic, Pin
from scheduler.files import write_clinic
from scheduler.files.clinic_file import places
from scheduler.impossible import Impossible, report
from scheduler.program.candidates import place
from scheduler.why.conflicts import conflicts, demands, fulfilled

NOBODY = {name: {"available": ()} for name in "BCD"}
GROUP = Pin(group="process", start=moment("mon 09:00"), room="room-1")
SAME_ROOM = Pin(group="skills", start=moment("mon 09:30"), room="room-1")
SAME_THERAPIST = Pin(service="individual", patient="D", start=moment("mon 09:30"), therapist="t1")
LED = Pin(group="process", start=moment("mon 09:00"), leaders=("t1",))
MEDICATION = Pin(service="medication", patient="A")
OVERLAPPING = Pin(group="skills", start=moment("mon 09:30"))
ELSEWHERE = Pin(group="skills", start=moment("tue 10:00"))

CASES: dict[str, tuple[Clinic, int, set[str]]] = {
    "closed day": (clinic(pins=(Pin(group="process", start=moment("sat 09:00")), ELSEWHERE)), 1, {"opening"}),
    "one room": (clinic(pins=(GROUP, SAME_ROOM, ELSEWHERE)), 2, {"room-once"}),
    "one therapist": (
        clinic(
            pins=(Pin(group="process", start=moment("mon 09:00"), leaders=("t1",)), SAME_THERAPIST, ELSEWHERE)
        ),
        2,
        {"therapist-once"},
    ),
    "too few people": (
        clinic(patients=NOBODY, groups={"process": {"min_per_week": 1}}),
        1,
        {"size", "patient-available"},
    ),
    "too often": (clinic(groups={"skills": {"min_per_week": 3}}), 1, {"size", "prescription"}),
    "nobody works": (
        clinic(
            therapists={"rx1": {"available": ()}}, pins=(Pin(service="medication", patient="A"), ELSEWHERE)
        ),
        1,
        {"therapist-available"},
    ),
    "two groups, three people": (
        clinic(
            patients={"D": {"available": ()}},
            pins=(
                Pin(group="process", start=moment("mon 09:00")),
                Pin(group="skills", start=moment("mon 09:30")),
            ),
        ),
        2,
        {"size", "patient-available", "patient-once"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_smallest_clash_and_its_rules(name: str) -> None:
    given, size, rules = CASES[name]
    (clash,) = conflicts(given, WEEK)
    assert len(clash.demands) == size
    assert set(clash.rules) == rules
    assert clash.because.endswith(".")
    assert not fulfilled(given, WEEK, clash.demands)
    for left_out in clash.demands:
        others = tuple(demand for demand in clash.demands if demand != left_out)
        assert fulfilled(given, WEEK, others)
    mended = tuple(demand for demand in demands(given, WEEK) if demand not in clash.demands)
    assert fulfilled(given, WEEK, mended)


def test_both_pins_are_named_with_the_rule() -> None:
    with pytest.raises(BadInput) as caught:
        report(place(CASES["one room"][0], WEEK))
    (told,) = caught.value.diagnostics
    assert told.message.startswith(
        "these 2 pins cannot hold together in 2026-W48: "
        "process on Monday 09:00 in room-1; skills on Monday 09:30 in room-1. room-1 holds"
    )
    assert told.hint.endswith("the rule is `room-once`")


def test_two_clashes_are_two_diagnostics() -> None:
    given = clinic(pins=(GROUP, SAME_ROOM, Pin(group="process", start=moment("sun 09:00"))))
    with pytest.raises(BadInput) as caught:
        report(place(given, WEEK))
    assert len(caught.value.diagnostics) == 2


def test_pins_that_can_hold_are_not_blamed() -> None:
    given = clinic(pins=(GROUP, ELSEWHERE), groups={"skills": {"min_per_week": 1}})
    assert conflicts(given, WEEK) == ()
    report(place(given, WEEK))


def test_what_cannot_run_is_told_where_it_stands(tmp_path: Path) -> None:
    """At the key of the clinic's file that asks for it."""
    given, file = clinic(groups={"skills": {"min_per_week": 40}}), tmp_path / "clinic.toml"
    write_clinic(file, given)
    with pytest.raises(Impossible) as caught:
        report(place(given, WEEK))
    (told,) = caught.value.at(places(file, caught.value.where)).diagnostics
    assert (told.file, told.code) == (str(file), "S025")
    assert file.read_text().splitlines()[told.line - 1].startswith("min_per_week = 40")
