"""The benchmark of bounds measures, and tells what hands reach beside it."""

from __future__ import annotations

import pytest

from benchmarks.bounds import run


def test_small_clinics_are_bounded_in_every_objective() -> None:
    report = run(["--sizes", "s", "--seeds", "3", "--seconds", "5"])
    assert [row["objective"] for row in report.rows] == ["unmet", "changes", "preference"]
    assert all(0 <= row["bound"] <= row["value"] for row in report.rows)
    assert report.kept
    names = {figure.name for figure in report.figures}
    assert {"s: bound on unmet minutes", "s: time to bound unmet minutes"} <= names


def test_a_wrong_size_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--sizes", "xxl"])
    assert "there is no size 'xxl'; there are s, m, l, xl" in capsys.readouterr().err
