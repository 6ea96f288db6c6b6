"""Somebody is away: the form reads as one types, the week is mended, and u takes all back."""

from __future__ import annotations

import pytest
from driving import opened, shown, tap, told, until, written
from riverfront import BEFORE, WEEK, app_on, by_hand, clinic, drafted
from textual.widgets import Input

from facilitator.desk import Desk
from facilitator.events import AbsencePlanned, HolidaySettled, WeekDrafted
from facilitator.timetabling.absence import in_words, read
from facilitator.timetabling.closures import closures
from facilitator.timetabling.words import names
from scheduler.mend.changes import Absent, Away, Cancelled, Closed, Holiday
from scheduler.validate import validate

SIZE = (120, 36)
CALLED = {"P-1": "A.M.", "P-2": "B.T.", "evening-skills": "Evening skills"}


@pytest.mark.parametrize(
    ("who", "when", "kind", "words"),
    [
        ("t1", "wed", Away, "t1 is away on Wed 25 Nov"),
        ("a.m.", "wed 18:00..wed 19:00", Absent, "A.M. is away on Wed 25 Nov from 18:00 to 19:00"),
        ("room-1", "2026-11-24..2026-11-25", Closed, "room-1 is closed from Tue 24 Nov to Wed 25 Nov"),
        ("evening-skills", "mon 19:00", Cancelled, "Evening skills on Mon 23 Nov at 19:00 is called off"),
        ("clinic", "thu", Holiday, "the clinic is closed on Thu 26 Nov"),
    ],
)
def test_what_is_typed_becomes_a_change_and_a_sentence(who: str, when: str, kind: type, words: str) -> None:
    found = read(who, when, clinic(), CALLED, by_hand(), WEEK)
    assert isinstance(found.change, kind), found.problem
    assert in_words(found.change, CALLED) == words


@pytest.mark.parametrize(
    ("who", "when", "problem"),
    [
        ("", "wed", "Who or what?"),
        ("t9", "wed", "Nobody and nothing here is 't9'"),
        ("t1", "", "When?"),
        ("t1", "wensday", "is not a weekday"),
        ("clinic", "thu 14:00", "without a time"),
        ("evening-skills", "mon", "is a whole day"),
    ],
)
def test_what_cannot_be_read_is_said(who: str, when: str, problem: str) -> None:
    found = read(who, when, clinic(), CALLED, by_hand(), WEEK)
    assert found.change is None
    assert problem in found.problem


async def test_a_therapist_away_is_mended_kept_taken_back_and_brought_back(desk: Desk) -> None:
    drafted(desk, by_hand())
    app = app_on(desk)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("a")
        await until(pilot, lambda: "Who is away" in shown(app))
        app.screen.query_one("#who", Input).value = "t1"
        app.screen.query_one("#when", Input).value = "wed"
        await pilot.pause()
        assert "t1 is away on Wed 25 Nov." in shown(app)
        assert "Evening process" in shown(app)
        await tap(app, "enter")
        await until(pilot, lambda: "Whom to phone, in order of time" in shown(app), 40)
        await tap(app, "y")
        await until(pilot, lambda: len(written(screen)) == 2)
        draft = written(screen)[-1]
        assert isinstance(draft, WeekDrafted)
        assert draft.calls
        assert [type(c.fact) for c in desk.closures] == [AbsencePlanned]
        view = screen.view
        assert view.timetable is not None
        assert validate(view.clinic, view.timetable).valid
        assert not [s for s in view.timetable.sessions if "t1" in s.leaders and s.start // 1440 == 2]
        await pilot.press("c")
        await until(pilot, lambda: "Whom to phone" in shown(app))
        await pilot.press("escape", "u")
        await until(pilot, lambda: not desk.closures)
        assert screen.view.timetable == by_hand()
        await pilot.press("U")
        await until(pilot, lambda: len(desk.closures) == 1)
        assert screen.view.history.calls == draft.calls


async def test_holidays_are_settled_by_the_coordinator_and_close_the_day(desk: Desk) -> None:
    app = app_on(desk)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await pilot.press("o", "down", "enter")
        await until(pilot, lambda: "Thanksgiving" in shown(app))
        assert "not settled yet" in shown(app)
        await pilot.press("space", "enter")
        await until(pilot, lambda: bool(desk.closures))
        settled = [c.fact for c in desk.closures if isinstance(c.fact, HolidaySettled)]
        assert [fact.day.isoformat() for fact in settled if fact.closed] == ["2026-11-26"]
        assert "closed on 1" in told(app)
        assert settled[0].day in desk.clinic(WEEK).closed
        assert settled[0].day not in desk.clinic(BEFORE).closed
        assert screen.view.clinic.closed == (settled[0].day,)


def test_what_was_taken_back_stands_no_more(desk: Desk) -> None:
    assert closures(()) == ()
    assert names(desk.people, clinic())["P-1"] == "A.M."
