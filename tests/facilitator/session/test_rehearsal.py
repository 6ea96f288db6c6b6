"""Scripted members on the real screen: what is said when, and what the debrief reads off the entries."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from stage import CHEAP, PASSPHRASE, screen_text, until

from curricula.diagnostics import BadInput
from facilitator.cli import main
from facilitator.records.store import Record
from facilitator.rehearsal.scenario import load, shipped
from facilitator.rehearsal.staging import RoomClock, coming, opened, said
from facilitator.tui.rehearsal.app import Rehearsal

NOON = datetime.fromisoformat("2026-11-25T12:00:00-06:00")


@pytest.mark.parametrize("name", list(shipped()))
def test_every_scenario_can_be_staged(name: str) -> None:
    scenario = shipped()[name]
    fact = opened(scenario, NOON)
    kinds = {step.kind for step in fact.agenda}
    situations = {each.kind for each in fact.situations}
    for goal in scenario.goals:
        assert goal.hope != "step" or goal.of in kinds, goal
        assert goal.hope != "words" or goal.of in situations, goal
        assert goal.at <= scenario.over
    assert len(said(scenario, scenario.over)) == len(scenario.cues)
    assert coming(scenario, scenario.over) is None


def test_the_room_has_a_clock_of_its_own() -> None:
    now = [0.0]
    clock = RoomClock(NOON, 6, lambda: now[0])
    now[0] = 10
    assert clock() == NOON + timedelta(minutes=1)
    clock.on_to(timedelta(minutes=5))
    clock.on_to(timedelta(minutes=2))  # never back
    assert clock.passed == timedelta(minutes=5)


async def test_a_disclosure_from_the_first_arrival_to_the_debrief(tmp_path: Path) -> None:
    record, _ = Record.create(tmp_path / "rehearsal", "you", PASSPHRASE, cost=CHEAP)
    app = Rehearsal(record, (shipped()["disclosure"],), pace=1, monotonic=lambda: 0.0)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(app, pilot, "In the room")  # type: ignore[arg-type]
        await pilot.press("p", "p", "p", "p", "escape", "space", "full_stop", "full_stop", "full_stop")
        await until(app, pilot, "I counted them")  # type: ignore[arg-type]
        await pilot.press("home", "down", "exclamation_mark", "i", "6")
        await until(app, pilot, "Words at hand")  # type: ignore[arg-type]
        await pilot.press("w")
        await until(app, pilot, "Debrief")  # type: ignore[arg-type]
        shown = screen_text(app)  # type: ignore[arg-type]
        assert "✓ Raised a private flag on C.O.  at 4:30" in shown
        assert "– Wrote who was told" in shown
        assert "Private flags: 1, 1 without an answer" in shown
        await pilot.press("enter")
        await pilot.pause()
    assert app.return_code == 0
    record.close()


def test_a_scenario_of_ones_own_is_read_with_every_problem(tmp_path: Path) -> None:
    text = Path("facilitator/rehearsal/scenarios/silence.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(text, encoding="utf-8")
    assert load(own) == shipped()["silence"]
    own.write_text(text.replace('at = "4:00"', 'at = "four"').replace("title", "titel", 1), encoding="utf-8")
    with pytest.raises(BadInput) as bad:
        load(own)
    told = "\n".join(problem.render() for problem in bad.value.diagnostics)
    assert "did you mean `title`?" in told
    assert "`at` is no time" in told


def test_the_list_and_a_mistyped_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rehearse", "--list"]) == 0
    assert "Someone's last day" in capsys.readouterr().out
    assert main(["rehearse", "silense"]) == 2
    assert "did you mean `silence`?" in capsys.readouterr().err
