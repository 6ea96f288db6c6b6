"""Calendars: ids that stay, sequence numbers, cancellations, and words that cannot become anything else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from attrs import evolve
from icalendar import Calendar as File
from tiny import ITEMS, booking, session, week

from scheduler.exports.calendars import Calendar, calendar, read
from scheduler.exports.rows import PLAIN, Detail
from scheduler.timetable import Timetable

ZONE = ZoneInfo("America/Chicago")
FIRST, SECOND = (datetime(2026, 11, 20, hour, tzinfo=UTC) for hour in (15, 18))


def sent(
    timetable: Timetable, owner: str = "A", before: Calendar | None = None, detail: Detail = PLAIN
) -> Calendar:
    stamp = FIRST if before is None else SECOND
    return calendar(timetable, owner, ZONE, stamp=stamp, before=before and before.data, detail=detail)


def counts(made: Calendar) -> tuple[int, int, int]:
    return made.new, made.changed, made.cancelled


def test_a_patients_own_calendar_names_nobody_and_nothing() -> None:
    made = sent(week())
    text = made.data.decode()
    for word in ("process", "skills", "individual", "t1", "t2", "B", "C", "Tiny", "Group"):
        assert word not in [part.strip() for line in text.splitlines() for part in line.split(":")[1:]]
    events = read(made.data)
    assert {(e.title, e.place, e.about) for e in events} == {
        ("Appointment", "room-1", ""), ("Appointment", "office-1", ""),
    }  # fmt: skip
    assert events[0].start == datetime(2026, 11, 23, 15, tzinfo=UTC)  # 09:00 in Chicago
    assert made.discloses == "For A alone. It names nobody else."


def test_staff_and_rooms_see_how_many_and_more_only_when_asked() -> None:
    assert {(e.title, e.about) for e in read(sent(week(), "t1").data)} == {
        ("Group", "3 expected"), ("Appointment", "1 expected"),
    }  # fmt: skip
    open_ = sent(week(), "room-1", detail=Detail(titles=True, people=True))
    assert read(open_.data)[0].title == "process"
    assert read(open_.data)[0].about == "t1\nWith: A, B, C"
    assert "patients by code" in open_.discloses


def test_publishing_the_same_again_changes_nothing_at_all() -> None:
    first = sent(week())
    again = sent(week(), before=first)
    assert counts(first) == (4, 0, 0)
    assert counts(again) == (0, 0, 0)
    assert again.data == first.data


def test_what_moves_keeps_its_id_and_gets_the_next_number() -> None:
    first = sent(week())
    moved = sent(week(p2=session("process", "thu 09:00", "ABC", "t1")), before=first)
    assert counts(moved) == (0, 1, 0)
    before, after = ({e.uid: e for e in read(made.data)} for made in (first, moved))
    assert set(before) == set(after)
    (changed,) = [uid for uid in before if before[uid] != after[uid]]
    assert after[changed].sequence == 1
    assert after[changed].stamp == SECOND
    assert after[changed].start - before[changed].start == timedelta(days=1)
    third = calendar(week(), "A", ZONE, stamp=SECOND, before=moved.data)
    assert {e.uid: e.sequence for e in read(third.data)}[changed] == 2


def test_what_is_withdrawn_is_cancelled_and_comes_back_under_its_id() -> None:
    first = sent(week())
    without = sent(week(p2=None), before=first)
    assert counts(without) == (0, 0, 1)
    (gone,) = [e for e in read(without.data) if e.cancelled]
    assert gone.sequence == 1
    assert b"STATUS:CANCELLED" in without.data
    assert sent(week(p2=None), before=without).data == without.data
    back = sent(week(), before=without)
    (again,) = [e for e in read(back.data) if e.uid == gone.uid]
    assert (again.sequence, again.cancelled) == (2, False)
    assert len({e.uid for e in read(back.data)}) == 4


def test_a_new_thing_where_a_moved_one_was_has_an_id_of_its_own() -> None:
    first = sent(week())
    moved = sent(week(p2=session("process", "fri 09:00", "ABC", "t1")), before=first)
    both = sent(week(p3=session("process", "fri 09:00", "ABC", "t1")), before=moved)
    assert counts(both) == (1, 0, 0)
    assert len({e.uid for e in read(both.data)}) == 5


def test_other_weeks_stay_for_a_while() -> None:
    first = sent(week())
    next_week = evolve(week(p1=None), week=week().week.shifted(1))
    later = sent(next_week, before=first)
    assert counts(later) == (3, 0, 0)
    assert len(read(later.data)) == 7
    much_later = sent(evolve(week(), week=week().week.shifted(4)), before=later)
    assert len(read(much_later.data)) == 4


@pytest.mark.parametrize(
    "evil",
    ["x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:y", "x\nATTENDEE:mailto:a@b", "x\rSTATUS:CANCELLED",
     "a\u2028b\u0085c", "x\\nY:z", "x;y,z:q\"", "\x0bBEGIN:VALARM", "é" * 200, "x\n URL:http://evil"],
)  # fmt: skip
def test_no_word_becomes_a_line_of_its_own(evil: str) -> None:
    timetable = week(p2=evolve(ITEMS["p2"], room=evil), i1=booking(evil, "A", "mon 11:00", "t1", evil))
    made = sent(timetable, detail=Detail(titles=True, people=True))
    file = File.from_ical(made.data)
    assert len(file.walk("VEVENT")) == len(file.subcomponents) == 4
    times = {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "DTEND"}
    allowed = times | {"SUMMARY", "LOCATION", "CLASS", "TRANSP", "STATUS"}
    for part in file.walk("VEVENT"):
        assert set(part) == allowed
        assert not part.subcomponents
    assert sent(timetable, before=made, detail=Detail(titles=True, people=True)).data == made.data


def test_bad_owners_and_foreign_files_are_refused() -> None:
    with pytest.raises(ValueError, match="there is no `Z`"):
        sent(week(), "Z")
    for foreign in (
        b"hello",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        b"\xff\xfe",
    ):
        with pytest.raises(ValueError, match="was not written by openchair"):
            calendar(week(), "A", ZONE, stamp=SECOND, before=foreign)


def test_clock_changes_are_where_they_are() -> None:
    """The same wall clock time, an hour apart in the world."""
    before = evolve(week(), week=week().week.shifted(-4))  # the week of 26 October
    times = {e.start.astimezone(ZONE).strftime("%H:%M") for e in read(sent(before).data)}
    assert times == {e.start.astimezone(ZONE).strftime("%H:%M") for e in read(sent(week()).data)}
