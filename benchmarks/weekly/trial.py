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
    chosen = solver(name)
    answer = chosen.solve(task, lambda: moments.append(time.monotonic() - began))
    seconds = time.monotonic() - began
    row: dict[str, Any] = {"solver": chosen.name, "seconds": round(seconds, 2), "memory_mb": memory()}
    if answer.timetable is None:
        return {**row, "unmet": None, "violations": None}
    report = validate(task.clinic, answer.timetable, task.previous)
    moments = moments or [seconds]
    counted = task.previous is not None
    return {
        **row,
        "unmet": report.score.unmet_minutes,
        "bound": answer.bound,
        "changes": report.score.changes if counted else None,
        "changes_bound": answer.changes_bound if counted else None,
        "first": round(moments[0], 2),
        "best": round(moments[-1], 2),
        "violations": len(report.violations),
    }


def memory() -> int | None:
    """The most memory this process, or one that it started, had, in megabytes; None where the system does
    not say.
    """
    try:
        import resource
    except ImportError:
        return None
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return round(max(_own(), children) / unit)


def _own() -> int:
    """Of this process alone: Linux counts the parent's memory as ours unless asked this way."""
    import resource

    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    for line in lines:
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    main()
