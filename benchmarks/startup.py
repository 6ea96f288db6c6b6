"""How long the command line takes to start, as a multiple of `python -c pass`.

`openchair --help` and `openchair curricula check` on a small module run in turns with the bare interpreter,
each many times in a process of its own; the median counts. A last run of each lists the modules it imported:
none of the heavy ones may be among them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, Report

HEAVY = ("ortools", "textual", "sqlalchemy", "sqlcipher3", "numpy")
MOST = 10.0
"""Times the bare interpreter that a command may take."""

RUN = "from facilitator.cli import main; raise SystemExit(main({arguments!r}))"
SPY = """
import sys
from facilitator.cli import main
try:
    main({arguments!r})
except SystemExit:
    pass
print("LOADED", *sorted({{name.partition(".")[0] for name in sys.modules}}), file=sys.stderr)
"""


def run(options: Sequence[str]) -> Report:
    """Measure both commands. `--times N` sets how often (default 15)."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks startup")
    parser.add_argument("--times", type=int, default=15)
    times = parser.parse_args(options).times
    with tempfile.TemporaryDirectory() as folder:
        module = small_module(Path(folder))
        commands = {"openchair --help": ["--help"], "curricula check": ["curricula", "check", str(module)]}
        code = {name: RUN.format(arguments=arguments) for name, arguments in commands.items()}
        seconds = _in_turns({"bare": "pass", **code}, times)
        heavy = {name: _loaded(SPY.format(arguments=arguments)) for name, arguments in commands.items()}
    bare = seconds["bare"]
    figures = [
        Figure(f"{name} / python -c pass", round(seconds[name] / bare, 2), "times", 1.0, MOST)
        for name in commands
    ]
    figures += [
        Figure(f"{name}: heavy modules imported", len(heavy[name]), "modules", None, 0) for name in heavy
    ]
    figures += [
        Figure(name, round(value * 1000, 1), "ms", round(bare * 1000, 1)) for name, value in seconds.items()
    ]
    notes = tuple(f"{name} imported {', '.join(found)}" for name, found in heavy.items() if found)
    return Report("startup", tuple(figures), notes)


def small_module(folder: Path) -> Path:
    """A module of one session, as `openchair curricula new` writes it."""
    arguments = ["curricula", "new", "small"]
    subprocess.run(
        [sys.executable, "-c", RUN.format(arguments=arguments)], cwd=folder, check=True, capture_output=True
    )
    return next(folder.rglob("*.toml"))


def _in_turns(code: dict[str, str], times: int) -> dict[str, float]:
    """Name -> median seconds of a process that runs the code; in turns, so that noise meets all alike."""
    taken: dict[str, list[float]] = {name: [] for name in code}
    for _ in range(times):
        for name, line in code.items():
            began = time.perf_counter()
            subprocess.run([sys.executable, "-c", line], check=True, capture_output=True, env=_quiet())
            taken[name].append(time.perf_counter() - began)
    return {name: median(seconds) for name, seconds in taken.items()}


def _loaded(code: str) -> list[str]:
    """Which heavy packages the code has imported by its end."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env=_quiet(),
        encoding="utf-8",
    )
    line = next(line for line in done.stderr.splitlines() if line.startswith("LOADED"))
    return [name for name in line.split()[1:] if name in HEAVY]


def _quiet() -> dict[str, str]:
    return {**os.environ, "NO_COLOR": "1", "PYTHONUTF8": "1"}
