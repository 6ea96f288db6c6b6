"""What comes before the search is measured in a process of its own, with its promises beside it."""

from __future__ import annotations

import pytest

from benchmarks.building import run


def test_a_small_clinic_is_measured_whole() -> None:
    report = run(["--sizes", "s", "--attempts", "2"])
    values = {figure.name: figure.value for figure in report.figures}
    assert all(value is not None and value > 0 for value in values.values()), values
    assert values["s: of which candidates"] <= values["s: model building"]  # type: ignore[operator]
    assert report.rows[0]["unmet_after"] <= report.rows[0]["unmet"]


def test_an_unknown_size_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--sizes", "huge"])
    assert "there is no size 'huge'; there are" in capsys.readouterr().err
