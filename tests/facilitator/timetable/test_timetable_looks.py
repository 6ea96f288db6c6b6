"""What the workspace looks like, at both sizes, at a fixed moment."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve
from driving import opened
from riverfront import BEFORE, WEEK, app_on, by_hand, drafted, open_desk

from facilitator.desk import Desk
from facilitator.tui.timetable import solving
from facilitator.tui.timetable.screen import TimetableScreen
from facilitator.tui.timetable.solving import Found, Run
from scheduler.timetable import Timetable

Compare = Callable[..., bool]
pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != (3, 11),
    reason="snapshots are kept for Python 3.11; other versions draw the same words",
)
sizes = pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])
MONDAY = date(2026, 11, 23)


def shut_on_monday(folder: Path) -> tuple[Desk, Timetable]:
    """A desk with Monday of next week closed, and a week that lives with it."""
    desk = open_desk(folder / "clinic", closed=(MONDAY,))
    timetable = by_hand(WEEK, by_hand(BEFORE), desk.clinic(WEEK))
    busy = "P-6 is free Tuesday and Wednesday 18:00-20:00 only, and her groups run then."
    reasons = {
        "individual": (busy, "an hour on Thursday"),
        "process": ("P-6 is free on two days of this week only.", ""),
    }
    told = (
        evolve(one, because=reasons[one.service][0], fix=reasons[one.service][1])
        if one.service in reasons
        else one
        for one in timetable.unmet
    )
    return desk, evolve(timetable, unmet=tuple(told))


@sizes
def test_empty(tmp_path: Path, size: tuple[int, int], snap_compare: Compare) -> None:
    async def drive(pilot: Any) -> None:
        await opened(pilot)

    desk = open_desk(tmp_path / "clinic")
    assert snap_compare(app_on(desk), terminal_size=size, run_before=drive)


@sizes
def test_draft(tmp_path: Path, size: tuple[int, int], snap_compare: Compare) -> None:
    async def drive(pilot: Any) -> None:
        await opened(pilot)
        await pilot.press("down", "p")
        if size[0] < 110:
            await pilot.press("tab", "tab")
        await pilot.pause(0.2)

    desk, timetable = shut_on_monday(tmp_path)
    drafted(desk, timetable)
    assert snap_compare(app_on(desk), terminal_size=size, run_before=drive)


@sizes
def test_solving(
    tmp_path: Path, size: tuple[int, int], snap_compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The middle of a run, with a clock that stands still and no solver behind it."""
    desk, timetable = shut_on_monday(tmp_path)
    monkeypatch.setattr(solving, "time", SimpleNamespace(monotonic=lambda: 14.0))

    async def drive(pilot: Any) -> None:
        screen = await opened(pilot)
        assert isinstance(screen, TimetableScreen)
        run = screen._run = Run(screen.view, lambda t: screen._with(t, ()), 60, 2520, began=0, unmet_bound=0)
        screen.post_message(Found(run, run.look(timetable)))
        await pilot.press("v", "v")
        await pilot.pause(0.2)

    assert snap_compare(app_on(desk), terminal_size=size, run_before=drive)


@sizes
def test_moving(tmp_path: Path, size: tuple[int, int], snap_compare: Compare) -> None:
    async def drive(pilot: Any) -> None:
        await opened(pilot)
        await pilot.press("down", "m", "right", "down", "down")
        await pilot.pause(0.2)

    desk, timetable = shut_on_monday(tmp_path)
    drafted(desk, timetable)
    assert snap_compare(app_on(desk), terminal_size=size, run_before=drive)
