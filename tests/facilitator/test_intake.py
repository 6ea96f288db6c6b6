"""Where a newcomer fits, who waits for what, what a payer covers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve

from facilitator.events import AuthorisationKept, Entry, Fact, ProspectKept, RelativeKept, Undone
from facilitator.intake.cover import authorisations, covers
from facilitator.intake.fitting import fits
from facilitator.intake.forms import authorisation, relative
from facilitator.intake.relatives import relatives
from facilitator.intake.waiting import prospects, ways
from facilitator.timetabling.seats_ahead import seats_ahead
from scheduler.clinic import Clinic, Group, Level, Patient, Prescription, Room, Size, Therapist
from scheduler.timetable import Session, Timetable
from scheduler.week import DAY, Week, parse_windows

WEEK = Week.parse("2026-W49")
EVENINGS = parse_windows("mon-fri 17:00-20:00")
AT = datetime(2026, 11, 30, 12, tzinfo=UTC)


def group(name: str, service: str, track: str, most: int = 3) -> Group:
    return Group(name, service, 60, Size(1, most), track=track)


def clinic(*patients: Patient) -> Clinic:
    asked = Prescription(days=3, services={"process": 120}, once_a_day=True)
    return Clinic(
        name="Small",
        timezone="UTC",
        open=parse_windows("mon-fri 08:00-20:00"),
        rooms=(Room("room-1", "group", 12),),
        therapists=(Therapist("t1", frozenset({"process"}), EVENINGS),),
        groups=(group("evening", "process", "evening"), group("day", "process", "day")),
        levels=(Level("iop", asked),),
        patients=patients,
    )


def week(*members: str) -> Timetable:
    """Evening group on Monday and Wednesday at 18:00, day group on both at 09:00."""
    found = []
    for day in (0, 2):
        for name, hour in (("evening", 18), ("day", 9)):
            start = day * DAY + hour * 60
            who = members if name == "evening" else ()
            found.append(Session(start, start + 60, name, "room-1", ("t1",), who))
    return Timetable("Small", WEEK, sessions=tuple(found))


NEW = Patient("P-9", "iop", EVENINGS)


def test_a_track_fits_where_there_are_seats_when_the_person_can_come() -> None:
    evening, day = fits(NEW, clinic(NEW), week("P-1"))
    assert (evening.track, evening.whole, evening.reasons) == ("evening", True, ())
    assert (day.track, day.missing) == ("day", 120)
    assert day.reasons[0] == "Mon 09:00 process: cannot come then"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, "Mon 18:00 process is full, 3/3"),
        ({"apart": frozenset({"P-1"})}, "Mon 18:00 process is full, 3/3"),
        ({"available": parse_windows("fri 17:00-20:00")}, "Mon 18:00 process: cannot come then"),
    ],
)
def test_what_stands_in_the_way_is_named(changed: dict[str, object], reason: str) -> None:
    asked = evolve(NEW, **changed)  # type: ignore[arg-type]
    found = {fit.track: fit for fit in fits(asked, clinic(asked), week("P-1", "P-2", "P-3"))}
    assert reason in found["evening"].reasons
    assert not found["evening"].whole


def test_nobody_sits_with_whom_they_are_kept_apart_from() -> None:
    asked = evolve(NEW, apart=frozenset({"P-1"}))
    found = {fit.track: fit for fit in fits(asked, clinic(asked), week("P-1"))}
    assert found["evening"].reasons[0] == "Mon 18:00 process: kept apart from somebody there"


def test_without_a_week_or_a_level_there_is_nothing_to_fit_into() -> None:
    assert fits(NEW, clinic(), None) == ()
    assert fits(evolve(NEW, level=""), clinic(), week()) == ()


def entries(*facts: Fact) -> list[Entry]:
    return [Entry(i, f"e{i}", AT, "t1", "s", fact) for i, fact in enumerate(facts, 1)]


def test_who_waits_is_told_what_it_would_take() -> None:
    member = Patient("P-1", "iop", EVENINGS, track="evening", admitted=date(2026, 11, 2),
                     discharge=date(2026, 12, 9))  # fmt: skip
    asked = ProspectKept("P-9", "Z.Z.", "call", date(2026, 11, 20), date(2026, 11, 20), NEW)
    known = prospects(entries(asked, evolve(asked, stage="waiting", on=date(2026, 11, 25))))
    assert known[0].reached == (("call", date(2026, 11, 20)), ("waiting", date(2026, 11, 25)))
    assert known[0].waited(date(2026, 11, 30)) == 10
    full = week("P-1", "P-2", "P-3")
    house = clinic(member, Patient("P-2", "iop", EVENINGS), Patient("P-3", "iop", EVENINGS))
    way = ways(known, house, full, seats_ahead(house, full, WEEK))[0]
    assert "a seat in evening opens in week 50 (P-1 out)" in way.words
    assert ways(known, house, week("P-1"), ())[0].words == "fits now, nobody moves"
    declined = prospects(entries(asked, evolve(asked, stage="declined")))
    assert ways(declined, house, full, ()) == ()


def test_what_was_taken_back_is_as_if_never_written() -> None:
    asked = ProspectKept("P-9", "Z.Z.", "call", date(2026, 11, 20), date(2026, 11, 20), NEW)
    assert prospects(entries(asked, Undone("e1"))) == ()
    mother = RelativeKept("P-1", "c1", "M.A.", "mother", emergency=True)
    friend = RelativeKept("P-1", "c2", "A.A.", "friend")
    assert relatives(entries(friend, mother)) == (mother, friend)
    assert relatives(entries(mother, Undone("e1"))) == ()


def test_a_payer_is_warned_of_before_the_last_covered_day() -> None:
    granted = AuthorisationKept("P-1", "a1", "Blue Plan", "days", 4, date(2026, 11, 2), date(2026, 12, 4),
                                date(2026, 12, 2))  # fmt: skip
    days = {date(2026, 11, 3) + timedelta(days=7 * n): 180 for n in range(3)}
    (cover,) = covers(authorisations(entries(granted)), {"P-1": {**days, date(2026, 10, 1): 60}})
    assert (cover.used, cover.left) == (3, 1)
    assert cover.warnings(date(2026, 11, 30)) == (
        "Blue Plan: 1 day left",
        "Blue Plan: last covered day Fri 4 Dec",
        "Blue Plan: concurrent review is due Wed 2 Dec",
    )
    assert cover.warnings(date(2026, 11, 10)) == ("Blue Plan: 1 day left",)
    assert cover.warnings(date(2027, 3, 1)) == ()
    (by_hours,) = covers([evolve(granted, unit="hours", granted=20)], {"P-1": days})
    assert by_hours.left == 11


def test_at_the_edges_the_last_covered_day_is_said_as_it_is() -> None:
    """Today, tomorrow, and a Sunday on which nobody can come; a renewal ends the warning."""
    week = [date(2026, 11, 30) + timedelta(days=n) for n in range(7)]
    monday, tuesday, friday, sunday = week[0], week[1], week[4], week[6]
    long = AuthorisationKept("P-1", "a1", "Blue Plan", "days", 40, date(2026, 11, 2), friday)

    def said(today: date, last: date, *more: AuthorisationKept) -> tuple[str, ...]:
        cover, *_ = covers([evolve(long, last=last), *more], {})
        return cover.warnings(today, lambda day: day.weekday() < 5)

    assert said(monday, monday) == ("Blue Plan: last covered day today",)
    assert said(monday, tuesday) == ("Blue Plan: last covered day tomorrow, Tue 1 Dec",)
    open_last = "Blue Plan: last covered day Sun 6 Dec; the clinic is open last on Fri 4 Dec"
    assert said(monday, sunday) == (open_last,)
    assert said(week[5], sunday) == (
        "Blue Plan: last covered day tomorrow, Sun 6 Dec; the clinic is closed until then",
    )
    assert said(tuesday, monday) == ("Blue Plan: cover ended Mon 30 Nov",)
    renewal = evolve(long, authorisation="a2", first=tuesday, last=date(2027, 1, 15))
    assert said(tuesday, monday, renewal) == said(monday, monday, renewal) == ()


def test_units_that_the_planned_weeks_use_up_are_told_with_their_day() -> None:
    granted = AuthorisationKept("P-1", "a1", "Blue Plan", "days", 5, date(2026, 11, 2), date(2027, 1, 29))
    had = {date(2026, 11, 30): 180}
    ahead = {date(2026, 11, 30): 60, **{date(2026, 12, day): 180 for day in (2, 4, 7, 9)}}
    (cover,) = covers([granted], {"P-1": had}, {"P-1": ahead})
    assert cover.warnings(date(2026, 11, 30)) == ("Blue Plan: 4 days left, used up on Wed 9 Dec as planned",)
    (hours,) = covers([evolve(granted, unit="hours", granted=10)], {"P-1": had}, {"P-1": ahead})
    assert hours.used_up == date(2026, 12, 4), "the hour still to come on the first day counts here"
    assert (
        covers([evolve(granted, granted=6)], {"P-1": had}, {"P-1": ahead})[0].warnings(date(2026, 11, 30))
        == ()
    )


def test_every_problem_of_a_form_is_said_at_once() -> None:
    words = {"payer": "", "unit": "dais", "granted": "x", "first": "2026-12-31", "last": "31.12.",
             "review": "", "number": ""}  # fmt: skip
    made, problems = authorisation("P-1", "a1", words)
    assert made is None
    assert len(problems) == 4
    assert "did you mean `days`?" in problems[1]
    words |= {"payer": "Blue", "unit": "days", "granted": "20", "last": "2026-12-01"}
    assert authorisation("P-1", "a1", words)[1] == [
        "The last covered day 2026-12-01 lies before the first, 2026-12-31."
    ]
    made, _ = authorisation("P-1", "a1", words | {"last": "2027-01-15"})
    assert made is not None
    assert made.granted == 20
    relation = {"initials": "M.A.", "relation": "mother", "phone": "", "may_know": "perhaps",
                "emergency": "y", "name": ""}  # fmt: skip
    assert relative("P-1", "c1", relation)[1] == ["May they be told: yes or no."]
