"""Counselling notes are a class apart, and relatives come with a consent of the record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import pytest
from attrs import evolve
from looking import settled, shown, until
from riverside import CHEAP, NOW, PASSPHRASE, ZONE, entrance, open_desk

from facilitator.access.consents import Part, consents
from facilitator.access.roles import Role
from facilitator.chart.company import consent_guards, suggestions, words
from facilitator.chart.contact_draft import draft_of, read
from facilitator.chart.contacts import unsigned
from facilitator.chart.units import attended
from facilitator.desk import Desk
from facilitator.events import (
    ConsentGiven,
    ConsentRevoked,
    ContactWritten,
    Fact,
    GlassBroken,
    NoteDrafted,
    Relative,
    RelativeKept,
    patient_stream,
)
from facilitator.notes import giving
from facilitator.notes.guards import Severity
from facilitator.packet.disclosing import lines
from facilitator.records.errors import NotAllowed
from facilitator.records.store import Record
from facilitator.tui.app import Openchair
from facilitator.tui.chart.contacts import open_contact
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.place import Place
from facilitator.tui.records.reading import NoteReading

SECRET = "He spoke of the river and his father."
WRITTEN = ContactWritten(
    "apart", "P-004", "counselling-note", NOW - timedelta(hours=2), 50, "t1", done=SECRET, counselling=True
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path)
    yield made
    cast("Record", made.record).close()


def sign(desk: Desk, written: ContactWritten) -> None:
    desk.append(patient_stream(written.member), written)
    contact = desk.chart(written.member).contacts[written.contact]
    signer = desk.signer(PASSPHRASE)
    desk.append(patient_stream(written.member), signer.signed(unsigned(contact, "t1", NOW, desk.zone)))


def test_the_kind_makes_the_class() -> None:
    plain = evolve(WRITTEN, service="individual", counselling=False)
    draft = draft_of(plain, ZONE).typed("service", "Counselling note")
    made, problems = read(draft, plain, NOW, ZONE)
    assert problems == ()
    assert made is not None
    assert made.counselling


def test_a_counselling_note_is_no_service_and_leaves_with_no_usual_part(desk: Desk) -> None:
    sign(desk, WRITTEN)
    assert not [each for each in attended(desk, NOW.date(), NOW.date(), ("P-004",)) if each.ref == "apart"]
    assert SECRET not in "\n".join(lines(desk, "P-004", [p for p in Part if p is not Part.COUNSELLING]))
    assert SECRET in "\n".join(lines(desk, "P-004", [Part.COUNSELLING]))
    assert not giving.gathered(
        desk.record.entries(giving.KINDS), desk.zone, patient="P-004", first=NOW.date()
    )
    (note,) = desk.chart("P-004").contacts["apart"].signed
    assert note.counselling
    assert "kept apart from the rest of the record" in note.facts


async def test_somebody_else_reads_it_with_a_reason_that_stays(desk: Desk) -> None:
    sign(desk, WRITTEN)
    record = cast("Record", desk.record)
    record.add_user("t9", "a ninth passphrase", cost=CHEAP)
    record.lock()
    record.unlock("a ninth passphrase", user="t9")
    desk.catch_up()
    app = Openchair(entrance(desk), desk=desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        place = cast("Place", app.screen)
        contact = desk.chart("P-004").contacts["apart"]
        place.run_worker(open_contact(place, contact))
        await until(pilot, lambda: isinstance(app.screen, AskWords))
        assert SECRET not in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is place)
        place.run_worker(open_contact(place, contact))
        await until(pilot, lambda: isinstance(app.screen, AskWords))
        await pilot.press(*"call", "enter")
        await until(pilot, lambda: isinstance(app.screen, NoteReading))
        assert SECRET in shown(app)
    facts = [entry.fact for entry in record.latest(2)]
    assert facts[0] == GlassBroken("P-004", "call", "apart")


async def test_a_coordinator_signs_their_own_contacts_and_reads_no_others(desk: Desk) -> None:
    sign(desk, evolve(WRITTEN, contact="c-t1", service="individual", counselling=False))
    record = cast("Record", desk.record)
    record.add_user("k1", "a tenth passphrase", roles=(Role.COORDINATOR,), cost=CHEAP)
    record.lock()
    record.unlock("a tenth passphrase", user="k1")
    desk.catch_up()
    mine = ContactWritten(
        "c-k1", "P-004", "case-management", NOW - timedelta(hours=1), 20, "k1", done="Called."
    )
    stream = patient_stream("P-004")
    desk.append(stream, mine, NoteDrafted("c-k1", "P-004", "Glad.", "Has a bed."))
    signer = desk.signer("a tenth passphrase")
    desk.append(
        stream, signer.signed(unsigned(desk.whole_chart("P-004").contacts["c-k1"], "k1", NOW, desk.zone))
    )
    assert desk.chart("P-004").contacts["c-k1"].signed[0].signer == "k1"
    with pytest.raises(NotAllowed):
        desk.append("session:s", NoteDrafted("s", "P-004", "x", "y"))
    app = Openchair(entrance(desk), desk=desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        place = cast("Place", app.screen)
        await open_contact(place, desk.chart("P-004").contacts["c-t1"])
        await pilot.pause()
        assert app.screen is place
        place.run_worker(open_contact(place, desk.chart("P-004").contacts["c-k1"]))
        await until(pilot, lambda: isinstance(app.screen, NoteReading))


# --- relatives ----------------------------------------------------------------------------------------------


def test_a_relative_needs_a_consent_that_stands_or_a_stated_reason(desk: Desk) -> None:
    day = NOW.date()
    given = ConsentGiven("c1", "P-001", "Ann Doe, mother", "family sessions", ("plan",), date(2026, 11, 2))
    old = evolve(given, consent="c2", recipient="Carl", expires=date(2026, 11, 3))
    facts: tuple[Fact, ...] = (given, old)
    desk.append(patient_stream("P-001"), *facts)
    known = consents(desk.read(patient_stream("P-001")))

    def codes(*company: Relative) -> list[tuple[str, str]]:
        return [(guard.severity, guard.code) for guard in consent_guards(company, known, day)]

    assert codes(Relative("mother", "c1")) == []
    for bad in ("", "c2", "consent of 2 Nov", "none:", "c9"):
        assert codes(Relative("brother", bad)) == [(Severity.STOP, "no-consent")], bad
    assert codes(Relative("brother", "none: came unasked")) == [(Severity.LOOK, "without-consent")]
    (stop,) = consent_guards((Relative("brother", "c2"),), known, day)
    assert "Consent c2 for brother expired on 3 Nov 2026." in stop.sentence
    assert "Those that stand: c1 (to Ann Doe, mother)." in stop.sentence
    assert words(Relative("mother", "c1"), known) == (
        "mother (consent c1 to Ann Doe, mother, signed 2 Nov 2026)"
    )
    kept = (RelativeKept("P-001", "r1", "A.D.", "mother"), RelativeKept("P-001", "r2", "B.D.", "brother"))
    assert list(suggestions(kept, known, day)) == ["mother (c1)", "brother (none: )"]
    desk.append(patient_stream("P-001"), ConsentRevoked("c1", "P-001", day))
    after = consents(desk.read(patient_stream("P-001")))
    assert [guard.code for guard in consent_guards((Relative("mother", "c1"),), after, day)] == ["no-consent"]
