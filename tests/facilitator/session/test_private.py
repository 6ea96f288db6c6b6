"""A private safety concern: raised without a trace on the room's screen, answered before wrap-up can end."""

from __future__ import annotations

from pathlib import Path

from evening import SESSION, at
from stage import Stage, here, on_stage, screen_text, type_words

from facilitator.events import FlagRaised, session_stream
from facilitator.live.session import replay
from facilitator.live.state import SessionState
from facilitator.notes.guards import blocks


def state(stage: Stage) -> SessionState:
    return replay(stage.record.read(session_stream(SESSION)))


async def test_raising_a_flag_changes_nothing_that_the_room_can_see(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 0), minute=30) as (stage, pilot):
        before = screen_text(stage).splitlines()
        await pilot.press("exclamation_mark")
        await pilot.pause()
        after = screen_text(stage).splitlines()
        assert list(state(stage).flags) == ["P-001"]
        changed = [new for old, new in zip(before, after, strict=True) if old != new]
        assert {line.strip() for line in changed} <= {"saved 18:30:00"}


async def test_undo_does_not_reach_a_flag_and_so_does_not_speak_of_it(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 0), minute=30) as (stage, pilot):
        await pilot.press("t", "q", "exclamation_mark", "u")
        await pilot.pause()
        assert list(state(stage).flags) == ["P-001"]
        assert state(stage).members["P-001"].tags == ()


async def test_a_second_key_opens_an_opaque_view(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 0), minute=30) as (stage, pilot):
        await pilot.press("exclamation_mark", "exclamation_mark")
        await pilot.pause()
        shown = screen_text(stage)
        assert "openchair alerts nobody" in shown
        assert "A.M.  raised 18:30  waits for an answer" in shown
        assert "Practice" not in shown
        assert "B.T." not in shown
        await pilot.press("escape")
        await pilot.pause()
        assert stage.screen is stage.live


async def test_the_flag_works_in_the_middle_of_the_round(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 0), minute=10) as (stage, pilot):
        await pilot.press("c", "1", "2", "3", "exclamation_mark", "4")
        await pilot.pause()
        assert list(state(stage).flags) == ["P-002"]
        assert state(stage).members["P-002"].ratings["in", "mood"] == 4


async def test_the_answer_needs_who_what_and_when(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), FlagRaised("P-001", at(20)), minute=40) as (stage, pilot):
        await pilot.press("f9", "ctrl+s")
        await pilot.pause()
        assert "Still needed: who was told, what was decided." in screen_text(stage)
        await type_words(stage, pilot, "Dr K")
        await pilot.press("enter")
        await type_words(stage, pilot, "stays with sister")
        await pilot.press("enter")
        await pilot.pause()
        answer = state(stage).flags["P-001"].answer
        assert answer is not None
        assert (answer.told, answer.decided) == ("Dr K", "stays with sister")
        assert answer.at == at(40)
        assert "✓ answered 18:40, told Dr K" in screen_text(stage)


async def test_words_are_stored_when_the_view_is_left(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), FlagRaised("P-001", at(20)), minute=40) as (stage, pilot):
        await pilot.press("f9", *"Dr", "enter", *"stays", "escape")
        await pilot.pause()
        answer = state(stage).flags["P-001"].answer
        assert answer is not None
        assert (answer.told, answer.decided) == ("Dr", "stays")
        assert stage.screen is stage.live


async def test_half_an_answer_is_not_dropped_by_one_key(tmp_path: Path) -> None:
    flags = (FlagRaised("P-001", at(20)), FlagRaised("P-002", at(21)))
    async with on_stage(tmp_path, *here(0, 0), *flags, minute=40) as (stage, pilot):
        await pilot.press("f9", *"Dr", "shift+tab", "down")
        await pilot.pause()
        shown = screen_text(stage)
        assert "Still needed: what was decided. The same key again drops it." in shown
        assert "› ! A.M." in shown
        await pilot.press("escape")
        await pilot.pause()
        assert stage.screen is stage.live
        assert state(stage).flags["P-001"].answer is None


async def test_safety_is_written_in_private_only(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), FlagRaised("P-001", at(20)), minute=40) as (stage, pilot):
        await pilot.press("f9")
        await type_words(stage, pilot, "Dr K")
        await pilot.press("tab")
        await type_words(stage, pilot, "stays")
        await pilot.press("tab", "tab")
        await type_words(stage, pilot, "11")
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "safety as a whole number" in screen_text(stage)
        await pilot.press("backspace", "ctrl+s")
        await pilot.pause()
        assert state(stage).members["P-001"].ratings["in", "safety"] == 1


async def test_a_slip_is_withdrawn_in_private(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), minute=40) as (stage, pilot):
        await pilot.press("exclamation_mark", "exclamation_mark", "ctrl+r")
        await pilot.pause()
        assert not state(stage).flags


async def test_wrap_up_cannot_finish_before_the_answer(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), FlagRaised("P-001", at(20)), minute=90) as (stage, pilot):
        await pilot.press("w")
        await pilot.pause()
        assert "(F9) before you can finish" in screen_text(stage)
        await pilot.press("enter", "ctrl+n")
        await type_words(stage, pilot, "Spoke of home.")
        await pilot.pause()
        assert "■ stop A private safety flag waits" in " ".join(screen_text(stage).split())
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "Nothing is ready to sign" in screen_text(stage)
        assert any("private flag" in sentence for sentence in blocks(state(stage)))
