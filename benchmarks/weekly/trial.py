"""One solver on one clinic, in a process of its own.

`python -m benchmarks.weekly.trial CLINIC --solver NAME` prints one JSON object: what the validator counted,
when the first and the best answer came, and the most memory the process had.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.weekly.generate import WEEK
from benchmarks.weekly.solvers import Task, solver
from scheduler.files import load_clinic, load_timetable
from scheduler.validate import validate


def main() -> None:
    """Read, solve, check, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.weekly.trial")
    parser.add_argument("clinic", type=Path)
    parser.add_argument("--solver", required=True)
    parser.add_argument("--previous", type=Path)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    clinic, problems = load_clinic(args.clinic)
    if clinic is None:
        sys.exit("\n".join(map(str, problems)))
    previous = None if args.previous is None else load_timetable(args.previous)[0]
    task = Task(clinic, WEEK, previous, args.seconds, args.workers, args.seed)
    print(json.dumps(attempt(task, args.solver)))


def attempt(task: Task, name: str) -> dict[str, Any]:
    """What came of it, in minutes, seconds and megabytes."""
    began, moments = time.monotonic(), list[float]()
    answer = solver(name).solve(task, lambda: moments.append(time.monotonic() - began))
    seconds = time.monotonic() - began
    row: dict[str, Any] = {"solver": name, "seconds": round(seconds, 2), "memory_mb": memory()}
    if answer.timetable is None:
        return {**row, "unmet": None, "violations": None}
    report = validate(task.clinic, answer.timetable, task.previous)
    moments = moments or [seconds]
    return {
        **row,
        "unmet": report.score.unmet_minutes,
        "bound": answer.bound,
        "changes": None if task.previous is None else report.score.changes,
        "first": round(moments[0], 2),
        "best": round(moments[-1], 2),
        "violations": len(report.violations),
    }


def memory() -> int | None:
    """The most memory this process had, in megabytes; None where the system does not say."""
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1 << 20 if sys.platform == "darwin" else 1 << 10))


if __name__ == "__main__":
    main()
