"""`schedule explain` as it is typed: for the clinic, for a patient, for a wish, and mistyped."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from attrs import evolve
from test_why_reasons import AWAY, TIGHT
from tiny import WEEK
from whys import best_week

from curricula.diagnostics import BadInput
from scheduler.cli.commands import register
from scheduler.clinic import Clinic
from scheduler.files import write_clinic, write_timetable
from scheduler.week import Week


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return given(tmp_path, TIGHT)


def given(folder: Path, clinic: Clinic) -> Path:
    write_clinic(folder / "clinic.toml", clinic)
    write_timetable(folder / "week.toml", best_week(clinic))
    return folder


def explain(folder: Path, *more: str, timetable: bool = True) -> int:
    arguments = [str(folder / "clinic.toml"), *([str(folder / "week.toml")] if timetable else [])]
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    args = parser.parse_args(["schedule", "explain", *arguments, "--week", str(WEEK), *more])
    return int(args.run(args))


def test_the_whole_clinic(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(folder) == 0
    told = capsys.readouterr().out
    assert "2026-W48: 1:00 unmet." in told
    assert (
        "why: 2:00 are prescribed and A can come only Monday 09:00-10:00, which holds 1:00 at most." in told
    )
    assert "fix: A until 11:00 on Monday" in told


def test_json_of_one_patient(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(folder, "--patient", "A", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    (unmet,) = document["unmet"]
    assert (document["week"], document["unmet_minutes"]) == ("2026-W48", 60)
    assert set(unmet["causes"]) == {"times", "rest"}
    assert unmet["proven"]
    assert unmet["fixes"][0]["changes"] == ["A until 11:00 on Monday"]


def test_without_a_timetable_one_is_made_and_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(folder, "--time-limit", "4", timetable=False) == 0
    told = capsys.readouterr()
    assert "no timetable given" in told.err
    assert "1:00 unmet" in told.out


def test_a_wish(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(folder, "--why-not", "A individual tue 09:00") == 0
    assert "not available on Tuesday" in capsys.readouterr().out
    assert explain(folder, "--why-not", "A individual tue 09:00", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["verdict"], document["causes"]) == ("never", ["patient-available"])


def test_nothing_is_unmet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    met = evolve(AWAY, patients=())
    assert explain(given(tmp_path, met)) == 0
    assert capsys.readouterr().out.startswith("2026-W48: nothing is unmet.")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--patient", "a"], "there is no patient `a`\n  hint: did you mean `A`?"),
        (["--why-not", "A proces tue 09:00"], "did you mean `process`?"),
        (["--why-not", "A process tue"], "is not a wish"),
    ],
)
def test_a_mistyped_name_is_told(
    folder: Path, options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BadInput) as caught:
        explain(folder, *options)
    assert told in str(caught.value)
    assert not capsys.readouterr().out


def test_a_timetable_of_another_week(folder: Path) -> None:
    week = evolve(best_week(TIGHT), week=Week.parse("2026-W47"))
    write_timetable(folder / "week.toml", week)
    with pytest.raises(BadInput, match="this timetable is of 2026-W47, not of 2026-W48"):
        explain(folder)


def test_a_timetable_that_breaks_a_rule(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    week = best_week(TIGHT)
    moved = evolve(
        week, appointments=tuple(evolve(b, start=b.start + 60, end=b.end + 60) for b in week.appointments)
    )
    moved = evolve(
        moved, sessions=tuple(evolve(s, start=s.start + 60, end=s.end + 60) for s in week.sessions)
    )
    write_timetable(folder / "week.toml", moved)
    assert explain(folder) == 1
    assert "this timetable breaks rules" in capsys.readouterr().err
