"""Proof of entry, and what other ways of running a group would do."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from attrs import evolve

from curricula.library import shipped
from facilitator.cli import main
from scheduler.topics.request import Member, Request
from scheduler.topics.simulation.entry import entry, round_weeks
from scheduler.topics.simulation.scenario import Scenario
from scheduler.topics.simulation.telling import grid, sentence, shown_weeks
from scheduler.topics.simulation.ways import second_group, ways

STEADY = shipped()["getting-steady"]
EIGHT = Scenario(topics=8, core=8, by_plan=0).module()
ALWAYS = evolve(Scenario.of_module(EIGHT), attendance=1.0, a_week=2, census=4, stay=(4, 6))
DATES = tuple(date(2026, 11, day) for day in (23, 25, 27))


def test_with_full_attendance_the_loop_gives_every_newcomer_two_topics_a_week() -> None:
    found = entry(ALWAYS, "loop", range(2))
    assert round_weeks(ALWAYS) == len(found.rows) == 4
    assert [row.reached for row in found.rows] == [(0.25, 0.5, 0.75, 1.0)] * 4
    assert (
        sentence(found, 2) == "Fixed loop: 50 % of the essentials by the end of week 2, whenever they join."
    )


def test_planned_is_no_worse_for_the_worst_week_to_join() -> None:
    usual = Scenario.of_module(STEADY)
    worst = {policy: entry(usual, policy, range(5)).by(2)[0].reached[1] for policy in ("loop", "planned")}
    assert worst["loop"] < worst["planned"]


def test_a_module_joined_at_its_start_has_one_row_and_nobody_follows() -> None:
    closed = evolve(ALWAYS, real=evolve(EIGHT, entry="module-start"))
    assert closed.newcomers == 0
    (row,) = entry(closed, "planned", range(1)).rows
    assert row.reached == (0.25, 0.5, 0.75, 1.0)


def test_the_grid_has_a_row_for_each_join_week() -> None:
    head, *rows = grid(entry(ALWAYS, "loop", range(1)), 12)
    assert head == ("joins in", ("    1", "    2", "    3", "    4"))
    assert rows[0] == ("week  1", ("▂  25", "▄  50", "▆  75", "█ 100"))
    assert shown_weeks(30, 4) == [1, 11, 20, 30]


def request(count: int) -> Request:
    core = frozenset(STEADY.core_topics)
    return Request(
        STEADY, DATES, tuple(Member(f"P-{i}", core, leaves=date(2026, 12, 4)) for i in range(count))
    )


def test_a_second_group_is_weighed_where_there_are_people_for_it() -> None:
    titles = [way.title for way in ways(request(8), range(4))]
    assert titles[1:3] == ["two rooms, members steered", "two rooms, every other date"]
    assert len(ways(request(4), range(1))) == 2
    said = second_group(ways(request(8), range(4)))
    assert said.startswith("A second small group at the same dates would")
    assert "would cost" in said.partition("in the same hours")[2]


def test_the_command_draws_and_gives_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    svg = tmp_path / "entry.svg"
    common = ["topics", "entry", "getting-steady", "--seeds", "2", "--joins", "2"]
    assert main([*common, "--svg", str(svg), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["essentials"] == 8
    assert set(found["policies"]) == {"planned", "loop"}
    assert [row["join_week"] for row in found["policies"]["loop"]] == [1, 2]
    assert svg.read_text(encoding="utf-8").count("<polyline") == 4
    assert main([*common, "--policy", "loop", "--by", "3"]) == 0
    assert "by the end of week 3" in capsys.readouterr().out
    assert main(["topics", "entry", "open-process"]) == 2
    assert "open-process has no core topics" in capsys.readouterr().err
    assert main(["topics", "entry", "geting-steady"]) == 2
    assert "did you mean `getting-steady`?" in capsys.readouterr().err
    assert main([*common, "--svg", str(tmp_path / "none" / "x.svg")]) == 2
