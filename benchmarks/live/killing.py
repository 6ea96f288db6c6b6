"""Kill -9 at random moments of a scripted session: nothing that was told as stored may be missing afterwards.

Each round is a process of its own, forked from one that has everything loaded: it opens the record, replays
the session, and writes the evening on, telling on a pipe after every append that returned. Then it is killed.
"""

from __future__ import annotations

import os
import random
import signal
import time
from itertools import islice
from pathlib import Path

from attrs import frozen

from benchmarks.live.evening import SESSION, evening
from facilitator.events import Fact, session_stream
from facilitator.live.session import fold, replay
from facilitator.records.audit import verify
from facilitator.records.slots import Cost
from facilitator.records.store import Record

PASSPHRASE = "four quiet words here"
CHEAP = Cost(time=1, memory=8, lanes=1)
LONGEST = 0.12
"""Seconds a process writes at most before it is killed."""
STREAM = session_stream(SESSION)


@frozen
class Killed:
    """`acknowledged` appends were told as stored, `lost` of these were gone; `sound`: the chain verifies."""

    rounds: int
    acknowledged: int
    lost: int
    kept: int
    sound: bool


def kill_often(folder: Path, rounds: int, seed: int = 1) -> Killed:
    """`rounds` processes killed one after another on one record in `folder`."""
    chance = random.Random(seed)
    Record.create(folder, "t1", PASSPHRASE, cost=CHEAP)[0].close()
    acknowledged = lost = kept = 0
    for _ in range(rounds):
        known = kept + _one(folder, kept, chance.uniform(0, LONGEST))
        acknowledged += known - kept
        with Record.open(folder, "t1", PASSPHRASE) as record:
            found = tuple(entry.fact for entry in record.read(STREAM))
        lost += max(0, known - len(found)) + (found != _facts(len(found)))
        kept = len(found)
    with Record.open(folder, "t1", PASSPHRASE) as record:
        sound = verify(record).ok
    return Killed(rounds, acknowledged, lost, kept, sound)


def _facts(count: int) -> tuple[Fact, ...]:
    return tuple(islice(evening(), count))


def _one(folder: Path, first: int, seconds: float) -> int:
    """Write on from fact `first` in a child, kill it after `seconds`; how many appends it told of."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        try:
            _write(folder, first, into)
        finally:
            os._exit(1)
    os.close(into)
    ready = os.read(out, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told = 0
    while part := os.read(out, 65536):
        told += len(part)
    os.close(out)
    return told if ready else 0


def _write(folder: Path, first: int, into: int) -> None:
    with Record.open(folder, "t1", PASSPHRASE) as record:
        state = replay(record.read(STREAM))
        os.write(into, b"r")
        for fact in islice(evening(), first, None):
            for entry in record.append(STREAM, fact):
                state = fold(state, entry)
            os.write(into, b".")
