"""`openchair schedule check|diff|export`: what goes where, and with which exit code."""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve
from tiny import CLINIC, ITEMS, booking, clinic, session, week

from curricula.diagnostics import BadInput
from scheduler.cli.commands import register
from scheduler.diff import differences
from scheduler.exports import page, table
from scheduler.exports.rows import Detail, sheet
from scheduler.files import write_clinic, write_timetable
from scheduler.files.codes import TITLES
from scheduler.rules import RULES, WISHES
from scheduler.timetable import Score, Timetable
from scheduler.week import Week


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    args = parser.parse_args(["schedule", *map(str, words)])
    return int(args.run(args))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny clinic, its week, and the week before it."""
    write_clinic(tmp_path / "clinic.toml", CLINIC)
    write_timetable(tmp_path / "week.toml", week())
    before = week(p2=session("process", "wed 10:00", "ABC", "t1"))
    write_timetable(tmp_path / "before.toml", evolve(before, week=Week.parse("2026-W47")))
    return tmp_path


class TestCheck:
    def test_counts_what_is_not_met_and_exits_with_0(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("check", folder, folder / "week.toml", "--previous", folder / "before.toml", "--json") == 0
        out, err = capsys.readouterr()
        assert json.loads(out) == {
            "violations": [],
            "unmet_minutes": 480,
            "under_floor": 0,
            "changes": 3,
            "preference": 24,
            "warnings": [],
        }
        assert err == ""

    def test_says_what_is_worth_a_look_and_exits_with_0(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        new = clinic(patients={name: {"admitted": date(2026, 11, 23)} for name in "ABC"})
        write_clinic(folder / "clinic.toml", new)
        assert run("check", folder, folder / "week.toml") == 0
        out = capsys.readouterr().out
        assert "worth a look: process on Monday 09:00 has 3 newcomers (A, B, C); at most 2" in out
        assert "worth a look: process: nobody is past week four until Monday 21 December.\n" in out
        assert run("check", folder, folder / "week.toml", "--json") == 0
        found = json.loads(capsys.readouterr().out)["warnings"]
        assert {warning["rule"] for warning in found} == {"open-group"}

    def test_names_every_violation_and_exits_with_1(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write_timetable(folder / "week.toml", week(p2=session("process", "wed 19:30", "A", "t1")))
        assert run("check", folder / "clinic.toml", folder / "week.toml") == 1
        out = capsys.readouterr().out
        assert "opening: process on Wednesday 19:30" in out
        assert "size: process on Wednesday 19:30 has 1 member;" in out
        assert "2 violations" in out
        assert run("check", folder, folder / "week.toml", "--json") == 1
        found = json.loads(capsys.readouterr().out)["violations"]
        assert [set(violation) for violation in found] == [{"rule", "message", "where"}] * 2

    def test_says_where_the_file_states_another_score(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write_timetable(folder / "week.toml", evolve(week(), score=Score(unmet_minutes=60, changes=9)))
        assert run("check", folder, folder / "week.toml") == 0
        assert "states unmet_minutes = 60; counted anew it is 480" in capsys.readouterr().err

    def test_refuses_names_that_the_clinic_does_not_know(self, folder: Path) -> None:
        write_timetable(folder / "week.toml", week(p2=session("process", "wed 09:00", "ABX", "t1")))
        with pytest.raises(BadInput, match="there is no patient `X`"):
            run("check", folder, folder / "week.toml")

    @pytest.mark.parametrize("other", ["2026-W48", "2026-W49"])
    def test_refuses_a_previous_week_that_is_not_before(self, folder: Path, other: str) -> None:
        write_timetable(folder / "before.toml", evolve(week(), week=Week.parse(other)))
        with pytest.raises(BadInput, match=f"is of {other}, which does not come before 2026-W48"):
            run("check", folder, folder / "week.toml", "--previous", folder / "before.toml")

    def test_takes_an_earlier_week_and_people_who_left(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        left = week(p2=session("process", "wed 09:00", "ABXY", "t1 t9", "room-9"))
        write_timetable(folder / "before.toml", evolve(left, week=Week.parse("2026-W45")))
        assert run("check", folder, folder / "week.toml", "--previous", folder / "before.toml") == 0
        assert "3 weeks before 2026-W48" in capsys.readouterr().err

    def test_refuses_files_that_are_not_there(self, folder: Path) -> None:
        for words in ((folder / "none", folder / "week.toml"), (folder, folder / "none.toml")):
            with pytest.raises(BadInput, match="F001"):
                run("check", *words)

    def test_refuses_files_in_each_others_place(self, folder: Path) -> None:
        with pytest.raises(BadInput, match="this is a timetable"):
            run("check", folder / "week.toml", folder / "week.toml")
        with pytest.raises(BadInput, match="this is a clinic"):
            run("check", folder, folder / "clinic.toml")


class TestDiff:
    def sentences(self, old: Timetable, new: Timetable) -> list[str]:
        return list(map(str, differences(old, new)))

    def test_of_the_same_week_is_nothing(self) -> None:
        assert self.sentences(week(), week()) == []

    def test_says_who_moved_from_where_to_where(self) -> None:
        moved = week(i1=booking("individual", "A", "mon 12:00", "t1"))
        assert self.sentences(week(), moved) == [
            "A: individual Monday 11:00 → Monday 12:00",
            "t1: individual of A Monday 11:00 → Monday 12:00",
        ]

    def test_says_what_is_lost_and_what_is_new(self) -> None:
        assert self.sentences(week(), week(i1=None))[0] == "A: individual Monday 11:00 → nothing"
        assert self.sentences(week(i1=None), week())[0] == "A: individual Monday 11:00 (new)"

    def test_says_with_whom_and_where(self) -> None:
        other = week(i1=booking("individual", "A", "mon 11:00", "t2", "room-2"))
        assert self.sentences(week(), other)[:2] == [
            "A: individual Monday 11:00 with t1 → with t2",
            "A: individual Monday 11:00 office-1 → room-2",
        ]

    def test_pairs_a_move_with_the_nearest_start(self) -> None:
        new = week(
            p1=session("process", "fri 09:00", "ABC", "t1"), p2=session("process", "thu 09:00", "ABC", "t1")
        )
        assert self.sentences(week(), new)[:2] == [
            "A: process Monday 09:00 → Friday 09:00",
            "A: process Wednesday 09:00 → Thursday 09:00",
        ]

    def test_does_not_tell_a_patient_of_others(self) -> None:
        assert self.sentences(week(), week(p2=session("process", "wed 09:00", "AB", "t1"))) == [
            "C: process Wednesday 09:00 → nothing"
        ]

    def test_writes_sentences_to_stdout_and_the_count_to_stderr(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run("diff", folder / "before.toml", folder / "week.toml") == 0
        out, err = capsys.readouterr()
        assert out.splitlines()[0] == "A: process Wednesday 10:00 → Wednesday 09:00"
        assert err == "2026-W47 → 2026-W48: 4 moved\n"
        assert run("diff", folder / "before.toml", folder / "week.toml", "--json") == 0
        first = json.loads(capsys.readouterr().out)[0]
        assert first == {
            "person": "A",
            "kind": "moved",
            "what": "process",
            "before": "Wednesday 10:00",
            "after": "Wednesday 09:00",
        }


NEUTRAL = Detail()


class TestExport:
    def cells(self, timetable: Timetable, owner: str = "", detail: Detail = NEUTRAL) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(table.render(sheet(timetable, owner, detail)), newline="")))

    def test_names_neither_patients_nor_treatment_unless_asked(self) -> None:
        for text in (table.render(sheet(week())), page.render(sheet(week()))):
            assert not re.search(r"\b[ABCD]\b", text)
            assert "process" not in text
            assert "Tiny" not in text
        rows = self.cells(week())
        assert [(row["start"], row["title"], row["people"]) for row in rows] == [
            ("09:00", "Group", "3"),
            ("10:00", "Group", "3"),
            ("11:00", "Appointment", "1"),
            ("09:00", "Group", "3"),
        ]
        assert rows[0]["date"] == "2026-11-23"

    def test_names_them_when_asked(self) -> None:
        row = self.cells(week(), detail=Detail(titles=True, people=True))[0]
        assert (row["title"], row["people"]) == ("process", "A, B, C")

    @pytest.mark.parametrize(
        ("owner", "count"), [("t1", 3), ("A", 4), ("C", 3), ("room-1", 3), ("room:office-1", 1)]
    )
    def test_is_for_one_person_or_room(self, owner: str, count: int) -> None:
        assert len(self.cells(week(), owner)) == count

    def test_never_names_others_to_a_patient(self) -> None:
        text = page.render(sheet(week(), "A", Detail(titles=True, people=True)))
        assert not re.search(r"\b[BCD]\b", text)
        assert "for A" in text

    def test_refuses_a_name_that_is_not_there_or_is_two_things(self) -> None:
        with pytest.raises(ValueError, match="there is no `room-7`"):
            sheet(week(), "room-7")
        double = week(i1=booking("individual", "A", "mon 11:00", "A"))
        with pytest.raises(ValueError, match="is a patient and a therapist"):
            sheet(double, "A")
        assert len(sheet(double, "therapist:A").rows) == 1

    @pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\n=1"])
    def test_no_cell_is_a_formula(self, evil: str) -> None:
        rows = self.cells(week(p2=evolve(ITEMS["p2"], room=evil)))
        assert rows[-1]["room"].startswith("'")
        assert "\n" not in rows[-1]["room"]

    def test_the_page_escapes_everything_and_needs_nothing_from_elsewhere(self) -> None:
        evil = week(p2=evolve(ITEMS["p2"], room='<script>alert(1)</script>&"'))
        text = page.render(sheet(evil, detail=Detail(titles=True)))
        assert text.count("<script") == 1  # the page's own
        assert "&lt;script&gt;" in text
        assert not re.search(r"(src=|href|url\()", text)

    def test_the_page_is_one_table_a_day_with_heads_and_captions(self) -> None:
        text = page.render(sheet(week()))
        assert text.count("<table ") == text.count("<caption>") == 2
        assert '<html lang="en">' in text
        assert "prefers-color-scheme: dark" in text
        assert "@media print" in text
        assert "Nothing in this week" in page.render(sheet(week(p1=None, s1=None, p2=None, i1=None)))

    def test_writes_the_file_and_says_what_it_discloses(
        self, folder: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        out = folder / "t1.html"
        assert run("export", folder / "week.toml", "--format", "html", "--for", "t1", "--out", out) == 0
        assert "names no patient and no treatment" in capsys.readouterr().err
        assert out.read_text(encoding="utf-8").startswith("<!doctype html>")
        with pytest.raises(BadInput, match="no `t7`"):
            run("export", folder / "week.toml", "--format", "csv", "--for", "t7", "--out", out)
        with pytest.raises(BadInput, match="S003"):
            run("export", folder / "week.toml", "--format", "csv", "--out", folder / "none" / "x.csv")


@pytest.mark.parametrize("command", ["solve", "check", "diff", "export"])
def test_every_command_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        run(command, "--help")
    assert done.value.code == 0
    assert f"example: openchair schedule {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--week", "2026-48"), "write it like 2026-W48"),
        (("--week", "2025-W53"), "has no week 53"),
        (("--week", "2026-W48", "--time-limit", "0"), "not a number of seconds above 0"),
        (("--week", "2026-W48", "--time-limit", "nan"), "not a number of seconds above 0"),
        (("--week", "2026-W48", "--workers", "0"), "not a number of threads"),
        ((), "--week"),
    ],
)
def test_solve_refuses_arguments_that_make_no_sense(
    words: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        run("solve", "clinic", *words)
    assert refused.value.code == 2
    assert says in capsys.readouterr().err


def test_a_week_of_two_copies_at_one_start_shows_both() -> None:
    copies = week(
        p1=session("process", "mon 09:00", "AB", "t1"),
        c=session("process", "mon 09:00", "CD", "t2", "room-2"),
    )
    assert len(sheet(copies).rows) == 5


def test_every_rule_and_code_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    for rule in (*RULES, *WISHES):
        assert run("rule", rule.ID) == 0
        told = capsys.readouterr().out
        assert rule.SENTENCE in told
        assert "- Checked: " in told
        assert all(f"`{key}`" in told for key in rule.READS)
    for code, title in TITLES.items():
        assert run("rule", code.lower()) == 0
        assert f"## {code}\n\n{title}" in capsys.readouterr().out
    assert run("rule", "F003") == 0
    assert "not-toml" in capsys.readouterr().out


def test_a_rule_that_is_none_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("rule", "patient-onse") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "did you mean `patient-once`?" in told.err
    assert run("rule", "max_gap") == 2
    assert "the key `max_gap` is read by `gap`" in capsys.readouterr().err
    assert run("rule", "?") == 2
    assert "known: " in capsys.readouterr().err
