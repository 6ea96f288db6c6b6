"""Drafts and versions of a week, folded from its stream."""

from __future__ import annotations

from datetime import UTC, datetime

from attrs import evolve
from riverfront import WEEK, ZONE, by_hand

from facilitator.events import Entry, Fact, Undone, WeekDrafted, WeekPublished
from facilitator.timetabling.versions import history
from facilitator.timetabling.words import standing
from scheduler.clinic import Pin
from scheduler.files import dump_timetable

AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)  # the evening before in Chicago
TOML = dump_timetable(by_hand())
DRAFT = WeekDrafted(str(WEEK), TOML)
PUBLISHED = WeekPublished(str(WEEK), TOML, "as agreed")


def stream(*facts: Fact) -> list[Entry]:
    return [Entry(i, f"e{i}", AT, "t4", f"week:{WEEK}", fact) for i, fact in enumerate(facts)]


def test_nothing_yet() -> None:
    known = history([])
    assert known.timetable is None
    assert standing(known, ZONE) == "nothing yet: s solves it"


def test_the_newest_draft_is_worked_on_with_its_pins() -> None:
    pin = Pin(group="evening-process", start=WEEK.moment(1080))
    known = history(stream(DRAFT, evolve(DRAFT, pins=(pin,))))
    assert known.pins == (pin,)
    assert known.timetable == by_hand()
    assert standing(known, ZONE) == "draft, not published"


def test_a_draft_that_was_taken_back_uncovers_the_one_before() -> None:
    pin = Pin(group="evening-process", start=WEEK.moment(1080))
    known = history(stream(DRAFT, evolve(DRAFT, pins=(pin,)), Undone("e1")))
    assert known.draft is not None
    assert known.draft.entry == "e0"
    assert history(stream(DRAFT, Undone("e0"))).timetable is None


def test_publishing_ends_the_drafts_and_says_who_and_when_in_the_clinics_zone() -> None:
    known = history(stream(DRAFT, PUBLISHED))
    assert known.drafts == ()
    assert standing(known, ZONE) == "published Fri 20 Nov by t4"


def test_publishing_again_is_a_new_version_and_a_draft_stands_over_it() -> None:
    known = history(stream(DRAFT, PUBLISHED, PUBLISHED, DRAFT))
    assert [version.number for version in known.versions] == [1, 2]
    assert standing(known, ZONE) == "draft over what was published Fri 20 Nov by t4 (version 2)"


def test_taking_back_after_publishing_leaves_the_version() -> None:
    known = history(stream(DRAFT, PUBLISHED, DRAFT, Undone("e2")))
    assert known.draft is None
    assert known.timetable == by_hand()


def test_the_week_after_is_compared_with_what_is_published_not_with_a_later_draft() -> None:
    other = evolve(by_hand(), sessions=())
    known = history(stream(PUBLISHED, WeekDrafted(str(WEEK), dump_timetable(other))))
    assert known.timetable == other
    assert known.settled == by_hand()


def test_a_timetable_that_cannot_be_read_is_none() -> None:
    known = history(stream(WeekDrafted(str(WEEK), "format = 1\nweek =")))
    assert known.draft is not None
    assert known.timetable is None
