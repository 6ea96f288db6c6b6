"""What was measured, kept as JSON lines: one row a run, in `results/<kind>-<size>.jsonl`.

Runs take hours and are made in pieces, by several people and after several commits; so every row says when
it is comparable: commit, seconds, workers, machine, how busy that was, and a digest of the clinic. A later
row of the same case and solver replaces an earlier one when it is read.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.figures import this_machine
from benchmarks.weekly.cases import Case

FOLDER = Path(__file__).parent / "results"
CODE = ("scheduler", "benchmarks/weekly")
"""What a result depends on; where it differs from the commit, the commit is written with a plus."""
Row = dict[str, Any]


def append(row: Row, folder: Path = FOLDER) -> None:
    """Add a row, whole: one write at the end of the file, after a line that an accident cut short too."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{row['kind']}-{row['size']}.jsonl"
    cut = path.exists() and path.stat().st_size > 0 and not path.read_bytes().endswith(b"\n")
    line = ("\n" if cut else "") + json.dumps(row, ensure_ascii=False) + "\n"
    with path.open("ab", buffering=0) as file:
        file.write(line.encode())
        os.fsync(file.fileno())


def stored(folder: Path = FOLDER) -> list[Row]:
    """The latest row of every case and solver, in order; lines that are cut short are left out."""
    latest: dict[tuple[Any, ...], Row] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                row = json.loads(line)
            except ValueError:
                continue
            latest[row["kind"], row["size"], row["seed"], row["solver"]] = row
    return [latest[key] for key in sorted(latest)]


def known(rows: list[Row], case: Case, solver: str) -> bool:
    """Whether there is a row of this case and solver."""
    mine = (case.size, case.kind, case.seed, solver)
    return any((r["size"], r["kind"], r["seed"], r["solver"]) == mine for r in rows)


def commit() -> str:
    """The commit that is measured, with a plus where files differ from it; empty outside a repository."""
    root = Path(__file__).parents[2]

    def said(*words: str) -> str:
        try:
            done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return ""
        return done.stdout.strip()

    name = said("rev-parse", "--short=8", "HEAD")
    return name + "+" if name and said("status", "--porcelain", "--", *CODE) else name


def machine() -> str:
    """Processor, cores, system, Python, ortools and memory, in a line."""
    return f"{this_machine()}{_memory()}"


def _memory() -> str:
    try:
        total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return ""
    return f", {total / (1 << 30):.0f} GB memory"


def load() -> float | None:
    """Processes that want a core, per core, lately; None where the system does not say."""
    if not hasattr(os, "getloadavg"):
        return None
    return round(os.getloadavg()[0] / (os.cpu_count() or 1), 2)
