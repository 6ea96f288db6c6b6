"""What is written into a chart on the screen: a contact to its signature, a measure to its safety review."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from looking import go, settled, shown, until
from riverside import NOW, PASSPHRASE, entrance, open_desk
from textual.widgets import Input, TextArea

from facilitator.chart.contacts import Contact
from facilitator.desk import Desk
from facilitator.events import FlagAnswered, FlagRaised, MeasureTaken, NoteAmended, patient_stream
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
