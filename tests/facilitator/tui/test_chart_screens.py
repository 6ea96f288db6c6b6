"""What is written into a chart on the screen: a contact to its signature, a measure to its safety review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from attrs import evolve
from looking import go, settled, shown, until
from riverside import NOW, PASSPHRASE, WEEK, entrance, open_desk, timetable
from textual.widgets import Input, OptionList, TextArea

from facilitator.chart.contacts import Contact
from facilitator.chart.makeups import makeups
from facilitator.chart.units import in_words, units_of
from facilitator.desk import Desk
from facilitator.events import (
    ContactWritten,
    FlagAnswered,
    FlagRaised,
    MeasureTaken,
    NoteAmended,
    NoteDrafted,
    SessionOpened,
    WeekPublished,
    patient_stream,
    week_stream,
)
from facilitator.records.signing import note_bytes
from facilitator.records.store import Record
from facilitator.tui.app import Openchair
from facilitator.tui.chart.contact import ContactScreen
from facilitator.tui.chart.measure import MeasureEntry
from facilitator.tui.chart.safety import SafetyReview
from facilitator.tui.dialogs.listing import Listing
from facilitator.tui.patients.page import PersonScreen
from facilitator.tui.records.amending import Amending
from facilitator.tui.records.reading import NoteReading
from facilitator.tui.session.signing import Signing
from scheduler.files import dump_timetable
from scheduler.week import DAY


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path)
    yield made
    cast("Record", made.record).close()


def contact_of(desk: Desk, member: str) -> Contact:
    (found,) = desk.chart(member).contacts.values()
    return found


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_an_appointment_becomes_a_signed_note_and_attained_hours(
    desk: Desk, size: tuple[int, int]
) -> None:
    """From Today: what waits, the prefilled form, guards, one passphrase; then an addendum from the page."""
    person = desk.people["P-004"]
    assert desk.hours(person, desk.week()).appointments_attained == 0
    app = Openchair(entrance(desk), desk=desk)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        assert "appointments not written down" in shown(app)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, Listing))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, ContactScreen) and "Tue 24 Nov" in shown(app))
        screen = app.screen
        assert screen.query_one("#field-minutes", Input).value == "60"
        screen.query_one("#done", TextArea).text = "Looked at the week."
        screen.query_one("#response", TextArea).text = "Spoke of A.M. and the party."
        await until(pilot, lambda: "names another member (A.M.)" in shown(app))
        screen.query_one("#response", TextArea).text = "Spoke of the party and a way out."
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Signing))
        app.screen.query_one("#passphrase", Input).value = PASSPHRASE
        await pilot.press("enter")
        await until(pilot, lambda: contact_of(desk, "P-004").signed)
        await until(pilot, lambda: isinstance(app.screen, Listing))
        await pilot.press("escape")
        await go(pilot, "patients", "P-004")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        await pilot.press("o", "enter")
        await until(pilot, lambda: isinstance(app.screen, NoteReading))
        await until(pilot, lambda: "the signature holds" in shown(app))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, Amending))
        app.screen.query_one(TextArea).text = "He called back at six."
        app.screen.query_one("#passphrase", Input).value = PASSPHRASE
        app.screen.query_one("#passphrase", Input).focus()
        await pilot.press("enter")
        await until(pilot, lambda: contact_of(desk, "P-004").amended)
    signed = contact_of(desk, "P-004").signed[0]
    assert "Late entry: written Wed 25 Nov 2026" in signed.facts
    record = cast("Record", desk.record)
    assert record.verify_signature("t1", note_bytes(signed), signed.signature)
    assert signed.head
    assert desk.hours(person, desk.week()).appointments_attained == 60
    assert [each.fact for each in record.read(patient_stream("P-004")) if isinstance(each.fact, NoteAmended)]


async def test_words_of_a_contact_are_stored_as_typed_and_a_mistake_is_said(desk: Desk) -> None:
    app = Openchair(entrance(desk), desk=desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "patients", "P-003")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, ContactScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        assert not desk.chart("P-003").contacts, "nothing typed, nothing stored"
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, ContactScreen))
        app.screen.query_one("#field-minutes", Input).value = "an hour"
        await until(pilot, lambda: "Whole minutes" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: "esc again" in shown(app))
        app.screen.query_one("#field-minutes", Input).value = "30"
        app.screen.query_one("#field-service", Input).value = "referral"
        app.screen.query_one("#field-to", Input).value = "Harbor House"
        app.screen.query_one("#response", TextArea).text = "Wants to go."
        await until(pilot, lambda: desk.chart("P-003").contacts)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        assert "Referral" in shown(app) or desk.chart("P-003").contacts
    contact = desk.whole_chart("P-003").contacts[contact_of(desk, "P-003").id]
    assert (contact.fact.service, contact.fact.to, contact.fact.minutes) == ("referral", "Harbor House", 30)
    assert contact.draft is not None
    assert contact.draft.response == "Wants to go."


async def test_item_nine_opens_the_safety_review_and_stays_until_it_is_answered(desk: Desk) -> None:
    app = Openchair(entrance(desk), desk=desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await go(pilot, "patients", "P-004")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        await pilot.press("m", "enter")
        await until(pilot, lambda: isinstance(app.screen, MeasureEntry))
        await pilot.press(*"2211-1111")
        assert "incomplete, 1 item missing" in shown(app)
        await pilot.press("1", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, SafetyReview))
        await pilot.press("enter")
        await until(pilot, lambda: "all three" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        assert desk.chart("P-004").unsafe
        await go(pilot, "today")
        assert "1 private note without its answer" in shown(app)
        await go(pilot, "patients", "P-004")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, SafetyReview))
        app.screen.query_one("#told", Input).value = "Dr. N."
        app.screen.query_one("#decided", Input).value = "stays with her sister tonight"
        app.screen.query_one("#when", Input).value = "1735"
        await pilot.press("enter")
        await until(pilot, lambda: "Who was told" in shown(app))
        app.screen.query_one("#when", Input).value = "17:35"
        await pilot.press("enter")
        await until(pilot, lambda: not desk.chart("P-004").unsafe)
    facts = [entry.fact for entry in desk.record.read(patient_stream("P-004"))]
    (taken,) = (fact for fact in facts if isinstance(fact, MeasureTaken))
    assert taken.answers == (2, 2, 1, 1, None, 1, 1, 1, 1)
    assert taken.difficulty == 1
    (flag,) = (fact for fact in facts if isinstance(fact, FlagRaised))
    assert flag.why == "PHQ-9 item 9: several days"
    (answer,) = (fact for fact in facts if isinstance(fact, FlagAnswered))
    assert answer.at == NOW.replace(minute=35)


async def test_in_the_sample_the_time_of_a_group_can_pass_and_nowhere_else(desk: Desk) -> None:
    app = Openchair(entrance(desk), desk=desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("p", "w")
        await until(pilot, lambda: "Minutes" in shown(app))
        await pilot.press("f")
        assert desk.now() == NOW, "the time of a real clinic goes as it goes"
        desk.sample = True
        await pilot.press("f")
        await until(pilot, lambda: "19:30" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Shared part" in shown(app))
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "Present 1 hour 30 minutes (18:00 to 19:30)" in shown(app))


def test_who_missed_a_group_is_offered_seats_of_the_same_week(desk: Desk) -> None:
    missed = next(fact for fact in opened_on(desk, "2026-11-23") if fact.group == "evening-skills")
    assert makeups(desk, "P-004", missed) == (), "already in every group that could be joined"
    week = timetable(WEEK)
    friday = 4 * DAY + 18 * 60
    sessions = tuple(
        evolve(each, members=tuple(m for m in each.members if m != "P-004")) if each.start == friday else each
        for each in week.sessions
    )
    toml = dump_timetable(evolve(week, sessions=sessions))
    desk.append(week_stream(str(WEEK)), WeekPublished(str(WEEK), toml))
    assert makeups(desk, "P-004", missed)[0].startswith("Fri 18:00 Evening skills (")


def test_minutes_become_units_with_a_reason_for_what_is_not_billed(desk: Desk) -> None:
    desk.config = evolve(desk.config, packs=("generic-iop",))
    monday = next(fact for fact in opened_on(desk, "2026-11-23") if fact.group == "evening-skills")
    counted = units_of(desk, desk.session(monday.session))
    assert in_words(counted, "P-004") == (
        "H0005 6 units: 90 minutes, rounded half: 6 quarter hours",
        "not billable as H0015: psychoeducation, 90 minutes on that day; H0015 begins at 180",
    )
    assert in_words(units_of(evolve_packs(desk, ()), desk.session(monday.session)), "P-004") == (
        "not billable: psychoeducation, no code of the packs pays psychoeducation",
    )


def opened_on(desk: Desk, day: str) -> list[SessionOpened]:
    states = [desk.session(name) for name in desk.sessions]
    return [each.opened for each in states if each.opened and str(each.opened.starts.date()) == day]


def evolve_packs(desk: Desk, packs: tuple[str, ...]) -> Desk:
    """The same desk whose clinic names other packs."""
    return Desk(desk.folder, evolve(desk.config, packs=packs), desk.record, clock=lambda: NOW)


async def test_contacts_that_were_opened_are_signed_together_from_records(desk: Desk) -> None:
    words = {"P-003": "Made two plans.", "P-004": "Came late, stayed for all of it."}
    for member, response in words.items():
        fact = ContactWritten(
            f"c-{member}", member, "individual", NOW - timedelta(hours=3), 50, "t1", done="Talked."
        )
        desk.append(patient_stream(member), fact, NoteDrafted(f"c-{member}", member, response, "One step."))
    app = Openchair(entrance(desk), desk=desk)
    async with app.run_test(size=(120, 36)) as pilot:
        await go(pilot, "records")
        rows = app.screen.query_one("#list", OptionList)
        rows.highlighted = rows.get_option_index("c-P-003/P-003")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ContactScreen))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, ContactScreen))
        await pilot.press("g")
        await until(pilot, lambda: isinstance(app.screen, Signing))
        assert "Sign 1 note as t1" in shown(app)
        assert "Open it first" in shown(app)
        app.screen.query_one("#passphrase", Input).value = PASSPHRASE
        await pilot.press("enter")
        await until(pilot, lambda: desk.chart("P-003").contacts["c-P-003"].signed)
        await settled(pilot)
        await pilot.press("k")
        await until(pilot, lambda: "openchair deletes nothing" in shown(app))
        assert "no rule pack of this clinic says how long" in shown(app)
    assert not desk.chart("P-004").contacts["c-P-004"].signed
