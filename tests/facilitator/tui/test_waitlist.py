"""Intake in the app: what fits while one types, a place in the week, the waitlist, payers and relatives."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from textual.widgets import Input

from facilitator.desk import Desk
from facilitator.events import AuthorisationKept, ProspectKept, RelativeKept, WeekDrafted, week_stream
from facilitator.tui.app import Openchair
from facilitator.tui.patients.form import PersonForm
from facilitator.tui.patients.page import PersonScreen
from facilitator.tui.widgets.week_painter import WeekPainter

SIZE = (120, 36)


async def until(done: Callable[[], bool], seconds: float = 40) -> None:
    ends = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < ends, "waited too long"
        await asyncio.sleep(0.03)


def shown(app: Any) -> str:
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


def fill(app: Any, **values: str) -> None:
    for name, value in values.items():
        app.screen.query_one(f"#{name.replace('_', '-', 1)}", Input).value = value


async def test_a_prospect_becomes_a_patient_with_a_place_in_the_week(
    desk: Desk, house: Callable[..., Openchair]
) -> None:
    app = house()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("3", "w")
        await until(lambda: "Nobody is waiting" in shown(app))
        await pilot.press("n")
        fill(app, line_initials="Z.Z.", line_note="evenings")
        await pilot.press("enter")
        await until(lambda: "no level of care is set yet" in shown(app))
        await pilot.press("s", "enter")
        await until(lambda: desk.prospects[0].now.stage == "assessment")
        await pilot.press("u")
        await until(lambda: desk.prospects[0].now.stage == "call")
        await pilot.press("a")
        await until(lambda: isinstance(app.screen, PersonForm) and bool(app.screen.query(WeekPainter)))
        fill(app, field_level="op", field_track="evening")
        painter = app.screen.query_one(WeekPainter)
        painter.focus()
        await pilot.press("space")
        await until(lambda: "process" in shown(app))
        await pilot.press("ctrl+s")
        await until(lambda: desk.prospects[0].now.stage == "admitted" or "A place for Z.Z." in shown(app))
        if "A place for Z.Z." in shown(app):
            await until(lambda: "Looking for" not in shown(app))
            app.screen.action_keep()  # type: ignore[attr-defined]
        await until(lambda: desk.prospects[0].now.stage == "admitted")
        assert desk.prospects[0].id in desk.people
        facts = [entry.fact for entry in desk.read(week_stream(str(desk.week())))]
        drafted = [fact for fact in facts if isinstance(fact, WeekDrafted)]
        assert len(drafted) == 1
        assert [reached for reached, _ in desk.prospects[0].reached] == ["call", "admitted"]
        assert all(isinstance(prospect.now, ProspectKept) for prospect in desk.prospects)


async def test_payers_and_relatives_stand_on_the_page(desk: Desk, house: Callable[..., Openchair]) -> None:
    app = house()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("3", "enter")
        await until(lambda: isinstance(app.screen, PersonScreen) and bool(app.screen.query("#relatives")))
        person = app.screen.person
        await pilot.press("p", "enter")
        fill(app, line_payer="Blue Plan", line_granted="20", line_first="2026-11-02", line_last="2026-11-27")
        await pilot.press("enter")
        await until(lambda: bool(desk.covers_of(person.id)))
        granted = desk.covers_of(person.id)[0].granted
        assert isinstance(granted, AuthorisationKept)
        assert "last covered day Fri 27 Nov" in "".join(desk.covers_of(person.id)[0].warnings(desk.today()))
        await pilot.press("k", "enter")
        fill(app, line_initials="M.A.", line_relation="mother", line_may_know="yes")
        await pilot.press("enter")
        await until(lambda: bool(desk.relatives_of(person.id)))
        assert isinstance(desk.relatives_of(person.id)[0], RelativeKept)
        assert desk.relatives_of(person.id)[0].may_know
