"""Ctrl-C on the real solver, in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve
from quirky import quirky_clinic
from tiny import CLINIC, IOP

from scheduler.clinic import Clinic, Level, Patient
from scheduler.files import load_timetable, write_clinic
from scheduler.validate import validate
from scheduler.week import parse_windows

SOLVE = "import argparse, sys; from scheduler.cli.commands import register; p = argparse.ArgumentParser(); " \
    "register(p.add_subparsers()); a = p.parse_args(sys.argv[1:]); sys.exit(a.run(a))"  # fmt: skip


def crowded() -> Clinic:
    """More people than its two therapists can see, so that the search goes on for a while."""
    evening = parse_windows("mon-fri 14:00-20:00")
    people = tuple(
        Patient(f"P-{i:02}", "iop", evening, therapist=f"t{1 + i % 2}", prescriber="rx1") for i in range(40)
    )
    prescription = evolve(IOP, services={"process": 180, "skills": 180}, once_a_day=True, max_gap=15)
    return evolve(CLINIC, patients=people, levels=(Level("iop", prescription),))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a whole console, tests included")
def test_ctrl_c_keeps_the_best_week_so_far(tmp_path: Path) -> None:
    clinic = crowded()
    write_clinic(tmp_path / "clinic.toml", clinic)
    words = ["schedule", "solve", ".", "--week", "2026-W48", "--out", "week.toml", "--time-limit", "60"]
    with subprocess.Popen(
        [sys.executable, "-c", SOLVE, *words], cwd=tmp_path, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        heard = ""
        while "unmet" not in heard:
            heard = process.stderr.readline()
            assert heard, "the solver ended without finding anything"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 130
    written, problems = load_timetable(tmp_path / "week.toml", clinic)
    assert problems == []
    assert written is not None
    report = validate(clinic, written)
    assert report.valid
    assert written.score.values == report.score.values


def test_a_small_clinic_is_solved_and_checked(tmp_path: Path) -> None:
    """The whole path: files in, the real solver, a file out that the check agrees with."""
    clinic = quirky_clinic(7, patients=6)
    write_clinic(tmp_path / "clinic.toml", clinic)
    words = ["schedule", "solve", ".", "--week", "2026-W48", "--out", "week.toml", "--time-limit", "2"]
    done = subprocess.run(
        [sys.executable, "-c", SOLVE, *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    written, _ = load_timetable(tmp_path / "week.toml", clinic)
    assert written is not None
    assert validate(clinic, written).valid
