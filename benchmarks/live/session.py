"""The live session: a key to stored and shown, replaying a long one, and kill -9 at random moments of it.

`--keys N` presses N keys (default 300), `--kills N` kills N processes (default 60, a minute in all),
`--entries N` replays that many (default 10,000); `--long` kills 500 and presses 1,000. Baselines of the same
run: a key that stores nothing, and one pass over the entries that only looks at them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from textual import events

from benchmarks.cluster import DISK, NoServer, cluster, name_server
from benchmarks.figures import Figure, Report
from benchmarks.latency import Stage, _pressed, _record, percentile
from benchmarks.live.evening import entries
from facilitator.live.session import replay

MOST_MS, MOST_REPLAY = 50.0, 0.5
SHORT, LONG = (300, 60), (1000, 500)
"""Keys that are pressed and processes that are killed."""


def run(options: Sequence[str]) -> Report:
    parser = argparse.ArgumentParser(prog="python -m benchmarks session")
    parser.add_argument("--keys", type=int)
    parser.add_argument("--kills", type=int)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--long", action="store_true")
    chosen = parser.parse_args(options)
    count, rounds = LONG if chosen.long else SHORT
    count, rounds = chosen.keys or count, rounds if chosen.kills is None else chosen.kills
    with tempfile.TemporaryDirectory(dir=DISK) as folder:
        keys, idle = asyncio.run(_keys(Path(folder), count))
    on_server, said = _on_server(count)
    replayed, looked = _replay(chosen.entries)
    disk = [_synced() for _ in range(count)]
    figures = [
        Figure("key to stored and shown, p99", percentile(keys, 99), "ms", percentile(idle, 99), MOST_MS),
        Figure("key to stored and shown, median", percentile(keys, 50), "ms", percentile(idle, 50)),
        *on_server,
        Figure("of which this disk may take, p99", percentile(disk, 99), "ms", percentile(disk, 50)),
        Figure(f"replay of {chosen.entries:,} events", replayed, "s", looked, MOST_REPLAY),
    ]
    notes = [f"{len(keys)} keys with ten members; the baseline is an arrow key, which is only shown", *said]
    if sys.platform == "win32":
        notes.append("kill -9 was not measured: this system does not fork")
    else:
        killed, note = _kills(rounds)
        figures.append(killed)
        notes.append(note)
    return Report("session", tuple(figures), tuple(notes))


def _on_server(count: int) -> tuple[tuple[Figure, ...], tuple[str, ...]]:
    """The same keys with the record on a PostgreSQL of this computer, with its data on a disk."""
    try:
        with tempfile.TemporaryDirectory(dir=DISK) as folder, cluster(DISK) as postgres:
            name_server(Path(folder) / "clinic", postgres.place())
            keys, idle = asyncio.run(_keys(Path(folder), count))
    except NoServer as trouble:
        return (), (f"PostgreSQL was not measured: {trouble}",)
    return (
        Figure("the same on PostgreSQL, p99", percentile(keys, 99), "ms", percentile(idle, 99), MOST_MS),
        Figure("the same on PostgreSQL, median", percentile(keys, 50), "ms", percentile(idle, 50)),
    ), ()


async def _keys(folder: Path, count: int) -> tuple[list[float], list[float]]:
    """(milliseconds of keys that store something, of keys that only move the cursor)."""
    stage = Stage(_record(folder / "clinic"))
    async with stage.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await _pressed(stage, 8)  # what is slow the first time only
        keys = await _pressed(stage, count)
        idle = [await _moved(stage, "down" if number % 2 else "up") for number in range(count)]
    stage.record.close()
    return keys, idle


def _synced() -> float:
    """Milliseconds that this disk takes to keep a page: no record on it can promise to be quicker."""
    with tempfile.TemporaryFile(dir=DISK) as file:
        file.write(bytes(8192))
        file.flush()
        began = time.perf_counter()
        os.fsync(file.fileno())
        return (time.perf_counter() - began) * 1000


async def _moved(stage: Stage, key: str) -> float:
    drawn = asyncio.Event()
    began = time.perf_counter()
    stage.post_message(events.Key(key, None))
    stage.screen.call_after_refresh(drawn.set)
    await drawn.wait()
    taken = (time.perf_counter() - began) * 1000
    await asyncio.sleep(0.02)
    return taken


def _replay(count: int) -> tuple[float, float]:
    """(seconds to replay, seconds to look at each entry), medians of five."""
    found = entries(count)
    replayed, looked = [], []
    for _ in range(5):
        began = time.perf_counter()
        state = replay(found)
        replayed.append(time.perf_counter() - began)
        began = time.perf_counter()
        kinds = [entry.fact.kind for entry in found]
        looked.append(time.perf_counter() - began)
        if state.seq != len(kinds):
            raise RuntimeError("the replay did not reach the last entry")
    return round(median(replayed), 3), round(median(looked), 4)


def _kills(rounds: int) -> tuple[Figure, str]:
    from benchmarks.live.killing import kill_often

    with tempfile.TemporaryDirectory() as folder:
        killed = kill_often(Path(folder) / "clinic", rounds)
    lost = killed.lost + (not killed.sound)
    figure = Figure(f"acknowledged events lost in {rounds} kill -9", lost, "events", None, 0)
    return figure, (
        f"{killed.acknowledged:,} appends were told as stored, {killed.kept:,} stand in the record "
        f"(some were stored and not yet told); its chain {'verifies' if killed.sound else 'DOES NOT VERIFY'}"
    )
