"""The close of a week: who is under hours, what is still reachable, and which make-ups fit."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from attrs import evolve
from tiny import CLINIC, IOP, at, moment, session, week

from facilitator.cli import main
from scheduler.clinic import Level
from scheduler.compliance.report import week_report
from scheduler.compliance.saying import as_csv, as_json, as_text
from scheduler.facts import stretch
from scheduler.files import dump_clinic, dump_timetable
from scheduler.packs.rules import Rules
from scheduler.packs.shelf import shipped

RULES = Rules(tuple(pack for pack in shipped() if pack.id == "generic-iop"))
FOUR = evolve(CLINIC, levels=(Level("four", evolve(IOP, hours_min=4)),))
FOUR = evolve(FOUR, patients=tuple(evolve(p, level="four") for p in FOUR.patients[:3]))
MORE = week(
    tuesday=session("process", "tue 09:00", "BC", "t1", "room-2"),
    thursday=session("process", "thu 09:00", "BC", "t1", "room-2"),
    beside=session("skills", "thu 09:30", "BC", "t2", "room-1"),
)
MONDAY = next(s for s in MORE.sessions if s.group == "process" and s.start == at("mon 09:00"))
NOON = moment("mon 12:00")


def test_without_absences_nobody_is_under_their_level() -> None:
    report = week_report(FOUR, week(), Rules(), now=NOON)
    assert [u.patient for u in report.under] == ["B", "C"]  # no appointment, and three of four hours
    assert report.enrolled == 3
    assert [(c.therapist, c.patients, c.most) for c in report.caseloads] == [("t1", 3, None)]


def test_what_was_missed_can_be_made_up_where_a_seat_fits() -> None:
    report = week_report(FOUR, MORE, Rules(), now=NOON, missed={"A": [MONDAY]})
    (under,) = [u for u in report.under if u.patient == "A"]
    assert (under.floor, under.attained, under.ahead, under.short) == (240, 120, 60, 60)
    assert under.source == "level four"
    told = [f"{seat.session.group} {stretch(seat.session.span)}" for seat in under.makeups]
    # Wednesday's process is A's already; the third skills hour of a week would be beyond the prescription
    assert told == ["process Tuesday 09:00-10:00", "process Thursday 09:00-10:00"]
    assert [seat.session.start for seat in under.together] == [at("tue 09:00")]
    assert under.attained + under.reachable == 240


def test_a_seat_that_does_not_fit_the_persons_week_is_none() -> None:
    busy = evolve(
        FOUR, patients=tuple(evolve(p, apart=frozenset("B")) if p.id == "A" else p for p in FOUR.patients)
    )
    report = week_report(busy, MORE, Rules(), now=NOON, missed={"A": [MONDAY]})
    (under,) = [u for u in report.under if u.patient == "A"]
    assert under.makeups == ()
    assert "no make-up fits" in as_text(report)


def test_a_week_that_is_over_has_no_make_ups_and_minutes_kept_elsewhere_count() -> None:
    over = week_report(FOUR, MORE, Rules(), now=moment("sun 23:59").replace(day=30), attained={"A": 90})
    (under,) = [u for u in over.under if u.patient == "A"]
    assert (under.attained, under.ahead, under.makeups) == (90, 0, ())


def test_the_stricter_floor_is_the_packs() -> None:
    clinic = evolve(FOUR, levels=(Level("iop", IOP),))
    clinic = evolve(clinic, patients=tuple(evolve(p, level="iop") for p in clinic.patients))
    report = week_report(clinic, MORE, RULES)
    assert {u.floor for u in report.under} == {540}
    assert report.under[0].source.startswith("generic-iop: SAMHSA")
    assert {f.figure.name for f in report.findings if f.figure} == {"days.min", "day_hours.min"}


def test_the_report_as_text_json_and_csv() -> None:
    report = week_report(FOUR, MORE, RULES, now=NOON, missed={"A": [MONDAY]})
    text = as_text(report)
    assert "Week 2026-W48 of Tiny, as of 2026-11-23 12:00" in text
    assert "A  2:00 of 4:00 attained, 1:00 to come, 1:00 short [level four]" in text
    assert "make-up: process, Tuesday 09:00-10:00 (2 members)" in text
    assert "with make-ups 4:00: enough" in text
    assert text.endswith("Not legal advice: check with your counsel and your payers.\n")
    told = json.loads(as_json(report))
    assert told["under"][0]["make_ups"][0]["start"] == "2026-11-24T09:00:00"
    rows = list(csv.DictReader(io.StringIO(as_csv(report))))
    assert rows[0]["patient"] == "A"
    assert rows[0]["short_minutes"] == "60"


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clinic, made = tmp_path / "clinic.toml", tmp_path / "week.toml"
    clinic.write_text(dump_clinic(evolve(FOUR, packs=("generic-iop",))), encoding="utf-8")
    made.write_text(dump_timetable(MORE), encoding="utf-8")
    asked = ["rules", "report", str(clinic), str(made), "--now", "2026-11-23T12:00"]
    assert (
        main(
            [*asked, "--missed", "A@2026-11-23T09:00", "--format", "json", "--out", str(tmp_path / "r.json")]
        )
        == 1
    )
    assert json.loads((tmp_path / "r.json").read_text())["under"][0]["patient"] == "A"
    capsys.readouterr()
    assert main([*asked, "--missed", "A@2026-11-23T09:05", "--missed", "Zed@x"]) == 2
    told = capsys.readouterr().err
    assert "--missed A@2026-11-23T09:05: nobody of that code" in told
    assert "--missed Zed@x" in told
    with pytest.raises(SystemExit):
        main(["rules", "report", str(clinic), str(made), "--now", "noon"])
