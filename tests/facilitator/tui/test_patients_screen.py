"""The Patients workspace: list, search, sort, page, admit, change, discharge, re-admit, undo, painting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from looking import go, point, settled, shown, until
from textual.widgets import Input

from facilitator.desk import Desk
from facilitator.events import (
    Admitted,
    Changed,
    ConsentGiven,
    Discharged,
    PlanReviewed,
    Undone,
    Viewed,
    patient_stream,
    user_stream,
    week_stream,
)
from facilitator.timetabling.versions import history
from facilitator.tui.app import Openchair
from facilitator.tui.patients.consents import ConsentForm
from facilitator.tui.patients.form import PersonForm
from facilitator.tui.patients.page import PersonScreen
from facilitator.tui.patients.papers import PaperRows
from facilitator.tui.patients.screen import PatientsScreen
from facilitator.tui.widgets.week_painter import WeekPainter
from scheduler.week import DAY, Window

House = Callable[..., Openchair]
WIDE = (120, 36)


def facts(desk: Desk, name: str) -> list[object]:
    return [entry.fact for entry in desk.record.read(patient_stream(name))]


def order(app: Openchair) -> list[str]:
    """Ids in the order of the list."""
    screen = app.screen
    assert isinstance(screen, PatientsScreen)
    return [row.person.id for row in screen._shown]


async def test_the_list_shows_who_is_enrolled_and_on_request_who_left(house: House) -> None:
    app = house()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("3")
        await pilot.pause()
        assert len(order(app)) == 11
        assert "M.Z." not in shown(app)
        await pilot.press("f")
        await until(pilot, lambda: "M.Z." in shown(app))
        assert "left Fri 2 Oct" in shown(app)


async def test_search_narrows_while_typing_and_escape_ends_it(house: House) -> None:
    app = house()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("3", "slash", *"day iop")
        await pilot.pause()
        assert order(app) == ["P-010", "P-011"]
        await pilot.press("escape")
        await pilot.pause()
        assert len(order(app)) == 11
        await pilot.press("slash", *"qx")
        await until(pilot, lambda: "Nobody matches" in shown(app))


async def test_s_sorts_by_one_column_after_the_other(house: House) -> None:
    app = house()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("3", "s")
        await pilot.pause()
        assert order(app)[:3] == ["P-001", "P-002", "P-003"]
        await pilot.press("s", "s", "s", "s")
        await pilot.pause()
        assert order(app)[0] == "P-002", "the newest stay first when sorted by day"


async def test_a_page_shows_the_person_and_the_read_is_written_down(house: House, desk: Desk) -> None:
    app = house()
    async with app.run_test(size=(120, 60)) as pilot:
        await go(pilot, "patients", "P-008")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        for words in ("H.S.", "day 45", "Evening skills", "mood", "4 of 4 sessions, 6.0 h", "✓ Urge surfing",
                      "Two weeks without drinking", "therapist t1"):  # fmt: skip
            assert words in shown(app), words
        await pilot.press("escape")
        assert isinstance(app.screen, PatientsScreen)
    assert Viewed("patient:P-008") in [entry.fact for entry in desk.record.read(user_stream("t1"))]


async def test_admitting_names_every_problem_then_writes_the_stay_and_its_consents(
    house: House, desk: Desk
) -> None:
    app = house()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("3", "a")
        await settled(pilot)
        await pilot.press("ctrl+s")
        await pilot.pause()
        for words in ("Give initials", "Choose a level: iop, op", "Paint when the person can come"):
            assert words in shown(app), words
        await pilot.press(*"Q.R.", "tab", "tab", *"ipo")
        await until(pilot, lambda: "did you mean `iop`?" in shown(app))
        form = app.screen
        assert isinstance(form, PersonForm)
        form.query_one("#field-level", Input).value = "iop"
        for whom in ("Dr. Wren", "Blue Plan"):
            form.query_one(PaperRows).focus()
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, ConsentForm))
            app.screen.query_one("#recipient", Input).value = whom
            app.screen.query_one("#purpose", Input).value = "treatment"
            await pilot.press("enter")
            await until(pilot, lambda: app.screen is form)
        assert "to Blue Plan" in shown(app)
        await pilot.press("up", "up", "x")
        assert "to Dr. Wren" not in shown(app)
        form.query_one(WeekPainter).focus()
        await pilot.press("shift+down", "shift+right", "f", "ctrl+s")
        await until(pilot, lambda: "A place for Q.R. in week 48" in shown(app))
        await until(pilot, lambda: "nobody is moved" in shown(app), 60)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PatientsScreen))
        assert "P-021" in order(app)
    fact, given = facts(desk, "P-021")
    assert isinstance(fact, Admitted)
    assert given == ConsentGiven(
        "c1", "P-021", "Blue Plan", "treatment", ("attendance", "notes"), date(2026, 11, 25)
    )
    assert fact.patient.available == (Window(0, 480, 540), Window(1, 480, 540))
    assert (fact.initials, fact.patient.admitted) == ("Q.R.", date(2026, 11, 25))


async def test_a_form_with_changes_asks_once_before_it_is_left(house: House) -> None:
    app = house()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("3", "a")
        await settled(pilot)
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(app.screen, PatientsScreen), "nothing was typed: nothing is asked"
        await pilot.press("a")
        await settled(pilot)
        await pilot.press("Q", "escape")
        await until(pilot, lambda: "What you typed is not kept" in shown(app))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, PatientsScreen))


async def test_discharge_writes_the_last_day_and_u_takes_it_back(house: House, desk: Desk) -> None:
    app = house()
    async with app.run_test(size=WIDE) as pilot:
        await point(pilot, "P-003")
        await pilot.press("d")
        await settled(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "Give a reason" in shown(app))
        app.screen.query_one("#last", Input).value = "2026-11-27"
        await pilot.press(*"moved", "enter")
        await settled(pilot)
        assert Discharged("P-003", date(2026, 11, 27), "moved") in facts(desk, "P-003")
        assert desk.people["P-003"].stay.discharged
        await pilot.press("u")
        await settled(pilot)
        assert isinstance(facts(desk, "P-003")[-1], Undone)
        assert not desk.people["P-003"].stay.discharged


async def test_a_discharge_before_the_first_day_is_refused(house: House, desk: Desk) -> None:
    app = house()
    async with app.run_test(size=WIDE) as pilot:
        await point(pilot, "P-003")
        await pilot.press("d")
        await settled(pilot)
        app.screen.query_one("#last", Input).value = "2026-10-01"
        await pilot.press(*"moved", "enter")
        await until(pilot, lambda: "The stay began 2026-10-19" in shown(app))
        await pilot.press("escape")
    assert not desk.people["P-003"].stay.discharged


async def test_readmission_is_a_new_enrollment(house: House, desk: Desk) -> None:
    app = house()
    async with app.run_test(size=WIDE) as pilot:
        await go(pilot, "patients")
        await pilot.press("f")
        await point(pilot, "P-020")
        await pilot.press("r")
        await settled(pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "in week 48" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PatientsScreen))
    fact = facts(desk, "P-020")[-1]
    assert isinstance(fact, Admitted)
    assert (fact.enrollment, fact.patient.admitted, fact.patient.discharge) == (2, date(2026, 11, 25), None)
    assert [stay.number for stay in desk.people["P-020"].stays] == [1, 2]


async def test_a_change_holds_from_today_and_the_painted_week_is_part_of_it(house: House, desk: Desk) -> None:
    app = house()
    async with app.run_test(size=WIDE) as pilot:
        await go(pilot, "patients", "P-003")
        await settled(pilot)
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.focused, WeekPainter))
        await pilot.press("down", "end", "x", "ctrl+s")
        await settled(pilot)
        assert any("planned with it from Mon 30 Nov" in said.message for said in app._notifications)
    fact = facts(desk, "P-003")[-1]
    assert isinstance(fact, Changed)
    assert fact.on == date(2026, 11, 25)
    assert Window(1, 17 * 60, 20 * 60 + 30) in fact.patient.available
    assert Window(0, 17 * 60, 21 * 60) in fact.patient.available


async def test_a_plan_review_is_written_once_it_is_confirmed(house: House, desk: Desk) -> None:
    app = house()
    async with app.run_test(size=WIDE) as pilot:
        await go(pilot, "patients", "P-004")
        await settled(pilot)
        await pilot.press("v")
        await settled(pilot)
        await pilot.press("y")
        await until(pilot, lambda: "due Fri 25 Dec" in shown(app))
    assert PlanReviewed("P-004", date(2026, 11, 25)) in facts(desk, "P-004")


async def test_painting_with_the_mouse_follows_the_drag(house: House) -> None:
    app = house()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("3", "a")
        await settled(pilot)
        painter = app.screen.query_one(WeekPainter)
        await pilot.mouse_down(painter, offset=(4, 1))
        await pilot.hover(painter, offset=(7, 1))
        await pilot.hover(painter, offset=(10, 1))
        await pilot.mouse_up(painter, offset=(10, 1))
        await pilot.hover(painter, offset=(20, 2))
        await pilot.pause()
        assert painter.week.available == (Window(0, 480, 570),)


async def test_space_goes_from_free_to_preferred_to_not(house: House) -> None:
    app = house()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3", "a")
        await settled(pilot)
        painter = app.screen.query_one(WeekPainter)
        painter.focus()
        found = []
        for _ in range(3):
            await pilot.press("space")
            found.append((painter.week.available, painter.week.prefers))
        cell = (Window(0, 480, 510),)
        assert found == [(cell, ()), (cell, cell), ((), ())]


async def test_a_pause_offers_the_published_week_without_the_person(house: House, desk: Desk) -> None:
    app = house()
    async with app.run_test(size=WIDE) as pilot:
        await point(pilot, "P-003")
        await pilot.press("z")
        await settled(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: "Week 48 without C.O." in shown(app))
        await until(pilot, lambda: "Keep it as a draft (y)" in shown(app), 60)
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, PatientsScreen))
        draft = history(desk.read(week_stream("2026-W48"))).draft
        await pilot.press("u")
        await settled(pilot)
        await until(
            pilot, lambda: any("With it the draft of week 48" in said.message for said in app._notifications)
        )
        assert history(desk.read(week_stream("2026-W48"))).draft is None
        assert not desk.people["P-003"].pauses
    assert draft is not None
    assert draft.timetable is not None
    here = [("P-003" in session.members, session.start // DAY) for session in draft.timetable.sessions]
    assert {day for there, day in here if there} == {0}, (
        "what has happened stays; the seat is free from today"
    )
