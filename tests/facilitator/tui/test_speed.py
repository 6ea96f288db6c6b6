"""From the passphrase to Today on a record of ten thousand entries (`python -m benchmarks door`)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from attrs import evolve
from pace import on_a_busy_machine
from riverside import CHEAP, CONFIG, NOW, PASSPHRASE, WEEK, Written, history, monday
from textual.widgets import Input

from facilitator.events import NoteSigned, SessionFinished, SessionOpened, session_stream
from facilitator.records.store import Record
from facilitator.tui.app import Openchair
from facilitator.tui.entrance import Entrance
from facilitator.tui.today.screen import TodayScreen

SESSIONS = 300
ENTRIES = 10_000


def long_history() -> Iterator[Written]:
    """The small clinic's history, and one of its sessions again on each of the last 300 days."""
    yield from history()
    pattern = list(monday(WEEK.shifted(-1), "sleep", signed=True))
    for back in range(1, SESSIONS + 1):
        name, moment = f"again-{back}", NOW - timedelta(days=back)
        for stream, fact, _, who in pattern:
            if stream.startswith("patient:"):
                continue
            if isinstance(fact, SessionOpened):
                fact = evolve(fact, session=name, starts=moment)  # noqa: PLW2901
            elif isinstance(fact, NoteSigned | SessionFinished):
                fact = evolve(fact, session=name)  # noqa: PLW2901
            yield session_stream(name), fact, moment, who


async def test_from_passphrase_to_today_in_a_second(tmp_path: Path) -> None:
    record, _ = Record.create(tmp_path, "t1", PASSPHRASE, cost=CHEAP)
    record.append_many(long_history())
    assert record.count() >= ENTRIES
    record.close()
    app = Openchair(Entrance(tmp_path, CONFIG))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.5)
        app.screen.query_one(Input).value = PASSPHRASE
        began = time.process_time()
        await pilot.press("enter")
        while not isinstance(app.screen, TodayScreen):
            await pilot.pause(0.01)
        await pilot.pause()
        spent = time.process_time() - began
        app.close_record()
    assert spent < on_a_busy_machine(1), f"{spent:.2f} s of processor time"
