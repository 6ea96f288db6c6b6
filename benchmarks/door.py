"""From enter to the unlock screen, and from the passphrase to Today, on the sample clinic in a real terminal.

`openchair open` runs in a pseudo-terminal of 120 x 36; a clock stops when the words of a screen arrive. The
baseline is what no app on Textual can do without: an interpreter that imports it. Where there are no
pseudo-terminals (Windows), nothing is measured and the report says so.
"""

from __future__ import annotations

import argparse
import os
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, Report
from facilitator.records.keys import make_slot
from facilitator.records.slots import Cost
from facilitator.sample.demo import COST, PASSPHRASE, make

TO_DOOR, TO_TODAY = 0.6, 1.0
"""Seconds that either may take."""
DOOR_WORDS, TODAY_WORDS = "enter opens", "Before you start"
LONGEST = 30.0
BARE = "import textual.app"
RUN = "from facilitator.cli import main; raise SystemExit(main(['open', {folder!r}]))"
ESCAPE = re.compile(
    rb"\x1b(\[[0-9;?<>=]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[PX^_].*?\x1b\\|.)", re.DOTALL
)


def run(options: Sequence[str]) -> Report:
    """Measure both. `--times N` sets how often (default 5); medians count."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks door")
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args(options).times
    if sys.platform == "win32":
        return Report("door", (), ("not measured: this system has no pseudo-terminals",))

    with tempfile.TemporaryDirectory() as home:
        folder = Path(home, "clinic")
        make(folder).close()
        walks = [(_bare(), *_walk(folder, PASSPHRASE)) for _ in range(times)]
    bare, door, today = (median(walk[i] for walk in walks) for i in range(3))
    real, sample = (median(_guess(cost) for _ in range(times)) for cost in (Cost(), COST))
    figures = (
        Figure("enter to the unlock screen", round(door, 3), "s", round(bare, 3), TO_DOOR),
        Figure("passphrase to Today", round(today, 3), "s", None, TO_TODAY),
        Figure("of which the passphrase; in a real clinic", round(real, 3), "s", round(sample, 3)),
    )
    note = "the last line derives the key: cheap for the sample's passphrase, dear for a clinic's own"
    return Report("door", figures, (note,))


def _guess(cost: Cost) -> float:
    """Seconds that one passphrase takes at this cost."""
    began = time.perf_counter()
    make_slot("store", "t1", "", "four unrelated words", bytes(32), cost)
    return time.perf_counter() - began


def _bare() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", BARE], check=True)
    return time.perf_counter() - began


def _walk(folder: Path, passphrase: str) -> tuple[float, float]:
    """(seconds to the unlock screen, seconds from the passphrase to Today)."""
    import fcntl
    import pty
    import termios

    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor")
        os.execv(sys.executable, [sys.executable, "-c", RUN.format(folder=str(folder))])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    try:
        _until(terminal, DOOR_WORDS)
        door = time.perf_counter() - began
        time.sleep(0.5)  # somebody reads and types
        os.write(terminal, passphrase.encode())
        time.sleep(0.2)
        began = time.perf_counter()
        os.write(terminal, b"\r")
        _until(terminal, TODAY_WORDS)
        return door, time.perf_counter() - began
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)


def _until(terminal: int, words: str) -> None:
    """Read what the app draws until these words stand in it. Raises TimeoutError with the last of it."""
    seen, ends = b"", time.monotonic() + LONGEST
    while time.monotonic() < ends:
        if select.select([terminal], [], [], 0.05)[0]:
            seen += os.read(terminal, 65536)
            if words in ESCAPE.sub(b"", seen).decode("utf-8", "replace"):
                return
    raise TimeoutError(f"'{words}' did not appear; the last was {seen[-300:]!r}")
