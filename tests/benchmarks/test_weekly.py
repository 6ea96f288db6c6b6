"""The benchmark measures what it says: same seed same clinic, planted weeks hold, every answer is checked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.figures import Figure, Report
from benchmarks.weekly.cases import Case
from benchmarks.weekly.generate import SIZES, WEEK, next_week, tight
from benchmarks.weekly.instances.__main__ import HERE, shipped
from benchmarks.weekly.plain import solve_plain
from benchmarks.weekly.planting import roomy
from benchmarks.weekly.solvers import Task, prescribed, solver
from benchmarks.weekly.trial import attempt
from scheduler.by_hand.greedy import greedy
from scheduler.files import load_clinic, write_clinic
from scheduler.validate import validate


@pytest.mark.parametrize("size", ["s", "m", "l"])
def test_a_planted_week_holds_and_leaves_nothing_unmet(size: str) -> None:
    clinic, planted = roomy(size, 7)
    report = validate(clinic, planted)
    assert report.violations == ()
    assert report.score.unmet_minutes == 0
    assert len(clinic.patients) > 0.9 * SIZES[size].patients


def test_a_seed_is_a_clinic() -> None:
    assert tight("m", 3) == tight("m", 3)
    assert tight("m", 3) != tight("m", 4)
    assert roomy("s", 3) == roomy("s", 3)


@pytest.mark.parametrize("seed", [1, 3, 13])
def test_by_hand_a_tight_clinic_gets_a_valid_week_with_less_than_a_tenth_unmet(seed: int) -> None:
    clinic = tight("m", seed)
    report = validate(clinic, greedy(clinic, WEEK))
    assert report.violations == ()
    assert report.score.unmet_minutes < 0.1 * prescribed(clinic, WEEK)


def test_by_hand_a_large_clinic_gets_a_valid_week() -> None:
    clinic = tight("l", 1)
    assert validate(clinic, greedy(clinic, WEEK)).valid


def test_next_week_an_eighth_is_new_and_hardly_anybody_else_moves() -> None:
    clinic = tight("m", 2)
    later, last = next_week(clinic, greedy(clinic, WEEK), "m", 2)
    assert len({p.id for p in later.patients} - {p.id for p in clinic.patients}) == 60 // 8
    report = validate(later, greedy(later, WEEK, previous=last), last)
    assert report.violations == ()
    assert report.score.changes <= 20


def test_the_shipped_instances_are_the_generated_ones_and_small() -> None:
    for name, clinic in shipped().items():
        path = HERE / name
        assert path.stat().st_size < 100_000
        loaded, problems = load_clinic(path)
        assert loaded == clinic, problems


def test_the_plain_model_breaks_no_rule() -> None:
    clinic = tight("s", 1)
    heard: list[int] = []
    timetable, most = solve_plain(clinic, WEEK, 8, 2, 1, heard.append)
    assert timetable is not None
    assert most is not None
    report = validate(clinic, timetable)
    assert report.violations == ()
    assert heard[-1] == prescribed(clinic, WEEK) - report.score.unmet_minutes
    assert most >= heard[-1]


def test_a_trial_counts_with_the_validator() -> None:
    clinic, previous = Case("s", "next-week", 1).make()
    row = attempt(Task(clinic, WEEK, previous, 5, 1, 0), "greedy")
    report = validate(clinic, greedy(clinic, WEEK, previous=previous), previous)
    assert row["violations"] == 0
    assert (row["unmet"], row["changes"]) == (report.score.unmet_minutes, report.score.changes)


def test_a_trial_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    write_clinic(tmp_path / "clinic.toml", tight("s", 2))
    command = [
        sys.executable,
        "-m",
        "benchmarks.weekly.trial",
        str(tmp_path / "clinic.toml"),
        "--solver",
        "greedy",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    row = json.loads(done.stdout)
    assert row["solver"] == "greedy"
    assert row["violations"] == 0


def test_an_unknown_solver_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="there is no solver 'magic'; there are greedy"):
        solver("magic")


def test_a_missed_target_is_said_and_is_the_exit_code() -> None:
    report = Report("any", (Figure("time", 3.0, "s", target=2.0),), machine="m")
    assert "MISSED" in report.as_text()
    assert not report.kept
    assert not Figure("never measured", None, "s", target=2.0).kept


def test_names_are_listed_and_a_wrong_one_gets_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "weekly" in capsys.readouterr().out
    assert main(["weekli"]) == 2
    assert "did you mean weekly?" in capsys.readouterr().err
