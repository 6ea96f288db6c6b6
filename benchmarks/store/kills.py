"""Writers that are killed, full disks, several writers at once: what was acknowledged must be there."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from attrs import frozen

from facilitator.events import SharedNote
from facilitator.records import errors
from facilitator.records.audit import verify
from facilitator.records.slots import Cost
from facilitator.records.store import Record

CHEAP = Cost(time=1, memory=8, lanes=1)
PASSPHRASE = "four quiet words here"

# Imports once, then forks one writer for each name it is given; the writer tells its process id and then,
# after every append that returned, how many there were. What it appends is a session, one key at a time.
WRITERS = """
import itertools, os, sys
from datetime import UTC, datetime
from facilitator.events import Arrived, Left, NoShow, Rated, SharedNote, StepStarted, Tagged
from facilitator.records.store import Record

now = datetime.now(UTC)

def session():
    for step in itertools.count():
        yield (StepStarted(step, now),)
        for member in map(str, range(10)):
            yield (Arrived(member, now),)
            yield (Rated(member, "mood", 6), Rated(member, "craving", 3))
            yield (Tagged(member, "shared"),)
            yield (SharedNote("Members compared the week's plans. " * 8),)
            yield (Left(member, now, "child care"),) if step % 2 else (NoShow(member),)

def write(name):
    record = Record.open(sys.argv[1], "t1", sys.argv[2])
    os.write(1, f"pid {os.getpid()}\\n".encode())
    for count, facts in enumerate(session(), 1):
        of = f"{name}-{count}-{len(facts)}"
        record.append("session:" + name, *facts, ids=[f"{of}-{i}" for i in range(len(facts))])
        os.write(1, f"{count}\\n".encode())

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        write(line.strip())
    os.waitpid(child, 0)
    os.write(1, b"gone\\n")
"""


@frozen
class Kills:
    """`lost` acknowledged appends, `torn` ones of which only a part is there."""

    rounds: int
    acknowledged: int
    lost: int
    torn: int
    holds: bool  # verify, at the end


@contextmanager
def writers(clinic: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITERS, str(clinic), PASSPHRASE],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.communicate(timeout=30)


def kill_writers(folder: Path, rounds: int, seed: int = 11) -> Kills:
    """Kill a writer at a random moment, `rounds` times, and look after each what is there."""
    Record.create(folder, "t1", PASSPHRASE, cost=CHEAP)[0].close()
    chance, acknowledged, lost, torn = random.Random(seed), 0, 0, 0
    with writers(folder) as process:
        for number in range(rounds):
            told = killed(process, f"s{number}", chance.uniform(0.002, 0.2))
            acknowledged += told
            with Record.open(folder, "t1", PASSPHRASE) as found:
                whole, broken = _whole(entry.id for entry in found.read(f"session:s{number}"))
            lost += max(0, told - whole)
            torn += broken
    with Record.open(folder, "t1", PASSPHRASE) as record:
        return Kills(rounds, acknowledged, lost, torn, verify(record).ok and not record.warnings)


def killed(process: subprocess.Popen[str], name: str, seconds: float) -> int:
    """Start a writer, kill it after `seconds`; how many appends it had been told were stored."""
    told, pid = _pipes(process)
    told.write(f"{name}\n")
    number = int(pid.readline().removeprefix("pid "))
    time.sleep(seconds)
    os.kill(number, signal.SIGKILL)
    lines = list(iter(pid.readline, "gone\n"))
    return int(lines[-1]) if lines else 0


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the writers have no pipes")
    return process.stdin, process.stdout


def _whole(ids: Iterator[str]) -> tuple[int, int]:
    """How many appends are there from the first on without a gap, and how many only in part."""
    parts: dict[int, int] = {}
    of: dict[int, int] = {}
    for name in ids:
        _, number, facts, _ = name.split("-")
        parts[int(number)] = parts.get(int(number), 0) + 1
        of[int(number)] = int(facts)
    whole = 0
    while whole + 1 in parts:
        whole += 1
    return whole, sum(parts[number] != of[number] for number in parts)


# --- full disks -------------------------------------------------------------------------------------------


@frozen
class Full:
    faults: int
    stored: int  # appends that returned
    lost: int
    unsaid: int  # refusals that were not the sentence about a full disk
    holds: bool
    how: str


def fill_disks(folder: Path, faults: int, seed: int = 12) -> Full:
    """Leave a random little room on a small disk, write until it is refused, make room, go on."""
    folder.mkdir(parents=True)
    with small_disk(folder / "disk", 1536) as how:
        disk = folder / "disk"
        clinic = disk / "clinic"
        record, _ = Record.create(clinic, "t1", PASSPHRASE, cost=CHEAP)
        chance, stored, lost, unsaid, number = random.Random(seed), 0, 0, 0, 0
        for number in range(faults):
            ballast = _fill(disk, chance.randrange(0, 60_000))
            more, said = _until_refused(record, f"session:s{number}", chance)
            stored, unsaid = stored + more, unsaid + (not said)
            lost += max(0, more - len(record.read(f"session:s{number}")))
            ballast.unlink()
            record.append(f"session:s{number}", SharedNote("after"))
            if disk_used(disk) > 0.8:  # begin anew before the record itself fills the disk
                holds = verify(record).ok
                record.close()
                shutil.rmtree(clinic)
                record, _ = Record.create(clinic, "t1", PASSPHRASE, cost=CHEAP)
                if not holds:
                    return Full(number, stored, lost, unsaid, False, how)
        holds = verify(record).ok
        record.close()
    return Full(faults, stored, lost, unsaid, holds, how)


@contextmanager
def small_disk(folder: Path, kib: int) -> Iterator[str]:
    """A real disk of that size; only root can make one. Raises PermissionError."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        raise PermissionError("a small disk can only be mounted by root")
    try:
        yield f"a tmpfs of {kib} KiB"
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def disk_used(disk: Path) -> float:
    usage = shutil.disk_usage(disk)
    return usage.used / usage.total


def _fill(disk: Path, leave: int) -> Path:
    ballast = disk / "ballast"
    room = shutil.disk_usage(disk).free - leave
    with ballast.open("wb", buffering=0) as file:
        try:
            for _ in range(max(0, room) // 4096):
                file.write(b"x" * 4096)
        except OSError:
            pass
    return ballast


def _until_refused(record: Record, stream: str, chance: random.Random) -> tuple[int, bool]:
    """How many were stored, and whether the refusal named the disk."""
    for stored in range(2000):
        try:
            record.append(stream, SharedNote("words " * chance.randrange(10, 600)))
        except errors.DiskFull:
            return stored, True
        except errors.RecordError:
            return stored, False
    raise RuntimeError("the disk was not full")


# --- several writers --------------------------------------------------------------------------------------

BESIDE = """
import sys
from facilitator.events import NoShow
from facilitator.records.store import Record
record = Record.open(sys.argv[1], "t1", sys.argv[2])
refused = 0
for number in range(int(sys.argv[4])):
    try:
        record.append("session:" + sys.argv[3], NoShow(str(number)))
    except Exception:
        refused += 1
print(refused)
"""


def write_beside(folder: Path, programs: int, events: int) -> tuple[int, int, float]:
    """(appends refused, appends missing afterwards, seconds) of several programs on one record."""
    Record.create(folder, "t1", PASSPHRASE, cost=CHEAP)[0].close()
    began = time.perf_counter()
    running = [
        subprocess.Popen(
            [sys.executable, "-c", BESIDE, str(folder), PASSPHRASE, f"w{n}", str(events)],
            stdout=subprocess.PIPE, text=True,
        )
        for n in range(programs)
    ]  # fmt: skip
    refused = sum(int(process.communicate(timeout=600)[0]) for process in running)
    seconds = time.perf_counter() - began
    with Record.open(folder, "t1", PASSPHRASE) as record:
        found = sum(len(record.read(f"session:w{n}")) for n in range(programs))
        if not verify(record).ok:
            raise RuntimeError("the chain broke between several writers")
    return refused, programs * events - refused - found, seconds
