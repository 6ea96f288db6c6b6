"""The Records workspace: four lists, one note read-only, verifying and backing up, nothing but plain text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from looking import until
from riverside import CHEAP, NOW, PASSPHRASE, entrance, open_desk
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static, TextArea

from facilitator import events as e
from facilitator.desk import Desk
from facilitator.events import Entry, NoteAmended, NoteSigned, Viewed, session_stream
from facilitator.records.signing import note_bytes
from facilitator.records.store import Record
from facilitator.tui.app import Openchair
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.messages import Go
from facilitator.tui.patients.consents import ConsentForm, ConsentsDialog
from facilitator.tui.patients.page import PersonScreen
from facilitator.tui.patients.screen import PatientsScreen
from facilitator.tui.records.amending import Amending
from facilitator.tui.records.joining import Joining
from facilitator.tui.records.papers import papers
from facilitator.tui.records.passphrase import ChangePassphrase
from facilitator.tui.records.reading import NoteReading
from facilitator.tui.records.screen import RecordsScreen
from facilitator.tui.records.trail import SAYS, words
from facilitator.tui.records.users import RolesDialog, UsersDialog
from facilitator.tui.records.working import Working
from facilitator.tui.session.signing import Signing

HOSTILE = "[@click=app.quit]boo[/] \x1b]2;gotcha\x07[b]"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path / "clinic")
    yield made
    record_of(made).close()


def record_of(desk: Desk) -> Record:
    assert isinstance(desk.record, Record)
    return desk.record


def frame(app: Any) -> str:
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips(app.size))


async def to_records(pilot: Pilot[None]) -> RecordsScreen:
    await pilot.press("5")
    await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, RecordsScreen)
    return screen


def open_app(desk: Desk) -> Openchair:
    return Openchair(entrance(desk), desk=desk)


# --- pure -----------------------------------------------------------------------------------------------


def test_every_fact_has_words() -> None:
    assert set(SAYS) == set(e.FACTS)


def test_the_trail_tells_no_worry_and_no_words_of_a_note() -> None:
    facts = (
        e.FlagRaised("P-1", NOW, "SECRET"),
        e.FlagAnswered("P-1", "SECRET", "SECRET", NOW),
        e.SharedNote("SECRET"),
        e.NoteDrafted("s", "P-1", "SECRET", "SECRET"),
        e.Rated("P-1", "safety", 9),
        e.AbsenceFollowed("P-1", "s", "SECRET"),
    )
    for fact in facts:
        said = words(Entry(1, "x", NOW, "t1", "session:s", fact), lambda _: "A.M.")
        assert "SECRET" not in said
        assert "9" not in said
        assert "{" not in said


def test_braces_in_words_stay_words() -> None:
    said = words(Entry(1, "x", NOW, "t1", "s", e.Covered("P-1", "{f.member}", "{0}")), lambda _: "{A}")
    assert said == "{A}: {f.member} covered"


def test_owed_stand_by_age_and_signed_by_newness(desk: Desk) -> None:
    known = papers(desk)
    assert known.owed
    assert [note.due for note in known.owed] == sorted(note.due for note in known.owed)
    assert [note.starts for note in known.signed] == sorted((n.starts for n in known.signed), reverse=True)
    assert {absence.member for absence in known.absences} == {"P-006"}, "excused is no absence to follow"


# --- on the screen --------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_the_four_lists(desk: Desk, size: tuple[int, int]) -> None:
    app = open_app(desk)
    async with app.run_test(size=size) as pilot:
        await to_records(pilot)
        assert "due Thu 26 Nov" in frame(app)
        await pilot.press("s")
        assert "by t1" in frame(app)
        await pilot.press("a")
        assert "F.K." in frame(app)
        await pilot.press("t")
        assert "note signed by t1" in frame(app)
        assert "no backup yet" in frame(app)


async def test_following_up_an_absence_writes_it_down(desk: Desk) -> None:
    app = open_app(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        await to_records(pilot)
        await pilot.press("a", "enter")
        await until(pilot, lambda: bool(app.screen.query(".question")))
        await pilot.press(*"called", "enter")
        await until(pilot, lambda: isinstance(app.screen, RecordsScreen))
        await until(pilot, lambda: "Nobody who missed" in frame(app))
    fact = desk.record.entries(kinds=[e.AbsenceFollowed.kind])[-1].fact
    assert isinstance(fact, e.AbsenceFollowed)
    assert (fact.member, fact.what) == ("P-006", "called")


async def test_a_note_is_read_only_says_its_signature_and_is_logged(desk: Desk) -> None:
    """One note with a true signature and an addendum, one with none that fits."""
    session = papers(desk).owed[0].session
    record = record_of(desk)
    signer = record.signer(PASSPHRASE)
    end = NOW - timedelta(days=1)
    true = signer.signed(
        NoteSigned(f"{session}:P-008", session, "P-008", "Present 1:30.", "We talked.", HOSTILE, "Better.",
                   "", "", "t1", "author", end, "")
    )  # fmt: skip
    more = signer.signed(NoteAmended(true.note, "addendum", "Also this.", "t1", NOW, ""))
    desk.append(session_stream(session), true, more)
    app = open_app(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await to_records(pilot)
        await pilot.press("s")
        rows = screen.query_one("#list", OptionList)
        rows.highlighted = rows.get_option_index(true.note)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, NoteReading))
        await pilot.pause()
        shown = frame(app)
        assert shown.count("the signature holds") == 2
        assert "[@click=app.quit]boo[/]" in shown
        assert "\x1b" not in shown
        assert "Also this." in shown
        assert not app.screen.query(Input)
        await pilot.press("escape")
        rows.highlighted = rows.get_option_index(f"{session}:P-001")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, NoteReading))
        await pilot.pause()
        assert "does NOT fit" in frame(app)
    viewed = [entry.fact for entry in record.entries(kinds=[Viewed.kind])]
    assert viewed == [
        Viewed("today: groups and who is expected"),
        Viewed("lists of notes and absences"),
        Viewed(f"note {true.note}"),
        Viewed(f"note {session}:P-001"),
    ], "each list once, however often it is shown"


async def test_words_are_added_to_a_signed_note_and_others_co_sign_it(desk: Desk) -> None:
    """An addendum, a late entry, an error: each a fact with a signature that fits; then the co-leader's."""
    record = record_of(desk)
    record.add_user("t2", "a second passphrase", cost=CHEAP)
    session = papers(desk).owed[0].session
    note = record.signer(PASSPHRASE).signed(
        NoteSigned(f"{session}.P-008", session, "P-008", "Present.", "We talked.", "Spoke.", "Better.",
                   "", "", "t1", "author", NOW - timedelta(hours=3), "")
    )  # fmt: skip
    desk.append(session_stream(session), note)
    app = open_app(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await to_records(pilot)
        await pilot.press("s")
        rows = screen.query_one("#list", OptionList)
        rows.highlighted = rows.get_option_index(note.note)
        await pilot.press("enter")
        for key, words in (("a", "One thing more."), ("l", "Called him."), ("e", "Another group's note.")):
            await until(pilot, lambda: isinstance(app.screen, NoteReading))
            await pilot.press(key)
            await until(pilot, lambda: isinstance(app.screen, Amending))
            app.screen.query_one("#passphrase", Input).focus()
            await pilot.press("enter")
            assert "few words" in frame(app) or key == "e"
            app.screen.query_one(TextArea).text = words
            app.screen.query_one("#passphrase", Input).value = PASSPHRASE
            await pilot.press("enter")
        await until(pilot, lambda: "MARKED IN ERROR" in frame(app))
        await pilot.press("c")  # who wrote it does not co-sign it
        assert isinstance(app.screen, NoteReading)
        await pilot.press("escape")
    amended = [e_.fact for e_ in record.read(session_stream(session)) if isinstance(e_.fact, NoteAmended)]
    assert [fact.meaning for fact in amended] == ["addendum", "late-entry", "marked-in-error"]
    assert amended[1].happened is not None
    assert all(record.verify_signature("t1", note_bytes(fact), fact.signature) for fact in amended)


async def test_a_co_leader_signs_what_was_read_with_one_passphrase(desk: Desk) -> None:
    record = record_of(desk)
    record.add_user("t2", "a second passphrase", cost=CHEAP)
    record.who = "t2"
    waiting = papers(desk).cosign
    assert len(waiting) > 1
    app = open_app(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await to_records(pilot)
        await pilot.press("c", "enter")
        await until(pilot, lambda: isinstance(app.screen, NoteReading))
        await pilot.press("escape", "g")
        await until(pilot, lambda: isinstance(app.screen, Signing))
        assert "Co-sign 1 note as t2" in frame(app)
        assert "Open it first" in frame(app)
        app.screen.query_one("#passphrase", Input).value = "a second passphrase"
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        await until(pilot, lambda: len(papers(desk).cosign) == len(waiting) - 1)
    last = record.entries(kinds=[NoteSigned.kind])[-1].fact
    assert isinstance(last, NoteSigned)
    assert (last.signer, last.meaning, last.note) == ("t2", "co-signature", waiting[0].id)
    assert record.verify_signature("t2", note_bytes(last), last.signature)


async def test_searching_narrows_and_escape_ends_it(desk: Desk) -> None:
    app = open_app(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await to_records(pilot)
        await pilot.press("t")
        rows = screen.query_one("#list", OptionList)
        everything = rows.option_count
        await pilot.press("slash", *"p.m.q")
        await pilot.pause()
        assert "Nothing matches" in frame(app)
        await pilot.press("escape")
        await pilot.pause()
        assert rows.option_count == everything
        await pilot.press("slash", *"did not come", "enter")
        await pilot.pause()
        assert 0 < rows.option_count < everything


async def test_verifying_says_what_it_found(desk: Desk) -> None:
    app = open_app(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        screen = await to_records(pilot)
        await pilot.press("v")
        state = screen.query_one("#state", Static)
        await until(pilot, lambda: "does not hold" in str(state.visual))
        assert "signature of t1" in str(state.visual), "those of this sample are not real"


async def test_a_backup_from_the_screen(desk: Desk, tmp_path: Path) -> None:
    app = open_app(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        await to_records(pilot)
        await pilot.press("b")
        await until(pilot, lambda: bool(app.screen.query(".question")))
        app.screen.query_one(Input).value = str(tmp_path / "copies")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Working))
        await until(pilot, lambda: "First at entry" in frame(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RecordsScreen))
    assert list((tmp_path / "copies").iterdir()) == [], "a record that does not hold makes no backup"


async def test_an_empty_record_says_what_to_do(tmp_path: Path) -> None:
    full = open_desk(tmp_path / "a")
    record_of(full).close()
    record, _ = Record.create(tmp_path / "b", "t1", PASSPHRASE, cost=CHEAP)
    desk = Desk(tmp_path / "b", full.config, record, clock=lambda: NOW)
    app = open_app(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_records(pilot)
        for key, said in (("o", "is signed"), ("s", "No note was signed"), ("a", "without a call")):
            await pilot.press(key)
            assert said in frame(app)
        await pilot.press("b")
        await until(pilot, lambda: bool(app.screen.query(".question")))
        app.screen.query_one(Input).value = str(tmp_path / "copies")
        await pilot.press("enter")
        await until(pilot, lambda: "last backup" in frame(app))
        await pilot.press("v")
        await until(pilot, lambda: "The record holds" in frame(app))
    record.close()
    (copy,) = (tmp_path / "copies").iterdir()
    Record.open(copy, "t1", PASSPHRASE, readonly=True).close()


async def test_users_are_let_in_given_roles_and_removed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facilitator.records.store.Cost", lambda: CHEAP)
    app, record = open_app(desk), record_of(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await to_records(pilot)
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, UsersDialog))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, Joining))
        for user, again, said in (
            ("two words", "a second passphrase", "one word"),
            ("t2", "another", "differ"),
            ("t1", "a second passphrase", "already unlock"),
        ):
            app.screen.query_one("#user", Input).value = user
            app.screen.query_one("#new", Input).value = "a second passphrase"
            app.screen.query_one("#again", Input).value = again
            app.screen.query_one("#again", Input).focus()
            await pilot.press("enter")
            await until(pilot, lambda said=said: said in frame(app))
        app.screen.query_one("#user", Input).value = "t2"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RolesDialog))
        await until(pilot, lambda: "reads no notes" in frame(app))
        await pilot.press("space", "enter")  # a facilitator no more: without any role it is refused
        await until(pilot, lambda: "can do nothing" in frame(app))
        await pilot.press("down", "space", "enter")
        await until(pilot, lambda: isinstance(app.screen, UsersDialog))
        assert record.users["t2"].words == "coordinator"
        await pilot.press("home", "x")
        await until(pilot, lambda: isinstance(app.screen, AskWords))
        await pilot.press(*"gone", "enter")
        await until(pilot, lambda: "last administrator" in frame(app))
        Record.open(desk.folder, "t2", "a second passphrase").close()
        await pilot.press("end", "x")
        await until(pilot, lambda: isinstance(app.screen, AskWords))
        await pilot.press(*"gone", "enter")
        await until(pilot, lambda: record.users["t2"].removed)
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, ChangePassphrase))
        for name, words in (
            ("old", PASSPHRASE),
            ("new", "a third passphrase"),
            ("again", "a third passphrase"),
        ):
            app.screen.query_one(f"#{name}", Input).value = words
        app.screen.query_one("#again", Input).focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, UsersDialog))
        await pilot.press("escape")
    Record.open(desk.folder, "t1", "a third passphrase").close()


async def test_a_facilitator_breaks_glass_with_a_reason_and_sees_no_trail(desk: Desk) -> None:
    record = record_of(desk)
    record.add_user("t9", "a ninth passphrase", cost=CHEAP)
    record.lock()
    record.unlock("a ninth passphrase", user="t9")
    desk.catch_up()
    app = open_app(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, PatientsScreen))
        await until(pilot, lambda: "0 shown" in frame(app))
        assert "ctrl+p finds them" in frame(app).replace("\n", " ")
        app.post_message(Go("patients", "P-001"))
        await until(pilot, lambda: isinstance(app.screen, AskWords))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, PatientsScreen))
        app.post_message(Go("patients", "P-001"))
        await until(pilot, lambda: isinstance(app.screen, AskWords))
        await pilot.press(*"phoned", "enter")
        await until(pilot, lambda: isinstance(app.screen, PersonScreen))
        assert desk.sees("P-001")
        assert not desk.sees("P-002")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, ConsentsDialog))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, ConsentForm))
        await pilot.press("enter")
        await until(pilot, lambda: "Say who may receive it. Say what it is for." in frame(app))
        app.screen.query_one("#recipient", Input).value = "Dr. Wren"
        app.screen.query_one("#purpose", Input).value = "treatment"
        app.screen.query_one("#expires", Input).value = "2027-05-25"
        await pilot.press("enter")
        await until(pilot, lambda: "stands until 25 May 2027" in frame(app))
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, AskWords))
        await pilot.press(*"letter", "enter")
        await until(pilot, lambda: "revoked on 25 Nov 2026" in frame(app))
        await pilot.press("escape", "escape", "5")
        await until(pilot, lambda: isinstance(app.screen, RecordsScreen))
        await pilot.press("t")
        await until(pilot, lambda: "does not let you see who did" in frame(app))
    kinds = [entry.fact.kind for entry in record.latest(8)]
    glass = kinds.index("access.glass-broken")
    assert kinds[glass + 1] == "access.viewed"


async def test_a_record_that_breaks_while_it_is_shown_is_said(desk: Desk) -> None:
    app = open_app(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        await to_records(pilot)
        with record_of(desk)._live.connect() as db:
            db.exec_driver_sql("DROP TABLE entries")
            db.commit()
        await pilot.press("t")
        assert "restore the newest backup" in frame(app).replace("\n", " ")


async def test_hostile_words_are_plain_in_every_list(desk: Desk) -> None:
    patient = desk.people["P-001"].demand(NOW.date())
    desk.append("patient:P-066", e.Admitted(evolve(patient, id="P-066"), HOSTILE, HOSTILE))
    desk.append("user:t1", Viewed(HOSTILE))
    desk.append("week:2026-W01", e.WeekPublished(HOSTILE, ""))
    app = open_app(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        await to_records(pilot)
        await pilot.press("t")
        await pilot.pause()
        assert frame(app).count("[@click=app.quit]boo[/]") >= 3
        assert "\x1b" not in frame(app)
        await pilot.click("#list", offset=(45, 2))
        assert app.is_running


async def test_the_lock_covers_this_place_too(desk: Desk) -> None:
    app = open_app(desk)
    async with app.run_test(size=(120, 36)) as pilot:
        await to_records(pilot)
        await pilot.press("s")
        await pilot.press("ctrl+l")
        await until(pilot, lambda: record_of(desk).locked)
        await pilot.pause()
        assert "by t1" not in frame(app)
        await pilot.press("v", "b", "5", "1")
        assert "Locked." in frame(app)
