"""The page that shows what every solver reached: docs/benchmarks.md, from the stored rows.

`python -m benchmarks.weekly.scoreboard` writes it anew without measuring anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from attrs import frozen

from benchmarks.weekly.cases import KINDS
from benchmarks.weekly.results import Row, stored

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
BUSY = 1.2
"""Processes that want a core, per core, above which the machine was busy with other work."""
SIZE_WORDS = {
    "s": "S, 12 patients",
    "m": "M, 60 patients",
    "l": "L, 200 patients",
    "xl": "XL, 1,000 patients",
    "campus": "Campus, 500 people, 400 closed rosters",
}
HEADINGS = (
    "seed",
    "solver",
    "unmet",
    "bound",
    "changes",
    "bound",
    "first (s)",
    "best (s)",
    "memory (MB)",
    "rules broken",
    "limit (s)",
    "commit",
)
KEYS = (
    "seed",
    "solver",
    "unmet",
    "bound",
    "changes",
    "changes_bound",
    "first",
    "best",
    "memory_mb",
    "violations",
    "limit",
)
MEDIANS = ("unmet", "bound", "changes", "changes_bound", "first", "best", "memory_mb")
INTRODUCTION = """\
# Weekly benchmark

Generated from `benchmarks/weekly/results/` by `python -m benchmarks.weekly.scoreboard`; do not edit.
How to run it and how to add a solver: [Add a solver](how-to/add-a-solver.md).

*Unmet* are prescribed minutes without a place, counted by the validator, which knows no solver; nothing can
be below the *bound* beside it. *Changes* are entries of last week that patients lost; their bound is proven
for the unmet minutes of that row. *First* and *best* are the seconds to the first timetable and to the last
one with fewer unmet minutes or changes; *memory* is the most that the solver's process had. A dash: not
known, or nothing found.

*Tight* clinics are short of evening staff, and nobody knows what can be met. In *roomy* and *planted* ones a
week with nothing unmet was laid out first. In *next-week* an eighth of the patients is new, and last week was
made by hand. Seeds 1 to 9 are for tuning; what is reported here was not tuned on.
"""


def write(page: Path = PAGE) -> None:
    """Write the page of all stored rows."""
    page.write_text(rendered(stored()), encoding="utf-8")


def rendered(rows: Sequence[Row]) -> str:
    """Markdown: the medians of every size and kind, then a table of runs for each."""
    notes = _Notes.of(rows)
    lines = [INTRODUCTION, *notes.lines(), "", "## Medians over the seeds", "", *_medians(rows)]
    for size, kind, here in _sections(rows):
        lines += ["", f"## {SIZE_WORDS[size]}, {kind}", "", f"{_prescribed(here)}.", ""]
        lines += [*_runs(here, notes), *_failures(here)]
    return "\n".join(lines) + "\n"


@frozen
class _Notes:
    """What rows share, said once, and the mark of a row that differs."""

    machines: list[str]
    workers: list[int]
    commits: int
    busy: int  # rows

    @classmethod
    def of(cls, rows: Sequence[Row]) -> _Notes:
        machines = list(dict.fromkeys(row["machine"] for row in rows))
        workers = sorted({row["workers"] for row in rows})
        commits = {row["commit"] for row in rows}
        return cls(machines, workers, len(commits), sum(map(_busy, rows)))

    def lines(self) -> Iterator[str]:
        for machine in self.machines:
            name = f"Machine {_letter(self.machines, machine)}" if len(self.machines) > 1 else "Machine"
            yield f"{name}: {machine}."
        if self.workers:
            yield f"Workers of each solver: {', '.join(map(str, self.workers))}."
        if self.commits > 1:
            yield "Runs were made at several commits; each row names its own (a plus: with changes on top)."
        if self.busy:
            yield "`*` at a commit: the machine was busy with other work then, so times are too long and a"
            yield "solver that uses its time got less done."

    def commit(self, row: Row) -> str:
        """The commit of a row with its marks."""
        letter = f" {_letter(self.machines, row['machine'])}" if len(self.machines) > 1 else ""
        return f"{row['commit'] or '–'}{'*' if _busy(row) else ''}{letter}"


def _letter(machines: list[str], machine: str) -> str:
    return chr(ord("A") + machines.index(machine))


def _busy(row: Row) -> bool:
    return row.get("load") is not None and row["load"] > BUSY


def _sections(rows: Sequence[Row]) -> Iterator[tuple[str, str, list[Row]]]:
    """(size, kind, rows) of everything that was measured, small sizes first."""
    for size, kinds in KINDS.items():
        for kind in kinds:
            here = [row for row in rows if (row["size"], row["kind"]) == (size, kind)]
            if here:
                yield size, kind, sorted(here, key=lambda row: (row["seed"], row["solver"]))


def _prescribed(rows: list[Row]) -> str:
    """How much is prescribed; and that a case was not the same for all of its rows, where that is so."""
    total = sorted({row["prescribed"] for row in rows})
    words = f"{total[0]:,} minutes" if len(total) == 1 else f"{total[0]:,} to {total[-1]:,} minutes"
    text = f"Prescribed: {words}"
    mixed = [
        s for s in sorted({r["seed"] for r in rows}) if len({r["case"] for r in rows if r["seed"] == s}) > 1
    ]
    if mixed:
        text += f"; the rows of seed {', '.join(map(str, mixed))} were measured on different input"
    return text


def _medians(rows: Sequence[Row]) -> Iterator[str]:
    heads = ("clinic", "solver", "seeds", "limit (s)", "unmet", "bound", "gap", "changes", "bound")
    yield _line((*heads, "first (s)", "best (s)", "memory (MB)"))
    yield "| --- | --- " + "| ---: " * (len(heads) + 1) + "|"
    for size, kind, here in _sections(rows):
        for solver in sorted({row["solver"] for row in here}):
            mine = [row for row in here if row["solver"] == solver]
            found = [row for row in mine if row["unmet"] is not None]
            seeds = str(len(mine)) if len(found) == len(mine) else f"{len(found)} of {len(mine)}"
            limits = "/".join(f"{limit:g}" for limit in sorted({row["limit"] for row in mine}))
            values = {key: _median(found, key) for key in MEDIANS}
            yield _line(
                (
                    f"{size.upper() if len(size) < 3 else size} {kind}",
                    solver,
                    seeds,
                    limits,
                    _cell(values["unmet"]),
                    _cell(values["bound"]),
                    _gap(found),
                    *(_cell(values[key]) for key in MEDIANS[2:]),
                )
            )


def _gap(rows: list[Row]) -> str:
    """The median of (unmet - bound) / prescribed."""
    gaps = [(r["unmet"] - r["bound"]) / r["prescribed"] for r in rows if r.get("bound") is not None]
    return f"{median(gaps):.2%}" if gaps else "–"


def _median(rows: list[Row], key: str) -> float | None:
    values = [row[key] for row in rows if row.get(key) is not None]
    return median(values) if values else None


def _runs(rows: list[Row], notes: _Notes) -> Iterator[str]:
    yield _line(HEADINGS)
    yield "| --- | --- " + "| ---: " * (len(HEADINGS) - 3) + "| --- |"
    for row in rows:
        yield _line((*(_cell(row.get(key)) for key in KEYS), notes.commit(row)))


def _failures(rows: list[Row]) -> Iterator[str]:
    failed = [row for row in rows if row.get("failed")]
    if failed:
        yield ""
    for row in failed:
        yield f"- Seed {row['seed']}, {row['solver']}: it failed ({row['failed']})."


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(value: object) -> str:
    """A number as people read it; a dash for nothing."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,}" if isinstance(value, int) else str(value)


if __name__ == "__main__":
    write()
