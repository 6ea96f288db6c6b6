"""Pins and moves: what they make, what they break, which cannot hold."""

from __future__ import annotations

import pytest
from attrs import evolve
from riverfront import WEEK, by_hand, clinic

from facilitator.timetabling.moving import Move
from facilitator.timetabling.pinning import (
    applies,
    holds,
    impossible,
    pin_of,
    pinned_too,
    unpinned,
    with_pins,
)
from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Pin
from scheduler.facts import Item
from scheduler.timetable import Session
from scheduler.validate import validate
from scheduler.week import DAY

WEEKDAYS = (0, 1, 2, 3, 4)
TIMETABLE = by_hand()
ITEMS: tuple[Item, ...] = (*TIMETABLE.sessions, *TIMETABLE.appointments)


def name(item: Item) -> str:
    return f"{item.group if isinstance(item, Session) else item.patient}-{item.start}"


@pytest.mark.parametrize("item", ITEMS, ids=name)
def test_a_pin_holds_what_it_was_made_from_and_nothing_else(item: Item) -> None:
    pin = pin_of(item, WEEK)
    assert [one for one in ITEMS if holds(pin, one, WEEK)] == [item]
    assert validate(with_pins(clinic(), (pin,)), TIMETABLE).valid


def test_pinning_twice_is_one_pin_and_unpinning_none() -> None:
    item = ITEMS[0]
    pins = pinned_too(pinned_too((), item, WEEK), item, WEEK)
    assert len(pins) == 1
    assert unpinned(pins, item, WEEK) == ()


def test_a_pin_binds_whoever_makes_the_week() -> None:
    booking = TIMETABLE.appointments[0]
    later = evolve(booking, start=booking.start + 4 * DAY, end=booking.end + 4 * DAY)
    pinned = with_pins(clinic(), (pin_of(later, WEEK),))
    assert later in greedy(pinned, WEEK).appointments
    assert later not in greedy(clinic(), WEEK).appointments


def test_an_impossible_pin_is_named_with_its_reason_and_the_sound_one_is_not() -> None:
    session = TIMETABLE.sessions[0]
    sound = pin_of(session, WEEK)
    early = pin_of(
        evolve(session, start=session.start - 8 * 60, end=session.end - 8 * 60, room="room-2"), WEEK
    )
    (found,) = impossible(clinic(), WEEK, (sound, early))
    assert found.pin == early
    assert any("10:00" in sentence for sentence in found.because)


def test_two_pins_that_exclude_each_other_blame_the_second() -> None:
    session = TIMETABLE.sessions[0]
    other = next(s for s in TIMETABLE.sessions if s.group != session.group)
    clash = evolve(other, start=session.start, end=session.end, room=session.room, leaders=session.leaders)
    found = impossible(clinic(), WEEK, (pin_of(session, WEEK), pin_of(clash, WEEK)))
    assert [one.pin for one in found] == [pin_of(clash, WEEK)]


@pytest.mark.parametrize(
    "pin",
    [
        Pin(group="gone", start=WEEK.moment(1080)),
        Pin(group="evening-process", start=WEEK.moment(1080), room="gone"),
        Pin(group="evening-process", start=WEEK.moment(1080), leaders=("gone",)),
        Pin(service="individual", patient="gone", start=WEEK.moment(1020)),
        Pin(service="family", patient="P-1", start=WEEK.moment(1020)),
    ],
)
def test_a_pin_of_somebody_or_something_that_left_says_nothing(pin: Pin) -> None:
    assert not applies(pin, clinic())
    assert with_pins(clinic(), (pin,)).pins == ()
    assert impossible(clinic(), WEEK, (pin,)) == ()


def test_a_move_that_is_fine_breaks_nothing() -> None:
    booking = next(b for b in TIMETABLE.appointments if b.patient == "P-1")
    move = Move.of(clinic(), TIMETABLE, booking).stepped(WEEKDAYS, 4, 0)
    assert move.new.start // DAY == 4
    assert move.broken() == ()
    assert len(move.result.appointments) == len(TIMETABLE.appointments)


def test_a_move_lists_everything_it_breaks_and_going_back_breaks_nothing() -> None:
    session = TIMETABLE.sessions[0]
    move = Move.of(clinic(), TIMETABLE, session).stepped(WEEKDAYS, 0, 1)
    assert len(move.broken()) > 1
    assert any("not a start" in sentence for sentence in move.broken())
    assert move.stepped(WEEKDAYS, 0, -1).broken() == ()


def test_what_was_broken_before_is_not_the_moves_doing() -> None:
    session = TIMETABLE.sessions[0]
    broken = Move.of(clinic(), TIMETABLE, session).stepped(WEEKDAYS, 0, 1)
    other = TIMETABLE.appointments[-1]
    assert Move.of(clinic(), broken.result, other).broken() == ()


def test_a_move_stays_inside_the_week_and_the_day() -> None:
    move = Move.of(clinic(), TIMETABLE, TIMETABLE.sessions[0])
    assert move.stepped(WEEKDAYS, -9, 0).new.start // DAY == 0
    assert move.stepped(WEEKDAYS, 9, 0).new.start // DAY == 4
    assert move.stepped(WEEKDAYS, 0, 999).new.end == DAY
    assert move.stepped(WEEKDAYS, 0, -999).new.start == 0


def test_rooms_go_round_among_those_of_the_groups_kind() -> None:
    move = Move.of(clinic(), TIMETABLE, TIMETABLE.sessions[0])
    assert [move.next_room().new.room, move.next_room().next_room().new.room] == ["room-2", "room-1"]
