"""Make the pictures of the documentation from the running app: `python docs/make_pictures.py`.

The sample clinic stands still on a Wednesday evening; keys are pressed as a facilitator would press them, and
the clock is moved on between them.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual.pilot import Pilot

from curricula.library import shipped
from facilitator.desk import Desk
from facilitator.sample.demo import make
from facilitator.tui.app import Openchair
from facilitator.tui.entrance import Entrance
from facilitator.tui.idle import Idle
from scheduler.files import load_clinic

PICTURES = Path(__file__).with_name("pictures")
OPENED = datetime(2026, 11, 25, 23, 41, tzinfo=UTC)
"""17:41 at the sample clinic."""
SIZE = (120, 36)
SOLVING = 40
"""Seconds for which next week is solved."""


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = OPENED

    def __call__(self) -> datetime:
        return self.now

    def on(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


async def take() -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory() as place:
        record = make(Path(place) / "clinic", OPENED)
        clock = Clock()
        config, _ = load_clinic(Path(place) / "clinic")
        assert config is not None
        desk = Desk(Path(place) / "clinic", config, record, modules=shipped(), clock=clock)
        app = Openchair(Entrance(desk.folder, config), desk=desk, idle=Idle(600, lambda: 0, lambda: 0))
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause(0.5)
            save(app, "today")
            await solve_week(pilot)
            save(app, "timetable")
            await pilot.press("1")
            await roster(pilot, app)
            await run_group(pilot, clock)
            save(app, "session")
        app.close_record()


async def solve_week(pilot: Pilot[None]) -> None:
    """Next week, solved for a while, with a group of it selected."""
    await keys(pilot, ["2", "s"])
    await pilot.pause(SOLVING)
    await keys(pilot, ["full_stop"])
    await pilot.pause(5)
    await keys(pilot, ["down", "down"])
    await pilot.pause(1)


async def roster(pilot: Pilot[None], app: Openchair) -> None:
    """What matters today about everybody who is expected tonight."""
    await keys(pilot, ["r"])
    await pilot.pause(1.5)
    save(app, "roster")
    await keys(pilot, ["escape"])


async def run_group(pilot: Pilot[None], clock: Clock) -> None:
    """Tonight's group until its third step: arrivals, one of them late, an absence, half of the round."""
    clock.on(16)
    await keys(pilot, ["enter"])
    await pilot.pause(0.5)
    await keys(pilot, "p" * 6)
    clock.on(3)
    await keys(pilot, ["space", "e"])
    clock.on(7)
    await keys(pilot, ["p", "space", "c", *"637528", *"74t", *"819", "escape"])
    clock.on(6)
    await keys(pilot, ["space"])
    clock.on(4)
    await pilot.pause(1.5)


async def keys(pilot: Pilot[None], pressed: Iterable[str]) -> None:
    for key in pressed:
        await pilot.press(key)
        await pilot.pause(0.1)


def save(app: Openchair, name: str) -> None:
    """The screen as it is now, as `name`.svg."""
    PICTURES.mkdir(exist_ok=True)
    path = PICTURES / f"{name}.svg"
    path.write_text(app.export_screenshot(simplify=True), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    asyncio.run(take())
