"""Looking at a running app, and getting somewhere in it where the way there is not the point."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from facilitator.tui.messages import Go


def shown(app: App[Any]) -> str:
    """The whole screen as it is drawn now."""
    width, height = app.size
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip).ljust(width) for strip in strips[:height])


async def until(pilot: Pilot[Any], happened: Callable[[], object], seconds: float = 15) -> None:
    """Wait for something that comes in its own time: a thread, a dialog, a search."""
    last = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < last, f"nothing came of it:\n{shown(pilot.app)}"
        await pilot.pause(0.02)


async def settled(pilot: Pilot[Any]) -> None:
    """Let dialogs come and go: a little time, then until the app has nothing left to do."""
    await pilot.pause(0.05)
    await pilot.pause()


async def go(pilot: Pilot[Any], workspace: str, to: str | None = None) -> None:
    """Show a workspace, and what `to` names in it."""
    pilot.app.post_message(Go(workspace, to))
    await settled(pilot)


async def point(pilot: Pilot[Any], name: str) -> None:
    """Go to the Patients list and highlight one person."""
    await go(pilot, "patients")
    people = pilot.app.screen.query_one("#people", OptionList)
    people.highlighted = people.get_option_index(name)
    await pilot.pause()


async def type_into(pilot: Pilot[Any], selector: str, words: str) -> None:
    """Fill a field at once."""
    pilot.app.screen.query_one(selector, Input).value = words
    await pilot.pause()
