"""The topics benchmark in small, and its page."""

from __future__ import annotations

from pace import on_a_busy_machine

from benchmarks.topics import page
from benchmarks.topics.benchmark import run


def test_no_way_of_planning_is_below_the_loop_and_planning_is_quick() -> None:
    report = run(["--weeks", "6", "--seeds", "2"])
    named = {figure.name: figure for figure in report.figures}
    assert len(named) == len(report.figures)
    missed = [figure for figure in report.figures if figure.name.endswith(": missed")]
    assert len(missed) == 20
    assert all(figure.kept for figure in missed), [f.name for f in missed if not f.kept]
    times = [figure for figure in report.figures if figure.unit in ("s", "ms")]
    assert all(f.value <= on_a_busy_machine(f.target) for f in times if f.target)
    assert all(row["coverage"] <= row["bound"] + 5 for row in report.rows)  # few people: chance may be kind


def test_the_page_is_what_was_measured_last() -> None:
    assert page.PAGE.read_text(encoding="utf-8") == page.render(page.stored())
