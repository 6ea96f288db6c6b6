"""Seats ahead, earlier drafts, and why: what coordinators ask of a week that stands."""

from __future__ import annotations

from datetime import date

from attrs import evolve
from driving import opened, shown, tap, told, until, written
from riverfront import WEEK, app_on, by_hand, clinic, drafted

from facilitator.desk import Desk
from facilitator.timetabling.seats_ahead import seats_ahead
from facilitator.timetabling.wondering import unmet_of, wish_of

SIZE = (120, 36)


def test_seats_open_as_people_leave_and_fill_as_others_come() -> None:
    people = clinic().patients
    leaves = evolve(people[0], discharge=date(2026, 12, 2))
    comes = evolve(people[1], id="P-9", admitted=date(2026, 12, 14))
    seen = evolve(clinic(), patients=(leaves, *people[1:], comes))
    found = {outlook.group: outlook for outlook in seats_ahead(seen, by_hand(), WEEK)}
    process = found["evening-process"]
    assert (process.cap, process.members) == (8, 6)
    assert [ahead.free for ahead in process.weeks] == [2, 3, 3, 2, 2, 2]
    assert process.weeks[1].leaving == ("P-1",)
    assert process.weeks[3].coming == ("P-9",)
    assert seats_ahead(seen, None, WEEK) == ()


def test_questions_are_answered_in_the_schedulers_sentences() -> None:
    assert "P-6" in unmet_of(clinic(), by_hand(), "P-6", 5.0)
    assert "P-1" in wish_of(clinic(), by_hand(), "P-1 individual wed 18:00", 5.0)


async def test_seats_drafts_and_why_are_a_key_away(desk: Desk) -> None:
    drafted(desk, by_hand())
    app = app_on(desk)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        await tap(app, "e")
        await until(pilot, lambda: "Seats ahead" in shown(app) and "Evening process, 6 of 8" in shown(app))
        await tap(app, "escape")
        await until(pilot, lambda: app.screen is screen)
        await tap(app, "t")
        await until(pilot, lambda: "no other draft or version yet" in told(app))
        await tap(app, "p")
        await until(pilot, lambda: len(written(screen)) == 2)
        await tap(app, "t")
        await until(pilot, lambda: "the newest first" in shown(app))
        await tap(app, "down", "enter")
        await until(pilot, lambda: "As it is now" in shown(app))
        await tap(app, "y")
        await until(pilot, lambda: len(written(screen)) == 3)
        screen.query_one("#unmet").focus()
        await until(pilot, lambda: screen.query_one("#unmet").has_focus)
        await tap(app, "y")
        await until(pilot, lambda: "Asking the solver" in shown(app))
        await until(pilot, lambda: "60 minutes of individual" in shown(app), 60)
        assert "F.K." in shown(app)


async def test_the_mouse_drags_an_item_to_another_day_and_pins_it_there(desk: Desk) -> None:
    drafted(desk, by_hand())
    app = app_on(desk)
    async with app.run_test(size=SIZE) as pilot:
        screen = await opened(pilot)
        grid = screen.grid
        x, y = 12, 9  # the first appointment of the office's band
        await pilot.mouse_down(grid, offset=(x, y))
        before = grid.item
        assert before is not None
        await pilot.hover(grid, offset=(x + 4 * grid._width, y))
        await until(pilot, lambda: screen._move is not None)
        await pilot.mouse_up(grid, offset=(x + 4 * grid._width, y))
        await until(pilot, lambda: len(written(screen)) == 2)
        assert screen._move is None
        moved = next(pin for pin in screen.view.pins)
        assert moved.start is not None
        assert moved.start.weekday() == before.start // 1440 + 4
