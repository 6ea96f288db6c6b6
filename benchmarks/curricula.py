"""How long `curricula check` takes, what it says of broken modules beside tombi, and what ships.

The time of a check stands beside what only reading the same files as TOML takes, in the same run.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import as_file, files
from os import times
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from attrs import frozen

from benchmarks.figures import Figure, Report
from benchmarks.modules.broken import BROKEN, Broken
from benchmarks.modules.made import write
from benchmarks.modules.others import Place, lint, tombi
from curricula.diagnostics import Diagnostic
from curricula.handouts import handout_text
from curricula.library import shipped
from curricula.readability import measure
from curricula.reading import read_paths

MANY = 1_000
FEW = 250
TIMES = 5
STRAIGHT = 1.25
"""How much longer one of many may take than one of few for the time to count as linear."""


def run(options: list[str]) -> Report:
    """`--quick`: a tenth of the modules, for a look."""
    share = 10 if "--quick" in options else 1
    with TemporaryDirectory() as folder:
        figures = [*_library(), *_many(Path(folder), MANY // share, FEW // share), *_shipped()]
        rows, compared = _broken(Path(folder) / "broken")
    notes = [
        f"`check` is the command from its start to its end, the median of {TIMES} runs; its baseline is "
        "a Python that reads the same files with tomllib.",
        f"{MANY} modules are checked three times in turns with {FEW} of them; the least of each counts.",
        "A broken module is right when exactly one diagnostic is given, with the code, line and column that "
        "the case names.",
        *_said_of_tombi(rows),
    ]
    return Report("curricula", (*figures, *compared), tuple(notes), tuple(rows))


@frozen
class Took:
    """Seconds by the clock, and of the processor (this process and those it waited for)."""

    clock: float
    processor: float


def _timed(work: Callable[[], Any]) -> Took:
    clock, before = perf_counter(), times()
    work()
    now = times()
    used = (b - a for a, b in zip(before[:4], now[:4], strict=True))
    return Took(perf_counter() - clock, sum(used))


def _middle(took: Sequence[Took]) -> Took:
    return Took(median(t.clock for t in took), median(t.processor for t in took))


def _seconds(name: str, took: Took, bare: Took, target: float) -> Iterable[Figure]:
    """By the clock, against the target; and of the processor, which other work hardly moves."""
    yield Figure(name, round(took.clock, 2), "s", round(bare.clock, 2), target)
    yield Figure("  of the processor", round(took.processor, 2), "s", round(bare.processor, 2))


def _library() -> Iterable[Figure]:
    with as_file(files("curricula").joinpath("library")) as library:
        check = [sys.executable, "-m", "facilitator", "curricula", "check", str(library)]
        only_read = (
            f"import tomllib, pathlib\nfor path in pathlib.Path({str(library)!r}).glob('*.toml'):\n"
            "    tomllib.loads(path.read_text('utf-8'))"
        )
        took = _middle([_timed(lambda: _run(check)) for _ in range(TIMES)])
        bare = _middle([_timed(lambda: _run([sys.executable, "-c", only_read])) for _ in range(TIMES)])
    yield from _seconds("check of the whole library", took, bare, 1.0)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _many(folder: Path, many: int, few: int) -> Iterable[Figure]:
    """The many in one check, and how one of them compares with one of few.

    They take turns, and the least that each took counts: other work only ever adds to it.
    """
    paths = write(folder, many)
    turns = [
        (_timed(lambda: read_paths(paths[:few])), _timed(lambda: _sound(read_paths([folder]))))
        for _ in range(3)
    ]
    some = min((turn[0] for turn in turns), key=lambda took: took.processor)
    whole = min((turn[1] for turn in turns), key=lambda took: took.processor)
    bare = _timed(lambda: [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths])
    yield from _seconds(f"check of {many} generated modules", whole, bare, 30.0)
    rate = (whole.processor / many) / (some.processor / few)
    yield Figure(f"one of {many} against one of {few}", round(rate, 2), "x", 1.0, STRAIGHT)


def _sound(readings: Iterable[Any]) -> None:
    found = [d.render() for reading in readings for d in reading.diagnostics]
    if found:
        raise SystemExit(f"a generated module is not sound: {found[0]}")


def _shipped() -> Iterable[Figure]:
    """The hardest handout that ships, and the agenda farthest from its session's minutes."""
    sessions = [session for module in shipped().values() for session in module.sessions]
    pages = [handout_text(handout, None) for session in sessions for handout in session.handouts]
    yield Figure(
        "hardest shipped handout", max(round(measure(page).grade, 2) for page in pages), "grade", None, 6.0
    )
    off = max(abs(s.minutes - sum(step.minutes for step in s.agenda)) for s in sessions)
    yield Figure("agenda against session, farthest", float(off), "min", None, 0.0)


def _broken(folder: Path) -> tuple[list[dict[str, Any]], tuple[Figure, ...]]:
    folder.mkdir()
    names = {f"case-{number:02}.toml": case for number, case in enumerate(BROKEN)}
    program = tombi()
    theirs = (
        lint(folder, {name: case.content() for name, case in names.items()}, program) if program else None
    )
    for name, case in names.items():
        (folder / name).write_bytes(case.content())
    ours = {name: read_paths([folder / name])[0].diagnostics for name in names}
    rows = [
        _row(case, ours[name], None if theirs is None else theirs.get(name, []))
        for name, case in names.items()
    ]
    wrong = sum(not row["right"] for row in rows)
    figures = [Figure(f"wrong answers about {len(rows)} broken modules", float(wrong), "", None, 0.0)]
    if theirs is not None:
        missed = sum(row["tombi"] != "same line" for row in rows)
        figures = [Figure(figures[0].name, float(wrong), "", float(missed), 0.0)]
    return rows, tuple(figures)


def _row(case: Broken, ours: Iterable[Diagnostic], theirs: list[Place] | None) -> dict[str, Any]:
    said = [(d.code, d.line, d.column) for d in ours]
    line, column = case.place()
    row = {"case": case.name, "code": case.code, "line": line, "column": column}
    row["right"] = said == [(case.code, line, column)]
    if theirs is None:
        return {**row, "tombi": "not installed", "tombi_says": 0}
    lines = [place[0] for place in theirs]
    verdict = "same line" if line in lines else "another line" if lines else "nothing"
    return {**row, "tombi": verdict, "tombi_says": len(theirs)}


def _said_of_tombi(rows: list[dict[str, Any]]) -> Iterable[str]:
    if rows[0]["tombi"] == "not installed":
        yield "tombi is not installed (pip install tombi), so nothing is compared with it."
        return
    both = [row for row in rows if row["right"] and row["tombi"] == "same line"]
    elsewhere = [row for row in rows if row["tombi"] == "another line"]
    ours = [row for row in rows if row["right"] and row["tombi"] == "nothing"]
    only = [row for row in rows if not row["right"] and row["tombi"] != "nothing"]
    extra = sum(max(0, row["tombi_says"] - 1) for row in rows)
    yield (
        f"Of {len(rows)}: found by both at the same line {len(both)}, by tombi at another line "
        f"{len(elsewhere)}, only here {len(ours)}, only by tombi {len(only)}; tombi gave {extra} messages "
        "more than one a module. The baseline of wrong answers is what tombi does not place at the line."
    )
