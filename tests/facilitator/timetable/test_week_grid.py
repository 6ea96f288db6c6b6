"""The grid: bands, slots, and where the cursor goes."""

from __future__ import annotations

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from riverfront import WEEK, by_hand, clinic

from facilitator.timetabling.grid import VIEWS, By, Spot, bands_of, days_of, grid, key, neighbour
from scheduler.timetable import Session, Timetable

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize("by", VIEWS)
def test_every_item_stands_in_every_view_at_its_start(by: By) -> None:
    timetable = by_hand()
    shown = grid(timetable, clinic(), WEEK, by)
    found = {item for spot in shown.spots() if (item := shown.item(spot))}
    assert found == {*timetable.sessions, *timetable.appointments}
    for spot in shown.spots():
        item = shown.item(spot)
        assert item is not None
        slot = shown.bands[spot.band].slots[spot.slot]
        assert (shown.days[spot.day].number, slot.minute) == divmod(item.start, 24 * 60)


def test_a_band_without_anything_is_there_and_empty() -> None:
    shown = grid(by_hand(), clinic(), WEEK, "room")
    assert [band.id for band in shown.bands] == ["room-1", "room-2", "office-1"]
    assert shown.bands[1].slots == ()


def test_appointments_have_their_own_bands_among_groups() -> None:
    assert [band.id for band in grid(by_hand(), clinic(), WEEK, "group").bands] == [
        "evening-process", "evening-skills", "individual",
    ]  # fmt: skip


def test_what_has_no_room_stands_online() -> None:
    timetable = by_hand()
    remote = evolve(timetable, appointments=tuple(evolve(b, room=None) for b in timetable.appointments))
    assert grid(remote, clinic(), WEEK, "room").bands[-1].id == "online"


def test_parallel_copies_take_a_slot_each() -> None:
    session = by_hand().sessions[0]
    twice = Timetable("c", WEEK, sessions=(session, evolve(session, room="room-2")))
    band = grid(twice, clinic(), WEEK, "group").bands[0]
    assert [slot.minute for slot in band.slots] == [1080, 1080]
    assert key(twice.sessions[0]) != key(twice.sessions[1])


def test_closed_days_are_said_and_other_days_with_items_are_shown() -> None:
    days = days_of(clinic((WEDNESDAY,)), WEEK)
    assert [(day.number, day.closed) for day in days] == [
        (0, False),
        (1, False),
        (2, True),
        (3, False),
        (4, False),
    ]
    sunday = Session(6 * 1440 + 600, 6 * 1440 + 660, "evening-process", "room-1", ("t1",), ("P-1",))
    assert days_of(clinic(), WEEK, [sunday])[-1].date == date(2026, 11, 29)


@pytest.mark.parametrize("by", VIEWS)
def test_without_a_timetable_the_bands_stand_empty(by: By) -> None:
    shown = grid(None, clinic(), WEEK, by)
    assert [band.id for band in shown.bands] == bands_of(clinic(), by)
    assert not list(shown.spots())


def test_the_cursor_goes_down_the_column_into_the_next_band_and_stops_at_the_edge() -> None:
    shown = grid(by_hand(), clinic(), WEEK, "room")
    first = Spot(0, 0, 0)
    below = neighbour(shown, first, 0, 1)
    assert (below.band, below.slot, below.day) == (0, 1, 0)
    office = neighbour(shown, below, 0, 1)
    assert shown.bands[office.band].id == "office-1"
    assert neighbour(shown, first, 0, -1) == first
    assert neighbour(shown, first, -1, 0) == first
    assert neighbour(shown, first, 1, 0) == Spot(0, 0, 1)


@given(
    by=st.sampled_from(VIEWS),
    steps=st.lists(st.sampled_from([(0, 1), (0, -1), (1, 0), (-1, 0)]), max_size=30),
)
def test_wherever_the_cursor_goes_it_stands_on_an_item(by: By, steps: list[tuple[int, int]]) -> None:
    shown = grid(TIMETABLE, clinic(), WEEK, by)
    spot = next(shown.spots())
    for across, down in steps:
        following = neighbour(shown, spot, across, down)
        assert shown.item(following) is not None
        if following != spot:
            assert (
                (following.band, following.slot) != (spot.band, spot.slot)
                if down
                else following.day != spot.day
            )
        spot = following


def test_an_item_is_found_again_in_its_own_band() -> None:
    shown = grid(TIMETABLE, clinic(), WEEK, "patient")
    session = TIMETABLE.sessions[0]
    near = Spot(3, 0, 0)
    found = shown.find(key(session), near)
    assert found is not None
    assert found.band == 3
    assert shown.item(found) == session
    assert shown.find("nothing of the kind") is None


TIMETABLE = by_hand()
