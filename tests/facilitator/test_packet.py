"""The audit packet of a real sample clinic: agrees when it should, and says each thing that does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from attrs import evolve

from facilitator.access.consents import NOTICE, USUAL, Leaving, Part
from facilitator.desk import Desk
from facilitator.events import (
    ConsentGiven,
    Disclosed,
    FlagAnswered,
    FlagRaised,
    Left,
    MeasureTaken,
    MinutesCorrected,
    NoteAmended,
    NoteSigned,
    patient_stream,
    session_stream,
)
from facilitator.packet.contacts import Unwritten
from facilitator.packet.disagree import disagreements
from facilitator.packet.disclosing import MayNotLeave, ground, hand_over, lines
from facilitator.packet.gather import Gathered, gather
from facilitator.packet.html import html
from facilitator.packet.measures import overdue
from facilitator.packet.page import page
from facilitator.packet.words import text
from facilitator.records.signing import note_bytes
from facilitator.records.store import Record
from facilitator.sample.demo import PASSPHRASE, make
from scheduler.files import load_clinic
from scheduler.packs.rules import Rules
from scheduler.packs.shelf import shipped

NOW = datetime(2026, 11, 25, 17, 30, tzinfo=UTC)
WHO = "P-201"
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 20)
AUDIT = Leaving("County audit", "audit", exception="audit")


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packet") / "clinic"
    make(folder, NOW).close()
    return folder


@pytest.fixture
def desk(clinic: Path) -> Iterator[Desk]:
    config, _ = load_clinic(clinic)
    assert config is not None
    with Record.open(clinic, "t1", PASSPHRASE) as record:
        yield Desk(clinic, evolve(config, packs=("generic-iop",)), record, clock=lambda: NOW)


def found(desk: Desk) -> Gathered:
    record = desk.record
    assert isinstance(record, Record)

    def holds(fact: NoteSigned | NoteAmended) -> bool:
        return record.verify_signature(fact.signer, note_bytes(fact), fact.signature)

    return gather(desk, WHO, FIRST, LAST, holds)


def test_a_period_in_order_agrees_and_says_so(desk: Desk) -> None:
    got = found(desk)
    assert len(got.rows) > 15
    assert disagreements(got) == ()
    made = page(got, AUDIT, None, part_2=False, made=desk.now(), by="t1")
    words = text(made)
    assert "agree in this period" in words
    assert f"Note: Individual, {got.contacts[0].starts:%a}" in words
    assert "PHQ-9" in words
    assert "County audit" in words
    assert "does not state that 42 CFR part 2 applies" in words


def test_each_thing_that_does_not_agree_is_said(desk: Desk) -> None:
    """One row changed at a time, in the ways in which records go wrong."""
    got = found(desk)
    row = next(row for row in got.rows if row.attended and row.note)
    other = next(r for r in got.rows if r.starts > row.starts and r.attended)
    note = row.note
    assert note is not None
    assert isinstance(note.fact, NoteSigned)
    bare = evolve(note, fact=evolve(note.fact, goal="", response=" "))
    cases = {
        "no note is signed": evolve(row, signatures=()),
        "could be billed": evolve(row, signatures=()),
        "does not fit its words": evolve(row, signatures=(evolve(note, holds=False),)),
        "links no goal": evolve(row, signatures=(bare,)),
        "has no response": evolve(row, signatures=(bare,)),
        "never ended": evolve(row, ended=None),
        "does not have them there": evolve(row, time_in=None, mark="excused"),
        "nobody wrote down that they were called": evolve(row, time_in=None, mark="no-show", signatures=()),
        "neither that they came": evolve(row, time_in=None, mark="expected", signatures=()),
        "no minutes count": evolve(row, minutes=0),
        "the stamps say": evolve(row, minutes=row.minutes - 5, corrected="a slip"),
        "in a session of": evolve(row, minutes=500),
        "before the group ended": evolve(row, ended=note.fact.at + timedelta(minutes=5)),
        "was due Mon 2 Nov": evolve(row, due=date(2026, 11, 2)),
        "after the note was signed": evolve(row, attendance_changed=note.written + timedelta(hours=1)),
        "none of those who led it signed": evolve(row, leaders=("somebody",)),
        "outside every enrollment": evolve(row, starts=row.starts - timedelta(days=365)),
        "and in here from": evolve(row, stretches=other.stretches, session="another"),
    }
    for says, changed in cases.items():
        rows = tuple(changed if each is row else each for each in got.rows)
        told = "\n".join(each.words for each in disagreements(evolve(got, rows=rows)))
        assert says in told, f"{says!r} not in {told!r}"
    late = evolve(
        got, person=evolve(got.person, reviews=()), first=date(2026, 10, 1), last=date(2026, 12, 24)
    )
    assert any("review was due" in each.what for each in disagreements(late))


def test_changes_after_signing_are_found_in_a_real_record(clinic: Path, desk: Desk) -> None:
    row = next(row for row in found(desk).rows if row.attended and row.note)
    stream = session_stream(row.session)
    assert row.time_out is not None
    left = Left(WHO, row.time_out - timedelta(minutes=20))
    desk.append(stream, left, MinutesCorrected(WHO, 12, "the stamp was wrong"), at=NOW)
    told = [each.words for each in disagreements(found(desk)) if each.about == row.title]
    assert any("after the note was signed" in words for words in told)
    assert any("12 minutes count" in words for words in told)


def test_only_the_parts_on_the_ground_are_in_it_and_the_notice_is(desk: Desk) -> None:
    consent = ConsentGiven("c1", WHO, "Dr. Wren", "treatment", ("attendance",), date(2026, 11, 1))
    desk.append(patient_stream(WHO), consent)
    with pytest.raises(MayNotLeave, match=r"not for Dr\. Gull"):
        ground(desk, WHO, Leaving("Dr. Gull", "treatment", consent="c1"))
    with pytest.raises(MayNotLeave, match="does not cover notes"):
        ground(desk, WHO, Leaving("Dr. Wren", "treatment", consent="c1"), parts=[Part.NOTES])
    with pytest.raises(MayNotLeave, match="nobody with the id"):
        ground(desk, "P-999", AUDIT)
    checked = ground(desk, WHO, Leaving("dr. wren", "treatment", consent="c1"))
    made = page(found(desk), checked.leaving, checked.consent, part_2=True, made=desk.now(), by="t1")
    assert [section.title for section in made.sections] == [
        "What does not agree",
        "Attendance",
        "Contacts beside the groups",
    ]
    assert made.notice[0] == NOTICE
    assert "to Dr. Wren, for treatment, until revoked" in made.notice[1]


def test_what_leaves_is_written_down_first(desk: Desk, tmp_path: Path) -> None:
    checked = ground(desk, WHO, AUDIT)
    assert checked.leaving.parts == USUAL
    sha256 = hand_over(desk, checked, "audit packet", b"words", tmp_path / "p.txt", (FIRST, LAST))
    assert (tmp_path / "p.txt").read_bytes() == b"words"
    fact = desk.read(patient_stream(WHO))[-1].fact
    assert isinstance(fact, Disclosed)
    assert (fact.recipient, fact.exception, fact.sha256) == ("County audit", "audit", sha256)


def test_an_export_is_this_person_s_and_nobody_else_s(desk: Desk) -> None:
    told = [json.loads(line) for line in lines(desk, WHO, USUAL)]
    kinds = {line.get("kind", "") for line in told}
    assert {"patient.admitted", "session.arrived", "note.signed"} <= kinds
    others = set(desk.people) - {WHO}
    data = json.dumps(
        [line["data"] for line in told if line.get("kind", "patient.admitted") != "patient.admitted"]
    )
    assert not [other for other in others if other in data]
    families = {json.loads(line)["kind"].partition(".")[0] for line in lines(desk, WHO, [Part.NOTES])}
    assert {"note", "contact"} <= families <= {"note", "contact", "session"}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)


def test_words_from_outside_are_words_in_html(desk: Desk) -> None:
    hostile = "<script>alert(1)</script>"
    asked = evolve(AUDIT, recipient=hostile)
    made = html(page(found(desk), asked, None, part_2=True, made=desk.now(), by=hostile))
    tags = Tags()
    tags.feed(made)
    assert "script" not in tags.seen
    assert "&lt;script&gt;" in made


def test_words_from_outside_are_words_in_pdf(desk: Desk, tmp_path: Path) -> None:
    pytest.importorskip("typst", reason="the extra `pdf` is not installed")
    pypdf = pytest.importorskip("pypdf")
    from facilitator.packet.pdf import pdf

    hostile = '#read("/etc/passwd") #let x = while true {} $ [ * _ @a <b>'
    content = pdf(
        page(found(desk), evolve(AUDIT, recipient=hostile), None, part_2=True, made=desk.now(), by="t1")
    )
    (tmp_path / "p.pdf").write_bytes(content)
    words = "".join(each.extract_text() for each in pypdf.PdfReader(tmp_path / "p.pdf").pages)
    assert '#read("/etc/passwd")' in words.replace("“", '"').replace("”", '"')
    assert "root:" not in words


# --- contacts and measures --------------------------------------------------------------------------------


def test_each_thing_about_a_contact_that_does_not_agree_is_said(desk: Desk) -> None:
    got = found(desk)
    each = next(c for c in got.contacts if c.contact.fact.service == "individual")
    note = each.signatures[0]
    assert isinstance(note.fact, NoteSigned)
    bare = evolve(note, fact=evolve(note.fact, goal="", response=" "))
    strange = evolve(note, fact=evolve(note.fact, goal="Win the lottery"))
    row = next(row for row in got.rows if row.stretches)
    cases = {
        "no note is signed": evolve(each, signatures=()),
        "does not fit its words": evolve(each, signatures=(evolve(note, holds=False),)),
        "links no goal": evolve(each, signatures=(bare,)),
        "the plan does not have (Win": evolve(each, signatures=(strange,)),
        "has no response": evolve(each, signatures=(bare,)),
        "before it ended": evolve(each, ends=note.fact.at + timedelta(minutes=5)),
        "was due Mon 2 Nov": evolve(each, due=date(2026, 11, 2)),
        "after the note was signed": evolve(each, changed=note.written + timedelta(hours=1)),
        "outside every enrollment": evolve(each, starts=each.starts - timedelta(days=365)),
        "and in here from": evolve(each, starts=row.stretches[0][0], ends=row.stretches[0][1]),
    }
    for says, changed in cases.items():
        contacts = tuple(changed if one is each else one for one in got.contacts)
        told = "\n".join(one.words for one in disagreements(evolve(got, contacts=contacts)))
        assert says in told, f"{says!r} not in {told!r}"
    gap = evolve(got, unwritten=(Unwritten(each.starts, "family"),))
    assert "it was booked, and nothing says it was kept." in [one.what for one in disagreements(gap)]


def test_what_does_not_agree_leaves_with_its_part_only(desk: Desk) -> None:
    got = found(desk)
    contacts = tuple(evolve(each, signatures=()) for each in got.contacts)
    bare = evolve(got, rows=(), contacts=contacts)
    asked = evolve(AUDIT, parts=(Part.ATTENDANCE,))
    made = text(page(bare, asked, None, part_2=False, made=desk.now(), by="t1"))
    assert "no note is signed" not in made
    assert "Nothing: these agree in this period: sign-in sheet, stretches and contacts." in made


def test_scores_come_with_what_is_missing_the_safety_item_and_a_plot(desk: Desk) -> None:
    incomplete = MeasureTaken(WHO, "phq-9", NOW, (1, 1, None, 1, 1, 1, 1, 1, 2))
    desk.append(patient_stream(WHO), incomplete, at=NOW)
    record = desk.record
    assert isinstance(record, Record)
    got = gather(desk, WHO, FIRST, NOW.date(), lambda _: True)
    told = [each.words for each in disagreements(got)]
    assert "Wed 25 Nov 2026, PHQ-9: item 9 was answered above 0, and no safety review was begun." in told
    made = page(got, AUDIT, None, part_2=False, made=desk.now(), by="t1")
    words, web = text(made), html(made)
    assert "incomplete, 1 item missing" in words
    assert "item 9: 2, more than half the days; a safety review is needed" in words
    assert web.count("<svg") == 2
    assert ">?</text>" in web

    exported = [json.loads(line) for line in lines(desk, WHO, [Part.MEASURES])]
    scores = [line["score"] for line in exported if line.get("kind") == "measure.taken"]
    assert (scores[-1]["total"], scores[-1]["safety_review"]) == (None, True)
    courses = [line for line in exported if "view" in line]
    assert [line["measure"] for line in courses] == ["PHQ-9", "GAD-7"]
    assert any("?" in line for line in courses[0]["plot"])

    desk.append(patient_stream(WHO), FlagRaised(WHO, NOW, "item 9"), at=NOW)
    answered = FlagAnswered(WHO, "the supervisor", "stays with her sister tonight", NOW)
    desk.append(patient_stream(WHO), answered, at=NOW)
    assert gather(desk, WHO, FIRST, NOW.date(), lambda _: True).unsafe == ()


def test_measures_that_were_taken_late_or_not_are_said(desk: Desk) -> None:
    person, first = desk.people[WHO], desk.people[WHO].stay.first
    rules = Rules(tuple(pack for pack in shipped() if pack.id == "generic-iop"))

    def taken(measure: str, *days: int) -> list[MeasureTaken]:
        start = datetime(first.year, first.month, first.day, 12, tzinfo=desk.zone)
        return [MeasureTaken(WHO, measure, start + timedelta(days=day), (0,) * 9) for day in days]

    def told(*known: MeasureTaken, until: int) -> list[str]:
        last = first + timedelta(days=until)
        found = overdue(known, person, rules, first, last, desk.zone)
        return [f"{(each.day - first).days}: {each.about} {each.what}" for each in found]

    both = (*taken("phq-9", 1, 15, 40), *taken("gad-7", 0, 14, 28))
    (late,) = told(*both, until=45)
    assert late.startswith("29: PHQ-9 it was due, and taken on")
    assert told(*taken("phq-9", 0), *taken("gad-7", 0), until=20) == []
    never = "it was due and is not taken."
    assert sorted(told(*taken("phq-9", 0), until=30)) == [f"0: GAD-7 {never}", f"14: PHQ-9 {never}"]
