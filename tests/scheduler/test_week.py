"""Time: windows, spans, weeks and clock changes, by what must hold of every minute."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.files.values import write_starts, write_windows
from scheduler.week import (
    DAY,
    WEEK,
    Period,
    Span,
    Start,
    Week,
    Window,
    clock,
    clock_change,
    joined,
    overlap,
    parse_clock,
    parse_range,
    parse_starts,
    parse_windows,
    unclear_spans,
    without,
)

DATES = st.dates(date(1990, 1, 1), date(2100, 12, 31))
SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda s: (s[0], s[0] + s[1])), max_size=5
)


def windows_of(texts: list[str]) -> tuple[Window, ...]:
    return joined(tuple(window for text in texts for window in parse_windows(text)))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start, end = sorted(draw(st.lists(st.integers(0, DAY), min_size=2, max_size=2, unique=True)))
    return Window(draw(st.integers(0, 6)), start, end)


def minutes(spans: tuple[Span, ...] | list[Span]) -> set[int]:
    return {minute for start, end in spans for minute in range(start, end)}


@given(DATES)
def test_a_week_is_what_its_name_says(day: date) -> None:
    week = Week.of(day)
    assert Week.parse(str(week)) == week
    assert week.monday.weekday() == 0
    assert week.monday <= day <= week.date(6)
    assert week.shifted(3).shifted(-3) == week


@given(DATES, st.integers(0, WEEK))
def test_a_minute_of_the_week_is_a_moment_and_back(day: date, minute: int) -> None:
    week = Week.of(day)
    assert week.minute(week.moment(minute)) == minute


@given(DATES, st.integers(-2 * WEEK, 2 * WEEK), st.integers(1, WEEK))
def test_a_period_has_its_part_inside_the_week(day: date, start: int, length: int) -> None:
    week = Week.of(day)
    first = datetime.combine(week.monday, datetime.min.time()) + timedelta(minutes=start)
    span = week.span(Period(first, first + timedelta(minutes=length)))
    assert minutes([span] if span else []) == set(range(max(0, start), min(WEEK, start + length)))


@given(st.integers(0, DAY))
def test_a_clock_is_read_back(minute: int) -> None:
    assert parse_clock(clock(minute)) == minute


@given(st.lists(windows(), max_size=6).map(tuple))
def test_joined_windows_cover_the_same_minutes_and_touch_no_more(given: tuple[Window, ...]) -> None:
    result = joined(given)
    assert minutes([w.span for w in result]) == minutes([w.span for w in given])
    assert joined(result) == result
    assert all(a.day != b.day or a.end < b.start for a, b in pairwise(result))


@given(st.lists(windows(), max_size=6).map(tuple))
def test_windows_are_read_back_as_written(given: tuple[Window, ...]) -> None:
    assert windows_of(write_windows(given)) == joined(given)
    assert all(parse_windows(str(window)) == (window,) for window in given)


@given(st.sets(st.builds(Start, st.integers(0, 6), st.integers(0, DAY - 1)), max_size=6))
def test_starts_are_read_back_as_written(starts: set[Start]) -> None:
    assert {start for text in write_starts(starts) for start in parse_starts(text)} == starts


@given(SPANS, SPANS)
def test_what_is_left_is_what_no_hole_touches(spans: list[Span], holes: list[Span]) -> None:
    assert minutes(without(tuple(spans), tuple(holes))) == minutes(spans) - minutes(holes)


@given(st.tuples(*[st.integers(0, 30)] * 4).filter(lambda n: n[0] < n[1] and n[2] < n[3]))
def test_spans_overlap_when_they_share_a_minute(n: tuple[int, int, int, int]) -> None:
    assert overlap(n[:2], n[2:]) == bool(minutes([n[:2]]) & minutes([n[2:]]))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mon",
        "mon 8-9",
        "mon 08:00",
        "mon 25:00-26:00",
        "mon 08:60-09:00",
        "mon 09:00-08:00",
        "mon 08:00-08:00",
        "mon 08:00-24:01",
        "fri-mon 08:00-09:00",
        "mo 08:00-09:00",
        "mon, 08:00-09:00",
        "mon 08:00-09:00-10:00",
        "mon -1:00-09:00",
    ],
)
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_windows(text)


@pytest.mark.parametrize("text", ["mon 24:00", "09:00", "mon", "fri-mon 09:00", "mon 9"])
def test_what_is_no_start_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_starts(text)


def test_what_is_no_stretch_is_refused() -> None:
    assert parse_range("11:00-14:00") == (660, 840)
    for text in ("11:00", "14:00-11:00", "11:00-11:00"):
        with pytest.raises(ValueError, match=r"\w"):
            parse_range(text)


@pytest.mark.parametrize("text", ["2026-48", "2025-W53", "2026-W00", "W48", "2026-W481"])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Week.parse(text)


class TestClockChanges:
    CHICAGO = ZoneInfo("America/Chicago")

    def test_spring_skips_and_autumn_repeats(self) -> None:
        assert clock_change(datetime(2026, 3, 8, 2, 30), self.CHICAGO) == "skips"
        assert clock_change(datetime(2026, 11, 1, 1, 30), self.CHICAGO) == "repeats"
        assert clock_change(datetime(2026, 11, 1, 2), self.CHICAGO) == ""

    @pytest.mark.parametrize(
        ("zone", "day", "span"),
        [
            ("America/Chicago", date(2026, 3, 8), (120, 180)),
            ("America/Chicago", date(2026, 11, 1), (60, 120)),
            ("Australia/Lord_Howe", date(2026, 10, 4), (120, 150)),
            ("Africa/Cairo", date(2026, 4, 24), (0, 60)),
        ],
    )
    def test_the_stretch_is_found_wherever_it_lies(self, zone: str, day: date, span: Span) -> None:
        midnight = day.weekday() * DAY
        found = unclear_spans(Week.of(day), ZoneInfo(zone))
        assert found == ((midnight + span[0], midnight + span[1]),)

    @given(
        st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.sampled_from(["America/Chicago", "Europe/Lisbon"])
    )
    def test_the_stretches_are_the_minutes_that_change(self, day: date, zone: str) -> None:
        week, local = Week.of(day), ZoneInfo(zone)
        changed = {at for at in range(0, WEEK, 15) if clock_change(week.moment(at), local)}
        assert {at for at in minutes(unclear_spans(week, local)) if at % 15 == 0} == changed

    def test_most_weeks_have_none(self) -> None:
        assert unclear_spans(Week.parse("2026-W48"), self.CHICAGO) == ()
        assert unclear_spans(Week.parse("2026-W10"), ZoneInfo("UTC")) == ()
