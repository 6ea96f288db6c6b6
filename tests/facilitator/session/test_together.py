"""Two keyboards on one session, breaks, guests, people who join from elsewhere, and time that is short."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from attrs import evolve
from evening import SESSION, at, entries, opened
from stage import CHEAP, PASSPHRASE, here, on_stage, screen_text, type_words, until, words

from curricula.text import clean
from facilitator.events import (
    Arrived,
    BreakBegan,
    BreakEnded,
    Expected,
    Fact,
    GuestCame,
    JoinedRemotely,
    Located,
    SharedNote,
    Step,
    StepSkipped,
    StepStarted,
    Variants,
    session_stream,
)
from facilitator.live import agenda
from facilitator.live.attendance import count_attended, stamped_minutes, suspects
from facilitator.live.breaks import breaks
from facilitator.live.session import replay
from facilitator.live.shared import both
from facilitator.live.state import SessionState
from facilitator.records.store import Record


def told(*facts: Fact, **changes: object) -> SessionState:
    return replay(entries(evolve(opened(), **changes), *facts))


# --- two keyboards --------------------------------------------------------------------------------------


async def test_two_keyboards_see_each_other_and_undo_only_their_own(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=2) as (stage, pilot):
        with Record.open(tmp_path / "clinic", "t1", PASSPHRASE) as other:
            stream = session_stream(SESSION)
            await pilot.press("p")
            other.append(stream, Arrived("P-002", at(2)), SharedNote("Rain."), who="t2")
            await pilot.press("p")  # P-002: the other was quicker, the second stamp changes nothing
            await until(stage, pilot, "t2: B.T. present 18:02, wrote in the shared note")
            assert stage.live.note.text == "Rain."
            assert "Members 2 of 10" in screen_text(stage)
            await pilot.press("u", "u", "u")
            left = replay(other.read(stream))
        assert [key for key, member in left.members.items() if member.stamps] == ["P-002"]
        assert stage.live.scribe.state == left
        assert left.joined == ("t1",)


def test_words_of_two_hands_are_both_kept() -> None:
    assert both("a", "a", "a\nb") == "a\nb"
    assert both("a", "a\nmine", "a\ntheirs") == "a\nmine\ntheirs"
    assert both("a", "a\nmine", "a\nmine") == "a\nmine"
    assert both("a", "mine", "") == "mine"


# --- breaks ---------------------------------------------------------------------------------------------


def test_breaks_are_logged_and_count_as_attendance_unless_the_pack_says_no() -> None:
    facts = (Arrived("P-001", at(0)), StepStarted(1, at(0)), BreakBegan(at(30)), BreakBegan(at(31)),
             BreakEnded(at(40)), BreakEnded(at(41)))  # fmt: skip
    counted, left_out = told(*facts), told(*facts, breaks_count=False)
    assert breaks(counted, at(60)) == ((at(30), at(40)),)
    assert stamped_minutes(counted.members["P-001"], counted, at(60)) == 60
    assert stamped_minutes(left_out.members["P-001"], left_out, at(60)) == 50
    assert agenda.spent(counted, 1, at(60)) == timedelta(minutes=50)


def test_a_step_of_the_agenda_can_be_the_break() -> None:
    steps = (
        Step("First half", "activity", 40),
        Step("Break", "break", 10),
        Step("Second half", "activity", 40),
    )
    state = told(
        Arrived("P-001", at(0)), StepStarted(0, at(0)), StepStarted(1, at(40)), BreakBegan(at(45)),
        StepStarted(2, at(52)), BreakEnded(at(52)), agenda=steps, breaks_count=False,
    )  # fmt: skip
    assert breaks(state, at(90)) == ((at(40), at(52)),)
    assert stamped_minutes(state.members["P-001"], state, at(90)) == 78


# --- everyone's turn, and time that is short --------------------------------------------------------------


def test_a_round_takes_the_time_of_those_who_are_there() -> None:
    step = Step("Round", "check-in", 15, per_person_minutes=1, people=12)
    state = told(*here(*[0] * 7), StepStarted(0, at(0)), agenda=(step,))
    assert agenda.given(state, 0, at(1)) == 10  # seven turns, and the three minutes around them
    assert agenda.turn(state, at(5)) == agenda.Turn(4, 7)
    assert agenda.notice(state, at(8.5)) is agenda.Notice.SOON
    assert agenda.notice(state, at(10)) is agenda.Notice.UP
    assert agenda.given(told(agenda=(step,)), 0, at(0)) == 13  # nobody yet: the ten expected
    squeezed = evolve(step, minutes=6)  # by welcomes: no more is taken from it
    assert agenda.given(told(*here(*[0] * 7), agenda=(squeezed,)), 0, at(1)) == 6


async def test_twenty_minutes_left_and_the_short_version(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), StepStarted(1, at(0)), minute=5) as (stage, pilot):
        live = stage.live
        fact = evolve(opened(), variants=Variants(short="Draw the wave, and one breath."))
        live.scribe.state = evolve(live.scribe.state, opened=fact)
        await pilot.press("F", *"60", "enter")
        await until(stage, pilot, "Fits")
        assert "Draw the wave" in screen_text(stage)
        state = live.scribe.state
        left = sum(state.steps[i].minutes for i in agenda.ahead(state))
        assert left + 10 >= 60 >= left
        assert StepSkipped(4) in [entry.fact for entry in state.standing()]


# --- guests and walk-ins --------------------------------------------------------------------------------


async def test_a_relative_sits_in_without_a_note(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 0), minute=3) as (stage, pilot):
        await pilot.press("a")
        await type_words(stage, pilot, "rel")
        await pilot.press("enter")
        await until(stage, pilot, "+ 1 guest")
        assert "guest: relative of A.M." in screen_text(stage)
        await pilot.press("o")
        await until(stage, pilot, "The guest (relative) left")
        state = stage.live.scribe.state
        assert (count_attended(state), len(state.guests), len(state.members)) == (2, 1, 10)


async def test_a_patient_of_the_clinic_walks_in(tmp_path: Path) -> None:
    fact = Expected("P-010", "K.V.")
    async with on_stage(tmp_path, minute=3) as (stage, pilot):
        live = stage.live
        members = {key: member for key, member in live.scribe.state.members.items() if key != fact.member}
        live.scribe.state = evolve(live.scribe.state, members=members)
        await pilot.press("a")
        await type_words(stage, pilot, "kv")
        await pilot.press("enter")
        await until(stage, pilot, "K.V. walked in")
        assert live.scribe.state.members["P-010"].who.initials == "K.V."


# --- from elsewhere -------------------------------------------------------------------------------------


async def test_who_joins_from_elsewhere_is_asked_where_and_it_is_shown_in_private(tmp_path: Path) -> None:
    earlier = Located("P-001", "12 Elm Street", "M., sister", at(-2000))
    async with on_stage(tmp_path, JoinedRemotely("P-001"), minute=2) as (stage, pilot):
        stage.record.append(session_stream("before"), earlier)
        await pilot.press("p")
        await until(stage, pilot, "joins from elsewhere")
        assert "Elm" not in screen_text(stage)
        await pilot.press("enter")
        await until(stage, pilot, "12 Elm Street")
        assert "No consent to telehealth stands" in words(stage)
        await pilot.press("ctrl+y")
        await until(stage, pilot, "Consent to telehealth of 25 Nov 2026 (c1)")
        await pilot.press("enter", "enter")
        await until(stage, pilot, "A.M. far")
        assert "Elm" not in screen_text(stage)
        await pilot.press("k", "home", "exclamation_mark", "exclamation_mark")
        await until(stage, pilot, "Where, as said 18:02: 12 Elm Street")
        assert "Call M., sister" in words(stage)


# --- clocks ---------------------------------------------------------------------------------------------


def test_stamps_of_a_clock_that_jumped_are_named() -> None:
    assert suspects(told(*here(0, 5)), at(10)) == ()
    state = told(*here(0, 50), Arrived("P-003", at(-9000)))
    assert suspects(state, at(10)) == (
        "1 time stands ahead of this clock", "1 time stands more than a day from the session",
    )  # fmt: skip


def test_guests_and_presence_fold_to_the_same_state_in_any_order() -> None:
    facts = entries(opened(), GuestCame("g", "observer", at(0)), JoinedRemotely("P-001"), BreakBegan(at(1)))
    assert replay(reversed(facts)) == replay(facts)


LONG = "שלום 👩‍👩‍👧 e\u0301 नमस्ते " * 5000
"""100,000 characters: right to left, joined emoji, combining marks, another script."""


def test_words_of_every_script_and_of_any_length_come_back_as_they_were_cleaned(tmp_path: Path) -> None:
    record, _ = Record.create(tmp_path / "clinic", "t1", PASSPHRASE, cost=CHEAP)
    stream = session_stream(SESSION)
    (written,) = record.append(stream, SharedNote(LONG))
    state = replay(record.read(stream))
    assert state.note == clean(LONG) == clean(state.note)
    assert replay([written]).note == state.note
    record.close()


def test_an_hour_that_a_clock_change_repeats_counts_once(tmp_path: Path) -> None:
    """01:30 to 02:15 on the night the clocks go back is an hour and three quarters."""
    zone = ZoneInfo("America/Chicago")
    starts = datetime(2026, 11, 1, 1, 30, tzinfo=zone)
    record, _ = Record.create(tmp_path / "clinic", "t1", PASSPHRASE, cost=CHEAP)
    ends = datetime(2026, 11, 1, 2, 15, tzinfo=zone)
    facts = (evolve(opened(), starts=starts), Arrived("P-001", starts), StepStarted(1, starts))
    record.append(session_stream(SESSION), *facts)
    state = replay(record.read(session_stream(SESSION)))
    now = ends.astimezone(starts.tzinfo).astimezone(UTC)
    assert stamped_minutes(state.members["P-001"], state, now) == 105
    assert agenda.spent(state, 1, now) == timedelta(minutes=105)
    clock = agenda.session_clock(state, now)
    assert clock is not None
    assert clock.over == timedelta(minutes=15)
    record.close()


async def test_what_is_written_in_the_dark_is_there_after_a_lock_and_the_clock_has_gone_on(
    tmp_path: Path,
) -> None:
    async with on_stage(tmp_path, *here(0), StepStarted(1, at(0)), minute=5) as (stage, pilot):
        await pilot.press("enter")
        await type_words(stage, pilot, "Half a sentence")
        stage.record.lock()
        stage.clock.to(9)
        assert stage.live.scribe.catch_up() == ()  # nothing is lost by looking while it is locked
        assert not stage.live.store_note()
        assert "Not stored" in screen_text(stage)
        stage.record.unlock(PASSPHRASE)
        assert stage.live.store_note()
        await pilot.pause()
        assert stage.live.scribe.state.note == "Half a sentence"
        assert "9:00 of" in screen_text(stage)
