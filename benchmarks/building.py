"""What comes before the search: reading a week, building its model, a first valid timetable, and memory.

Every size is measured in a process of its own, the engine imported: a clinic of the generator, as tight as
those of `weekly`. Building is candidates, model and all rules of the whole week; the first timetable is
counted from the call of `solve`. `--sizes s,m,l,xl`, `--seed 1`, `--attempts 20` (also says which share of an
attempt to improve is spent outside the engine).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any
from unittest.mock import patch

from benchmarks.figures import Figure, Report
from benchmarks.weekly.generate import SIZES, WEEK, tight
from benchmarks.weekly.trial import memory
from scheduler.clinic import Clinic

FIRST = {"s": 0.5, "m": 1.0, "l": 3.0, "xl": 15.0}
BUILDING = {"s": 0.1, "m": 0.3, "l": 1.0, "xl": 5.0}
"""Seconds promised for each size."""
MOST_MEMORY = 1500
"""Megabytes promised for every size."""
MOST_OUTSIDE = 0.25
"""Share of an attempt that may pass outside the engine."""
TIMES = 3
"""How often short things are measured; the quickest counts."""


def run(options: Sequence[str]) -> Report:
    """Measure every size asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks building")
    parser.add_argument("--sizes", type=lambda text: text.split(","), default=list(FIRST))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--attempts", type=int, default=20)
    args = parser.parse_args(options)
    for size in args.sizes:
        if size not in SIZES:
            parser.error(f"there is no size '{size}'; there are {', '.join(SIZES)}")
    rows = [_apart(size, args.seed, args.attempts) for size in args.sizes]
    return Report("building", tuple(f for row in rows for f in _figures(row)), rows=tuple(rows))


def _apart(size: str, seed: int, attempts: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.building", size, str(seed), str(attempts)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    row: dict[str, Any] = json.loads(done.stdout)
    return row


def _figures(row: dict[str, Any]) -> Iterator[Figure]:
    size = row["size"]
    yield Figure(f"{size}: first valid timetable", row["first"], "s", None, FIRST.get(size))
    yield Figure(f"{size}: by hand, without a solver", row["by_hand"], "s")
    yield Figure(f"{size}: checking it", row["check"], "s")
    yield Figure(f"{size}: model building", row["building"], "s", None, BUILDING.get(size))
    yield Figure(f"{size}: of which candidates", row["candidates"], "s")
    yield Figure(f"{size}: most memory so far", row["memory_building"], "MB", None, MOST_MEMORY)
    yield Figure(f"{size}: attempts a second of processor", row["attempts_a_second"], "attempts")
    target = MOST_OUTSIDE if size == "m" else None
    yield Figure(f"{size}: share outside the engine", row["outside"], "", None, target)
    yield Figure(f"{size}: most memory", row["memory"], "MB", None, MOST_MEMORY)


def measured(size: str, seed: int, attempts: int) -> dict[str, Any]:
    """All figures of one size; seconds as on the clock, attempts by processor time."""
    clinic = tight(size, seed)
    row: dict[str, Any] = {"size": size, "seed": seed, "patients": len(clinic.patients)}
    times = TIMES if len(clinic.patients) <= 200 else 1
    row["first"] = min(_first(clinic) for _ in range(times))
    row |= _by_hand(clinic)
    row |= min((_built(clinic) for _ in range(times)), key=lambda found: found["building"])
    row["memory_building"] = memory()
    row |= _attempts(clinic, attempts, seed)
    row["memory"] = memory()
    return {key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()}


def _first(clinic: Clinic) -> float:
    from scheduler.progress import Event, Improved
    from scheduler.solve import solve

    stop, moments, began = threading.Event(), list[float](), time.monotonic()

    def heard(event: Event) -> None:
        if isinstance(event, Improved):
            moments.append(time.monotonic() - began)
            stop.set()

    solve(clinic, WEEK, time_limit=120, listener=heard, stop=stop)
    return moments[0]


def _by_hand(clinic: Clinic) -> dict[str, Any]:
    from scheduler.by_hand.greedy import greedy
    from scheduler.validate import validate

    began = time.monotonic()
    timetable = greedy(clinic, WEEK)
    placed = time.monotonic()
    report = validate(clinic, timetable)
    assert report.valid
    return {
        "by_hand": placed - began,
        "check": time.monotonic() - placed,
        "unmet": report.score.unmet_minutes,
    }


def _built(clinic: Clinic) -> dict[str, Any]:
    from scheduler.program.candidates import place
    from scheduler.program.goals import goals, post_rules
    from scheduler.program.model import Model

    began = time.monotonic()
    found = place(clinic, WEEK)
    placed = time.monotonic()
    model = post_rules(Model(found))
    goals(model, None)
    return {
        "candidates": placed - began,
        "building": time.monotonic() - began,
        "columns": model.program.size,
        "rows": sum(len(block.low) for block in model.program.blocks),
    }


def _attempts(clinic: Clinic, count: int, seed: int) -> dict[str, Any]:
    """Attempts to improve the week made by hand, on one thread, with the same dice every time."""
    from ortools.sat.python import cp_model

    from scheduler.by_hand.greedy import greedy
    from scheduler.program.candidates import place
    from scheduler.search import naming
    from scheduler.search.best import Best
    from scheduler.search.improve import Improver
    from scheduler.search.terrain import Terrain

    best, found, inside = Best(clinic), place(clinic, WEEK), list[float]()

    class Timed(cp_model.CpSolver):
        """The engine's solver, which notes how long it works."""

        def solve(self, *given: Any, **named: Any) -> Any:
            began = time.thread_time()
            try:
                return super().solve(*given, **named)
            finally:
                inside.append(time.thread_time() - began)

    best.offer(greedy(clinic, WEEK))
    terrain = Terrain(found)
    assert best.timetable is not None
    plan = terrain.pooled(naming.plan_of(found, best.timetable))
    improver = Improver(terrain, best, plan, threading.Event(), time.monotonic() + 3600, seed, False, count)
    began = time.thread_time()
    with patch.object(cp_model, "CpSolver", Timed):
        improver.run(1)
    spent = time.thread_time() - began
    return {
        "attempts_a_second": improver.attempts / spent,
        "outside": 1 - sum(inside) / spent,
        "unmet_after": terrain.lacking(improver.plan).sum().item(),
    }


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
