"""What the rooms tell an author: real minutes, from sessions in which the keys were used."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import attrs
from hypothesis import given
from hypothesis import strategies as st

from curricula.module import Module, Round, Segment, Session
from facilitator.events import Entry, Fact, SessionEnded, SessionOpened, Step, StepStarted
from facilitator.live.session import replay
from facilitator.live.state import SessionState
from facilitator.timings import _whole, as_csv, timings

START = datetime(2026, 11, 25, 18, 0, tzinfo=timezone.utc)  # noqa: UP017
MODULE = Module(
    format=1,
    id="base",
    title="Base",
    kind="skills",
    sessions=(
        Session("one", "One", 60, agenda=(Segment("In", "check-in", 10), Segment("Work", "activity", 40),
                                          Segment("=Out", "check-out", 10))),
        Session("two", "Two", 30),
    ),
)  # fmt: skip


def ran(*begun: tuple[int, int], end: int | None = 60, topic: str | None = "one") -> SessionState:
    """A session with a welcome before its three steps; `begun` are steps of the agenda and minutes."""
    welcome = Step("In", "welcome", 4, member="P-1")
    agenda = (welcome, *(Step(s.label, s.kind, s.minutes) for s in MODULE.sessions[0].agenda))
    facts: list[Fact] = [
        SessionOpened(
            session="s", group="g", group_title="G", service="skills", starts=START, minutes=60, room=None,
            leaders=(), roster=(), agenda=agenda, module="base", topic=topic,
        )
    ]  # fmt: skip
    facts += [StepStarted(step, START + timedelta(minutes=at)) for step, at in begun]
    facts += [SessionEnded(START + timedelta(minutes=end))] if end is not None else []
    return replay(Entry(n, f"e{n}", START, "t1", "session:s", fact) for n, fact in enumerate(facts))


def test_a_median_of_real_minutes_and_a_suggestion_that_adds_up() -> None:
    states = [ran((0, 0), (1, 4), (2, 4 + took), (3, 50)) for took in (15, 17, 16)]
    one, two = timings(MODULE, states)
    assert one.runs == 3
    assert [(s.label, s.minutes, s.middle) for s in one.steps] == [
        ("In", (15, 16, 17), 16), ("Work", (29, 30, 31), 30), ("=Out", (10, 10, 10), 10),
    ]  # fmt: skip
    assert [s.suggested for s in one.steps] == [17, 32, 11]
    assert sum(s.suggested for s in one.steps) == 60
    assert (two.runs, two.steps) == (0, ())


def test_the_rounds_of_a_process_format_are_timed_too() -> None:
    rounds = (Round("In", "opening", 10), Round("Work", "open-floor", 40), Round("=Out", "closing", 10))
    process = attrs.evolve(MODULE, kind="process", sessions=(), rounds=rounds)
    (found,) = timings(process, [ran((1, 0), (2, 20), (3, 50), topic=None)])
    assert (found.session.title, found.runs) == ("Base", 1)
    assert [s.minutes for s in found.steps] == [(20,), (30,), (10,)]


def test_what_says_nothing_is_left_out() -> None:
    unused, open_still, elsewhere = ran((1, 0)), ran((1, 0), (2, 9), end=None), ran((1, 0), (2, 9), topic="x")
    one = timings(MODULE, [unused, open_still, elsewhere])[0]
    assert one.runs == 0
    assert [s.suggested for s in one.steps] == [10, 40, 10]


def test_a_step_that_was_cut_short_keeps_half_its_plan() -> None:
    one = timings(MODULE, [ran((1, 0), (2, 10), (3, 59)) for _ in range(3)])[0]
    assert [s.middle for s in one.steps] == [10, 49, 1]
    assert [s.suggested for s in one.steps] == [9, 46, 5]


def test_the_file_for_the_author_holds_minutes_and_nobody() -> None:
    found = as_csv(MODULE, timings(MODULE, [ran((0, 0), (1, 4), (2, 20), (3, 50))]))
    assert found.splitlines()[:4] == [
        "module,version,session,step,planned,times,median,least,most,suggested",
        "base,1.0,one,In,10,1,16,16,16,10",
        "base,1.0,one,Work,40,1,30,30,30,40",
        "base,1.0,one,'=Out,10,1,10,10,10,10",
    ]
    assert "P-1" not in found


@given(st.lists(st.floats(1, 90), min_size=1, max_size=12), st.integers(12, 240))
def test_suggested_minutes_are_whole_and_add_up(wanted: list[float], total: int) -> None:
    given_ = _whole(wanted, total)
    assert sum(given_) == total
    assert min(given_) >= 1
