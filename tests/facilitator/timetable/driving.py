"""Driving the Timetable workspace and reading what it says."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from riverfront import WEEK
from textual.app import App
from textual.events import Key
from textual.pilot import Pilot

from facilitator.events import WeekDrafted, WeekPublished, week_stream
from facilitator.tui.timetable.panes import Rows
from facilitator.tui.timetable.screen import TimetableScreen


async def until(pilot: Pilot[Any], done: Callable[[], bool], seconds: float = 20) -> None:
    """Let the app work until `done`."""
    ends = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < ends, "waited too long"
        await asyncio.sleep(0.02)


async def tap(app: App[Any], *keys: str) -> None:
    """Keys while the solver works: the pilot would wait for an idle processor, which there is none."""
    for key in keys:
        app.post_message(Key(key, key if len(key) == 1 else None))
        await asyncio.sleep(0.03)


async def opened(pilot: Pilot[Any]) -> TimetableScreen:
    """Go to the workspace."""
    await pilot.pause()
    await pilot.press("2")
    await until(
        pilot, lambda: isinstance(pilot.app.screen, TimetableScreen) and pilot.app.screen._view is not None
    )
    await pilot.pause()
    assert isinstance(pilot.app.screen, TimetableScreen)
    return pilot.app.screen


def shown(app: Any) -> str:
    """The whole screen as it is drawn now."""
    width, height = app.size
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip).ljust(width) for strip in strips[:height])


def rows(screen: TimetableScreen, name: str) -> list[str]:
    """What a pane lists."""
    options = screen.query_one(f"#{name}", Rows)
    return [str(options.get_option_at_index(i).prompt) for i in range(options.option_count)]


def told(app: Any) -> str:
    """All notices so far."""
    return "\n".join(notice.message for notice in app._notifications)


def written(screen: TimetableScreen) -> list[WeekDrafted | WeekPublished]:
    """Drafts and versions of next week, as the record has them."""
    facts = (entry.fact for entry in screen.desk.record.read(week_stream(str(WEEK))))
    return [fact for fact in facts if isinstance(fact, WeekDrafted | WeekPublished)]
