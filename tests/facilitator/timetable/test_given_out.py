"""The app is killed after a version was stored and before its calendars were: the next start says so."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve
from driving import opened, shown, told, until
from riverfront import CONFIG, NOW, PASSPHRASE, WEEK, app_on, by_hand, open_desk

from facilitator.desk import Desk
from facilitator.events import WeekPublished, week_stream
from facilitator.records.store import Record
from facilitator.timetabling.given_out import files_owed, missing
from scheduler.exports.index import version_in
from scheduler.files import dump_timetable

PUBLISHES = """
import os, signal, sys
from pathlib import Path
from zoneinfo import ZoneInfo
from facilitator.events import WeekPublished, week_stream
from facilitator.records.store import Record
from facilitator.tui.timetable.giving_out import write_week
from scheduler.exports import swapping
from scheduler.exports.rows import PLAIN
from scheduler.files import read_timetable

folder, out, passphrase, toml = sys.argv[1:]
record = Record.open(Path(folder), "t1", passphrase)
timetable = read_timetable(toml)[0]
record.append(week_stream(str(timetable.week)), WeekPublished(str(timetable.week), toml))
swapping._swap = lambda new, folder: os.kill(os.getpid(), signal.SIGKILL)
write_week(out, timetable, PLAIN, ZoneInfo("America/Chicago"), formats=("ics",), version=2, who="t1")
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is nothing like kill -9 here")
async def test_killed_between_record_and_folder_the_next_start_offers_to_write_again(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "clinic")
    toml = dump_timetable(by_hand())
    desk.append(week_stream(str(WEEK)), WeekPublished(str(WEEK), toml))
    desk.record.close()  # type: ignore[attr-defined]
    out = tmp_path / "out"
    words = [sys.executable, "-c", PUBLISHES, str(desk.folder), str(out), PASSPHRASE, toml]
    assert subprocess.run(words, check=False).returncode == -signal.SIGKILL
    assert version_in(out, WEEK) == 0

    record = Record.open(desk.folder, "t1", PASSPHRASE)
    desk = Desk(desk.folder, evolve(CONFIG, publish_to=str(out)), record, clock=lambda: NOW)
    owed = files_owed(desk)
    assert owed is not None
    assert owed.words == "calendars of week 47, version 1, were not all written"
    assert owed.of == ("2026-W47", "2026-W48"), "this week was published before there was a folder"
    app = app_on(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await opened(pilot)
        screen.show(str(WEEK))
        await until(pilot, lambda: "version 2: files not all written, b writes them" in shown(app))
        await pilot.press("b")
        await until(pilot, lambda: "nothing of that week is there. Write them now?" in flat(shown(app)))
        await pilot.press("y")
        await until(pilot, lambda: "Wrote" in told(app))
        await until(pilot, lambda: "not all written" not in shown(app))
    assert version_in(out, WEEK) == 2
    assert missing(desk, WEEK) is None
    left = files_owed(desk)
    assert left is not None
    assert left.of == ("2026-W47",)
    record.close()


def flat(words: str) -> str:
    return " ".join(words.replace("│", " ").split())


def test_a_folder_that_cannot_be_read_lacks_everything(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    for words in ("", "[]", '{"weeks": 3}', '{"weeks": {"2026-W48": null}}', "[" * 100_000):
        (tmp_path / "published" / "index.json").write_text(words, encoding="utf-8")
        assert version_in(tmp_path, WEEK) == 0
