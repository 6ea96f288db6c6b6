"""Weekly timetables: unmet minutes, proven bound, changes, time and memory, beside greedy and plain CP-SAT.

Every solver runs on the same generated clinics in a process of its own. `--sizes s,m`, `--kinds
tight,roomy,next-week`, `--seeds 1,2`, `--seconds 20`, `--solvers openchair,greedy`, `--write` for the
scoreboard page.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figures import Figure, Report
from benchmarks.weekly.generate import SIZES, WEEK, next_week, tight
from benchmarks.weekly.planting import roomy
from benchmarks.weekly.scoreboard import page
from benchmarks.weekly.solvers import SOLVERS, prescribed
from scheduler.clinic import Clinic
from scheduler.files import write_clinic, write_timetable
from scheduler.greedy import greedy
from scheduler.timetable import Timetable

KINDS = ("tight", "roomy", "next-week")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
LARGEST_PLAIN = "m"
"""Above this size the plain model needs more memory than it is worth."""


def run(options: Sequence[str]) -> Report:
    """Run every trial asked for; `--write` also writes docs/benchmarks.md."""
    args = _parsed(options)
    rows = list(_rows(args))
    report = Report("weekly", tuple(_figures(rows, args.seconds)), rows=tuple(rows))
    if args.write:
        PAGE.write_text(page(report, args.seconds), encoding="utf-8")
    return report


def _parsed(options: Sequence[str]) -> argparse.Namespace:
    def words(text: str) -> list[str]:
        return text.split(",")

    parser = argparse.ArgumentParser(prog="python -m benchmarks weekly")
    parser.add_argument("--sizes", type=words, default=["s", "m"])
    parser.add_argument("--kinds", type=words, default=list(KINDS))
    parser.add_argument("--seeds", type=lambda text: [int(seed) for seed in text.split(",")], default=[1])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--solvers", type=words, default=[s.name for s in SOLVERS])
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args(options)
    _known(parser, "size", args.sizes, SIZES)
    _known(parser, "kind", args.kinds, KINDS)
    _known(parser, "solver", args.solvers, [s.name for s in SOLVERS])
    return args


def _known(parser: argparse.ArgumentParser, what: str, asked: list[str], known: Sequence[str] | Any) -> None:
    for name in asked:
        if name not in known:
            parser.error(f"there is no {what} '{name}'; there are {', '.join(known)}")


def instance(kind: str, size: str, seed: int) -> tuple[Clinic, Timetable | None]:
    """(clinic, last week's timetable or None)."""
    if kind == "roomy":
        return roomy(size, seed)[0], None
    clinic = tight(size, seed)
    if kind == "tight":
        return clinic, None
    return next_week(clinic, greedy(clinic, WEEK), size, seed)


def _rows(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    for size in args.sizes:
        for kind in args.kinds:
            for seed in args.seeds:
                clinic, previous = instance(kind, size, seed)
                names = [n for n in args.solvers if n != "plain CP-SAT" or _plain_can(size)]
                for name in names:
                    row = {"size": size, "kind": kind, "seed": seed, "prescribed": prescribed(clinic, WEEK)}
                    row |= _trial(clinic, previous, name, args)
                    print(_told(row), file=sys.stderr)
                    yield row


def _plain_can(size: str) -> bool:
    return list(SIZES).index(size) <= list(SIZES).index(LARGEST_PLAIN)


def _told(row: dict[str, Any]) -> str:
    return f"{row['size']} {row['kind']} {row['seed']} {row['solver']}: {row.get('unmet')} unmet"


def _trial(clinic: Clinic, previous: Timetable | None, name: str, args: argparse.Namespace) -> dict[str, Any]:
    """One solver in a process of its own; a crash is a row that says so."""
    with tempfile.TemporaryDirectory() as folder:
        path, last = Path(folder, "clinic.toml"), Path(folder, "last.toml")
        write_clinic(path, clinic)
        command = [sys.executable, "-m", "benchmarks.weekly.trial", str(path), "--solver", name]
        command += ["--seconds", str(args.seconds), "--workers", str(args.workers)]
        if previous is not None:
            write_timetable(last, previous)
            command += ["--previous", str(last)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        return {"solver": name, "unmet": None, "violations": None, "failed": lines[-1]}
    row: dict[str, Any] = json.loads(done.stdout)
    return row


def _figures(rows: list[dict[str, Any]], seconds: float) -> Iterator[Figure]:
    """Medians over the seeds of each size and kind, ours beside greedy; and the two promises."""
    for size in dict.fromkeys(r["size"] for r in rows):
        for kind in dict.fromkeys(r["kind"] for r in rows):
            here = [r for r in rows if (r["size"], r["kind"]) == (size, kind)]
            ours, hand = _median(here, "openchair", "unmet"), _median(here, "greedy", "unmet")
            if ours is None:
                continue
            promised = 0.5 * hand if hand is not None and (size, kind) == ("m", "tight") else None
            if kind == "roomy":
                promised = 0
            yield Figure(f"{size} {kind}: unmet in {seconds:g} s", ours, "minutes", hand, promised)
            if size == "s":
                gaps = [r["unmet"] - r["bound"] for r in here if _proves(r)]
                yield Figure(f"s {kind}: unmet above bound", max(gaps, default=None), "minutes", None, 0)
    wrong = sum(bool(r["violations"]) for r in rows)
    yield Figure("answers that break a rule", wrong, "answers", None, 0)
    missing = sum(r["unmet"] is None for r in rows if r["solver"] != "plain CP-SAT")
    yield Figure("weeks without an answer (greedy, openchair)", missing, "weeks", None, 0)


def _proves(row: dict[str, Any]) -> bool:
    return row["solver"] == "openchair" and row.get("bound") is not None and row["unmet"] is not None


def _median(rows: list[dict[str, Any]], name: str, key: str) -> float | None:
    values = [r[key] for r in rows if r["solver"] == name and r.get(key) is not None]
    return median(values) if values else None
