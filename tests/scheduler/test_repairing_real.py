"""`repair`, `what-if` and `cards` with the real search, on weeks small enough to know the answer."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from attrs import evolve
from tiny import WEEK, clinic, moment, session, week

from scheduler.cli.commands import register
from scheduler.clinic import Clinic, Pin
from scheduler.files import load_timetable, write_clinic, write_timetable
from scheduler.mend.changes import Away
from scheduler.mend.happened import begin
from scheduler.mend.mended import words
from scheduler.mend.mending import mend, replan
from scheduler.timetable import Timetable, Unmet
from scheduler.validate import validate
from scheduler.week import parse_windows

LACKS = (Unmet("D", "process", 120), Unmet("D", "skills", 60), Unmet("D", "individual", 60))
SHORT = evolve(clinic(level={"appointments": ()}), open=parse_windows("mon-wed 08:00-20:00"))
"""The tiny clinic without appointments, open on three days."""
PLAN = week(i1=None)


def put(folder: Path, here: Clinic, timetable: Timetable) -> None:
    write_clinic(folder / "clinic.toml", here)
    write_timetable(folder / "week.toml", timetable)


def run(command: str, *words: object) -> int:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    args = parser.parse_args(["schedule", command, "clinic.toml", "week.toml", *map(str, words)])
    return int(args.run(args))


def test_somebody_steps_in_and_only_they_are_phoned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, SHORT, evolve(PLAN, unmet=LACKS[:2]))
    monkeypatch.chdir(tmp_path)
    assert run("repair", "--now", "wed 08:00", "--away", "t1@wed", "--out", "new.toml") == 0
    assert capsys.readouterr().out.splitlines() == [
        "phone: t2: lead Wednesday 09:00 process in place of t1 (room-1, 3 members)",
        "0 minutes lost, nobody with other hours; proven least; 1 to tell: t2",
    ]
    written, problems = load_timetable(tmp_path / "new.toml", SHORT)
    assert problems == []
    assert written is not None
    assert validate(SHORT, written).valid


def test_what_is_over_stays_and_the_rest_comes_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both therapists are away from Monday 10:00 on; on Wednesday they are back."""
    put(tmp_path, SHORT, evolve(PLAN, unmet=LACKS[:2]))
    monkeypatch.chdir(tmp_path)
    words = ("--away", "t1@mon 10:00..tue", "--away", "t2@mon 10:00..tue", "--time-limit", 5)
    assert run("repair", "--now", "mon 09:30", *words, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["minutes_lost"] == 0
    assert found["timetable"]["sessions"][0]["start"] == "2026-11-23T09:00:00"
    assert {call["at"][:13] for call in found["calls"] if call["role"] == "patient"} == {"2026-11-23T10"}
    assert all("Monday 10:00 skills is cancelled; come Wednesday" in call["words"] for call in found["calls"]
               if call["role"] == "patient")  # fmt: skip


def test_more_room_meets_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With three seats in the only room, D is left out; with four, nobody is, and nobody else moves."""
    here = evolve(SHORT, rooms=SHORT.rooms[:1])
    groups = tuple(evolve(group, second_leader_above=None) for group in here.groups)
    put(tmp_path, evolve(here, groups=groups), evolve(PLAN, unmet=LACKS[:2]))
    (tmp_path / "change.toml").write_text(
        'format = 1\n[[rooms]]\nid = "room-1"\ncapacity = 4\n', encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    assert run("what-if", "--change", "change.toml", "--time-limit", 5, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["unmet_before"], found["unmet_after"]) == (180, 0)
    assert [(u["patient"], u["service"], u["minutes"]) for u in found["met"]] == [
        ("D", "process", 120), ("D", "skills", 60),
    ]  # fmt: skip
    assert {row["person"] for row in found["differences"] if row["kind"] in ("moved", "lost")} == set()


def test_a_newcomer_is_seated_with_nobody_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = evolve(SHORT, patients=SHORT.patients[:4])
    roomy = week(
        i1=None,
        p1=session("process", "mon 09:00", "AB", "t1"),
        s1=session("skills", "mon 10:00", "AB", "t2"),
        p2=session("process", "wed 09:00", "AB", "t1"),
    )
    put(tmp_path, evolve(here, patients=here.patients[:3]), roomy)
    monkeypatch.chdir(tmp_path)
    assert run("repair", "--now", "mon 08:00", "--admit", "C") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "admitted: C, and nobody is moved"
    assert lines[1] == "phone: C: come to Monday 09:00 process, 10:00 skills and Wednesday 09:00 process"


def test_cards_for_a_whole_week(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path, SHORT, evolve(PLAN, unmet=LACKS[:2]))
    monkeypatch.chdir(tmp_path)
    assert run("cards", "--time-limit", 5, "--out", "cards") == 0
    text = (tmp_path / "cards" / "cards.txt").read_text(encoding="utf-8")
    assert "    09:00 process: t2 takes it\n" in text
    assert "    10:00 skills: t1 takes it\n" in text
    assert text.count("0 minutes lost, nobody with other hours") == 3
    assert capsys.readouterr().out == ""


def test_mend_touches_neither_clinic_nor_timetable() -> None:
    here, plan = clinic(), evolve(week(), unmet=LACKS)
    sick = Away("t1", moment("wed 00:00"), moment("thu 00:00"))
    mended = mend(here, plan, [sick], now=moment("wed 08:00"), time_limit=2)
    assert here == clinic()
    assert plan == evolve(week(), unmet=LACKS)
    begun = begin(mended.clinic, plan, moment("wed 08:00"))
    assert set(begun.happened.sessions) <= set(mended.new.sessions)
    assert mended.new.week == WEEK


def test_a_pin_that_cannot_hold_any_more_gives_way_and_is_told() -> None:
    pin = Pin(group="process", start=moment("wed 09:00"), leaders=("t1",), members=("A",))
    sick = Away("t1", moment("wed 00:00"), moment("thu 00:00"))
    here, plan = evolve(SHORT, pins=(pin,)), evolve(PLAN, unmet=LACKS[:2])
    mended = mend(here, plan, [sick], now=moment("wed 08:00"), time_limit=3)
    assert mended.minutes_lost == 0
    assert len(mended.dropped) == 1
    assert "process" in mended.dropped[0]
    assert any(line.startswith("gave way: ") for line in words(mended))
    again = replan(here, plan, [sick], time_limit=3)
    assert again.minutes_lost == 0
    assert len(again.dropped) == 1
