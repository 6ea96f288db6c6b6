"""Steps keep their time by the clock on the wall, and give way by their own rules."""

from __future__ import annotations

from datetime import timedelta

from evening import AGENDA, at, entries, opened
from hypothesis import given
from hypothesis import strategies as st

from facilitator.events import Fact, SessionEnded, Step, StepExtended, StepSkipped, StepStarted
from facilitator.live.agenda import Progress, fit, lines, next_step, session_clock, shorten, spent, step_clock
from facilitator.live.session import fold, replay
from facilitator.live.state import SessionState


def state(*facts: Fact) -> SessionState:
    return replay(entries(opened(), *facts))


def test_the_step_clock_is_the_wall_clock() -> None:
    clock = step_clock(state(StepStarted(0, at(0)), StepStarted(1, at(10))), at(14.5))
    assert clock is not None
    assert clock.elapsed == timedelta(minutes=4.5)
    assert clock.left == timedelta(minutes=10.5)
    assert clock.over == timedelta(0)
    assert clock.share == 0.3


def test_a_step_can_run_over() -> None:
    clock = step_clock(state(StepStarted(0, at(0))), at(10))
    assert clock is not None
    assert (clock.left, clock.over, clock.share) == (timedelta(0), timedelta(minutes=3), 1)


def test_five_more_minutes() -> None:
    clock = step_clock(state(StepStarted(0, at(0)), StepExtended(0, 5)), at(10))
    assert clock is not None
    assert clock.left == timedelta(minutes=2)


def test_a_clock_set_back_shows_nothing_elapsed() -> None:
    clock = step_clock(state(StepStarted(0, at(30))), at(10))
    assert clock is not None
    assert clock.elapsed == timedelta(0)


def test_a_step_returned_to_adds_up() -> None:
    found = state(StepStarted(0, at(0)), StepStarted(1, at(5)), StepStarted(0, at(15)), SessionEnded(at(18)))
    assert spent(found, 0, at(99)) == timedelta(minutes=8)
    assert spent(found, 2, at(99)) is None
    assert found.current is None


def test_the_agenda_shows_plan_and_real() -> None:
    found = state(StepStarted(0, at(0)), StepStarted(1, at(10)), StepSkipped(2), StepSkipped(4, parked=True))
    shown = lines(found, at(12))
    assert [line.progress for line in shown[:5]] == [
        Progress.DONE, Progress.NOW, Progress.SKIPPED, Progress.AHEAD, Progress.PARKED,
    ]  # fmt: skip
    assert [(line.minutes, line.real, line.over) for line in shown[:3]] == [
        (7, 10, True), (15, 2, False), (20, None, False),
    ]  # fmt: skip


def test_space_goes_past_what_was_skipped() -> None:
    assert next_step(state()) == 0
    assert next_step(state(StepStarted(1, at(0)), StepSkipped(2))) == 3
    assert next_step(state(StepStarted(6, at(0)))) is None


def test_the_session_clock_knows_what_is_left() -> None:
    clock = session_clock(state(), at(42))
    assert clock is not None
    assert clock.left == timedelta(minutes=48)


# --- when time is short ---------------------------------------------------------------------------------


def step(minutes: int, if_short: str) -> Step:
    return Step("x", "activity", minutes, if_short=if_short)


def test_what_fits_stays_as_it_is() -> None:
    assert fit((step(10, "shrink"), step(10, "drop")), 30) == (10, 10)


def test_shrinking_comes_before_dropping() -> None:
    assert fit((step(20, "shrink"), step(10, "drop"), step(10, "keep")), 34) == (14, 10, 10)


def test_dropping_gives_back_what_need_not_shrink() -> None:
    assert fit((step(20, "shrink"), step(10, "drop"), step(10, "keep")), 26) == (16, 0, 10)


def test_the_last_droppable_goes_first() -> None:
    assert fit((step(10, "drop"), step(10, "keep"), step(10, "drop")), 20) == (10, 10, 0)


def test_what_is_kept_is_never_touched() -> None:
    assert fit((step(20, "keep"), step(20, "shrink")), 10) == (20, 5)


STEPS = st.lists(st.builds(step, st.integers(0, 60), st.sampled_from(["keep", "shrink", "drop"])), max_size=8)


@given(STEPS, st.integers(0, 240))
def test_fitting_never_adds_and_fits_whenever_it_can(steps: list[Step], room: int) -> None:
    given_ = fit(steps, room)
    assert all(0 <= new <= old.minutes for new, old in zip(given_, steps, strict=True))
    least = sum({"keep": s.minutes, "shrink": -(-s.minutes // 4), "drop": 0}[s.if_short] for s in steps)
    assert sum(given_) <= max(room, least)
    if sum(s.minutes for s in steps) > room >= least:
        assert sum(given_) == room or any(s.if_short == "drop" for s in steps)


def test_twenty_minutes_left() -> None:
    found = state(StepStarted(2, at(50)))
    short = shorten(found, at(55), 45)
    assert short.over == 0
    after = found
    for number, fact in enumerate(short.facts):
        after = fold(after, entries(fact, first=100 + number)[0])
    rest = step_clock(after, at(55))
    assert rest is not None
    ahead = sum(s.minutes for i, s in enumerate(after.steps) if i > 2 and not s.skipped)
    assert rest.left + timedelta(minutes=ahead) <= timedelta(minutes=45)
    assert after.steps[3].minutes == AGENDA[3].minutes


def test_too_little_time_even_for_what_is_kept_is_said() -> None:
    assert shorten(state(), at(0), 20).over > 0


def test_nothing_to_shorten_is_nothing_to_record() -> None:
    assert shorten(state(), at(0), 300).facts == ()
