"""The topic plan in the app: what is asked from the record, and the screen's keys."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from attrs import evolve
from textual.widgets import OptionList, Static

sys.path.append(str(Path(__file__).parents[1] / "tui"))
from looking import shown, until
from riverside import MODULE, entrance, open_desk

from facilitator.events import (
    CLINIC_STREAM,
    Covered,
    PlanTopics,
    TaskSet,
    TopicPlanned,
    Undone,
    patient_stream,
)
from facilitator.gap_filling import Hour, task, topics_of
from facilitator.shelf import Shelf, Volume
from facilitator.steered import steered
from facilitator.today import meetings
from facilitator.topic_plan import request_for, still_mandated
from facilitator.tui.app import Openchair
from facilitator.tui.curricula.plan import PlanScreen
from facilitator.tui.curricula.planning import asked
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.dialogs.listing import Listing
from facilitator.tui.idle import Idle
from facilitator.tui.patients.page import PersonScreen
from facilitator.tui.settled import settled
from facilitator.tui.today.sheet import sheet
from scheduler.clinic import Mandate
from scheduler.timetable import Timetable
from scheduler.topics.plan import Handed
from scheduler.topics.planning import plan_topics
from scheduler.topics.simulation.entry import entry

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
    assert desk.topics_by_hand == {("evening-skills", WEDNESDAY, 1): "sleep"}
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
    monkeypatch.setattr("facilitator.tui.curricula.screen.shelf", lambda *_: ours)
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
        assert "fixed loop" in str(plan.query_one("#reached", Static).content)
        assert "A.M." in str(plan.query_one("#members", Static).content)
        await pilot.press("enter")
        await settled(app.screen)
        await pilot.press("end", "enter")
        await planned("by hand")
        assert desk.topics_by_hand == {("evening-skills", WEDNESDAY, 1): "help"}
        await pilot.press("x")
        for _ in range(200):
            if not desk.topics_by_hand:
                break
            await pilot.pause(0.02)
        assert desk.topics_by_hand == {}
        await pilot.press("g", "escape")
        assert app.screen is not plan
    desk.record.close()  # type: ignore[attr-defined]


def test_what_the_plan_names_is_needed_too_and_what_was_had_elsewhere_is_not(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "clinic")
    extra = evolve(MODULE.sessions[0], id="anger", title="Anger", teaches=("anger",), requirement="by-plan")
    desk.modules = {MODULE.id: evolve(MODULE, sessions=(*MODULE.sessions, extra))}
    desk.append(patient_stream("P-001"), PlanTopics("P-001", ("anger", "elsewhere")))
    desk.append(patient_stream("P-002"), Covered("P-002", "anger", "an earlier program"))
    members = {member.id: member for member in asked(desk)[0].request.members}
    assert members["P-001"].required == {*MODULE.core_topics, "anger"}
    assert members["P-002"].required == set(MODULE.core_topics)
    assert "anger" in members["P-002"].covered
    desk.append(patient_stream("P-002"), Covered("P-002", "anger", ""))
    assert "anger" not in desk.people["P-002"].covered
    desk.record.close()  # type: ignore[attr-defined]


def test_sessions_side_by_side_are_rooms_with_a_topic_each_and_people_steered(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "clinic")
    week = desk.week()
    timetable = desk.timetable(week)
    assert timetable is not None
    split = split_in_two(timetable, "evening-skills")
    group = next(g for g in desk.config.groups if g.id == "evening-skills")
    fixed = {("evening-skills", WEDNESDAY, 2): "sleep"}
    request = request_for(group, MODULE, [split], desk.people, WEDNESDAY, attendance={}, fixed=fixed)
    assert request is not None
    assert request.rooms == 2
    assert [(one.session, one.room) for one in request.fixed] == [("sleep", 2)]
    first, second = (one for one in plan_topics(request).sessions if one.day == WEDNESDAY)
    assert second.session.id == "sleep"
    assert first.session.id != "sleep"
    assert not set(first.members) & set(second.members)
    found = meetings(
        WEDNESDAY, split, desk.config, desk.people, [], desk.zone, been=desk.been, modules=desk.modules
    )
    pair = [
        meeting
        for meeting in steered(
            found, WEDNESDAY, split, desk.people, desk.modules, recent={}, attendance={}, by_hand=fixed
        )
        if meeting.group == group
    ]
    assert [m.topic for m in sorted(pair, key=lambda m: m.room or "")] == [
        first.session.title,
        "Sleeping again",
    ]
    desk.record.close()  # type: ignore[attr-defined]


def split_in_two(timetable: Timetable, group: str) -> Timetable:
    """The group's sessions with half of their people in another room at the same time."""
    found = []
    for session in timetable.sessions:
        if session.group != group:
            found.append(session)
            continue
        half = len(session.members) // 2
        found.append(evolve(session, room="room-1", members=session.members[:half]))
        found.append(evolve(session, room="room-2", members=session.members[half:], leaders=("t3",)))
    return evolve(timetable, sessions=tuple(found))


def test_a_topic_handed_over_is_a_task_that_says_what_it_covers() -> None:
    handed = Handed(date(2026, 11, 30), "P-001", MODULE.sessions[2], "would leave without it")
    fact = task(handed, Hour(date(2026, 12, 2), "t2"), "task-1")
    assert (fact.what, fact.due) == ("individual session: Sleeping again", date(2026, 12, 2))
    assert topics_of(fact) == ("sleep",)
    assert task(handed, None, "task-2").due == date(2026, 12, 4)
    assert topics_of(TaskSet("task-3", "P-001", "call", WEDNESDAY)) == ()


async def test_topics_of_the_plan_are_set_on_a_persons_page_and_gaps_handed_over(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "clinic")
    extra = evolve(MODULE.sessions[0], id="anger", title="Anger", teaches=("anger",), requirement="by-plan")
    ours = evolve(MODULE, sessions=(*MODULE.sessions, extra))
    desk.modules = {MODULE.id: ours}
    app = Openchair(entrance(desk), desk=desk, idle=Idle(600, lambda: 0, lambda: 0))
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(PersonScreen(desk, "P-001"))
        await pilot.pause()
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, Listing))
        await pilot.press("end", "enter")
        await until(pilot, lambda: desk.people["P-001"].by_plan == {"anger"})
        await until(pilot, lambda: "by plan" in shown(app))
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, AskWords))
        await pilot.press(*"before", "enter")
        await until(pilot, lambda: desk.people["P-001"].covered.get("anger") == "before")
    desk.record.close()  # type: ignore[attr-defined]


async def test_the_plan_shows_two_rooms_entry_and_hands_a_gap_to_an_individual_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("facilitator.tui.curricula.plan.weighed", lambda _, found: found)
    quick = partial(entry, seeds=range(1), joins=2)
    monkeypatch.setattr("facilitator.tui.curricula.entry.entry", quick)
    desk = open_desk(tmp_path / "clinic")
    app = Openchair(entrance(desk), desk=desk, idle=Idle(600, lambda: 0, lambda: 0))
    async with app.run_test(size=(120, 36)) as pilot:
        app.push_screen(PlanScreen(desk))
        await until(pilot, lambda: "still need" in shown(app))
        await pilot.press("r")
        await until(pilot, lambda: "as if in two rooms" in shown(app) and "room 2: " in shown(app))
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert isinstance(app.screen, PlanScreen)  # nothing can be set in what is only looked at
        await pilot.press("r", "e")
        await until(pilot, lambda: "by the end of week" in shown(app))
        await pilot.press("escape", "i")
        await until(pilot, lambda: isinstance(app.screen, Listing))
        offered = "would leave without it" in shown(app)
        await pilot.press("enter")
        if offered:
            await until(pilot, lambda: any(desk.chart(p).open_tasks for p in desk.people))
    desk.record.close()  # type: ignore[attr-defined]


def test_credentials_come_from_who_leads_and_a_mandated_topic_is_done_once_it_ran(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "clinic")
    group = next(group for group in desk.config.groups if group.id == "evening-skills")
    first, *others = MODULE.sessions
    module = evolve(MODULE, sessions=(evolve(first, credentials=("trauma",)), *others))
    mandate, done = Mandate("nowhere-taught", date(2026, 12, 4)), Mandate(others[-1].teaches[0], WEDNESDAY)
    timetables = [timetable for timetable in [desk.timetable(desk.week())] if timetable]
    request = request_for(
        group,
        module,
        timetables,
        desk.people,
        WEDNESDAY,
        attendance={},
        therapists=desk.config.therapists,
        mandated=[mandate],
    )
    assert request is not None
    left = {one.id: one.because for one in plan_topics(request).left_out}
    assert left[first.id] == "needs a facilitator credentialed for trauma, and nobody who leads is"
    assert left["nowhere-taught"] == "has to be given by 4 Dec, and no session teaches it"
    group = evolve(group, mandated=(mandate, done))
    assert still_mandated(group, module, desk.opened) == (mandate,)
    assert still_mandated(group, module, ()) == (mandate, done)
    desk.record.close()  # type: ignore[attr-defined]
