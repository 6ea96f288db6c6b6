"""The coordinator's week, Monday's intake to Friday's publication, as the tutorial tells it, key by key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from terminal import NO_TMUX, running
from walk import next_monday, steps, take

from facilitator.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "coordinator.md"
OWN = date(2026, 12, 7)
"""Monday of the week in which the tutorial plays."""
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Close of the week")


@pytest.mark.timeout(400)
@pytest.mark.skipif(bool(NO_TMUX), reason=NO_TMUX)
def test_the_walk_of_a_week(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "my-clinic")]) == 0
    with running("open my-clinic", cwd=tmp_path, size=(120, 36)) as terminal:
        terminal.wait("This clinic has no record yet")
        for step in steps(PAGE, next_monday(date.today()), OWN):
            take(terminal, step)
    calendars = list((tmp_path / "calendars").glob("**/*.ics"))
    assert any("patients" in str(path) for path in calendars)


def test_the_tutorial_tells_of_every_day() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [day for day in DAYS if f"## {day}" not in text] == []
