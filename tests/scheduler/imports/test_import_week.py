"""An existing timetable as last week: read from lists of both shapes, and then nobody is moved."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import CLINIC, WEEK, week

from facilitator.cli import main
from scheduler.exports import table
from scheduler.exports.rows import Detail, sheet
from scheduler.files import dump_clinic, read_timetable
from scheduler.imports.last_week import LastWeek, read_last_week
from scheduler.score import entries


def read(tmp_path: Path, text: str) -> LastWeek:
    path = tmp_path / "old.csv"
    path.write_text(text, encoding="utf-8")
    return read_last_week(path, CLINIC, WEEK)


def test_what_openchair_exports_comes_back_as_it_was(tmp_path: Path) -> None:
    found = read(tmp_path, table.render(sheet(week(), detail=Detail(titles=True, people=True))))
    assert found.problems == ()
    assert found.timetable is not None
    assert found.timetable.sessions == week().sessions
    assert set(found.timetable.appointments) == set(week().appointments)
    assert entries(found.timetable) == entries(week())


def test_a_row_for_each_person_is_put_together(tmp_path: Path) -> None:
    rows = "".join(f"process,Monday,9:00 AM,,room-1,t1,{name}\n" for name in "ABC")
    found = read(
        tmp_path, f"Activity,Day,From,To,Where,With,Member\n{rows}individual,tue,11:00,11:45,online,t1,A\n"
    )
    assert found.problems == ()
    assert found.timetable is not None
    (session,) = found.timetable.sessions
    assert session == week().sessions[0]
    (visit,) = found.timetable.appointments
    assert (visit.room, visit.end - visit.start, visit.patient) == (None, 45, "A")


def test_every_problem_is_at_its_cell(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "what,date,start,end,room,staff,people\n"
        "proces,2026-11-23,09:00,,room-1,t1,A\n"
        "process,2026-11-30,09:00,,room-1,t1,A\n"
        "process,2026-11-23,9 o'clock,,room-9,t9,Z\n"
        "process,2026-11-23,09:00,,room-1,t1,\n"
        "process,2026-11-23,09:00,08:00,room-1,t1,A\n"
        "process,2026-11-24,09:00,10:00,room-1,t1,A\n"
        "process,2026-11-24,09:00,10:30,room-1,t1,A\n"
        "individual,2026-11-25,09:00,,office-1,t1,A;B\n",
    )
    assert found.timetable is None
    assert [(p.line, p.column, p.code) for p in found.problems] == [
        (2, 1, "I012"), (3, 2, "I011"), (4, 3, "I011"), (4, 5, "I012"), (4, 6, "I012"), (4, 7, "I012"),
        (5, 7, "I010"), (6, 4, "I011"), (8, 4, "I015"), (8, 7, "I013"), (9, 7, "I015"),
    ]  # fmt: skip
    assert "did you mean `process`?" in found.problems[0].hint


def test_a_list_without_days_or_rows_says_so(tmp_path: Path) -> None:
    assert [p.code for p in read(tmp_path, "what,start,people\nprocess,09:00,A\n").problems] == ["I005"]
    assert [p.code for p in read(tmp_path, "what,day,start,people\n").problems] == ["I010"]


def test_the_week_after_it_moves_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clinic, old, last, out = (
        tmp_path / name for name in ("clinic.toml", "old.csv", "last.toml", "next.toml")
    )
    clinic.write_text(dump_clinic(CLINIC), encoding="utf-8")
    old.write_text(table.render(sheet(week(), detail=Detail(titles=True, people=True))), encoding="utf-8")
    words = ["import", "week", str(old), "--clinic", str(clinic), "--out", str(last)]
    assert main([*words, "--week", "2026-W48"]) == 0
    solve = [
        "schedule",
        "solve",
        str(clinic),
        "--week",
        "2026-W49",
        "--previous",
        str(last),
        "--out",
        str(out),
    ]
    assert main([*solve, "--time-limit", "2", "--workers", "1"]) == 0
    timetable, _ = read_timetable(out.read_text(encoding="utf-8"))
    assert timetable is not None
    assert timetable.score.changes == 0
    assert not entries(week()) - entries(timetable)
    capsys.readouterr()
    assert main([*words, "--week", "48"]) == 2
    assert main([*words, "--week", "2026-W47"]) == 2
    assert "is not in week 2026-W47" in capsys.readouterr().err
