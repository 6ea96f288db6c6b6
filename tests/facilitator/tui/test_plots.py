"""Plots out of characters, and how near a search comes to what it finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from facilitator.people import Hours
from facilitator.tui.finding import Found, closeness
from facilitator.tui.widgets.plots import hours_bar, hours_words, sparkline, week_bar

MINUTES = st.integers(0, 2000)


@given(MINUTES, MINUTES, MINUTES, st.integers(1, 40))
def test_a_bar_of_hours_is_as_wide_as_asked_whatever_the_figures(
    had: int, due: int, left: int, width: int
) -> None:
    bar = hours_bar(Hours(attained=had, prescribed=due, reachable=left), width)
    assert bar.cell_length == width


@given(MINUTES, MINUTES, MINUTES, st.integers(2, 40))
def test_a_week_bar_is_as_wide_as_asked(had: int, due: int, most: int, width: int) -> None:
    assert week_bar(had, due, most, width).cell_length == width


def test_a_bar_shows_what_was_had_what_comes_and_what_is_missing() -> None:
    assert hours_bar(Hours(attained=180, prescribed=360, reachable=90), 12).plain == "━━━━━━╍╍╍───"
    assert (
        hours_words(Hours(attained=180, scheduled=270, prescribed=360, reachable=90)).plain
        == "3.0 / 4.5 / 6.0 !"
    )


def test_a_line_of_check_ins_goes_from_0_to_10_and_leaves_gaps_for_missing_ones() -> None:
    assert sparkline([0, 5, 10, None, 3]) == "▁▅█·▃"


def test_words_that_begin_a_name_come_before_words_within_it() -> None:
    group, action = Found("group", "Evening skills", print), Found("action", "Read every file", print)
    assert closeness("eve", group) > closeness("eve", action) > closeness("rea", group) == 0


def test_initials_are_found_with_or_without_their_dots() -> None:
    person = Found("person", "D.W. P-004", print)
    assert closeness("dw", person) == closeness("d.w.", person) > 0
    assert closeness("dw p-004", person) > 0
    assert closeness("dw zz", person) == 0
