"""`openchair topics`: what is printed, what JSON holds, and everything wrong with a request at once."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from curricula.library import source
from facilitator.cli import main
from scheduler.files.request_file import load_request

GOOD = """\
format = 1
curriculum = "getting-steady"
dates = [2026-11-23, 2026-11-25, 2026-11-27]

[[members]]
id = "P-001"
leaves = 2026-12-18
days = ["mon", "wed", "fri"]
required = ["core", "risky-hours"]
covered = ["triggers"]

[[members]]
id = "P-002"
leaves = 2026-11-25
attendance = 1.0
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "request.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    _, found = load_request(write(folder, text))
    return [f"{d.line}:{d.column} {d.code} {d.message} | {d.hint}" for d in found]


def test_json_is_what_programs_were_promised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["topics", "plan", str(write(tmp_path, GOOD)), "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert set(plan) == {
        "sessions", "members", "expected_coverage", "bound", "planned_bound", "loop", "could_fill",
        "left_out", "ways",
    }  # fmt: skip
    assert [set(one) for one in plan["sessions"]] == [
        {"date", "room", "topic", "session", "members", "because"}
    ] * 3
    assert [one["date"] for one in plan["sessions"]] == ["2026-11-23", "2026-11-25", "2026-11-27"]
    assert plan["sessions"][2]["members"] == ["P-001"]
    assert [set(one) for one in plan["members"]] == [{"id", "expected_coverage", "uncovered"}] * 2
    assert plan["loop"] <= plan["expected_coverage"] <= plan["planned_bound"] <= plan["bound"]
    assert {one["member"] for one in plan["could_fill"]} == {"P-002"}
    assert len(plan["members"][1]["uncovered"]) >= 4


def test_words_say_for_whom_and_why_and_what_a_second_room_would_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = "".join(f'[[members]]\nid = "Q-{i}"\n' for i in range(4))
    assert main(["topics", "plan", str(write(tmp_path, GOOD + more))]) == 0
    told = capsys.readouterr().out
    assert "Mon 2026-11-23  " in told
    assert "still need it" in told
    assert "for P-001, P-002, Q-0" in told
    assert "will lack" in told
    assert "fixed loop" in told
    assert "What individual sessions could take" in told
    assert "No plan settled now can exceed" in told
    assert "A second small group at the same dates would" in told


def test_everything_wrong_is_said_at_once_where_it_stands(tmp_path: Path) -> None:
    text = """\
format = 1
curriculum = "getting-steady"
dates = [2026-11-23, 2026-11-23]
horizon_weeks = 0
rooms = 0
size = { min = 9, max = 4 }

[[members]]
id = "P-001"
leaves = 2026-11-01
required = ["urgs"]
days = ["tusday"]

[[fixed]]
date = 2026-12-01
session = "if-it-slip"
"""
    found = problems(tmp_path, text)
    assert [line.split(" | ")[0] for line in found] == [
        "3:22 S013 2026-11-23 is listed twice",
        "4:17 F015 `horizon_weeks` must be at least 1, not 0",
        "5:9 F015 `rooms` must be at least 1, not 0",
        "6:8 S011 `min` is 9, above `max`, which is 4",
        "10:10 S073 P-001 leaves on 2026-11-01, before the first date, 2026-11-23",
        "11:13 S074 no session of getting-steady teaches `urgs`, which P-001 needs",
        '12:9 F015 "tusday" is not a weekday',
        "15:8 S071 2026-12-01 is not among the dates",
        "16:11 S012 there is no session `if-it-slip` in getting-steady",
    ]
    assert "did you mean `if-it-slips`?" in found[-1]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"getting-steady"', '"geting-steady"', "2:14 S070 no module is called `geting-steady` | did you"),
        ('"getting-steady"', '"open-process"', "2:14 S070 open-process has no topics to plan"),
        ('"getting-steady"', '"none.toml"', "S070 the module in none.toml has 1 error"),
        ('"getting-steady"', '"family-evenings"\nrooms = 2', "3:9 S075 members of a family group"),
        ("[2026-11-23, 2026-11-25, 2026-11-27]", "[]", "3:9 S071 there is no date to plan"),
        ("leaves = 2026-12-18", "leaves = 2026-11-01", "7:10 S073 P-001 leaves on 2026-11-01"),
        ('"risky-hours"', '"risky-hour"', "9:21 S074 no session of getting-steady teaches `risky-hour`"),
        ('"mon", "wed", "fri"', '"sun"', "8:8 S076 P-001 comes on sun, and no date is such a day"),
        ('"triggers"', '"trigers"', "10:12 S074 no session of getting-steady teaches `trigers` | did"),
        ("horizon", "horizon", ""),
        ("format = 1", "format = 1\nrecent = ['x']", "S012 there is no session `x`"),
        ("format = 1", "format = 1\nsize = { max = 1, min = 1 }", "S077 2 members are more than 1 x 1"),
        ("leaves = 2026-12-18", "leeves = 2026-12-18", "unknown key `leeves` in [[members]] | did"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_place(tmp_path: Path, old: str, new: str, said: str) -> None:
    found = problems(tmp_path, GOOD.replace(old, new))
    assert any(said in line for line in found) if said else not found


def test_nobody_in_the_group(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(tmp_path, GOOD.partition("[[members]]")[0])
    assert main(["topics", "plan", str(path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert f"{path}:1:1: S072 nobody is in the group" in told.err


def test_a_curriculum_may_be_a_file_beside_the_request_and_a_cycle_is_told(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    session = '[[sessions]]\nid = "{0}"\ntitle = "T"\nminutes = 5\nteaches = ["{0}"]\nrequires = ["{1}"]\n'
    own.write_text(
        'format = 1\nid = "own"\ntitle = "Own"\nkind = "skills"\n'
        + session.format("a", "b") + session.format("b", "a"),
        encoding="utf-8",
    )  # fmt: skip
    text = GOOD.replace('"getting-steady"', '"own.toml"')
    _, found = load_request(write(tmp_path, text))
    assert any(d.file == str(own) and d.code == "C104" for d in found)
    assert any(d.code == "S070" and "`openchair curricula check own.toml`" in d.hint for d in found)


def test_a_module_without_a_core_is_planned_and_nothing_is_simulated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = re.sub("requirement = .*\\n", "", source("getting-steady").text)
    own = text.replace("teaches =", 'requirement = "elective"\nteaches =')
    (tmp_path / "own.toml").write_text(own, encoding="utf-8")
    asked = GOOD.replace('"getting-steady"', '"own.toml"')
    assert main(["topics", "plan", str(write(tmp_path, asked))]) == 0
    told = capsys.readouterr().out
    assert "No plan settled now can exceed" in told
    assert "small group" not in told
    assert main(["topics", "simulate", str(tmp_path / "own.toml")]) == 2
    assert "has no core topics" in capsys.readouterr().err


def test_simulate_prints_a_table_or_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    small = ["topics", "simulate", "--weeks", "8", "--seeds", "2", "--census", "6"]
    assert main([*small, "--policy", "loop", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"policy", "coverage", "ci95", "complete", "discharges", "bound"}
    assert found["ci95"][0] <= found["coverage"] <= found["ci95"][1]
    assert main(small) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[4:8]] == ["loop", "weighted", "planned", "in-room"]
    assert any(line.startswith("A second small group at the same dates would") for line in lines)
    assert main([*small[:6], "getting-steady", "--core", "2"]) == 2
    assert "--core is about made topics" in capsys.readouterr().err
    assert main([*small, "--core", "50"]) == 2
    assert "50 core topics and 6 by plan are more than 40 topics" in capsys.readouterr().err
