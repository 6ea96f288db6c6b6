"""`openchair schedule repair|what-if|cards`: what they print, write and exit with, whatever the search does.

The search here is a stand-in that behaves as told; see test_repairing_real.py for a real one.
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
from tiny import ALWAYS, CLINIC, WEEK, moment, session, week

from curricula.diagnostics import BadInput
from scheduler.cli.commands import register
from scheduler.clinic import Clinic, Patient
from scheduler.files import load_timetable, write_clinic, write_timetable
from scheduler.mend.proof import Proof
from scheduler.progress import Outcome
from scheduler.timetable import Timetable, Unmet

NEWCOMER = Patient("E", "iop", ALWAYS, therapist="t1", prescriber="rx1")
HERE = evolve(CLINIC, patients=(*CLINIC.patients, NEWCOMER))
LACKS = (Unmet("D", "process", 120), Unmet("D", "skills", 60), Unmet("D", "individual", 60))
NOW = ("--now", "2026-11-25T08:00")
SICK = ("--away", "t1@2026-11-25")


@frozen
class Repaired:
    timetable: Timetable
    lost: tuple[Unmet, ...] = ()
    moved: tuple[str, ...] = ()
    proof: Proof = Proof.LEAST
    seconds: float = 0.1

    @property
    def proven(self) -> bool:
        return self.proof is Proof.LEAST


Search = Callable[..., Repaired]
Put = Callable[..., None]


def told(new: Timetable, *lost: Unmet, proof: Proof = Proof.LEAST) -> Search:
    """A search that answers the same whatever it is asked."""
    return lambda *_, **__: Repaired(evolve(new, unmet=()), lost, proof=proof)


@pytest.fixture
def search(monkeypatch: pytest.MonkeyPatch) -> Put:
    """Put something in the place of `repair` and `place_admission`; `solve` finds nothing better."""

    def put(repair: Search, place: Search | None = None) -> None:
        module = types.ModuleType("scheduler.mend.repair")
        module.repair = repair  # type: ignore[attr-defined]
        module.place_admission = place or repair  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "scheduler.mend.repair", module)
        solver = types.ModuleType("scheduler.solve")
        solver.solve = lambda *_, **__: Outcome(None, 0.1)  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "scheduler.solve", solver)

    return put


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny clinic with somebody who is not in its week yet."""
    write_clinic(tmp_path / "clinic.toml", HERE)
    write_timetable(tmp_path / "week.toml", evolve(week(), unmet=LACKS))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(command: str, *words: object) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    args = parser.parse_args(["schedule", command, "clinic.toml", "week.toml", *map(str, words)])
    return int(args.run(args))


COVERED = week(p2=session("process", "wed 09:00", "ABC", "t2"))
CANCELLED = week(p2=None)


class TestRepair:
    def test_says_what_is_lost_and_whom_to_phone(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        search(told(CANCELLED, *(Unmet(name, "process", 60) for name in "ABC"), proof=Proof.NONE))
        assert run("repair", *NOW, *SICK) == 0
        out, err = capsys.readouterr()
        assert out.splitlines() == [
            "lost: A, 60 minutes of process",
            "lost: B, 60 minutes of process",
            "lost: C, 60 minutes of process",
            "phone: A: Wednesday 09:00 process is cancelled",
            "phone: B: Wednesday 09:00 process is cancelled",
            "phone: C: Wednesday 09:00 process is cancelled",
            "180 minutes lost, 3 patients with other hours: A, B, C; not proven least",
        ]
        assert "left out: E" in err
        assert "nothing is written; --out keeps it" in err
        assert sorted(path.name for path in folder.iterdir()) == ["clinic.toml", "week.toml"]

    def test_writes_the_week_with_what_is_not_met_counted_anew(self, folder: Path, search: Put) -> None:
        search(told(COVERED))
        assert run("repair", *NOW, *SICK, "--out", "new.toml") == 0
        written, problems = load_timetable(folder / "new.toml", HERE)
        assert problems == []
        assert written is not None
        assert written.sessions == COVERED.sessions
        assert {u.patient for u in written.unmet} == {"A", "B", "C", "D"}
        assert written.score.unmet_minutes == 480

    def test_prints_one_json_object(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        search(told(COVERED))
        assert run("repair", *NOW, *SICK, "--json") == 0
        found = json.loads(capsys.readouterr().out)
        assert found["calls"] == [
            {
                "person": "t2",
                "role": "therapist",
                "at": "2026-11-25T09:00:00",
                "words": "lead Wednesday 09:00 process in place of t1 (room-1, 3 members)",
            }
        ]
        assert found["disturbed"] == {"patients": [], "therapists": ["t2"]}
        assert (found["week"], found["minutes_lost"], found["proven"]) == ("2026-W48", 0, True)
        assert found["timetable"]["week"] == "2026-W48"

    def test_hands_over_the_clinic_as_it_is_then(self, folder: Path, search: Put) -> None:
        asked: dict[str, object] = {}

        def repair(clinic: Clinic, timetable: Timetable, **more: object) -> Repaired:
            asked.update(more, clinic=clinic)
            return Repaired(evolve(CANCELLED, unmet=()))

        search(repair)
        words = ("--cancel", "process@wed 09:00", "--time-limit", 7, "--workers", 3, "--seed", 5)
        assert run("repair", *NOW, *words) == 0
        assert asked["now"] == moment("wed 08:00")
        assert asked["cancelled"] == (("process", 2 * 1440 + 540),)
        assert (asked["time_limit"], asked["workers"], asked["seed"]) == (7.0, 3, 5)
        clinic = asked["clinic"]
        assert isinstance(clinic, Clinic)
        assert clinic.patients[-1].admitted == WEEK.shifted(1).monday  # nobody asked for E
        assert clinic.groups[0].starts is not None

    def test_names_every_mistake_at_once_and_asks_no_search(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        search(lambda *_, **__: pytest.fail("it searched"))
        words = ("--away", "t3@wed", "--absent", "t1@wed", "--close", "room-1", "--admit", "A")
        assert run("repair", "--now", "wed 8", *words) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert [line.partition(":")[0] for line in err.splitlines() if not line.startswith("  ")] == [
            "--now wed 8", "--close room-1", "--away t3@wed", "--absent t1@wed", "--admit A",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            ((*NOW,), "schedule repair: nothing changes\n  hint: say it with --away"),
            (("--now", "2026-12-01", *SICK), "--now 2026-12-01: week 2026-W48 of this timetable is over"),
            (("--now", "now", *SICK), "--now now: `now` is not a weekday"),
        ],
    )  # fmt: skip
    def test_what_is_asked_for_makes_no_sense(
        self,
        folder: Path,
        search: Put,
        capsys: pytest.CaptureFixture[str],
        words: tuple[str, ...],
        message: str,
    ) -> None:
        search(told(week()))
        assert run("repair", *words) == 2
        assert message in capsys.readouterr().err

    def test_a_file_that_is_no_timetable_is_not_touched(self, folder: Path, search: Put) -> None:
        search(lambda *_, **__: pytest.fail("it searched"))
        with pytest.raises(BadInput, match="not a timetable"):
            run("repair", *NOW, *SICK, "--out", "clinic.toml")

    def test_what_lies_behind_is_told(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        search(told(week()))
        assert run("repair", *NOW, "--away", "t2@mon") == 0
        assert "t2: what is over by 2026-11-25 08:00 stays as it was" in capsys.readouterr().err

    def test_an_answer_that_breaks_a_rule_is_not_written(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        search(told(week()))  # t1 leads on Wednesday all the same
        assert run("repair", *NOW, *SICK, "--out", "new.toml") == 3
        out, err = capsys.readouterr()
        assert out == ""
        assert "that is a fault in openchair" in err
        assert "therapist-available: " in err
        assert not (folder / "new.toml").exists()

    def test_what_has_happened_may_break_what_holds_now(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        search(told(week()))
        assert run("repair", "--now", "wed 09:30", *SICK, "--away", "t1@mon") == 0
        assert "0 minutes lost" in capsys.readouterr().out


class TestAdmission:
    def test_says_first_whether_nobody_is_moved(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        seated = week(p2=session("process", "wed 09:00", "ABCE", "t1 t2", "room-2"))
        search(lambda *_, **__: pytest.fail("nothing was to be repaired"), told(seated))
        assert run("repair", *NOW, "--admit", "E") == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == (
            "admitted: E, and nobody is moved; no place for 60 minutes of individual, 30 of medication, "
            "60 of process and 60 of skills"
        )
        assert "phone: E: come to Wednesday 09:00 process" in lines
        assert lines[-1].startswith(
            "0 minutes lost, nobody with other hours; proven least; 2 to tell: t1, t2"
        )

    def test_names_who_is_moved(self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]) -> None:
        seated = week(p2=session("process", "wed 09:00", "ABE", "t1"))
        search(told(week()), lambda *_, **__: Repaired(evolve(seated, unmet=()), moved=("C", "E")))
        assert run("repair", *NOW, "--admit", "E", "--json") == 0
        found = json.loads(capsys.readouterr().out)
        assert [(one["patient"], one["moved"]) for one in found["admitted"]] == [("E", ["C"])]
        assert found["disturbed"]["patients"] == ["C"]

    def test_a_week_that_breaks_a_rule_already_is_repaired_first(self, folder: Path, search: Put) -> None:
        order: list[str] = []

        def repair(*_: object, **__: object) -> Repaired:
            order.append("repair")
            return Repaired(evolve(week(), unmet=()))

        def place(_: Clinic, timetable: Timetable, *__: object, **___: object) -> Repaired:
            order.append("place")
            return Repaired(timetable)

        write_timetable(folder / "week.toml", week(p2=session("process", "wed 09:00", "ABC", "t1 t2")))
        search(repair, place)
        assert run("repair", *NOW, "--admit", "E") == 0
        assert order == ["repair", "place"]

    def test_comes_after_the_repair_of_everything_else(self, folder: Path, search: Put) -> None:
        order: list[object] = []

        def repair(clinic: Clinic, *_: object, **__: object) -> Repaired:
            order.append(clinic.patients[-1].admitted)
            return Repaired(evolve(COVERED, unmet=()))

        def place(clinic: Clinic, timetable: Timetable, patient: str, **_: object) -> Repaired:
            order.append((patient, clinic.patients[-1].admitted, timetable.sessions == COVERED.sessions))
            return Repaired(timetable)

        search(repair, place)
        assert run("repair", *NOW, *SICK, "--admit", "E") == 0
        assert order == [WEEK.shifted(1).monday, ("E", None, True)]


class TestWhatIf:
    def change(self, folder: Path, text: str) -> None:
        (folder / "change.toml").write_text(f"format = 1\n{text}", encoding="utf-8")

    def test_prints_the_differences_and_touches_nothing(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        search(told(CANCELLED))
        before = {path.name: path.read_bytes() for path in folder.iterdir()}
        self.change(folder, '[[away]]\ntherapist = "t1"\nfrom = 2026-11-25\n')
        assert run("what-if", "--change", "change.toml") == 0
        out, err = capsys.readouterr()
        assert out.splitlines() == [
            "unmet 480 → 660 minutes",
            "lost: 180 minutes of 3 patients",
            "other hours: 3 patients and 1 therapist",
            "",
            "lost: A, 60 minutes of process",
            "lost: B, 60 minutes of process",
            "lost: C, 60 minutes of process",
            "A: process Wednesday 09:00 → nothing",
            "B: process Wednesday 09:00 → nothing",
            "C: process Wednesday 09:00 → nothing",
            "t1: process Wednesday 09:00 → nothing",
        ]
        assert "4 lost" in err
        assert {p.name: p.read_bytes() for p in folder.iterdir() if p.name != "change.toml"} == before

    def test_many_changes_are_told_in_short_unless_all_are_asked_for(
        self, folder: Path, search: Put, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("scheduler.cli.repairing.FEW", 6)
        search(told(CANCELLED))
        self.change(folder, '[[away]]\ntherapist = "t1"\nfrom = 2026-11-25\n')
        assert run("what-if", "--change", "change.toml") == 0
        out, err = capsys.readouterr()
        assert len(out.splitlines()) == 3
        assert "--all names every one of them, in 7 lines" in err
        assert run("what-if", "--change", "change.toml", "--all") == 0
        assert len(capsys.readouterr().out.splitlines()) == 11

    def test_prints_one_json_object(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        search(told(COVERED))
        self.change(folder, '[[away]]\ntherapist = "t1"\nfrom = 2026-11-25\n')
        assert run("what-if", "--change", "change.toml", *NOW, "--json") == 0
        found = json.loads(capsys.readouterr().out)
        assert (found["unmet_before"], found["unmet_after"], found["minutes_lost"]) == (480, 480, 0)
        assert {row["person"] for row in found["differences"]} == {"A", "B", "C", "t1", "t2"}

    def test_a_better_plan_takes_the_place_of_the_mended_one(
        self, folder: Path, search: Put, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        search(told(week()))
        better = week(p1=session("process", "mon 09:00", "ABCD", "t1 t2", "room-2"))

        def solve(clinic: Clinic, *_: object, first: Timetable, **__: object) -> Outcome:
            from scheduler.validate import validate

            score = validate(clinic, better, week()).score
            return Outcome(evolve(better, score=score), 0.1)

        monkeypatch.setattr(sys.modules["scheduler.solve"], "solve", solve)
        self.change(folder, '[[rooms]]\nid = "room-2"\ncapacity = 14\n')
        assert run("what-if", "--change", "change.toml") == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[:2] == ["unmet 480 → 420 minutes", "met now: 60 minutes of 1 patient"]
        assert "met now: D, 60 minutes of process" in lines

    def test_tells_what_is_wrong_with_the_file_and_with_now(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        search(lambda *_, **__: pytest.fail("it searched"))
        self.change(folder, '[[away]]\ntherapist = "t7"\nfrom = 2026-11-25\n')
        with pytest.raises(BadInput, match=r"change.toml:3:13: S012 there is no therapist `t7`"):
            run("what-if", "--change", "change.toml", "--now", "yesterday")
        assert "--now yesterday" in capsys.readouterr().err

    def test_somebody_new_in_the_file_is_admitted(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        search(told(week()))
        self.change(folder, '[[patients]]\nid = "F"\nlevel = "iop"\navailable = ["mon-fri 08:00-20:00"]\n')
        assert run("what-if", "--change", "change.toml", *NOW) == 0
        assert capsys.readouterr().out.startswith("admitted: F, and nobody is moved; no place for")


class TestCards:
    def sick(self, clinic: Clinic, timetable: Timetable, **_: object) -> Repaired:
        """Whatever the absent would have done is cancelled, and all that then has too few leaders."""
        gone = {t.id: t.away[0] for t in clinic.therapists if t.away}
        ((name, period),) = gone.items()
        span = timetable.week.span(period)
        assert span is not None
        sessions = tuple(
            s for s in timetable.sessions if name not in s.leaders or not span[0] <= s.start < span[1]
        )
        bookings = tuple(
            b for b in timetable.appointments if b.therapist != name or not span[0] <= b.start < span[1]
        )
        return Repaired(Timetable(timetable.clinic, timetable.week, sessions, bookings))

    def test_a_page_and_a_text_in_a_folder(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        search(self.sick)
        assert run("cards", "--out", "cards") == 0
        out, err = capsys.readouterr()
        assert out == ""
        assert "1 of 3: Monday 2026-11-23, t1 away\n" in err
        assert sorted(path.name for path in (folder / "cards").iterdir()) == ["cards.html", "cards.txt"]
        text = (folder / "cards" / "cards.txt").read_text(encoding="utf-8")
        assert [line.strip() for line in text.splitlines() if line.endswith("away")] == [
            "t1 away", "t2 away", "t1 away",
        ]  # fmt: skip

    def test_text_or_json_on_stdout(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        search(self.sick)
        assert run("cards") == 0
        assert capsys.readouterr().out.startswith("Morning cards, week 2026-W48\n")
        assert run("cards", "--json", "--out", "page.html") == 0
        found = json.loads(capsys.readouterr().out)
        assert [(one["day"], one["therapist"]) for one in found["cards"]] == [
            ("2026-11-23", "t1"), ("2026-11-23", "t2"), ("2026-11-25", "t1"),
        ]  # fmt: skip
        assert (folder / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")

    def test_each_begins_before_its_day_has(self, folder: Path, search: Put) -> None:
        moments: list[object] = []

        def repair(clinic: Clinic, timetable: Timetable, **more: object) -> Repaired:
            moments.append((more["now"], more["time_limit"]))
            return self.sick(clinic, timetable)

        search(repair)
        assert run("cards", "--time-limit", 2) == 0
        monday, wednesday = moment("mon 00:00"), moment("wed 00:00")
        assert moments == [(monday, 2.0), (monday, 2.0), (wednesday, 2.0)]

    def test_ctrl_c_keeps_the_cards_made_so_far(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        asked: list[int] = []

        def repair(clinic: Clinic, timetable: Timetable, *, stop: threading.Event, **_: object) -> Repaired:
            asked.append(1)
            if len(asked) == 2:
                press_ctrl_c()
                assert stop.wait(10)
            return self.sick(clinic, timetable)

        search(repair)
        assert run("cards", "--out", "cards.html") == 130
        page = (folder / "cards.html").read_text(encoding="utf-8")
        assert page.count("<article") == 1
        assert "2 more were not made." in page
        assert "cards.html: 1 of 3 cards" in capsys.readouterr().err

    def test_a_fault_keeps_the_cards_made_so_far(self, folder: Path, search: Put) -> None:
        asked: list[int] = []

        def repair(clinic: Clinic, timetable: Timetable, **_: object) -> Repaired:
            asked.append(1)
            if len(asked) == 2:
                raise RuntimeError("heap corruption")
            return self.sick(clinic, timetable)

        search(repair)
        with pytest.raises(RuntimeError):
            run("cards", "--out", "cards.html")
        assert (folder / "cards.html").read_text(encoding="utf-8").count("<article") == 1

    @pytest.mark.parametrize(
        ("out", "message"),
        [
            ("none/cards.html", "does not exist"),
            ("clinic.toml", "this is a file"),
            ("d.html", "this is a folder"),
        ],
    )
    def test_a_place_that_cannot_be_is_told_before_the_search(
        self, folder: Path, search: Put, out: str, message: str
    ) -> None:
        search(lambda *_, **__: pytest.fail("it searched"))
        (folder / "d.html").mkdir()
        with pytest.raises(BadInput, match=message):
            run("cards", "--out", out)


def press_ctrl_c() -> None:
    """From the work itself, so that somebody waits for it by then; else the test run would be ended."""
    threading.Timer(0.5, signal.raise_signal, (signal.SIGINT,)).start()


class TestCtrlC:
    def test_the_best_so_far_is_told_and_written(
        self, folder: Path, search: Put, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def repair(*_: object, stop: threading.Event, **__: object) -> Repaired:
            press_ctrl_c()
            assert stop.wait(10)
            return Repaired(evolve(COVERED, unmet=()), proof=Proof.NONE)

        search(repair)
        assert run("repair", *NOW, *SICK, "--out", "new.toml") == 130
        assert (folder / "new.toml").exists()
        assert "phone: t2: lead" in capsys.readouterr().out

    def test_a_search_that_does_not_stop_is_left(
        self, folder: Path, search: Put, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("scheduler.cli.interruptible.PATIENCE", 0.2)
        release = threading.Event()

        def repair(*_: object, **__: object) -> Repaired:
            press_ctrl_c()
            release.wait(10)
            return Repaired(week())

        search(repair)
        assert run("repair", *NOW, *SICK, "--out", "new.toml") == 130
        release.set()
        assert not (folder / "new.toml").exists()
