"""Stamps become minutes, marks and the sign-in sheet."""

from __future__ import annotations

from datetime import timedelta

from evening import at, entries, opened
from hypothesis import given
from hypothesis import strategies as st

from facilitator.events import Arrived, Excused, Fact, Left, MinutesCorrected, NoShow, SessionEnded, Unmarked
from facilitator.live.attendance import (
    LATE_AFTER,
    Mark,
    count_attended,
    count_in_room,
    mark,
    minutes,
    sign_in,
    suggested_end,
)
from facilitator.live.session import replay
from facilitator.live.state import SessionState


def state(*facts: Fact) -> SessionState:
    return replay(entries(opened(3), *facts))


def counted(*facts: Fact, now: float = 90) -> int:
    found = state(*facts)
    return minutes(found.members["P-001"], found, at(now))


def marked(*facts: Fact) -> Mark:
    found = state(*facts)
    return mark(found.members["P-001"], found)


def test_minutes_run_from_arrival_to_the_end() -> None:
    assert counted(Arrived("P-001", at(2)), SessionEnded(at(90))) == 88


def test_minutes_before_the_start_do_not_count() -> None:
    assert counted(Arrived("P-001", at(-20)), SessionEnded(at(90))) == 90


def test_minutes_after_the_end_do_not_count() -> None:
    assert counted(Arrived("P-001", at(0)), Left("P-001", at(99)), SessionEnded(at(90))) == 90


def test_a_group_that_ran_over_counts_what_it_took() -> None:
    assert counted(Arrived("P-001", at(0)), SessionEnded(at(97))) == 97


def test_time_out_of_the_room_is_taken_off() -> None:
    facts = (Arrived("P-001", at(0)), Left("P-001", at(40)), Arrived("P-001", at(52)), SessionEnded(at(90)))
    assert counted(*facts) == 78


def test_minutes_are_whole_and_rounded_down_once() -> None:
    facts = (
        Arrived("P-001", at(0)),
        Left("P-001", at(10.6)),
        Arrived("P-001", at(20)),
        Left("P-001", at(30.6)),
    )
    assert counted(*facts, SessionEnded(at(90))) == 21


def test_a_stamp_entered_later_takes_its_place_in_time() -> None:
    facts = (Arrived("P-001", at(0)), Left("P-001", at(60)), Left("P-001", at(20)), Arrived("P-001", at(30)))
    assert counted(*facts, SessionEnded(at(90))) == 50


def test_a_correction_replaces_the_stamps() -> None:
    assert counted(Arrived("P-001", at(0)), MinutesCorrected("P-001", 45, "came at 18:45")) == 45


def test_nobody_counts_who_never_came() -> None:
    assert counted(NoShow("P-001"), SessionEnded(at(90))) == 0


def test_late_begins_after_five_minutes() -> None:
    assert timedelta(minutes=5) == LATE_AFTER
    assert marked(Arrived("P-001", at(5))) is Mark.PRESENT
    assert marked(Arrived("P-001", at(5.1))) is Mark.LATE


def test_marks_follow_what_happened_last() -> None:
    assert marked() is Mark.EXPECTED
    assert marked(Excused("P-001")) is Mark.EXCUSED
    assert marked(NoShow("P-001")) is Mark.NO_SHOW
    assert marked(NoShow("P-001"), Arrived("P-001", at(0))) is Mark.PRESENT
    assert marked(Arrived("P-001", at(0)), Left("P-001", at(30))) is Mark.LEFT
    assert marked(Arrived("P-001", at(0)), Unmarked("P-001")) is Mark.EXPECTED


def test_going_home_at_the_end_is_not_leaving() -> None:
    assert marked(Arrived("P-001", at(0)), SessionEnded(at(90))) is Mark.PRESENT


def test_counts() -> None:
    found = state(Arrived("P-001", at(0)), Arrived("P-002", at(0)), Left("P-001", at(30)), NoShow("P-003"))
    assert (count_attended(found), count_in_room(found)) == (2, 1)


def test_sign_in_rows_have_times_and_reasons() -> None:
    found = state(Arrived("P-001", at(0)), Left("P-001", at(30), "work"), Excused("P-002", "ill"))
    first, second, third = sign_in(found, at(60))
    assert (first.time_in, first.time_out, first.minutes, first.reason) == (at(0), at(30), 30, "work")
    assert (second.mark, second.time_in, second.minutes, second.reason) == (Mark.EXCUSED, None, 0, "ill")
    assert third.mark is Mark.EXPECTED


def test_a_forgotten_session_is_offered_its_scheduled_end() -> None:
    assert suggested_end(state(), at(95)) == at(95)
    assert suggested_end(state(), at(200)) == at(90)
    assert suggested_end(state(), at(-10)) == at(0)


STAMPS = st.lists(st.tuples(st.booleans(), st.floats(-100, 200)), max_size=8)


@given(STAMPS, st.floats(-50, 150) | st.just(89.999_999_999))
def test_minutes_are_never_negative_nor_beyond_the_session(
    stamps: list[tuple[bool, float]], end: float
) -> None:
    facts = [Arrived("P-001", at(m)) if inside else Left("P-001", at(m)) for inside, m in stamps]
    lasted = (at(end) - at(0)) / timedelta(minutes=1)  # as exact as a moment is
    assert 0 <= counted(*facts, SessionEnded(at(end))) <= max(0, lasted)
