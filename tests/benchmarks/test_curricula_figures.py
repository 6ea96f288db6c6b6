"""The benchmark of curricula measures what it says it does."""

from __future__ import annotations

from pathlib import Path

from benchmarks.curricula import STRAIGHT, _broken, _shipped, _timed
from benchmarks.modules.broken import BROKEN


def test_every_broken_module_is_a_row_and_none_is_wrong(tmp_path: Path) -> None:
    rows, figures = _broken(tmp_path / "broken")
    assert len(rows) == len(BROKEN)
    assert all(row["right"] for row in rows)
    assert figures[0].value == 0
    assert figures[0].kept


def test_what_ships_keeps_its_targets() -> None:
    grade, minutes = _shipped()
    assert grade.kept
    assert grade.value is not None
    assert grade.value > 0
    assert (minutes.value, minutes.kept) == (0, True)


def test_time_is_measured_by_the_clock_and_of_the_processor() -> None:
    took = _timed(lambda: sum(range(2_000_000)))
    assert took.clock > 0
    assert took.processor > 0
    assert STRAIGHT > 1
