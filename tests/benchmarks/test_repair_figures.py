"""The benchmark of repairs measures what it says, on the smallest clinic."""

from __future__ import annotations

import json

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks.repairing import run


def test_a_small_clinic_is_measured() -> None:
    report = run(["--sizes", "s", "--cases", "2", "--solve", "0"])
    figures = {figure.name: figure for figure in report.figures}
    assert set(figures) == {
        "S: one therapist away, median",
        "S: absences not proven in that time",
        "S: absences not proven even while all others keep their hours",
        "S: minutes lost in all absences",
        "S: admission, nobody moved, median",
        "S: minutes given to a newcomer, mean",
    }
    lost = figures["S: minutes lost in all absences"]
    assert lost.value is not None
    assert lost.baseline is not None
    assert lost.value <= lost.baseline
    assert len(report.rows) == 4


def test_it_is_among_the_benchmarks(capsys: pytest.CaptureFixture[str]) -> None:
    benchmarks.main(["repairing", "--json", "--sizes", "s", "--cases", "1", "--solve", "0"])
    assert json.loads(capsys.readouterr().out)["benchmark"] == "repairing"
