"""What was acknowledged is there after kill -9, and a full disk loses nothing that was acknowledged."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cheap_store import CHEAP, ON_BOTH, PASSPHRASE

from facilitator.events import NoShow, SharedNote
from facilitator.records import errors
from facilitator.records.audit import verify
from facilitator.records.backup import backup
from facilitator.records.store import Record

ROUNDS = {"file": 60, "server": 10}

# Imports once, then forks one writer for each name it is given; the writer tells its process id and then,
# after every append that returned, how many there were.
WRITERS = """
import os, sys
from facilitator.events import NoShow, Rated
from facilitator.records.store import Record

def write(name):
    record = Record.open(sys.argv[1], "t1", sys.argv[2])
    os.write(1, f"pid {os.getpid()}\\n".encode())
    count = 0
    while True:
        record.append("session:" + name, NoShow(str(count)), Rated(str(count), "mood", 3))
        count += 1
        os.write(1, f"{count}\\n".encode())

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        write(line.strip())
    os.waitpid(child, 0)
    os.write(1, b"gone\\n")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 and fork are POSIX")
@ON_BOTH
def test_kill_9_loses_nothing_acknowledged(record: Record, clinic: Path) -> None:
    """Killed at random moments; what was told through the pipe is never more than what is found."""
    rounds = ROUNDS["server" if record.places.server else "file"]
    record.close()
    chance, acknowledged = random.Random(11), 0
    writers = subprocess.Popen(
        [sys.executable, "-c", WRITERS, str(clinic), PASSPHRASE],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
    )  # fmt: skip
    try:
        for number in range(rounds):
            acknowledged += one_round(writers, clinic, f"s{number}", chance.uniform(0.002, 0.08))
    finally:
        writers.communicate(timeout=20)
    assert acknowledged >= 10, "else nothing was tried"
    with Record.open(clinic, "t1", PASSPHRASE) as again:
        assert again.warnings == ()
        assert verify(again).ok


def one_round(writers: subprocess.Popen[str], clinic: Path, name: str, seconds: float) -> int:
    """Start a writer, kill it, compare; how many appends it was told were stored."""
    assert writers.stdin is not None
    assert writers.stdout is not None
    writers.stdin.write(f"{name}\n")
    pid = int(writers.stdout.readline().removeprefix("pid "))
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    told = list(iter(writers.stdout.readline, "gone\n"))
    acknowledged = int(told[-1]) if told else 0
    with Record.open(clinic, "t1", PASSPHRASE) as found:
        facts = [entry.fact for entry in found.read(f"session:{name}")]
    assert len(facts) % 2 == 0, "a transaction is whole or absent"
    assert len(facts) // 2 >= acknowledged
    assert facts[::2] == [NoShow(str(i)) for i in range(len(facts) // 2)]
    return acknowledged


@contextmanager
def small_disk(folder: Path, kib: int = 1024) -> Iterator[Path]:
    """A disk of that size; only root can make one."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("a small disk can only be mounted by root; the limit on file size is tested instead")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Leave no byte free."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    return ballast


def until_full(record: Record) -> int:
    """Write until it is refused (the log file may have room left for a few); how many were stored."""
    for stored in range(200):
        try:
            record.append("session:s1", SharedNote("words " * 500))
        except errors.DiskFull:
            return stored
    raise AssertionError("the disk was not full")


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid"), reason="needs a POSIX mount")
def test_a_full_disk_is_said_and_the_same_record_goes_on(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        record, _ = Record.create(disk / "clinic", "t1", PASSPHRASE, cost=CHEAP)
        record.append("session:s1", NoShow("P-0"))
        for number in range(10):
            ballast = fill(disk)
            kept = len(record.read("session:s1"))
            kept += until_full(record)
            assert len(record.read("session:s1")) == kept, "what was said to be stored is stored"
            ballast.unlink()
            record.append("session:s1", NoShow(f"P-{number}"))
            assert len(record.read("session:s1")) == kept + 1
            record.lock()
            record.unlock(PASSPHRASE)
        assert verify(record).ok
        record.close()


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid"), reason="needs a POSIX mount")
def test_a_full_disk_leaves_no_half_made_store(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        ballast = fill(disk)
        with pytest.raises(errors.RecordError):
            Record.create(disk / "clinic", "t1", PASSPHRASE, cost=CHEAP)
        ballast.unlink()
        Record.create(disk / "clinic", "t1", PASSPHRASE, cost=CHEAP)[0].close()
        assert [path.name for path in (disk / "clinic").iterdir()] == ["records"]


LIMITED = """
import resource, signal, sys
from facilitator.events import SharedNote
from facilitator.records import errors
from facilitator.records.store import Record
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
record = Record.open(sys.argv[1], "t1", sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, resource.RLIM_INFINITY))
kept = 0
try:
    for i in range(500):
        record.append("session:s1", SharedNote("words " * 200))
        kept += 1
except errors.RecordError as error:
    print(type(error).__name__, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
record.append("session:s1", SharedNote("after"))
assert len(record.read("session:s1")) == kept + 1, (kept, len(record.read("session:s1")))
record.close()
print("kept", kept)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file size")
def test_a_file_that_may_not_grow_is_said_and_nothing_is_lost(record: Record, clinic: Path) -> None:
    record.close()
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, str(clinic), PASSPHRASE], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "not stored" in run.stdout
    with Record.open(clinic, "t1", PASSPHRASE) as again:
        assert verify(again).ok


@contextmanager
def readonly_mount(folder: Path) -> Iterator[None]:
    """`folder` seen through a mount that cannot be written to."""
    steps = (["mount", "--bind", str(folder), str(folder)], ["mount", "-o", "remount,bind,ro", str(folder)])
    if any(subprocess.run(step, capture_output=True, check=False).returncode for step in steps):
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)
        pytest.skip("a read-only mount can only be made by root, and root ignores read-only permissions")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid"), reason="needs a POSIX mount")
def test_a_read_only_folder_is_said(record: Record, clinic: Path, tmp_path: Path) -> None:
    record.close()
    with readonly_mount(clinic):
        with pytest.raises(errors.ReadOnly, match="cannot be written to"):
            Record.open(clinic, "t1", PASSPHRASE)
        with pytest.raises(errors.WrongPassphrase):
            Record.open(clinic, "t1", "no")
    empty = tmp_path / "empty"
    empty.mkdir()
    with readonly_mount(empty), pytest.raises(errors.ReadOnly):
        Record.create(empty, "t1", PASSPHRASE, cost=CHEAP)
    refused = pytest.raises(errors.NoPlaceForCopy, match=r"empty cannot be written to\. Make it writable")
    with Record.open(clinic, "t1", PASSPHRASE) as again, readonly_mount(empty), refused:
        backup(again, empty)
    Record.open(clinic, "t1", PASSPHRASE).close()


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid"), reason="needs a POSIX mount")
def test_a_record_in_a_read_only_folder_can_be_verified(record: Record, clinic: Path) -> None:
    record.append("session:s1", NoShow("P-0"))
    record.close()
    with (
        readonly_mount(clinic),
        Record.open(clinic, "t1", PASSPHRASE, readonly=True) as seen,
    ):
        report = verify(seen)
    assert (report.ok, report.entries) == (True, 2)


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid"), reason="needs a POSIX mount")
@pytest.mark.parametrize("kib", [8, 24, 48, 64, 80])
def test_a_disk_too_small_for_a_record_is_said_and_left_empty(tmp_path: Path, kib: int) -> None:
    with small_disk(tmp_path / "disk", kib) as disk:
        with pytest.raises(errors.DiskFull):
            Record.create(disk / "clinic", "t1", PASSPHRASE, cost=CHEAP)
        assert list((disk / "clinic").iterdir()) == []
