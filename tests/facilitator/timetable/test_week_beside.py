"""One day of a week, and last week beside this one."""

from __future__ import annotations

from attrs import evolve
from driving import opened, shown, until
from riverfront import BEFORE, WEEK, app_on, by_hand, clinic, drafted

from facilitator.desk import Desk
from facilitator.timetabling.beside import Turnover, gone, turnover
from facilitator.timetabling.grid import Lane, grid, key
from scheduler.week import DAY

LAST = by_hand(BEFORE)
FIRST, *OTHERS = LAST.sessions
LATER = evolve(FIRST, start=FIRST.start + 30, end=FIRST.end + 30)
SWAPPED = evolve(OTHERS[0], members=(*OTHERS[0].members[1:], "P-9"))
NOW = evolve(LAST, week=WEEK, sessions=tuple(sorted((LATER, SWAPPED, *OTHERS[1:]))))


def test_what_stood_at_another_time_is_gone_and_other_people_are_told() -> None:
    assert gone(LAST, NOW) == {FIRST}
    assert turnover(LAST, NOW) == {SWAPPED: Turnover(("P-9",), (OTHERS[0].members[0],))}
    assert gone(None, NOW) == gone(LAST, None) == frozenset()
    assert turnover(LAST, evolve(LAST, week=WEEK)) == {}


def test_copies_at_one_start_are_one_group() -> None:
    half = len(FIRST.members) // 2
    copies = (evolve(FIRST, members=FIRST.members[:half]), evolve(FIRST, members=FIRST.members[half:]))
    assert turnover(LAST, evolve(LAST, sessions=(*copies, *OTHERS))) == {}


def test_a_day_has_a_column_for_each_room_and_its_items_by_start() -> None:
    at = FIRST.start // DAY
    found = grid(NOW, clinic(), WEEK, "room", day=at, besides=[FIRST])
    assert [lane.id for lane in found.days if isinstance(lane, Lane)] == ["room-1", "room-2", "office-1"]
    here = {key(item) for spot in found.spots() if (item := found.item(spot))}
    items = (FIRST, *NOW.sessions, *NOW.appointments)
    assert here == {key(item) for item in items if item.start // DAY == at}
    assert [slot.minute for slot in found.bands[0].slots] == sorted(s.minute for s in found.bands[0].slots)


def test_of_patients_those_have_a_column_who_come_that_day() -> None:
    found = grid(NOW, clinic(), WEEK, "patient", day=4)
    comes = {lane.id for lane in found.days if isinstance(lane, Lane)}
    assert comes == {m for s in NOW.sessions if s.start // DAY == 4 for m in s.members} | {
        b.patient for b in NOW.appointments if b.start // DAY == 4
    }


async def test_g_shows_one_day_and_brackets_go_from_day_to_day(desk: Desk) -> None:
    drafted(desk, by_hand())
    app = app_on(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("g")
        await until(pilot, lambda: "[ Mon 23 Nov ]  week 48" in shown(app))
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: "[ Fri 20 Nov ]  week 47" in shown(app))
        await pilot.press("right_square_bracket", "right_square_bracket")
        await until(pilot, lambda: "[ Tue 24 Nov ]  week 48" in shown(app))
        await pilot.press("g")
        await until(pilot, lambda: "[ Week 48 ]" in shown(app))
        assert screen.view.week == WEEK


async def test_last_week_stands_among_this_one_and_cannot_be_changed(desk: Desk) -> None:
    drafted(desk, evolve(NOW, sessions=tuple(s for s in NOW.sessions if s != SWAPPED)))
    app = app_on(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await opened(pilot)
        await pilot.press("equals_sign")
        await until(pilot, lambda: "beside week 47: + new, − gone, ~ other people" in shown(app))
        screen.grid.show_band(FIRST.room or "")
        await until(pilot, lambda: "Evening process  − in week 47" in shown(app))
        assert screen.grid.item is None, "it is not of this week"
        await pilot.press("p")
        assert not screen.view.pins
        await pilot.press("equals_sign")
        await until(pilot, lambda: "beside week 47" not in shown(app))
