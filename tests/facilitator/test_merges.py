"""Two records of one person are read as one, and that can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from facilitator.access.consents import USUAL
from facilitator.chart.history import history
from facilitator.desk import Desk
from facilitator.events import (
    Admitted,
    Arrived,
    ContactWritten,
    Entry,
    Expected,
    Fact,
    MeasureTaken,
    Merged,
    SessionEnded,
    SessionOpened,
    Undone,
    WeekPublished,
    patient_stream,
    session_stream,
    week_stream,
)
from facilitator.merges import merged, merges
from facilitator.packet.disclosing import lines
from facilitator.packet.gather import gather
from facilitator.people import census, people_on
from facilitator.records.slots import Cost
from facilitator.records.store import Record
from facilitator.timetabling.versions import history as week_history
from scheduler.clinic import Clinic, Patient
from scheduler.files import dump_timetable
from scheduler.timetable import Booking, Session, Timetable
from scheduler.week import Week, parse_windows

ZONE = ZoneInfo("America/Los_Angeles")
NOW = datetime(2026, 11, 25, 20, 0, tzinfo=ZONE)
CHEAP = Cost(time=1, memory=8, lanes=1)
CONFIG = Clinic("Riverside", "America/Los_Angeles", parse_windows("mon-fri 08:00-21:00"))


def admitted(name: str, first: date, enrollment: int = 1) -> Admitted:
    return Admitted(Patient(name, "iop", (), admitted=first), "A.M.", enrollment=enrollment)


OLD = admitted("P-1", date(2026, 5, 4))
NEW = admitted("P-2", date(2026, 11, 2))
MERGED = Merged("P-1", "P-2", date(2026, 11, 25), "registered twice")


def entries(*facts: Fact) -> list[Entry]:
    return [Entry(n, f"e{n}", NOW, "t1", "patient:x", fact) for n, fact in enumerate(facts, 1)]


def test_the_people_are_one_under_either_id_and_two_again_when_it_is_taken_back() -> None:
    told = entries(OLD, NEW, MERGED)
    people = merged(census(told), told)
    assert list(people) == ["P-2"]
    one = people["P-1"]
    assert one is people.get("P-2")
    assert "P-1" in people
    assert [(stay.number, stay.first.month) for stay in one.stays] == [(1, 5), (2, 11)]
    assert {profile.demand.id for profile in one.profiles} == {"P-2"}
    assert one.ids == ("P-2", "P-1")
    assert [person.id for person in people_on(people, NOW.date())] == ["P-2"]
    assert history(told)[0].now == "merged into P-2 2026-11-25: registered twice"
    back = [*told, Entry(4, "e4", NOW, "t1", "patient:x", Undone("e3"))]
    assert list(merged(census(back), back)) == ["P-1", "P-2"]


def test_merges_never_go_in_a_circle_and_follow_each_other() -> None:
    circle = entries(MERGED, Merged("P-2", "P-1", NOW.date(), "wrong"))
    assert merges(circle) == {"P-1": "P-2"}
    chain = entries(MERGED, Merged("P-2", "P-3", NOW.date(), "a third"))
    assert merges(chain) == {"P-1": "P-3", "P-2": "P-3"}
    assert merges(entries(Merged("P-1", "P-1", NOW.date(), "itself"))) == {}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    record, _ = Record.create(tmp_path, "t1", "harbour lamp quiet seven", cost=CHEAP)
    starts = NOW - timedelta(hours=2)
    roster = (Expected("P-1", "A.M."), Expected("P-3", "B.T."))
    record.append(patient_stream("P-1"), OLD, MeasureTaken("P-1", "gad-7", NOW, (1,) * 7))
    contact = ContactWritten("c1", "P-1", "individual", starts - timedelta(hours=3), 50, "t1")
    record.append(patient_stream("P-1"), contact)
    record.append(patient_stream("P-2"), NEW)
    record.append(patient_stream("P-3"), admitted("P-3", date(2026, 11, 2)))
    record.append(
        session_stream("s"),
        SessionOpened("s", "g", "Evening", "process", starts, 60, None, ("t1",), roster, ()),
        Arrived("P-1", starts),
        SessionEnded(starts + timedelta(hours=1)),
    )
    made = Desk(tmp_path, CONFIG, record, clock=lambda: NOW)
    yield made
    record.close()


def test_everything_of_both_is_found_at_the_one(desk: Desk) -> None:
    (entry,) = desk.append(patient_stream("P-2"), MERGED)
    week = Week.of(NOW.date())
    assert desk.hours(desk.people["P-2"], week).attained == 60
    assert len(desk.chart("P-2").measures) == 1
    assert desk.chart("P-1") == desk.chart("P-2")
    assert "P-1" not in desk.charted
    assert desk.sees("P-1")
    got = gather(desk, "P-2", NOW.date(), NOW.date(), lambda _: True)
    assert ([row.minutes for row in got.rows], len(got.contacts), len(got.measures)) == ([60], 1, 1)
    assert {refused.attended.person for refused in got.billed.refused} == {"P-2"}
    kinds = [line for line in lines(desk, "P-2", USUAL) if "session.arrived" in line]
    assert len(kinds) == 1
    desk.append(patient_stream("P-2"), Undone(entry.id))
    assert desk.hours(desk.people["P-2"], week).attained == 0
    assert not desk.chart("P-2").measures
    assert cast("Record", desk.record).count() > 8


def test_a_week_published_before_a_merge_names_the_person_as_they_are_called_now(desk: Desk) -> None:
    week = Week.of(NOW.date())
    table = Timetable(
        "Riverside",
        week,
        (Session(60, 120, "g", None, ("t1",), ("P-1", "P-3", "P-2")),),
        (Booking(180, 230, "individual", "P-1", "t1", None),),
    )
    desk.append(week_stream(str(week)), WeekPublished(str(week), dump_timetable(table)))
    desk.append(patient_stream("P-2"), MERGED)
    read = desk.timetable(week)
    worked_on = week_history(desk.read(week_stream(str(week))), desk.merged).timetable
    for found in (read, worked_on):
        assert found is not None
        assert found.sessions[0].members == ("P-2", "P-3")
        assert found.appointments[0].patient == "P-2"
