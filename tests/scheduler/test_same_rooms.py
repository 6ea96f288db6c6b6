"""Things that stay at their time go back to their rooms, and nothing is broken by it."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import CLINIC, booking, clinic, moment, session, week

from scheduler.clinic import Room
from scheduler.same_rooms import in_their_rooms
from scheduler.timetable import Timetable
from scheduler.validate import validate
from scheduler.week import Period


def rooms(timetable: Timetable) -> dict[tuple[str, int], str | None]:
    return {(s.group, s.start): s.room for s in timetable.sessions}


def test_a_session_goes_back_to_its_free_room() -> None:
    moved = week(p2=session("process", "wed 09:00", "ABC", "t2", "room-2"))
    back = in_their_rooms(CLINIC, moved, week())
    assert rooms(back) == rooms(week())
    assert [s.leaders for s in back.sessions] == [s.leaders for s in moved.sessions]


def test_two_that_stand_in_each_others_room_change_places() -> None:
    old = week(q=session("skills", "wed 09:00", "D", "t2", "room-2"))
    new = week(
        p2=session("process", "wed 09:00", "ABC", "t1", "room-2"),
        q=session("skills", "wed 09:00", "D", "t2", "room-1"),
    )
    assert rooms(in_their_rooms(CLINIC, new, old)) == rooms(old)


def test_what_is_new_makes_way_for_what_was_there() -> None:
    """The room that becomes free is taken for half of the time, so it goes to a third one."""
    given = evolve(CLINIC, rooms=(*CLINIC.rooms, Room("room-3", "group", 12)))
    new = week(
        p2=session("process", "wed 09:30", "ABC", "t1", "room-2"),
        q=session("skills", "wed 09:00", "D", "t2", "room-1"),
        r=booking("individual", "C", "wed 08:30", "t1", "room-2"),
    )
    old = week(p2=session("process", "wed 09:30", "ABC", "t1", "room-1"))
    assert rooms(in_their_rooms(given, new, old)) == {
        **rooms(new),
        ("process", new.sessions[-2].start): "room-1",
        ("skills", new.sessions[-1].start): "room-3",
    }


def test_not_where_it_is_closed_full_or_taken_by_something_that_belongs_there() -> None:
    moved = week(p2=session("process", "wed 09:00", "ABC", "t2", "room-2"))
    shut = clinic(rooms={"room-1": {"away": (Period(moment("wed 00:00"), moment("thu 00:00")),)}})
    assert in_their_rooms(shut, moved, week()) == moved
    larger = week(p2=session("process", "wed 09:00", "ABCD", "t1 t2", "room-2"))
    assert in_their_rooms(CLINIC, larger, week()) == larger
    old = week(q=session("skills", "wed 09:30", "D", "t2", "room-1"))
    new = week(
        p2=session("process", "wed 09:00", "ABC", "t1", "room-2"),
        q=session("skills", "wed 09:30", "D", "t2", "room-1"),
    )
    assert in_their_rooms(CLINIC, new, old) == new


def test_what_has_happened_stays_where_it_was() -> None:
    moved = week(
        p1=session("process", "mon 09:00", "ABC", "t1", "room-2"),
        p2=session("process", "wed 09:00", "ABC", "t1", "room-2"),
    )
    back = in_their_rooms(CLINIC, moved, week(), now=1440)
    assert rooms(back) == rooms(week()) | {("process", 540): "room-2"}


@settings(max_examples=60, deadline=None)
@given(st.permutations(["room-1", "room-2", "office-1"]), st.permutations(["room-1", "room-2", "office-1"]))
def test_no_rule_is_broken_that_was_not(first: list[str], second: list[str]) -> None:
    here = clinic(rooms={"room-1": {"kind": "group"}, "office-1": {"kind": "group", "capacity": 4}})

    def plan(names: list[str]) -> Timetable:
        return week(
            p2=session("process", "wed 09:00", "ABC", "t1", names[0]),
            q=session("skills", "wed 09:30", "D", "t2", names[1]),
            i=booking("medication", "D", "wed 09:00", "rx1", names[2], minutes=30),
        )

    old, new = plan(first), plan(second)
    back = in_their_rooms(here, new, old)
    assert set(validate(here, back).violations) <= set(validate(here, new).violations)
    assert evolve(back, sessions=(), appointments=()) == evolve(new, sessions=(), appointments=())
    home = sum(a.room == b.room for a, b in zip(back.sessions, old.sessions, strict=True))
    before = sum(a.room == b.room for a, b in zip(new.sessions, old.sessions, strict=True))
    assert home >= before
