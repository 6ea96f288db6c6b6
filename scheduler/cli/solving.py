"""`schedule solve`: run the solver in a thread, show its progress, check its answer, write it.

Ctrl-C asks the solver to stop and keeps the best so far; a second one leaves at once. No answer is written
that breaks a rule when counted without the solver.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve, frozen

from curricula.diagnostics import BadInput, Diagnostic, ExitCode
from curricula.source import Source
from scheduler.cli.commands import read_clinic, read_previous
from scheduler.clinic import Clinic
from scheduler.files import codes, dump_timetable, write_timetable
from scheduler.files.clinic_file import places
from scheduler.files.values import MAX_BYTES
from scheduler.progress import Bounded, Event, Improved
from scheduler.timetable import Score, Timetable, Unmet
from scheduler.validate import Report, validate

if TYPE_CHECKING:
    from scheduler.progress import Outcome

PATIENCE = 10.0  # seconds that a solver asked to stop is waited for
MOST_LINES = 20  # unmet hours told on the screen
NAMES = ("unmet_minutes", "under_floor", "changes", "preference")


@frozen
class Found:
    """What came out: the best week, if any, after how long, and whether somebody stopped the search."""

    timetable: Timetable | None
    seconds: float
    interrupted: bool


def run(args: argparse.Namespace) -> ExitCode:
    """Solve as asked; the exit code says whether something was found and whether somebody stopped it."""
    clinic = read_clinic(args.clinic, args.week)
    previous = read_previous(args.previous, args.week)
    if args.out is not None:
        refuse(args.out)
    printer = Printer(json_lines=args.json_progress)
    found = _found(args, clinic, previous, printer)
    printer.close()
    if found.timetable is None:
        return _nothing(found.interrupted)
    timetable = checked(clinic, previous, found.timetable, printer.best)
    if timetable is None:
        return ExitCode.NOTHING_FOUND
    if args.out is not None:
        write_timetable(args.out, timetable)
    _answer(args, timetable, found.seconds)
    return ExitCode.INTERRUPTED if found.interrupted else ExitCode.DONE


def _nothing(interrupted: bool) -> ExitCode:
    words = "stopped before anything was found" if interrupted else "nothing was found in the time given"
    print(f"{words}; give it longer with --time-limit", file=sys.stderr)
    return ExitCode.INTERRUPTED if interrupted else ExitCode.NOTHING_FOUND


def checked(
    clinic: Clinic, previous: Timetable | None, answer: Timetable, fallback: Timetable | None
) -> Timetable | None:
    """The answer, sealed, if it breaks no rule; otherwise the last improvement if that breaks none."""
    for timetable in dict.fromkeys(filter(None, (answer, fallback))):
        report = validate(clinic, timetable, previous)
        if report.valid:
            return sealed(timetable, report)
        print("this answer breaks rules and is not written; that is a fault in openchair:", file=sys.stderr)
        for violation in report.violations:
            print(f"  {violation.rule}: {violation.message}", file=sys.stderr)
    return None


def _found(args: argparse.Namespace, clinic: Clinic, previous: Timetable | None, printer: Printer) -> Found:
    """Run the solver in a thread of its own, so that Ctrl-C is heard at once, and take the best it gave.

    A solver that fails, or does not stop when asked to, leaves the best week that it told of until then.
    """
    search = Search(args, clinic, previous, printer)
    started = time.monotonic()
    threading.Thread(target=search.work, daemon=True).start()
    interrupted, patience = False, math.inf
    while time.monotonic() < patience:
        try:
            if search.done.wait(0.2):
                break
        except KeyboardInterrupt:
            if interrupted:
                break
            interrupted, patience = True, time.monotonic() + PATIENCE
            search.stop.set()
    if search.failure is not None:
        _failed(search.failure, args.clinic, printer)
    timetable = search.outcome.timetable if search.outcome is not None else None
    return Found(timetable or printer.best, time.monotonic() - started, interrupted)


class Search:
    """One run of the solver in a thread; `outcome` or `failure` stand when it has ended."""

    def __init__(
        self, args: argparse.Namespace, clinic: Clinic, previous: Timetable | None, printer: Printer
    ) -> None:
        self.args, self.clinic, self.previous, self.printer = args, clinic, previous, printer
        self.stop, self.done = threading.Event(), threading.Event()
        self.outcome: Outcome | None = None
        self.failure: Exception | None = None

    def work(self) -> None:
        """Solve. The solver is imported here: bad input is told before that takes its time."""
        try:
            from scheduler.solve import solve

            self.outcome = solve(
                self.clinic,
                self.args.week,
                previous=self.previous,
                time_limit=self.args.time_limit,
                workers=self.args.workers or min(os.cpu_count() or 1, 8),
                seed=self.args.seed,
                listener=self.printer,
                stop=self.stop,
            )
        except Exception as error:
            self.failure = error
        finally:
            self.done.set()


def placed(failure: Exception, clinic: Path) -> Exception:
    """A failure as it is, or what cannot hold at its place in the clinic's files."""
    from scheduler.impossible import Impossible

    return failure.at(places(clinic, failure.where)) if isinstance(failure, Impossible) else failure


def _failed(failure: Exception, clinic: Path, printer: Printer) -> None:
    """A solver that broke down: its best week is kept and the fault told; without one, it is raised."""
    failure = placed(failure, clinic)
    if isinstance(failure, BadInput) or printer.best is None:
        raise failure
    words = f"the solver failed ({type(failure).__name__}: {failure}); the best week until then is kept"
    print(words, file=sys.stderr)


class Printer:
    """Shows progress: a live line on a terminal, otherwise a line for each improvement; or JSON on stdout."""

    def __init__(self, json_lines: bool = False) -> None:
        self.json_lines = json_lines
        self.live = sys.stderr.isatty()
        self.score: Score | None = None
        self.best: Timetable | None = None
        self.bounds: tuple[int | None, ...] = (None, None, None, None)
        self.phase = ""

    def __call__(self, event: Event) -> None:
        if isinstance(event, Improved):
            self.score, self.best = event.score, event.timetable
        elif isinstance(event, Bounded):
            self.bounds = event.bounds
        else:
            self.phase = event.name
        if self.json_lines:
            print(json.dumps(_event(event)), flush=True)
        elif self.live:
            width = shutil.get_terminal_size().columns - 1
            line = self.line(event.seconds)[:width].ljust(width)
            print(f"\r{line}", end="", file=sys.stderr, flush=True)
        elif isinstance(event, Improved):
            print(self.line(event.seconds), file=sys.stderr, flush=True)

    def line(self, seconds: float) -> str:
        """`12.3 s  unmet 120 (≥ 60)  under floor 0 (proven)  changes 4  preference 118`."""
        parts = [f"{seconds:.1f} s"]
        if self.score is None:
            return "  ".join([*parts, self.phase])
        for name, value, bound in zip(NAMES, self.score.values, self.bounds, strict=True):
            parts.append(_value(name, value, bound))
        return "  ".join([*parts, self.phase] if self.live else parts)

    def close(self) -> None:
        """End the live line."""
        if self.live and not self.json_lines:
            print(file=sys.stderr)


def _value(name: str, value: int, bound: int | None) -> str:
    """`unmet 120 (≥ 60)`, `changes 4 (proven)`, or without a bound `preference 118`."""
    proven = "" if bound is None else " (proven)" if bound == value else f" (≥ {bound})"
    return f"{name.removesuffix('_minutes').replace('_', ' ')} {value}{proven}"


def _event(event: Event) -> dict[str, Any]:
    seconds = round(event.seconds, 3)
    if isinstance(event, Improved):
        return {"event": "improved", "seconds": seconds, **dict(zip(NAMES, event.score.values, strict=True))}
    if isinstance(event, Bounded):
        bounds = {f"{name}_bound": bound for name, bound in zip(NAMES, event.bounds, strict=True)}
        return {"event": "bound", "seconds": seconds, **bounds}
    return {"event": "phase", "seconds": seconds, "phase": event.name}


def sealed(timetable: Timetable, report: Report) -> Timetable:
    """The timetable with its score and unmet minutes as counted; a bound that is not one is left out."""
    score = report.score
    for name, value in zip(NAMES, score.values, strict=True):
        bound = getattr(timetable.score, f"{name}_bound")
        if bound is not None and bound <= value:
            score = evolve(score, **{f"{name}_bound": bound})
    reasons = {(u.patient, u.service, u.minutes): u for u in timetable.unmet}
    unmet = tuple(_explained(u, reasons) for u in report.unmet)
    return evolve(timetable, score=score, unmet=unmet, status="optimal" if score.proven else "feasible")


def _explained(unmet: Unmet, reasons: dict[tuple[str, str, int], Unmet]) -> Unmet:
    return reasons.get((unmet.patient, unmet.service, unmet.minutes), unmet)


def refuse(out: Path) -> None:
    """Before any work: a file that could not be written, or that is something other than a timetable."""
    problem = ""
    if not out.parent.is_dir():
        problem = f"the folder {out.parent} does not exist"
    elif out.is_dir():
        problem = "this is a folder; name a file"
    elif not os.access(out if out.exists() else out.parent, os.W_OK):
        problem = "this cannot be written here"
    elif out.exists() and out.stat().st_size and not _is_timetable(out):
        problem = "there is a file here that is not a timetable; it was not touched"
    if problem:
        hint = "name another file with --out"
        raise BadInput([Diagnostic(str(out), 1, 1, codes.NOT_WRITTEN, problem, hint)])


def _is_timetable(path: Path) -> bool:
    try:
        return "week" in Source.load(path, MAX_BYTES).data
    except BadInput:
        return False


def _answer(args: argparse.Namespace, timetable: Timetable, seconds: float) -> None:
    """The answer on stdout, in words on stderr."""
    if args.json or args.json_progress:
        answer = {"event": "done"} if args.json_progress else {}
        print(json.dumps({**answer, **as_json(timetable, seconds)}, ensure_ascii=False), flush=True)
    elif args.out is None:
        print(dump_timetable(timetable), end="")
    print(_words(timetable, seconds, args.out), file=sys.stderr)


def as_json(timetable: Timetable, seconds: float) -> dict[str, Any]:
    """The object of `solve --json`; `timetable` holds the same keys as the TOML file, times in ISO 8601."""
    import tomllib

    document = tomllib.loads(dump_timetable(timetable))
    return {
        "status": timetable.status,
        "week": str(timetable.week),
        **asdict(timetable.score),
        "seconds": round(seconds, 3),
        "timetable": json.loads(json.dumps(document, default=lambda value: value.isoformat())),
    }


def _words(timetable: Timetable, seconds: float, out: Path | None) -> str:
    """What is not met, as far as a screen holds it, and the values with their bounds."""
    lines = []
    for u in timetable.unmet[:MOST_LINES]:
        reason = f": {u.because}" if u.because else ""
        lines.append(f"not met: {u.patient}, {u.minutes} minutes of {u.service}{reason}")
    more = len(timetable.unmet) - MOST_LINES
    if more > 0:
        lines.append(f"not met: {more} more, all of them in the timetable")
    score = timetable.score
    bounds = (getattr(score, f"{name}_bound") for name in NAMES)
    values = ", ".join(map(_value, NAMES, score.values, bounds))
    wrote = f"{out}: " if out is not None else ""
    lines.append(f"{wrote}{timetable.week} {timetable.status} in {seconds:.1f} s; {values}")
    return "\n".join(lines)
