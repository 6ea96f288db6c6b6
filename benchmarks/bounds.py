"""What relaxations prove of a week: unmet minutes, changes, preference, and the processor time that takes.

No search runs: the value beside each bound is that of a week made by hand, so a gap is no measure of the
bounds alone, and last week is one made by hand too. One thread. `--sizes s,m --seeds 101,102 --seconds 60`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import Any

from benchmarks.figures import Figure, Report
from benchmarks.weekly.generate import SIZES, WEEK, next_week, tight
from scheduler.bounds.changes import changes_bound
from scheduler.bounds.preference import preference_bound
from scheduler.bounds.unmet import per_patient_limit, unmet_bound
from scheduler.by_hand.greedy import greedy
from scheduler.program.candidates import place
from scheduler.validate import validate

PRICED = ("s", "m")
"""Sizes whose preference is worth bounding in the time of a solve."""
MEANINGS = {
    "unmet": ("unmet minutes", "minutes"),
    "changes": ("changes next week", "changes"),
    "preference": ("preference", "points"),
}


def run(options: Sequence[str]) -> Report:
    """Bound every objective of every clinic asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks bounds")
    parser.add_argument("--sizes", type=lambda text: text.split(","), default=["s", "m"])
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[101])
    parser.add_argument("--seconds", type=float, default=60.0)
    args = parser.parse_args(options)
    for size in args.sizes:
        if size not in SIZES:
            parser.error(f"there is no size '{size}'; there are {', '.join(SIZES)}")
    rows = [row for size in args.sizes for seed in args.seeds for row in _rows(size, seed, args.seconds)]
    return Report("bounds", tuple(_figures(rows)), rows=tuple(rows))


def _rows(size: str, seed: int, seconds: float) -> Iterator[dict[str, Any]]:
    """One row for each objective: the bound, the value of a week made by hand, processor seconds."""
    clinic = tight(size, seed)
    last = greedy(clinic, WEEK)
    found, value = place(clinic, WEEK), validate(clinic, last, None).score
    about = {"size": size, "seed": seed}
    limits, took = _timed(lambda: per_patient_limit(clinic, WEEK, known=last, found=found))
    alone = sum(sum(services.values()) for services in limits.values())
    bound, more = _timed(lambda: unmet_bound(clinic, WEEK, found=found, limits=limits, time_limit=seconds))
    unmet = {"bound": bound, "value": value.unmet_minutes, "alone": alone, "seconds": round(took + more, 2)}
    yield _told({**about, "objective": "unmet"} | unmet)
    later, last = next_week(clinic, last, size, seed)
    week = greedy(later, WEEK, previous=last)
    found, value = place(later, WEEK), validate(later, week, last).score
    bound, took = _timed(lambda: changes_bound(found, last, value.unmet_minutes, time_limit=seconds))
    changes = {"bound": bound, "value": value.changes, "seconds": took}
    yield _told({**about, "objective": "changes"} | changes)
    if size in PRICED:
        bound, took = _timed(lambda: preference_bound(found, last, value.values, time_limit=seconds))
        priced = {"bound": bound, "value": value.preference, "seconds": took}
        yield _told({**about, "objective": "preference"} | priced)


def _timed(measure: Callable[[], Any]) -> tuple[Any, float]:
    """The answer, and the processor seconds that it took."""
    began = time.process_time()
    answer = measure()
    return answer, round(time.process_time() - began, 2)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    print(
        f"{row['size']} {row['seed']} {row['objective']}: at least {row['bound']}, by hand {row['value']}, "
        f"{row['seconds']} s",
        file=sys.stderr,
    )
    return row


def _figures(rows: list[dict[str, Any]]) -> Iterator[Figure]:
    """Medians over the seeds; the baseline is what hands reach, and no bound is above it."""
    for size, objective in dict.fromkeys((row["size"], row["objective"]) for row in rows):
        mine = [row for row in rows if (row["size"], row["objective"]) == (size, objective)]
        what, unit = MEANINGS[objective]
        bound, value = (median(row[key] for row in mine) for key in ("bound", "value"))
        yield Figure(f"{size}: bound on {what}", bound, unit, value)
        yield Figure(f"{size}: time to bound {what}", median(row["seconds"] for row in mine), "s")
    wrong = sum(row["bound"] > row["value"] for row in rows)
    yield Figure("bounds above what hands reached", wrong, "bounds", None, 0)
