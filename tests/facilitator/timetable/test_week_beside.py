"""One day of a week, and last week beside this one."""

from __future__ import annotations

from attrs import evolve
from driving import opened, shown, until
from riverfront import BEFORE, WEEK, app_on, by_hand, clinic, drafted

from facilitator.desk import Desk
from facilitator.timetabling.beside import Turnover, gone, turnover
from facilitator.timetabling.grid import Lane, grid, key
from facilitator.tui.timetable.comparing import Compare
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
    found = grid(NOW, clinic(), WEEK, "room", day=at)
    assert [lane.id for lane in found.days if isinstance(lane, Lane)] == ["room-1", "room-2", "office-1"]
    here = {key(item) for spot in found.spots() if (item := found.item(spot))}
    items = (*NOW.sessions, *NOW.appointments)
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


async def test_last_week_and_this_one_stand_side_by_side_and_their_cursors_go_together(desk: Desk) -> None:
    drafted(desk, evolve(NOW, sessions=tuple(s for s in NOW.sessions if s != SWAPPED)))
    app = app_on(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await opened(pilot)
        await pilot.press("equals_sign")
        await until(pilot, lambda: "Week 47, 16-22 Nov" in shown(app) and "Week 48, 23-29 Nov" in shown(app))
        compare = app.screen
        assert isinstance(compare, Compare)
        left, right = compare.grids
        assert right.has_focus
        left.show_band(FIRST.room or "")
        await pilot.press("tab")
        left.follow(right, FIRST)
        await until(pilot, lambda: left.item == FIRST and "Week 48, 23-29 Nov: not there" in shown(app))
        assert right.item is not None
        assert abs(right.item.start - FIRST.start) == 30, "near to where it was"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert not screen.view.pins


async def test_a_small_window_shows_one_side_and_tab_the_other(desk: Desk) -> None:
    drafted(desk, NOW)
    app = app_on(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("equals_sign")
        await until(pilot, lambda: "Week 48, 23-29 Nov" in shown(app))
        assert "─ Week 47, 16-22 Nov" not in shown(app)
        await pilot.press("tab")
        await until(pilot, lambda: "─ Week 47, 16-22 Nov" in shown(app))
