"""How long it takes to say why something of one patient is not met, with a verified fix.

Tight clinics of the weekly benchmark's generator, each with a timetable made by hand (the greedy baseline).
For each of several patients who lack something the clock runs from the question to the answer, in process,
the clinic loaded and the engine imported. The baseline is what enumerating the whole week would take, the
least that an answer from the whole clinic would cost.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from random import Random
from statistics import median
from typing import Any

from attrs import evolve

from benchmarks.figures import Figure, Report
from benchmarks.weekly.generate import WEEK, tight
from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Clinic
from scheduler.explain import answers
from scheduler.program.candidates import place
from scheduler.timetable import Timetable
from scheduler.validate import validate

MOST = {"s": 0.5, "m": 1.0, "l": 2.0, "xl": 5.0}
"""Seconds for one patient."""


def run(options: Sequence[str]) -> Report:
    """Measure. `--sizes s,m,l,xl`, `--seeds 11,12,...`, `--patients 5` a clinic."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks why")
    parser.add_argument("--sizes", default="s,m,l,xl")
    parser.add_argument("--seeds", default="61,62,63,64,65")
    parser.add_argument("--patients", type=int, default=5)
    asked = parser.parse_args(options)
    figures, rows = [], []
    for size in asked.sizes.split(","):
        seeds = [int(seed) for seed in asked.seeds.split(",")]
        measured = [row for seed in seeds for row in _clinic(size, seed, asked.patients)]
        rows += measured
        figures += _figures(size, measured)
    return Report("why", tuple(figures), NOTES, tuple(rows))


NOTES = (
    "An answer is complete when its reason is proven to be a smallest set and every change was tried or the "
    "cheapest one found; what does not fit into the time is told as counted, or with the first fix found.",
)


def _figures(size: str, rows: list[dict[str, Any]]) -> list[Figure]:
    name = f"{size.upper()}: why, one patient"
    seconds = [row["seconds"] for row in rows]
    if not seconds:
        return [Figure(name, None, "s", None, None)]
    share = [100 * sum(row[key] for row in rows) / len(rows) for key in ("proven", "complete", "fixed")]
    whole = median(row["whole"] for row in rows)
    return [
        Figure(f"{name}, median", round(median(seconds), 3), "s", round(whole, 3), MOST[size]),
        Figure(f"{name}, longest", round(max(seconds), 3), "s", None, None),
        Figure(f"{size.upper()}: reason proven", round(share[0]), "%"),
        Figure(f"{size.upper()}: reason and fix complete", round(share[1]), "%"),
        Figure(f"{size.upper()}: fix named", round(share[2]), "%"),
    ]


def _clinic(size: str, seed: int, count: int) -> list[dict[str, Any]]:
    """A row for each patient asked about."""
    clinic = tight(size, seed)
    made = greedy(clinic, WEEK)
    week = evolve(made, unmet=validate(clinic, made).unmet)
    began = time.perf_counter()
    place(clinic, WEEK)
    whole = time.perf_counter() - began
    lacking = sorted({unmet.patient for unmet in week.unmet})
    some = Random(seed).sample(lacking, min(count, len(lacking)))
    if some:
        answers(clinic, week, patient=some[0], seconds=0.2)  # imports and first calls are not part of it
    return [{"size": size, "seed": seed, "whole": whole, **_ask(clinic, week, size, who)} for who in some]


def _ask(clinic: Clinic, week: Timetable, size: str, who: str) -> dict[str, Any]:
    began = time.perf_counter()
    found = answers(clinic, week, patient=who, seconds=0.9 * MOST[size])
    seconds = time.perf_counter() - began
    done = [
        a.proven and (a.free or (a.fixes is not None and (a.fixes.complete or a.fixes.best))) for a in found
    ]
    fixed = [a.free or (a.fixes is not None and a.fixes.best is not None) for a in found]
    return {
        "patient": who,
        "unmet": len(found),
        "seconds": round(seconds, 4),
        "proven": all(answer.proven for answer in found),
        "complete": all(done),
        "fixed": any(fixed),
        "causes": [list(answer.causes) for answer in found],
    }
