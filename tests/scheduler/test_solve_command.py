"""`openchair schedule solve`: what it writes, prints and exits with, whatever the solver does.

The solver here is a stand-in that behaves as told; what a real one finds is tested elsewhere.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
import types
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve, frozen
from tiny import CLINIC, WEEK, clinic, moment, session, week

from curricula.diagnostics import BadInput
from scheduler.cli.commands import register
from scheduler.clinic import Clinic, Pin
from scheduler.files import load_timetable, write_clinic, write_timetable
from scheduler.progress import Bounded, Improved, Listener, Phase
from scheduler.timetable import Score, Timetable, Unmet
from scheduler.week import Week


@frozen
class Outcome:
    timetable: Timetable | None
    seconds: float = 0.1


Solver = Callable[..., Outcome]


@pytest.fixture
def solver(monkeypatch: pytest.MonkeyPatch) -> Callable[[Solver], None]:
    """Put a solver in the real one's place."""

    def put(solve: Solver) -> None:
        module = types.ModuleType("scheduler.solve")
        module.solve = solve  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "scheduler.solve", module)

    return put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_clinic(tmp_path / "clinic.toml", CLINIC)
    return tmp_path


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    args = parser.parse_args(["schedule", "solve", *map(str, words), "--week", "2026-W48"])
    return int(args.run(args))


def found(timetable: Timetable) -> Solver:
    def solve(_clinic: Clinic, _week: Week, *, listener: Listener, **_: object) -> Outcome:
        listener(Phase("first week", 0.01))
        listener(Improved(timetable.score, timetable, 0.05))
        listener(Bounded((0, None, None, None), 0.06))
        return Outcome(timetable)

    return solve


ANSWER = evolve(week(), score=Score(1, unmet_minutes_bound=480, under_floor_bound=0, changes_bound=9))


def test_writes_the_week_with_its_score_counted_anew(
    folder: Path, solver: Callable[[Solver], None], capsys: pytest.CaptureFixture[str]
) -> None:
    reason = Unmet("D", "skills", 60, "Nobody is free.", "A second room.")
    solver(found(evolve(ANSWER, unmet=(reason, Unmet("D", "gone", 15)))))
    assert run(folder, "--out", folder / "week.toml") == 0
    written, problems = load_timetable(folder / "week.toml", CLINIC)
    assert problems == []
    assert written is not None
    assert written.sessions == ANSWER.sessions
    assert written.score == Score(480, 0, 0, 24, unmet_minutes_bound=480, under_floor_bound=0)
    assert sum(u.minutes for u in written.unmet) == 480
    assert reason in written.unmet
    assert written.status == "feasible"
    out, err = capsys.readouterr()
    assert out == ""
    assert "not met: D, 60 minutes of skills: Nobody is free." in err
    assert "unmet 480 (proven), under floor 0 (proven), changes 0, preference 24" in err


def test_is_optimal_only_when_all_is_proven(folder: Path, solver: Callable[[Solver], None]) -> None:
    solver(found(evolve(week(), score=Score(480, 0, 0, 24, 480, 0, 0, 24))))
    assert run(folder, "--out", folder / "week.toml") == 0
    written, _ = load_timetable(folder / "week.toml")
    assert written is not None
    assert written.status == "optimal"


def test_prints_the_week_where_no_file_is_named(
    folder: Path, solver: Callable[[Solver], None], capsys: pytest.CaptureFixture[str]
) -> None:
    solver(found(ANSWER))
    assert run(folder) == 0
    (folder / "printed.toml").write_text(capsys.readouterr().out, encoding="utf-8")
    printed, _ = load_timetable(folder / "printed.toml", CLINIC)
    assert printed is not None
    assert printed.sessions == ANSWER.sessions


def test_prints_one_json_object(
    folder: Path, solver: Callable[[Solver], None], capsys: pytest.CaptureFixture[str]
) -> None:
    solver(found(ANSWER))
    assert run(folder, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    promised = (
        "status week unmet_minutes unmet_minutes_bound changes changes_bound preference seconds timetable"
    )
    assert set(promised.split()) <= set(answer)
    assert (answer["week"], answer["unmet_minutes"], answer["changes_bound"]) == ("2026-W48", 480, None)
    assert answer["timetable"]["sessions"][0]["start"] == "2026-11-23T09:00:00"


def test_prints_one_json_object_a_line_while_it_works(
    folder: Path, solver: Callable[[Solver], None], capsys: pytest.CaptureFixture[str]
) -> None:
    solver(found(ANSWER))
    assert run(folder, "--json-progress") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == ["phase", "improved", "bound", "done"]
    assert lines[2]["unmet_minutes_bound"] == 0
    assert lines[3]["status"] == "feasible"


def test_says_a_line_for_each_improvement(
    folder: Path, solver: Callable[[Solver], None], capsys: pytest.CaptureFixture[str]
) -> None:
    solver(found(ANSWER))
    run(folder)
    assert "0.1 s  unmet 1  under floor 0  changes 0  preference 0\n" in capsys.readouterr().err


def test_hands_over_what_was_asked_for(folder: Path, solver: Callable[[Solver], None]) -> None:
    asked: dict[str, object] = {}

    def solve(clinic: Clinic, week: Week, **options: object) -> Outcome:
        asked.update(options, clinic=clinic, week=week)
        return Outcome(ANSWER)

    solver(solve)
    before = evolve(week(), week=WEEK.shifted(-1))
    write_timetable(folder / "before.toml", before)
    run(folder, "--previous", folder / "before.toml", "--time-limit", 7, "--workers", 3, "--seed", 5)
    assert asked["clinic"] == CLINIC
    assert asked["week"] == WEEK
    assert asked["previous"] == before
    assert (asked["time_limit"], asked["workers"], asked["seed"]) == (7.0, 3, 5)


def test_without_an_answer_writes_nothing_and_exits_with_3(
    folder: Path, solver: Callable[[Solver], None], capsys: pytest.CaptureFixture[str]
) -> None:
    solver(lambda *_, **__: Outcome(None))
    assert run(folder, "--out", folder / "week.toml", "--json") == 3
    assert not (folder / "week.toml").exists()
    out, err = capsys.readouterr()
    assert out == ""
    assert "nothing was found in the time given" in err


def test_an_answer_that_breaks_a_rule_is_not_written(
    folder: Path, solver: Callable[[Solver], None], capsys: pytest.CaptureFixture[str]
) -> None:
    solver(found(week(p2=session("process", "wed 09:00", "A", "t1"))))
    assert run(folder, "--out", folder / "week.toml") == 3
    assert not (folder / "week.toml").exists()
    assert "size: process on Wednesday 09:00 has 1 member;" in capsys.readouterr().err


def test_falls_back_to_the_last_improvement(folder: Path, solver: Callable[[Solver], None]) -> None:
    def solve(*_: object, listener: Listener, **__: object) -> Outcome:
        listener(Improved(ANSWER.score, ANSWER, 0.1))
        return Outcome(week(p2=session("process", "wed 09:00", "A", "t1")))

    solver(solve)
    assert run(folder, "--out", folder / "week.toml") == 0
    written, _ = load_timetable(folder / "week.toml")
    assert written is not None
    assert written.sessions == ANSWER.sessions


class TestCtrlC:
    def press(self) -> None:
        """From the work itself, so that somebody waits for it by then; else the test run would be ended."""
        threading.Timer(0.5, signal.raise_signal, (signal.SIGINT,)).start()

    def test_keeps_the_best_so_far_and_exits_with_130(
        self, folder: Path, solver: Callable[[Solver], None]
    ) -> None:
        def solve(*_: object, stop: threading.Event, **__: object) -> Outcome:
            self.press()
            assert stop.wait(10)
            return Outcome(ANSWER)

        solver(solve)
        assert run(folder, "--out", folder / "week.toml") == 130
        assert (folder / "week.toml").exists()

    def test_keeps_what_a_solver_told_that_does_not_stop(
        self, folder: Path, solver: Callable[[Solver], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("scheduler.cli.solving.PATIENCE", 0.2)
        release = threading.Event()

        def solve(*_: object, listener: Listener, **__: object) -> Outcome:
            listener(Improved(ANSWER.score, ANSWER, 0.1))
            self.press()
            release.wait(10)
            return Outcome(None)

        solver(solve)
        assert run(folder, "--out", folder / "week.toml") == 130
        release.set()
        assert (folder / "week.toml").exists()

    def test_with_nothing_found_writes_nothing(self, folder: Path, solver: Callable[[Solver], None]) -> None:
        def solve(*_: object, stop: threading.Event, **__: object) -> Outcome:
            self.press()
            stop.wait(10)
            return Outcome(None)

        solver(solve)
        assert run(folder, "--out", folder / "week.toml") == 130
        assert not (folder / "week.toml").exists()


class TestFailure:
    def test_keeps_the_best_week_and_tells_the_fault(
        self, folder: Path, solver: Callable[[Solver], None], capsys: pytest.CaptureFixture[str]
    ) -> None:
        def solve(*_: object, listener: Listener, **__: object) -> Outcome:
            listener(Improved(ANSWER.score, ANSWER, 0.1))
            raise RuntimeError("heap corruption")

        solver(solve)
        assert run(folder, "--out", folder / "week.toml") == 0
        assert (folder / "week.toml").exists()
        assert "RuntimeError: heap corruption" in capsys.readouterr().err

    def test_without_a_week_is_told_as_it_is(self, folder: Path, solver: Callable[[Solver], None]) -> None:
        def solve(*_: object, **__: object) -> Outcome:
            raise RuntimeError("heap corruption")

        solver(solve)
        with pytest.raises(RuntimeError, match="heap corruption"):
            run(folder)


class TestRefuses:
    @pytest.fixture(autouse=True)
    def never(self, solver: Callable[[Solver], None]) -> None:
        solver(lambda *_, **__: pytest.fail("the solver was started"))

    def test_a_pin_that_breaks_a_rule(self, folder: Path) -> None:
        pinned = clinic(pins=(Pin(group="process", start=moment("sat 09:00")),))
        write_clinic(folder / "clinic.toml", pinned)
        with pytest.raises(BadInput, match=r"the rule is `opening`"):
            run(folder)

    def test_a_previous_week_that_is_not_before(self, folder: Path) -> None:
        write_timetable(folder / "before.toml", week())
        with pytest.raises(BadInput, match="does not come before"):
            run(folder, "--previous", folder / "before.toml")

    def test_a_file_that_is_not_a_timetable_as_out(self, folder: Path) -> None:
        before = (folder / "clinic.toml").read_bytes()
        with pytest.raises(BadInput, match="not a timetable"):
            run(folder, "--out", folder / "clinic.toml")
        assert (folder / "clinic.toml").read_bytes() == before

    def test_a_folder_and_what_lies_in_no_folder_as_out(self, folder: Path) -> None:
        with pytest.raises(BadInput, match="this is a folder"):
            run(folder, "--out", folder)
        with pytest.raises(BadInput, match="does not exist"):
            run(folder, "--out", folder / "none" / "week.toml")


def test_an_earlier_answer_may_be_replaced(folder: Path, solver: Callable[[Solver], None]) -> None:
    write_timetable(folder / "week.toml", week(p2=None))
    solver(found(ANSWER))
    assert run(folder, "--out", folder / "week.toml") == 0
    written, _ = load_timetable(folder / "week.toml")
    assert written is not None
    assert len(written.sessions) == 3
