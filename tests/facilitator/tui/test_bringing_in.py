"""A list of patients in the app: looked at, mended, kept whole, taken back by one key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from test_waitlist import SIZE, shown, until
from textual.widgets import Input

from facilitator.desk import Desk
from facilitator.tui.app import Openchair


async def test_a_list_is_looked_at_then_admitted_and_taken_back(
    desk: Desk, house: Callable[..., Openchair], tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("id,level,available\nP-101,iopp,mon 17:00-20:00\nP-102,op,mon 17:00-20:00\n")
    app, before = house(), set(desk.people)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("3", "i")
        await until(lambda: bool(app.screen.query("#file")))
        app.screen.query_one("#file", Input).value = str(path)
        await pilot.press("enter")
        await until(lambda: "1 of 2 rows understood, 1 error" in shown(app))
        await pilot.press("ctrl+s")
        assert set(desk.people) == before, "a wrong row keeps everybody out"

        path.write_text("id,level,available\nP-101,iop,mon 17:00-20:00\nP-102,op,mon 17:00-20:00\n")
        await pilot.press("enter")
        await until(lambda: "2 of 2 rows understood" in shown(app))
        assert set(desk.people) == before, "looking writes nothing"
        await pilot.press("ctrl+s")
        await until(lambda: {"P-101", "P-102"} <= set(desk.people))
        await pilot.press("u")
        await until(lambda: set(desk.people) == before)
