"""From the last minute of the group to the last signature."""

from __future__ import annotations

from pathlib import Path

import pytest
from evening import SESSION, at
from stage import PASSPHRASE, Clock, Stage, here, new_record, on_stage, screen_text, type_words, until, words
from textual.pilot import Pilot

from facilitator.events import (
    AbsenceFollowed,
    FlagRaised,
    Left,
    NoShow,
    NoteSigned,
    SharedNote,
    TaskSet,
    patient_stream,
    session_stream,
)
from facilitator.live.attendance import Mark, mark, minutes
from facilitator.live.session import replay
from facilitator.live.state import SessionState
from facilitator.records.signing import note_bytes
from facilitator.tui.session.signing import Signing

EVERYONE = here(*[0] * 10)
PLAN = "Practised the breath in pairs."


def state(stage: Stage) -> SessionState:
    return replay(stage.record.read(session_stream(SESSION)))


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


async def test_tab_goes_from_the_last_field_of_a_form_to_the_next_form(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 0), minute=88) as (stage, pilot):
        await press(pilot, "w", "enter", *"ab", "tab", *"cd", "tab", *"ef", "tab", "tab", *"gh", "tab", *"ij")
        await until(stage, pilot, "ij")
        await press(pilot, "ctrl+b")
        drafts = state(stage).drafts
        assert state(stage).note == "ab"
        first = drafts["P-001"]
        assert (first.response, first.progress, first.plan) == ("cd", "ef", "gh")
        assert drafts["P-002"].response == "ij"


# --- minutes --------------------------------------------------------------------------------------------


async def test_minutes_are_shown_and_accepted(tmp_path: Path) -> None:
    facts = (*here(0, 2, 14), Left("P-003", at(60), "ill"))
    async with on_stage(tmp_path, *facts, minute=88) as (stage, pilot):
        await press(pilot, "w")
        assert "D.W. – expected" in words(stage)
        assert "✓ B.T. 18:02 19:28 86 present" in words(stage)
        assert "→ C.O. 18:14 19:00 46 left, ill" in words(stage)
        assert "7 without a mark" in words(stage)
        assert state(stage).ended is None
        await press(pilot, "enter")
        found = state(stage)
        assert found.ended is not None
        assert (found.ended - at(88)).total_seconds() < 1
        assert mark(found.members["P-004"], found) is Mark.NO_SHOW


async def test_a_session_left_open_is_offered_its_scheduled_end(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), minute=300) as (stage, pilot):
        await press(pilot, "w")
        assert "ended at 19:30" in screen_text(stage)
        assert "left open" in screen_text(stage)
        await press(pilot, "enter")
        assert state(stage).ended == at(90)


async def test_minutes_are_corrected_with_a_reason(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(30), minute=90) as (stage, pilot):
        await press(pilot, "w", "m")
        await type_words(stage, pilot, "75")
        await press(pilot, "enter")
        assert "a space, and a reason" in words(stage)
        await press(pilot, "m")
        await type_words(stage, pilot, "75 forgot to stamp")
        await press(pilot, "enter")
        found = state(stage)
        assert minutes(found.members["P-001"], found, at(90)) == 75
        assert "corrected: forgot to stamp" in screen_text(stage)


@pytest.mark.parametrize("typed", ["19:32", "1932", " 1932 "])
async def test_the_end_can_be_set(tmp_path: Path, typed: str) -> None:
    async with on_stage(tmp_path, *here(0), minute=99) as (stage, pilot):
        await press(pilot, "w", "t", *["backspace"] * 5)
        await type_words(stage, pilot, typed)
        await press(pilot, "enter")
        await press(pilot, "enter")
        assert state(stage).ended == at(92)


async def test_an_end_that_has_not_come_is_refused(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), minute=99) as (stage, pilot):
        await press(pilot, "w", "t", *["backspace"] * 5)
        await type_words(stage, pilot, "19:50")
        await press(pilot, "enter")
        assert "19:50 has not come yet: it is 19:39." in words(stage)
        await press(pilot, "enter")
        ended = state(stage).ended
        assert ended is not None
        assert 0 <= (ended - at(99)).total_seconds() < 60, "the clock goes on while somebody types"


async def test_back_to_the_room_ends_nothing(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), minute=60) as (stage, pilot):
        await press(pilot, "w", "escape")
        assert stage.screen is stage.live
        assert state(stage).ended is None


# --- notes ----------------------------------------------------------------------------------------------


async def test_facts_are_filled_in_and_words_are_empty(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 2), SharedNote(PLAN), minute=90) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n")
        shown = words(stage)
        assert "Present 1 hour 30 minutes (18:00 to 19:30)." in shown
        assert "2 members attended the group." in shown
        assert "How did this member take part?" in shown
        assert "B.T." in shown.split("From the record")[0] + "B.T."
        assert not state(stage).drafts


async def test_drafts_are_stored_as_typed(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 2), minute=90) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n")
        await type_words(stage, pilot, "Spoke")
        for _ in range(100):  # stored after a short pause in the typing
            await pilot.pause(0.05)
            if "P-001" in state(stage).drafts:
                break
        assert state(stage).drafts["P-001"].response == "Spoke"
        await type_words(stage, pilot, " up")
        await press(pilot, "ctrl+n")
        assert state(stage).drafts["P-001"].response == "Spoke up"


async def test_drafts_are_there_when_wrap_up_is_opened_again(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), minute=90) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n")
        await type_words(stage, pilot, "Spoke")
        await press(pilot, "escape")
        assert stage.outcome == ["later"]
        stage.on_mount()
        await until(stage, pilot, "Shared part of every note")
        await press(pilot, "ctrl+n")
        assert "Spoke" in screen_text(stage)


async def test_guards_speak_while_one_types(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 2), minute=90) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n")
        assert "■ stop No response yet" in words(stage)
        await type_words(stage, pilot, "As B.T. said")
        assert "■ stop This note names another member (B.T.)" in words(stage)


async def test_a_copied_note_is_pointed_out(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 2), minute=90) as (stage, pilot):
        same = "Spoke of the weekend and named two cues that came before the urge."
        await press(pilot, "w", "enter", "ctrl+n")
        await type_words(stage, pilot, same)
        await press(pilot, "ctrl+n")
        await type_words(stage, pilot, same)
        assert "100% the same as the note of A.M." in words(stage)


async def test_a_note_reads_as_dap_and_girp(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), minute=90) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n")
        await type_words(stage, pilot, "Spoke")
        await press(pilot, "f8")
        assert "Assessment" in screen_text(stage)
        await press(pilot, "left")
        assert "Intervention" in screen_text(stage)


async def test_an_absence_gets_its_reason_and_outreach(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), NoShow("P-002"), minute=90) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n", "ctrl+n")
        await type_words(stage, pilot, "ill")
        await press(pilot, "enter")
        await type_words(stage, pilot, "called 19:40")
        await press(pilot, "enter")
        assert state(stage).members["P-002"].reason == "ill"
        facts = [entry.fact for entry in stage.record.read(patient_stream("P-002"))]
        assert facts[-1] == AbsenceFollowed("P-002", SESSION, "called 19:40")
        assert "followed" in screen_text(stage)
        assert state(stage).members["P-002"].absence == "no-show", "a reason does not excuse"


# --- signing --------------------------------------------------------------------------------------------


async def sign(stage: Stage, pilot: Pilot[None], passphrase: str = PASSPHRASE) -> None:
    await press(pilot, "ctrl+s")
    await type_passphrase(stage, pilot, passphrase)


async def type_passphrase(stage: Stage, pilot: Pilot[None], passphrase: str) -> None:
    stage.screen.query_one("#passphrase").value = passphrase  # type: ignore[attr-defined]
    await press(pilot, "enter")
    for _ in range(200):
        if not isinstance(stage.screen, Signing) or "Unlocking" not in screen_text(stage):
            break
        await pilot.pause(0.02)
    await pilot.pause()


async def test_ten_notes_are_signed_in_under_forty_keys(tmp_path: Path) -> None:
    """Keys beside the words themselves and the passphrase, from the room to the last signature."""
    async with on_stage(tmp_path, *EVERYONE, SharedNote(PLAN), minute=90) as (stage, pilot):
        keys = 0

        async def key(*names: str) -> None:
            nonlocal keys
            keys += len(names)
            await press(pilot, *names)

        await key("w", "enter", "ctrl+n")
        for number in range(10):
            await type_words(stage, pilot, f"{WORDS[number]} and stayed with it.")
            await key("tab")
            await type_words(stage, pilot, f"Moved on: {WORDS[-1 - number]}.")
            await key("tab", "1")
        await key("ctrl+s")
        keys += 1
        await type_passphrase(stage, pilot, PASSPHRASE)
        found = state(stage)
        assert len(found.signed) == 10
        assert found.finished is not None
        assert stage.outcome == ["finished"]
        assert keys < 40, keys


WORDS = (
    "Named the first cue", "Drew the wave", "Called it a wish", "Asked a newcomer", "Told of a night without",
    "Laughed at the clock", "Sat it out", "Passed twice", "Offered the breath", "Wrote it down",
)  # fmt: skip


async def test_every_signature_holds_and_covers_every_word(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 0), SharedNote(PLAN), minute=90) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n")
        await type_words(stage, pilot, "Spoke.")
        await press(pilot, "ctrl+n")
        await type_words(stage, pilot, "Listened.")
        await sign(stage, pilot)
        signed = [entry.fact for entry in stage.record.entries((NoteSigned.kind,))]
        assert [note.response for note in signed if isinstance(note, NoteSigned)] == ["Spoke.", "Listened."]
        for note in signed:
            assert isinstance(note, NoteSigned)
            assert stage.record.verify_signature("t1", note_bytes(note), note.signature)
            assert "Present 1 hour 30 minutes" in note.facts


async def test_a_wrong_passphrase_signs_nothing(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), minute=90) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n")
        await type_words(stage, pilot, "Spoke.")
        await sign(stage, pilot, "not the passphrase")
        assert "That passphrase does not open" in words(stage)
        assert not state(stage).signed
        await type_passphrase(stage, pilot, PASSPHRASE)
        assert state(stage).signed


async def test_a_note_that_was_not_opened_is_not_signed(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 0), minute=90) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n")
        await type_words(stage, pilot, "Spoke.")
        await press(pilot, "ctrl+n")
        await type_words(stage, pilot, "Listened.")
        await press(pilot, "escape")
        stage.on_mount()
        await until(stage, pilot, "Shared part of every note")
        await press(pilot, "ctrl+n", "ctrl+s")
        assert "Sign 1 note as t1" in screen_text(stage)
        assert "Open it first" in screen_text(stage)


async def test_a_signed_note_is_read_only(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 0), minute=90) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n")
        await type_words(stage, pilot, "Spoke.")
        await sign(stage, pilot)
        assert "Signed by t1" in screen_text(stage)
        before = state(stage)
        await type_words(stage, pilot, "more")
        await press(pilot, "ctrl+b")
        await type_words(stage, pilot, "x")
        await press(pilot, "ctrl+n")
        assert state(stage) == before
        assert before.finished is None


async def test_hidden_names_stay_hidden_in_wrap_up(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 0), minute=90, hide_names=True) as (stage, pilot):
        await press(pilot, "w")
        assert "A.M." not in screen_text(stage)
        await press(pilot, "enter", "ctrl+n")
        assert "Member 1" in screen_text(stage)
        assert "A.M." not in screen_text(stage)


async def test_a_session_to_which_nobody_came_can_be_finished(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=90) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+s")
        assert state(stage).finished is not None
        assert stage.outcome == ["finished"]


async def test_answering_the_last_flag_finishes_what_is_signed(tmp_path: Path) -> None:
    """The flag is about someone who left no note to stop: signatures stand, the session waits."""
    facts = (*here(0), FlagRaised("P-002", at(5)))
    async with on_stage(tmp_path, *facts, minute=90) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n")
        await type_words(stage, pilot, "Spoke.")
        await sign(stage, pilot)
        assert "1 private flag without who was told" in words(stage)
        assert state(stage).finished is None
        await press(pilot, "f9")
        await type_words(stage, pilot, "Dr K")
        await press(pilot, "enter")
        await type_words(stage, pilot, "called at home")
        await press(pilot, "enter", "escape")
        assert stage.outcome == ["finished"]


async def test_words_of_the_last_moment_are_kept_when_the_app_is_left(tmp_path: Path) -> None:
    record = new_record(tmp_path / "clinic", *here(0, 0))
    stage = Stage(record, Clock(90))
    async with stage.run_test(size=(120, 36)) as pilot:
        await press(pilot, "w", "enter", "ctrl+n")
        await type_words(stage, pilot, "Spoke.")
        stage.exit()
    assert state(stage).drafts["P-001"].response == "Spoke."
    record.close()


async def test_going_from_note_to_absence_mixes_up_nobody(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), NoShow("P-002"), minute=90) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n")
        await type_words(stage, pilot, "Spoke.")
        await press(pilot, "ctrl+n", "ctrl+n", "ctrl+b", "ctrl+b")
        await pilot.pause(0.6)
        assert list(state(stage).drafts) == ["P-001"]
        assert state(stage).drafts["P-001"].response == "Spoke."


async def test_facts_name_the_leaders(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), minute=90, leaders={"t1": "J. O., LMFT"}) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n")
        assert "Led by J. O., LMFT with t2." in words(stage)


async def test_the_passphrase_stays_in_view_below_a_long_batch(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(*[0] * 10), minute=90, size=(80, 24)) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n", *"Came", "ctrl+s")
        await until(stage, pilot, "Your passphrase")
        assert "K.V." not in screen_text(stage)
        await press(pilot, *["down"] * 8)
        await until(stage, pilot, "K.V.")


async def test_outreach_can_be_a_task_for_another_day(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), minute=90) as (stage, pilot):
        await press(pilot, "w", "enter", "ctrl+n", "ctrl+n", "enter")
        await type_words(stage, pilot, "+2 call again")
        await press(pilot, "enter")
        await until(stage, pilot, "absent")
        facts = [entry.fact for entry in stage.record.read(patient_stream("P-002"))]
        (task,) = (fact for fact in facts if isinstance(fact, TaskSet))
        assert (task.what, str(task.due), task.about) == ("call again", "2026-11-27", SESSION)
        assert not [fact for fact in facts if isinstance(fact, AbsenceFollowed)]
