"""The topic plan in the app: what is asked from the record, and the screen's keys."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from textual.widgets import OptionList, Static

sys.path.append(str(Path(__file__).parents[1] / "tui"))
from riverside import MODULE, entrance, open_desk

from facilitator.events import CLINIC_STREAM, TopicPlanned, Undone
from facilitator.shelf import Shelf, Volume
from facilitator.tui.app import Openchair
from facilitator.tui.curricula.plan import PlanScreen
from facilitator.tui.curricula.planning import asked
from facilitator.tui.idle import Idle
from facilitator.tui.settled import settled
from facilitator.tui.today.sheet import sheet

WEDNESDAY = date(2026, 11, 25)


def test_the_request_is_what_the_record_knows(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "clinic")
    (found,) = asked(desk)
    request = found.request
    assert found.group == "evening-skills"
    assert request.dates[0] == WEDNESDAY
    assert all(day >= WEDNESDAY for day in request.dates)
    assert {m.name for m in request.members} >= {"A.M.", "B.T."}
    assert all(m.required == frozenset(MODULE.core_topics) for m in request.members)
    missed = next(m for m in request.members if m.id == "P-006")
    came = next(m for m in request.members if m.id == "P-001")
    assert missed.attendance < came.attendance
    assert request.recent[-1] == "help"
    desk.record.close()  # type: ignore[attr-defined]


def test_a_topic_by_hand_is_a_fact_that_can_be_taken_back_and_today_keeps_to_it(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "clinic")
    (entry,) = desk.append(CLINIC_STREAM, TopicPlanned("evening-skills", WEDNESDAY, "sleep"))
    assert desk.topics_by_hand == {("evening-skills", WEDNESDAY): "sleep"}
    skills = next(m for m in sheet(desk, everyone=True).meetings if m.topics)
    assert skills.topic == "Sleeping again"
    assert skills.because.startswith("set by hand; ")
    assert [fixed.session for fixed in asked(desk)[0].request.fixed] == ["sleep"]
    desk.append(CLINIC_STREAM, Undone(entry.id))
    assert desk.topics_by_hand == {}
    desk.append(CLINIC_STREAM, TopicPlanned("evening-skills", WEDNESDAY + timedelta(days=7), ""))
    assert desk.topics_by_hand == {}
    desk.record.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_the_plan_shows_why_and_is_planned_around_what_is_set_by_hand(
    tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Shelf((Volume(MODULE.id, MODULE.title, module=MODULE),))
    monkeypatch.setattr("facilitator.tui.curricula.screen.shelf", lambda _: ours)
    desk = open_desk(tmp_path / "clinic")
    app = Openchair(entrance(desk), desk=desk, idle=Idle(600, lambda: 0, lambda: 0))
    async with app.run_test(size=size) as pilot:
        await pilot.press("4", "p")
        await pilot.pause()
        plan = app.screen
        assert isinstance(plan, PlanScreen)

        async def planned(words: str) -> None:
            for _ in range(200):
                dates = plan.query_one("#dates", OptionList)
                shown = [str(dates.get_option_at_index(i).prompt) for i in range(dates.option_count)]
                if any(words in row for row in shown):
                    return
                await pilot.pause(0.02)
            raise AssertionError(f"never planned: {words}")

        await planned("still need")
        assert "nothing can exceed" in str(plan.query_one("#reached", Static).content)
        assert "A.M." in str(plan.query_one("#members", Static).content)
        await pilot.press("enter")
        await settled(app.screen)
        await pilot.press("end", "enter")
        await planned("by hand")
        assert desk.topics_by_hand == {("evening-skills", WEDNESDAY): "help"}
        await pilot.press("x")
        for _ in range(200):
            if not desk.topics_by_hand:
                break
            await pilot.pause(0.02)
        assert desk.topics_by_hand == {}
        await pilot.press("g", "escape")
        assert app.screen is not plan
    desk.record.close()  # type: ignore[attr-defined]
