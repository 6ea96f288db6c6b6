"""Another topic in the room: offered when attendance is taken, one key takes it, only before it begins."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve
from evening import SESSION, at, opened
from stage import on_stage, words

from facilitator.events import Entry, Fact, NoShow, SessionEnded, StepStarted, Undone, session_stream
from facilitator.live.opening import Plan, Step
from facilitator.live.retopic import better, changeable, chosen, settled_who_came
from facilitator.live.session import replay
from facilitator.live.state import SessionState
from scheduler.topics.suggestions import Suggestion

SLEEP = Plan(
    (
        Step("Check-in", "check-in", 20),
        Step("What nights do", "psychoeducation", 50, if_short="shrink"),
        Step("One thing", "check-out", 10),
    ),
    module="early",
    topic="sleep",
    title="Sleeping again",
)


def suggestion(name: str, worth: float, *people: str) -> Suggestion:
    return Suggestion(name, name.title(), worth, people, (), f"{len(people)} of 3 still need it")


RANKED = (suggestion("sleep", 0.3, "P-001", "P-003"), suggestion("urges", 0.1, "P-001"))


class Fake:
    def ranked(self, _: SessionState) -> tuple[Suggestion, ...]:
        return RANKED

    def plan(self, topic: str) -> Plan:
        assert topic == "sleep"
        return SLEEP


def session(*facts: Fact, count: int = 3) -> SessionState:
    fact = evolve(opened(count), topic="urges", title="Urge surfing")
    return replay(
        Entry(n, f"e{n}", at(n), "t1", session_stream(SESSION), each) for n, each in enumerate((fact, *facts))
    )


def test_what_has_begun_stays_and_the_rest_is_the_other_topic() -> None:
    running = session(StepStarted(0, at(0)), StepStarted(1, at(7)))
    assert changeable(running)
    fact = chosen(running, SLEEP, at(9))
    changed = session(StepStarted(0, at(0)), StepStarted(1, at(7)), fact)
    labels = [step.plan.label for step in changed.steps]
    assert labels[:2] == ["Welcome, ground rules", "Check-in round"]
    assert labels[2:] == ["What nights do", "One thing"]
    assert changed.current == 1
    assert changed.opened is not None
    assert (changed.opened.topic, changed.opened.title) == ("sleep", "Sleeping again")
    undone = session(StepStarted(0, at(0)), StepStarted(1, at(7)), fact, Undone("e3"))
    assert undone.opened == running.opened
    assert undone.steps == running.steps


def test_before_anything_begins_the_whole_agenda_is_the_other_one_with_its_welcome() -> None:
    changed = session(chosen(session(), SLEEP, at(0)))
    assert [step.plan.kind for step in changed.steps][:2] == ["welcome", "check-in"]
    assert sum(step.plan.minutes for step in changed.steps) <= opened(3).minutes


def test_a_topic_that_began_or_is_over_stays() -> None:
    assert not changeable(session(StepStarted(2, at(22))))
    assert not changeable(session(SessionEnded(at(80))))


def test_only_what_is_clearly_better_for_those_who_came_is_offered() -> None:
    state = session()
    found = better(state, RANKED)
    assert found is not None
    assert found.session == "sleep"
    close = (suggestion("sleep", 0.11, "P-001"), suggestion("urges", 0.1, "P-001"))
    assert better(state, close) is None
    assert better(state, RANKED[::-1]) is None
    assert not settled_who_came(state)
    assert not settled_who_came(session(*(NoShow(f"P-00{i}") for i in (1, 2, 3))))


async def test_the_offer_is_said_when_attendance_is_taken_and_y_takes_it(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=1, topics=Fake(), count=3, topic="urges") as (stage, pilot):
        await pilot.press("p", "p")
        assert "For those who came" not in words(stage)
        await pilot.press("n")
        await pilot.pause()
        assert "For those who came: Sleep. 2 of 3 still need it. y takes it." in words(stage)
        await pilot.press("y")
        await pilot.pause()
        assert "Topic: Sleeping again" in words(stage)
        kept = replay(stage.record.read(session_stream(SESSION)))
        assert kept.opened is not None
        assert kept.opened.topic == "sleep"
        await pilot.press("u")
        await pilot.pause()
        assert "Taken back: Topic: Sleeping again" in words(stage)
        await pilot.press("space", "space", "space", "y")
        await pilot.pause()
        assert "The topic has begun; it stays." in words(stage)
