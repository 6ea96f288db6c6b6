"""A painted week: windows become paint and paint becomes windows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from facilitator.painting import Paint, PaintedWeek
from facilitator.tui.widgets.week_painter import WeekPainter
from scheduler.clinic import Clinic
from scheduler.week import DAY, Window, joined, parse_windows


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...]:
    """Windows on a grid of five minutes."""
    spans = st.tuples(st.integers(0, 6), st.integers(0, 286), st.integers(1, 100))
    found = draw(st.lists(spans, max_size=6))
    return tuple(Window(day, start * 5, min(DAY, (start + length) * 5)) for day, start, length in found)


@given(windows())
def test_painting_windows_and_reading_them_back_changes_nothing(given_windows: tuple[Window, ...]) -> None:
    week = PaintedWeek.of(given_windows)
    assert week.available == joined(given_windows)
    assert week.prefers == ()


@given(windows(), windows())
def test_what_is_preferred_is_always_free_as_well(
    free: tuple[Window, ...], liked: tuple[Window, ...]
) -> None:
    week = PaintedWeek.of(free, liked)
    again = PaintedWeek.of(week.available, week.prefers)
    assert again == week
    for window in week.prefers:
        assert any(
            w.day == window.day and w.start <= window.start and window.end <= w.end for w in week.available
        )


@given(windows(), st.integers(0, 6), st.integers(0, 47), st.sampled_from(Paint))
def test_one_painted_cell_leaves_every_other_as_it_was(
    free: tuple[Window, ...], day: int, half_hour: int, paint: Paint
) -> None:
    before = PaintedWeek.of(free)
    after = before.painted(day, half_hour * 30, 30, paint)
    assert after.at(day, half_hour * 30, 30) == {paint}
    for other in range(48):
        if other != half_hour:
            assert after.at(day, other * 30, 30) == before.at(day, other * 30, 30)


def test_a_window_that_begins_within_a_cell_shows_both_paints_and_is_kept_exactly() -> None:
    week = PaintedWeek.of(parse_windows("mon 17:45-20:00"))
    assert week.at(0, 17 * 60 + 30, 30) == {Paint.NOT, Paint.FREE}
    assert week.painted(1, 600, 30, Paint.FREE).available[0] == Window(0, 17 * 60 + 45, 20 * 60)


def test_the_last_half_hour_of_a_day_ends_at_midnight() -> None:
    assert PaintedWeek().painted(6, DAY - 30, 30, Paint.FREE).available == (Window(6, DAY - 30, DAY),)


def test_nothing_can_be_painted_where_the_clinic_is_closed() -> None:
    opens = parse_windows("mon-thu 08:00-20:30") + parse_windows("fri 08:00-16:00")
    painter = WeekPainter(Clinic("c", "UTC", opens), PaintedWeek())
    assert painter.last == 20 * 60 + 30
    assert [painter._opens(row, painter.columns - 1) for row in (0, 4)] == [True, False]
    assert painter._sign(4, painter.columns - 1) == (" ", "")
    known = WeekPainter(Clinic("c", "UTC", opens), PaintedWeek.of(parse_windows("fri 19:00-21:00")))
    assert known._sign(4, known.columns - 1)[0] == "▒", "what was painted is shown all the same"
