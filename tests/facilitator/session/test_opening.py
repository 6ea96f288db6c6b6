"""From the timetable and a module to an opened session."""

from __future__ import annotations

from datetime import date
from importlib import resources

import pytest
from attrs import evolve
from evening import ZONE
from hypothesis import given
from hypothesis import strategies as st

from curricula.library import shipped
from curricula.module import CheckIn
from curricula.reading import read_file
from facilitator.events import Expected, Step
from facilitator.live.opening import (
    GROUND_RULES,
    Plan,
    agenda,
    bare_plan,
    opening,
    process_plan,
    roster,
    topic_plan,
)
from facilitator.people import Person, Profile, Stay
from scheduler.clinic import Group, Patient, Size
from scheduler.timetable import Session as Meeting
from scheduler.week import DAY, Week

STEPS = (
    Step("Round", "check-in", 12),
    Step("Waves", "psychoeducation", 13, if_short="shrink"),
    Step("Board", "activity", 18),
    Step("Ten minutes", "discussion", 9, if_short="drop"),
    Step("Tonight", "check-out", 8),
)
PLAN = Plan(STEPS, title="When the wave comes")
NEW = Expected("P-2", "B.T.", first=True)
LEAVER = Expected("P-5", "E.R.", last=True)
OTHERS = (Expected("P-1", "A.M."), Expected("P-3", "C.O."))


def total(steps: tuple[Step, ...]) -> int:
    return sum(step.minutes for step in steps)


def test_without_newcomers_the_agenda_is_the_modules_own() -> None:
    assert agenda(PLAN, OTHERS, 60) == STEPS


def test_a_newcomer_is_welcomed_first_with_the_ground_rules() -> None:
    made = agenda(PLAN, (*OTHERS, NEW), 60)
    assert (made[0].kind, made[0].member, made[0].prompts) == ("welcome", "P-2", GROUND_RULES)
    assert total(made) == 60


def test_a_second_newcomer_gets_a_welcome_without_the_rules_again() -> None:
    made = agenda(PLAN, (NEW, Expected("P-7", "G.L.", first=True)), 60)
    assert [step.member for step in made[:2]] == ["P-2", "P-7"]
    assert made[1].prompts == ()
    assert total(made) == 60


def test_a_goodbye_comes_just_before_the_close() -> None:
    made = agenda(PLAN, (*OTHERS, LEAVER), 60)
    assert [step.kind for step in made[-2:]] == ["goodbye", "check-out"]
    assert made[-2].member == "P-5"
    assert total(made) == 60


def test_minutes_come_from_what_may_shrink() -> None:
    made = agenda(PLAN, (LEAVER,), 60)
    assert next(step.minutes for step in made if step.label == "Waves") == 8
    assert next(step.minutes for step in made if step.label == "Ten minutes") == 9
    assert next(step.minutes for step in made if step.label == "Board") == 18


def test_a_longer_session_keeps_its_slack() -> None:
    assert total(agenda(PLAN, (NEW,), 90)) == 67


@given(st.integers(15, 120), st.integers(0, 3), st.integers(0, 3))
def test_the_total_holds(minutes: int, newcomers: int, leavers: int) -> None:
    people = [Expected(f"N{i}", "N.N.", first=True) for i in range(newcomers)]
    people += [Expected(f"L{i}", "L.L.", last=True) for i in range(leavers)]
    slots = 4 * newcomers + 3 * bool(newcomers) + 5 * leavers
    made = agenda(PLAN, people, minutes)
    assert total(made) <= max(minutes, slots)
    assert total(made) == min(60 + slots, max(minutes, slots))


def test_a_group_without_a_module_has_one_open_step() -> None:
    assert agenda(bare_plan("Mutual help", 60), (NEW,), 60)[-1].minutes == 53


def test_the_opening_says_when_where_and_who() -> None:
    week = Week(date(2026, 11, 23))
    meeting = Meeting(
        2 * DAY + 18 * 60, 2 * DAY + 19 * 60, "evening-skills", "room-2", ("t1", "t2"), ("P-1",)
    )
    group = Group("evening-skills", "psychoeducation", 60, Size(3, 12))
    fact = opening(meeting, week, ZONE, group, PLAN, OTHERS, room="Room 2")
    assert fact.session == "evening-skills.2026-11-25T1800.room-2"
    assert fact.starts.isoformat() == "2026-11-25T18:00:00-06:00"
    assert (fact.minutes, fact.room, fact.group_title) == (60, "Room 2", "Evening skills")
    assert opening(meeting, week, ZONE, group, PLAN, ()).session == fact.session


def person(code: str, last: date | None) -> Person:
    day = date(2026, 10, 5)
    return Person(code, (Stay(1, day, last),), (Profile(day, Patient(code, "iop", ()), "X.Y."),))


def test_first_and_last_are_read_from_the_stay_and_the_weeks() -> None:
    people = {"P-1": person("P-1", None), "P-2": person("P-2", date(2026, 11, 27))}
    found = roster(("P-1", "P-2", "P-9"), people, date(2026, 11, 25), been={"P-2"}, again=())
    assert [(who.initials, who.first, who.last) for who in found] == [
        ("X.Y.", True, False), ("X.Y.", False, True), ("P-9", False, False),
    ]  # fmt: skip
    assert not roster(("P-2",), people, date(2026, 11, 25), been=(), again={"P-2"})[0].last


@pytest.mark.parametrize("name", ["getting-steady", "open-process"])
def test_the_shipped_modules_become_plans(name: str) -> None:
    with resources.as_file(resources.files("curricula") / "library" / f"{name}.toml") as path:
        module = read_file(path).module
    assert module is not None
    if module.rounds:
        plan = process_plan(module)
        assert {each.kind for each in plan.situations} >= {"silence", "one-voice", "crisis"}
        assert plan.rules == module.norms
    else:
        plan = topic_plan(module, module.sessions[0])
        assert plan.topic == "finding-your-feet"
        assert plan.handouts
    made = agenda(plan, (NEW, LEAVER), 75)
    assert total(made) == min(75, total(plan.steps) + 12)


def test_a_module_may_ask_its_own_questions_in_the_round() -> None:
    module = evolve(shipped()["getting-steady"], check_in=(CheckIn("sleep", "How rested are you?"),))
    plan = topic_plan(module, module.sessions[0])
    assert plan.scales == ("sleep", "safety")
    assert [(each.id, each.question) for each in plan.questions] == [("sleep", "How rested are you?")]
    assert topic_plan(shipped()["getting-steady"], module.sessions[0]).questions == ()
