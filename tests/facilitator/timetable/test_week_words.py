"""What is said of a week."""

from __future__ import annotations

from datetime import date

from attrs import evolve
from riverfront import BEFORE, INITIALS, WEEK, by_hand, clinic

from facilitator.people import Person, Profile, Stay
from facilitator.timetabling.grid import ONLINE
from facilitator.timetabling.versions import History
from facilitator.timetabling.view import prescribed_minutes, week_view
from facilitator.timetabling.words import (
    band_note,
    changes,
    heading,
    line_of,
    names,
    percent,
    spoken,
    week_name,
    week_span,
)
from scheduler.diff import Difference
from scheduler.timetable import Session, Unmet
from scheduler.week import Week


def person(code: str, initials: str) -> Person:
    patient = next(p for p in clinic().patients if p.id == code)
    day = date(2026, 11, 2)
    return Person(code, (Stay(1, day),), (Profile(day, patient, initials),))


PEOPLE = {code: person(code, initials) for code, initials in INITIALS.items()}


def test_weeks_by_number_and_days() -> None:
    assert week_name(WEEK) == "week 48"
    assert week_span(WEEK) == "23-29 Nov"
    assert week_span(Week.parse("2026-W49")) == "30 Nov - 6 Dec"


def test_sentences_of_the_scheduler_name_people_by_initials() -> None:
    called = names(PEOPLE, clinic())
    assert spoken("P-1 is free Monday; t1 leads (P-12 does not).", called) == (
        "A.M. is free Monday; t1 leads (P-12 does not)."
    )


def test_sentences_of_the_scheduler_name_groups_by_their_titles() -> None:
    called = names(PEOPLE, clinic())
    assert spoken(
        "Nobody who could lead evening-skills and evening-process works; skills are due.", called
    ) == ("Nobody who could lead Evening skills and Evening process works; skills are due.")


def test_a_group_with_a_title_is_called_by_it() -> None:
    here = clinic()
    titled = evolve(here, groups=tuple(evolve(group, title="Sober start") for group in here.groups[:1]))
    first = titled.groups[0].id
    assert names(PEOPLE, titled)[first] == "Sober start"
    shown = Session(9 * 60, 10 * 60, first, "room-1", ("t1",), ())
    assert heading(shown, names(PEOPLE, titled)) == "Sober start"


def test_shared_initials_have_the_code_beside_them() -> None:
    people = {**PEOPLE, "P-2": person("P-2", "A.M.")}
    called = names(people, clinic())
    assert (called["P-1"], called["P-2"], called["P-3"]) == ("A.M. (P-1)", "A.M. (P-2)", "C.O.")


def test_a_difference_on_one_short_line() -> None:
    assert line_of(Difference("P-1", "moved", "day-process", "Monday 09:00", "Tuesday 09:00")) == (
        "Day process Mon → Tue 09:00"
    )
    assert line_of(Difference("P-1", "moved", "individual", "Monday 09:00", "Monday 11:00")) == (
        "Individual Mon 09:00 → 11:00"
    )
    assert line_of(Difference("P-1", "moved", "individual", "Monday 09:00", "Tuesday 11:00")) == (
        "Individual Mon 09:00 → Tue 11:00"
    )
    assert line_of(Difference("P-1", "added", "family", after="Monday 09:00")) == "+ Family Mon 09:00"
    assert line_of(Difference("P-1", "lost", "family", before="Monday 09:00")) == "- Family Mon 09:00"


def test_changes_are_told_by_person_and_newcomers_in_one_sentence() -> None:
    old = by_hand(BEFORE)
    first = old.appointments[0]
    moved = evolve(first, start=first.start + 1440, end=first.end + 1440)
    new = evolve(
        by_hand(),
        appointments=tuple(moved if b.patient == first.patient else b for b in by_hand().appointments),
    )
    (change,) = changes(old, new, clinic())
    assert change.person == first.patient
    assert change.lines == (f"Individual Mon → Tue {first.start // 60}:00",)
    without = evolve(
        old,
        sessions=tuple(evolve(s, members=tuple(m for m in s.members if m != "P-2")) for s in old.sessions),
        appointments=tuple(b for b in old.appointments if b.patient != "P-2"),
    )
    (newcomer,) = changes(without, by_hand(), clinic())
    assert (newcomer.person, newcomer.summary) == ("P-2", "new: 7 entries")
    assert changes(None, new, clinic()) == ()


def test_shares_never_round_to_nothing() -> None:
    assert percent(0, 100) == "0 %"
    assert percent(1, 100_000) == "0.1 %"
    assert percent(4, 1000) == "0.4 %"


def test_a_view_counts_anew_and_keeps_the_reasons_that_still_fit() -> None:
    missing = Unmet("P-6", "individual", 60, "P-6 is free only in group time.", "an hour on Thursday")
    stale = Unmet("P-1", "individual", 60, "not so any more")
    timetable = evolve(by_hand(), unmet=(stale, missing))
    view = week_view(WEEK, clinic(), PEOPLE, History(), by_hand(BEFORE), timetable)
    assert view.unmet == (missing,)
    assert view.report.valid
    assert (view.changes, view.broken, view.fresh) == ((), frozenset(), frozenset())


def test_people_who_left_are_not_in_the_view() -> None:
    left = evolve(clinic(), patients=clinic().patients[1:])
    view = week_view(WEEK, left, PEOPLE, History(), None, by_hand())
    assert view.timetable is not None
    assert all("P-1" not in session.members for session in view.timetable.sessions)
    assert view.report.valid


def test_everything_prescribed_is_summed() -> None:
    assert prescribed_minutes(clinic(), WEEK) == 6 * (180 + 180 + 60)
    assert prescribed_minutes(clinic(), Week.parse("2026-W40")) == 0


def test_a_room_that_left_the_clinic_is_named_as_such() -> None:
    left = evolve(clinic(), rooms=clinic().rooms[1:])
    assert band_note("room-1", "room", left) == "not in the clinic file any more"
    assert (band_note("room-2", "room", left), band_note(ONLINE, "room", left)) == ("group, 10 seats", "")
