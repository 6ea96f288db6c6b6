"""`openchair rules`: what it prints, and what it tells the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attrs import evolve
from tiny import CLINIC, IOP, week

from facilitator.cli import main
from scheduler.clinic import Level, Size
from scheduler.facts import Facts
from scheduler.files import dump_clinic, dump_timetable
from scheduler.packs.clinic_check import check_clinic
from scheduler.packs.rules import Rules
from scheduler.packs.shelf import shipped
from scheduler.packs.week_check import check_week

RULES = Rules(tuple(pack for pack in shipped() if pack.id == "generic-iop"))
CAVEAT = "Not legal advice: check with your counsel and your payers.\n"


def test_a_clinic_is_held_against_its_packs() -> None:
    groups = (evolve(CLINIC.groups[0], size=Size(1, 16)), *CLINIC.groups[1:])
    level = Level("iop", evolve(IOP, hours_min=6, hours_max=25, days=2))
    many = tuple(evolve(CLINIC.patients[0], id=f"P-{n}") for n in range(17))
    clinic = evolve(CLINIC, groups=groups, levels=(level,), patients=many)
    found = [(f.where, f.figure.name if f.figure else "", f.weight) for f in check_clinic(clinic, RULES)]
    assert found == [
        ("level iop", "hours.min", "contradicts"),
        ("level iop", "days.min", "contradicts"),
        ("level iop", "day_hours.min", "open"),
        ("level iop", "hours.max", "contradicts"),
        ("level iop", "hours.min", "contradicts"),  # what is prescribed does not sum to nine hours
        ("group process", "group.max", "contradicts"),
        ("group process", "group.min", "contradicts"),
        ("t1", "caseload.max", "contradicts"),
    ]


def test_adolescents_have_their_own_figures() -> None:
    young = tuple(evolve(patient, band="adolescent") for patient in CLINIC.patients)
    groups = tuple(
        evolve(g, band="adolescent", size=Size(2, 12), second_leader_above=11) for g in CLINIC.groups
    )
    level = Level("iop", evolve(IOP, hours_min=6, hours_max=19, day_hours_min=2, services={"process": 300}))
    clinic = evolve(CLINIC, patients=young, groups=groups, levels=(level,))
    found = check_clinic(clinic, RULES)
    assert [(f.where, f.figure.name if f.figure else "") for f in found] == [
        ("group process", "group.second_leader_above"),
        ("group skills", "group.second_leader_above"),
    ]
    assert "a second facilitator above 11; the pack asks for a second above 10 members" in found[0].message


def test_a_week_is_held_against_its_packs() -> None:
    found = check_week(Facts(CLINIC, week()), RULES)
    of_a = [str(f) for f in found if f.where == "A"]
    assert len(of_a) == 3
    assert of_a[0].startswith(
        "A: has 4:00 hours in week 2026-W48; the pack asks for 9 hours a week [generic-iop"
    )
    assert "comes on Monday, Wednesday" in of_a[1]
    assert "has 1:00 hours on Wednesday" in of_a[2]
    assert not [f for f in found if f.where.startswith("process")]


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clinic, made = tmp_path / "clinic.toml", tmp_path / "week.toml"
    clinic.write_text(dump_clinic(evolve(CLINIC, packs=("generic-iop",))), encoding="utf-8")
    made.write_text(dump_timetable(week()), encoding="utf-8")

    assert main(["rules", "check", str(clinic), "--week", str(made), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["packs"] == ["generic-iop"]
    assert told["caveat"] == CAVEAT.strip()
    assert {"where", "message", "figure", "value", "pack", "source", "date", "confirmed"} <= set(
        told["findings"][0]
    )

    for command in (["list"], ["show", "california"], ["check", str(clinic)]):
        main(["rules", *command])
        assert capsys.readouterr().err == CAVEAT
    assert main(["rules", "show", "california", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["figures"][0]["source"] == "DHCS BHIN 24-001"
    assert shown["unconfirmed"] > 0

    assert main(["rules", "show", "californa"]) == 2
    assert "did you mean `california`?" in capsys.readouterr().err
    assert main(["rules", "check", str(clinic), "--pack", "medicare"]) == 2
    assert "there is no pack `medicare`" in capsys.readouterr().err
    assert main(["rules"]) == 2


def test_a_clinic_without_packs_or_with_a_broken_one_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "clinic.toml").write_text(dump_clinic(CLINIC), encoding="utf-8")
    assert main(["rules", "check", str(tmp_path)]) == 2
    assert "names no packs" in capsys.readouterr().err
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "mine.toml").write_text("format = 1\nid = 3\n", encoding="utf-8")
    assert main(["rules", "check", str(tmp_path), "--pack", "mine"]) == 2
    told = capsys.readouterr().err
    assert "mine.toml:2:6: F012" in told
    assert "`title` is missing" in told
