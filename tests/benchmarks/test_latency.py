"""The latency benchmark presses real keys and counts as it says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks import door
from benchmarks.figures import Report
from benchmarks.latency import KEYS, Stage, _pressed, _record, percentile
from benchmarks.live.evening import entries
from benchmarks.live.killing import kill_often
from facilitator.live.session import fold, replay


def test_percentiles_are_by_nearest_rank() -> None:
    values = [float(i) for i in range(1, 101)]
    assert percentile(values, 99) == 99
    assert percentile(values, 50) == 50
    assert percentile([7.0], 99) == 7


async def test_every_key_is_on_the_record_when_its_clock_stops(tmp_path: Path) -> None:
    record = _record(tmp_path / "clinic")
    stage = Stage(record)
    async with stage.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        before = record.count()
        taken = await _pressed(stage, len(KEYS))
        assert record.count() == before + len(KEYS)
    assert len(taken) == len(KEYS)
    assert all(milliseconds > 0 for milliseconds in taken)
    record.close()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")
def test_the_door_and_today_are_seen_in_a_terminal() -> None:
    report = door.run(["--times", "1"])
    assert isinstance(report, Report)
    names = [figure.name for figure in report.figures]
    assert names[:2] == ["enter to the unlock screen", "passphrase to Today"]
    assert all(figure.value is not None and 0 < figure.value < door.LONGEST for figure in report.figures)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork on Windows")
def test_what_was_told_as_stored_outlives_a_kill(tmp_path: Path) -> None:
    killed = kill_often(tmp_path / "clinic", 8)
    assert (killed.lost, killed.sound) == (0, True)
    assert killed.kept >= killed.acknowledged > 0


def test_a_scripted_evening_replays_to_the_same_state_in_parts() -> None:
    found = entries(400)
    state = replay(found[:150])
    for entry in found[150:]:
        state = fold(state, entry)
    assert state == replay(found)
