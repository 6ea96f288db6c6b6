"""docs/topics-benchmark.md, from what was measured last."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.figures import Report

STORED = Path(__file__).with_name("results.json")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "topics-benchmark.md"
POLICIES = ("loop", "weighted", "planned", "in-room")

HEAD = """\
# Topics benchmark

Generated from `benchmarks/topics/results.json` by `python -m benchmarks topics --record`; do not edit.
What is measured, and what it does not know: [what a topic is worth](explanation/topics.md).

The share of their required topics that people have had when they leave, in simulated groups: ten people at a
time who stay 8 to 12 weeks, three sessions a week, attendance 80 %, 104 weeks, eight seeds, unless a row says
otherwise. In brackets the 95 % interval of the mean over the seeds. Whoever was there from the start is not
counted.

- *loop*: every topic in turn.
- *weighted*: a round in which a topic comes as often as the plans of those present name it.
- *planned*: the topics of a week are settled at its start; with two rooms, who goes where at the door.
- *in-room*: chosen when attendance is taken.
- *bound*: a count that no choice of topics can exceed: nobody has more topics than sessions they come to.
  Others need other things, so nothing says that it can be reached; what no plan of one group can exceed is
  proven more closely, below.
"""
HOURS_HEAD = """
## The same hours of facilitators

Two rooms take twice the hours. A session of an hour with one facilitator counts as an hour; half sessions are
taken to teach a topic as well as whole ones, which holds only for topics with a short form.
"""
TIMES_HEAD = """
## Times
"""


def record(report: Report) -> None:
    """Keep a report, and write the page from it."""
    STORED.write_text(json.dumps(report.as_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(render(report.as_json()), encoding="utf-8", newline="\n")


def stored() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(STORED.read_text(encoding="utf-8"))
    return found


def render(report: Mapping[str, Any]) -> str:
    """The page as Markdown."""
    rows = report["rows"]
    parts = [HEAD, "\n", *_scenarios([r for r in rows if r["kind"] == "scenario"])]
    parts += [HOURS_HEAD, "\n", *_hours([r for r in rows if r["kind"] == "hours"])]
    parts += [TIMES_HEAD, "\n", *_times(report["figures"]), f"\nMachine: {report['machine']}.\n"]
    parts += [f"{note[:1].upper()}{note[1:]}.\n" for note in report["notes"]]
    return "".join(parts)


def _scenarios(rows: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    yield f"| group | {' | '.join(POLICIES)} | bound | with all topics, in-room |\n"
    yield "|---|" + "---:|" * (len(POLICIES) + 2) + "\n"
    for name in dict.fromkeys(row["name"] for row in rows):
        mine = {row["policy"]: row for row in rows if row["name"] == name}
        cells = [_cell(mine[policy]) for policy in POLICIES]
        yield f"| {name} | {' | '.join(cells)} | {mine['loop']['bound']} | {mine['in-room']['complete']} |\n"


def _cell(row: Mapping[str, Any]) -> str:
    return f"{row['coverage']:.1f} ({row['low']:.1f}–{row['high']:.1f})"


def _hours(rows: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    yield "| hours a week | how | planned | in-room | bound |\n|---:|---|---:|---:|---:|\n"
    for name in dict.fromkeys(row["name"] for row in rows):
        mine = {row["policy"]: row for row in rows if row["name"] == name}
        planned, in_room = mine["planned"], mine["in-room"]
        cells = f"{_cell(planned)} | {_cell(in_room)} | {planned['bound']}"
        yield f"| {planned['hours']:g} | {name} | {cells} |\n"


def _times(figures: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    yield "| what | took | at most |\n|---|---:|---:|\n"
    for figure in figures:
        if figure["unit"] in ("s", "ms"):
            most = f"{figure['target']:g} {figure['unit']}" if figure["target"] else "–"
            yield f"| {figure['name']} | {figure['value']:g} {figure['unit']} | {most} |\n"
