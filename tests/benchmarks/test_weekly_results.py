"""Rows are kept whole, are not measured twice, and the page says of each what it has to say."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.weekly import benchmark, results, scoreboard
from benchmarks.weekly.cases import Case, cases, digest
from benchmarks.weekly.generate import WEEK, tight
from benchmarks.weekly.instances.__main__ import main as write_instances
from benchmarks.weekly.solvers import Answer, Heard, Program, Task, solver
from scheduler.by_hand.greedy import greedy
from scheduler.files import load_clinic, write_timetable
from scheduler.validate import validate

ROW: dict[str, Any] = {
    "kind": "tight",
    "size": "s",
    "seed": 104,
    "solver": "greedy",
    "limit": 20.0,
    "workers": 2,
    "prescribed": 7770,
    "case": "0123abcd",
    "commit": "c0ffee00",
    "machine": "a small one",
    "load": 0.3,
    "unmet": 1230,
    "bound": None,
    "changes": None,
    "changes_bound": None,
    "first": 0.5,
    "best": 1.25,
    "memory_mb": 36,
    "violations": 0,
}


def test_a_row_is_read_back_and_a_later_one_replaces_it(tmp_path: Path) -> None:
    results.append(ROW, tmp_path)
    results.append({**ROW, "solver": "openchair"}, tmp_path)
    results.append({**ROW, "unmet": 900}, tmp_path)
    assert [(r["solver"], r["unmet"]) for r in results.stored(tmp_path)] == [
        ("greedy", 900),
        ("openchair", 1230),
    ]
    assert results.known(results.stored(tmp_path), Case("s", "tight", 104), "greedy")
    assert not results.known(results.stored(tmp_path), Case("s", "tight", 105), "greedy")


def test_a_line_cut_short_loses_nothing_else(tmp_path: Path) -> None:
    results.append(ROW, tmp_path)
    path = tmp_path / "tight-s.jsonl"
    path.write_text(path.read_text(encoding="utf-8") + '{"kind": "tig', encoding="utf-8")
    results.append({**ROW, "seed": 105}, tmp_path)
    assert [row["seed"] for row in results.stored(tmp_path)] == [104, 105]


def test_the_page_holds_every_row_with_its_commit_and_limit() -> None:
    slower = {**ROW, "seed": 105, "limit": 60.0, "commit": "bead0000+", "load": 3.0}
    ours = {**ROW, "solver": "openchair", "unmet": 450, "bound": 240}
    text = scoreboard.rendered([ROW, slower, ours])
    assert "Machine: a small one." in text
    assert "## S, 12 patients, tight" in text
    assert "| 104 | greedy | 1,230 | – | – | – | 0.5 | 1.25 | 36 | 0 | 20 | c0ffee00 |" in text
    assert "| 60 | bead0000+* |" in text
    assert "Runs were made at several commits" in text
    assert "the machine was busy with other work" in text
    assert "| S tight | greedy | 2 | 20/60 | 1,230 |" in text
    assert "| S tight | openchair | 1 | 20 | 450 | 240 | 2.70% |" in text


def test_the_page_says_what_failed_and_what_was_not_the_same_input() -> None:
    failed = {**ROW, "solver": "mine", "unmet": None, "violations": None, "failed": "MemoryError"}
    other = {**ROW, "solver": "openchair", "case": "ffffffff"}
    text = scoreboard.rendered([ROW, failed, other])
    assert "- Seed 104, mine: it failed (MemoryError)." in text
    assert "the rows of seed 104 were measured on different input" in text
    assert "| S tight | mine | 0 of 1 | 20 | – |" in text


def test_two_machines_are_told_apart() -> None:
    text = scoreboard.rendered([ROW, {**ROW, "seed": 105, "machine": "a large one"}])
    assert "Machine A: a small one." in text
    assert "| c0ffee00 B |" in text


def test_the_published_page_is_what_the_stored_rows_say() -> None:
    assert scoreboard.PAGE.read_text(encoding="utf-8") == scoreboard.rendered(results.stored())


def test_nothing_that_is_kept_is_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    monkeypatch.setattr(results.append, "__defaults__", (tmp_path,))
    monkeypatch.setattr(results.stored, "__defaults__", (tmp_path,))
    monkeypatch.setattr(scoreboard.write, "__defaults__", (tmp_path / "page.md",))
    asked = ["--record", "--sizes", "s", "--kinds", "tight", "--seeds", "1", "--solvers", "greedy"]
    first = benchmark.run(asked)
    assert "s tight 1 greedy" in capsys.readouterr().err
    again = benchmark.run(asked)
    assert capsys.readouterr().err == ""
    assert again.rows == first.rows
    monkeypatch.setattr(results, "commit", lambda: "another")
    assert benchmark.run([*asked, "--stale"]).rows[0]["commit"] == "another"
    capsys.readouterr()
    benchmark.run([*asked, "--stale"])
    assert capsys.readouterr().err == ""
    row = first.rows[0]
    assert row["memory_mb"] is None or 10 < row["memory_mb"] < 400
    assert row["case"] == digest(tight("s", 1), None)
    assert "| 1 | greedy |" in (tmp_path / "page.md").read_text(encoding="utf-8")


def test_cases_of_a_size_are_its_kinds() -> None:
    assert [str(c) for c in cases(["s", "campus"], ["roomy"], [1])] == ["roomy-s-1", "planted-campus-1"]


def test_cases_are_written_as_files_for_everybody(tmp_path: Path) -> None:
    write_instances([str(tmp_path), "--sizes", "s", "--kinds", "tight,next-week", "--seeds", "3"])
    names = ["next-week-s-3.last.toml", "next-week-s-3.toml", "tight-s-3.toml"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert load_clinic(tmp_path / "tight-s-3.toml")[0] == tight("s", 3)


class Copy:
    """A solver for the test that is not registered: by hand, without last week."""

    name = "copy"

    def solve(self, task: Task, heard: Heard) -> Answer:
        heard()
        return Answer(greedy(task.clinic, task.week), bound=0)


def test_a_solver_from_anywhere_is_found_by_its_module() -> None:
    assert solver(f"{__name__}:Copy").name == "copy"
    with pytest.raises(ValueError, match=r"there is no solver nowhere\.at\.all:Mine"):
        solver("nowhere.at.all:Mine")


def test_a_program_in_any_language_is_a_solver(tmp_path: Path) -> None:
    clinic = tight("s", 2)
    write_timetable(tmp_path / "answer.toml", greedy(clinic, WEEK))
    copying = "import shutil, sys; shutil.copy(sys.argv[1], sys.argv[2])"
    program = Program("copier", (sys.executable, "-c", copying, str(tmp_path / "answer.toml"), "{out}"))
    moments: list[int] = []
    answer = program.solve(Task(clinic, WEEK, None, 5, 1, 0), lambda: moments.append(1))
    assert answer.timetable is not None
    assert validate(clinic, answer.timetable).valid
    assert moments == [1]
