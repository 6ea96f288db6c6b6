"""Weekly timetables: unmet minutes, proven bound, changes, time and memory, beside greedy and plain CP-SAT.

Every solver runs on the same generated clinics in a process of its own. `--sizes s,m,l,xl,campus`, `--kinds
tight,roomy,next-week`, `--seeds 1,2`, `--seconds 20`, `--solvers openchair,greedy`. With `--record` the rows
are kept, seeds 101-105 are the default, what is kept already is not run again (unless `--again`, or `--stale`
and it was another commit), and the scoreboard is written; so a full run can be made in pieces.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.figures import Figure, Report
from benchmarks.weekly import results, scoreboard
from benchmarks.weekly.cases import KINDS, PLANTED, REPORTED, SECONDS, Case, cases, digest
from benchmarks.weekly.generate import WEEK
from benchmarks.weekly.results import Row
from benchmarks.weekly.solvers import SOLVERS, prescribed, solver
from scheduler.clinic import Clinic
from scheduler.files import write_clinic, write_timetable
from scheduler.timetable import Timetable

PLAIN = "plain CP-SAT"
PLAIN_SIZES = ("s", "m", "campus")
"""Elsewhere the plain model needs more memory than it is worth."""


def run(options: Sequence[str]) -> Report:
    """Run every trial asked for; `--record` also keeps the rows and writes docs/benchmarks.md."""
    args = _parsed(options)
    rows = list(_rows(args))
    if args.record:
        scoreboard.write()
    return Report("weekly", tuple(_figures(rows)), rows=tuple(rows))


def _parsed(options: Sequence[str]) -> argparse.Namespace:
    def words(text: str) -> list[str]:
        return text.split(",")

    def numbers(text: str) -> list[int]:
        return [int(seed) for seed in text.split(",")]

    parser = argparse.ArgumentParser(prog="python -m benchmarks weekly")
    parser.add_argument("--sizes", type=words, default=["s", "m"])
    parser.add_argument("--kinds", type=words, default=["tight", "roomy", "next-week"])
    parser.add_argument("--seeds", type=numbers)
    parser.add_argument("--seconds", type=float, help=f"default by size: {SECONDS}")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--solvers", type=words, default=[s.name for s in SOLVERS])
    parser.add_argument("--record", action="store_true", help="keep the rows and write the scoreboard")
    parser.add_argument("--again", action="store_true", help="with --record, also what is kept already")
    parser.add_argument("--stale", action="store_true", help="with --record, also what is of another commit")
    args = parser.parse_args(options)
    _known(parser, "size", args.sizes, KINDS)
    _known(parser, "kind", args.kinds, [kind for kinds in KINDS.values() for kind in kinds])
    for name in args.solvers:
        try:
            solver(name)
        except ValueError as error:
            parser.error(str(error))
    args.seeds = args.seeds or (list(REPORTED) if args.record else [1])
    return args


def _known(parser: argparse.ArgumentParser, what: str, asked: list[str], known: Iterable[str]) -> None:
    names = list(dict.fromkeys(known))
    for name in asked:
        if name not in names:
            parser.error(f"there is no {what} '{name}'; there are {', '.join(names)}")


def _rows(args: argparse.Namespace) -> Iterator[Row]:
    """A row for every case and solver: measured now or, with `--record`, before."""
    for case in cases(args.sizes, args.kinds, args.seeds):
        names = [name for name in args.solvers if name != PLAIN or case.size in PLAIN_SIZES]
        kept = results.stored() if args.record and not args.again else []
        if args.stale:
            kept = [row for row in kept if row["commit"] == results.commit()]
        missing = [name for name in names if not results.known(kept, case, solver(name).name)]
        yield from (r for r in kept if _of(r, case) and r["solver"] in {solver(n).name for n in names})
        if missing:
            clinic, previous = case.make()
            for name in missing:
                row = _measured(case, clinic, previous, name, args)
                if args.record:
                    results.append(row)
                print(_told(row), file=sys.stderr)
                yield row


def _of(row: Row, case: Case) -> bool:
    return (row["size"], row["kind"], row["seed"]) == (case.size, case.kind, case.seed)


def _told(row: Row) -> str:
    return f"{row['size']} {row['kind']} {row['seed']} {row['solver']}: {row.get('unmet')} unmet"


def _measured(
    case: Case, clinic: Clinic, previous: Timetable | None, name: str, args: argparse.Namespace
) -> Row:
    limit = SECONDS[case.size] if args.seconds is None else args.seconds
    row = {
        "kind": case.kind,
        "size": case.size,
        "seed": case.seed,
        "limit": limit,
        "workers": args.workers,
        "prescribed": prescribed(clinic, WEEK),
        "case": digest(clinic, previous),
        "commit": results.commit(),
        "machine": results.machine(),
        "load": results.load(),
    }
    return row | _trial(clinic, previous, name, limit, args.workers)


def _trial(clinic: Clinic, previous: Timetable | None, name: str, seconds: float, workers: int) -> Row:
    """One solver in a process of its own; a crash is a row that says so."""
    with tempfile.TemporaryDirectory() as folder:
        path, last = Path(folder, "clinic.toml"), Path(folder, "last.toml")
        write_clinic(path, clinic)
        command = [sys.executable, "-m", "benchmarks.weekly.trial", str(path), "--solver", name]
        command += ["--seconds", str(seconds), "--workers", str(workers)]
        if previous is not None:
            write_timetable(last, previous)
            command += ["--previous", str(last)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        print(lines[-1], file=sys.stderr)
        kind = lines[-1].partition(":")[0]
        return {"solver": solver(name).name, "unmet": None, "violations": None, "failed": kind}
    row: Row = json.loads(done.stdout)
    return row


def _figures(rows: list[Row]) -> Iterator[Figure]:
    """Medians over the seeds of each size and kind, ours beside greedy; and the promises."""
    for size, kind in dict.fromkeys((r["size"], r["kind"]) for r in rows):
        here = [r for r in rows if (r["size"], r["kind"]) == (size, kind)]
        ours, hand = _median(here, "openchair", "unmet"), _median(here, "greedy", "unmet")
        if ours is None:
            continue
        promised = 0.5 * hand if hand is not None and (size, kind) == ("m", "tight") else None
        if kind in PLANTED:
            promised = 0
        yield Figure(f"{size} {kind}: unmet", ours, "minutes", hand, promised)
        if size == "s":
            gaps = [r["unmet"] - r["bound"] for r in here if _proves(r)]
            yield Figure(
                f"s {kind}: unmet above bound, median", median(gaps) if gaps else None, "minutes", None, 0
            )
            yield Figure(f"s {kind}: unmet above bound, worst", max(gaps, default=None), "minutes")
    wrong = sum(bool(r["violations"]) for r in rows)
    yield Figure("answers that break a rule", wrong, "answers", None, 0)
    missing = sum(r["unmet"] is None for r in rows if r["solver"] != PLAIN)
    yield Figure("weeks without an answer (greedy, openchair)", missing, "weeks", None, 0)


def _proves(row: Row) -> bool:
    return row["solver"] == "openchair" and row.get("bound") is not None and row["unmet"] is not None


def _median(rows: list[dict[str, Any]], name: str, key: str) -> float | None:
    values = [r[key] for r in rows if r["solver"] == name and r.get(key) is not None]
    return median(values) if values else None
