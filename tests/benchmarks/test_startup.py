"""The command line starts light, measured against the bare interpreter."""

from __future__ import annotations

from benchmarks.startup import run


def test_help_and_check_import_nothing_heavy() -> None:
    report = run(["--times", "2"])
    loaded = [figure for figure in report.figures if "heavy" in figure.name]
    assert len(loaded) == 2
    assert all(figure.value == 0 for figure in loaded), report.notes
    ratios = [figure for figure in report.figures if figure.unit == "times"]
    assert all(figure.value is not None and figure.value > 1 for figure in ratios)
