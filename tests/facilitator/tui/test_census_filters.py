"""Whom the census shows: each filter by itself, several together, and from the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from attrs import evolve
from test_waitlist import SIZE, shown, until

from facilitator.people import Hours, Person, Profile, Stay
from facilitator.tui.app import Openchair
from facilitator.tui.patients.census import Row
from facilitator.tui.patients.filters import filters, kept
from scheduler.clinic import Patient

TODAY = date(2026, 11, 25)
CALM = Row(
    person=Person("P-1", (Stay(1, TODAY),), (Profile(TODAY, Patient("P-1", "iop", ()), "A.M."),)),
    track="evening", level="iop", day=30, hours=Hours(), covered=0, required=0, review=date(2027, 1, 1),
    certification=None, therapist="t1", last=None, paused=False, cover=(), flags=(), present=True,
)  # fmt: skip
CHANGES: dict[str, dict[str, object]] = {
    "urgent": {"flags": (("last day passed", True),)},
    "short": {"hours": Hours(prescribed=180)},
    "review": {"review": date(2026, 12, 2)},
    "certification": {"certification": date(2026, 11, 20)},
    "cover": {"cover": ("Blue: 2 days left",)},
    "leaving": {"last": date(2026, 12, 1)},
    "new": {"day": 7},
    "paused": {"paused": True},
    "level:op": {"level": "op"},
    "track:day": {"track": "day"},
    "therapist:t2": {"therapist": "t2"},
}


def ids(rows: tuple[Row, ...], *chosen: str) -> list[int]:
    on = [one for one in filters(rows, TODAY) if one.id in chosen]
    assert len(on) == len(chosen)
    return [rows.index(row) for row in kept(rows, on)]


@pytest.mark.parametrize("name", CHANGES)
def test_each_filter_shows_those_it_names_and_nobody_else(name: str) -> None:
    assert ids((CALM, evolve(CALM, **CHANGES[name])), name) == [1]


def test_filters_add_up_and_two_levels_are_either() -> None:
    php = evolve(CALM, level="php")
    rows = (CALM, evolve(CALM, level="op"), php, evolve(php, paused=True))
    assert ids(rows, "level:op", "level:php") == [1, 2, 3]
    assert ids(rows, "level:op", "level:php", "paused") == [3]


async def test_o_narrows_the_list_and_says_so(house: Callable[..., Openchair]) -> None:
    app = house()
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("3", "o")
        await until(lambda: "Show only" in shown(app))
        await pilot.press("down", "enter")
        await until(lambda: "2 shown, 11 enrolled   only: hours short this week" in shown(app))
