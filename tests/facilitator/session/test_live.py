"""What each key of the live screen does, on a real record."""

from __future__ import annotations

import gc
import statistics
import time
from pathlib import Path

import pytest
from evening import SESSION, at
from pace import on_a_busy_machine
from stage import Clock, Stage, here, new_record, on_stage, screen_text, until, words
from textual.pilot import Pilot
from textual.widgets import TextArea

from facilitator.events import Expected, Rated, SharedNote, StepStarted, session_stream
from facilitator.live.attendance import Mark, mark
from facilitator.live.session import replay
from facilitator.live.state import Member, SessionState
from facilitator.records.errors import DiskFull
from facilitator.tui.session.drawing import Columns, member_line
from facilitator.tui.session.live import LiveScreen
from facilitator.tui.session.rows import Rows


def state(stage: Stage) -> SessionState:
    """The state as the record alone gives it: what a crash would leave."""
    return replay(stage.record.read(session_stream(SESSION)))


def marked(stage: Stage, member: str) -> Mark:
    found = state(stage)
    return mark(found.members[member], found)


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()


# --- arrivals -------------------------------------------------------------------------------------------


async def test_arrivals_are_one_key_each_and_go_on_to_the_next(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=2) as (stage, pilot):
        await press(pilot, "p", "p", "e", "n")
        assert [marked(stage, f"P-00{i}") for i in range(1, 6)] == [
            Mark.PRESENT, Mark.PRESENT, Mark.EXCUSED, Mark.NO_SHOW, Mark.EXPECTED,
        ]  # fmt: skip
        assert "Members 2 of 10" in screen_text(stage)
        assert "✓ A.M. 18:02" in words(stage)


async def test_everything_shown_as_done_is_in_the_record(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=1) as (stage, pilot):
        await press(pilot, "p", "space", "c", "7")
        assert stage.live.scribe.state == state(stage)
        assert "saved 18:01:00" in screen_text(stage)


async def test_an_arrival_after_five_minutes_reads_as_late(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=14) as (stage, pilot):
        await press(pilot, "p")
        assert marked(stage, "P-001") is Mark.LATE
        assert "A.M. late 18:14" in screen_text(stage)


async def test_late_takes_a_typed_time(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=14) as (stage, pilot):
        await press(pilot, "l", *"1809")
        stamps = state(stage).members["P-001"].stamps
        assert [stamp.at for stamp in stamps] == [at(9)]
        await press(pilot, "enter")  # many end a time with it: it does not open the note
        assert not isinstance(stage.focused, TextArea)
        await press(pilot, "up", "enter")  # any other key came after the time: now it does
        assert isinstance(stage.focused, TextArea)
        await press(pilot, "escape", "l", "down", "down", "enter")  # late went on to the next who is expected
        assert [stamp.at for stamp in state(stage).members["P-001"].stamps] == [at(7)]


@pytest.mark.parametrize("typed", ["1899", "2575", "1830"])
async def test_a_time_that_is_none_or_has_not_come_is_not_taken(tmp_path: Path, typed: str) -> None:
    async with on_stage(tmp_path, minute=14) as (stage, pilot):
        await press(pilot, "l", *typed)
        assert "still to come" in screen_text(stage) or "is no time" in screen_text(stage)
        await press(pilot, "escape")
        (stamp,) = state(stage).members["P-001"].stamps
        assert at(14) <= stamp.at < at(14.01)


async def test_someone_leaves_with_a_reason_and_comes_back(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 0), minute=30) as (stage, pilot):
        await press(pilot, "o", "w")
        assert marked(stage, "P-001") is Mark.LEFT
        assert "A.M. left 18:30, work" in screen_text(stage)
        stage.clock.to(40)
        await press(pilot, "p")
        assert [stamp.inside for stamp in state(stage).members["P-001"].stamps] == [True, False, True]


async def test_a_stamp_is_not_lost_to_a_slip(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), minute=30) as (stage, pilot):
        await press(pilot, "n")
        assert marked(stage, "P-001") is Mark.PRESENT
        assert "was in the room" in screen_text(stage)
        await press(pilot, "r", "n")
        assert marked(stage, "P-001") is Mark.NO_SHOW


async def test_a_walk_in_joins_the_roster(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=3) as (stage, pilot):
        await press(pilot, "a", "X", ".", "Y", ".", "enter")
        member = state(stage).members["walk-in-11"]
        assert member.who.initials == "X.Y."
        assert marked(stage, "walk-in-11") is Mark.PRESENT
        await press(pilot, "u")
        assert "walk-in-11" not in state(stage).members


async def test_a_clock_set_back_gives_no_negative_time(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(20), minute=10) as (stage, pilot):
        await press(pilot, "o", "enter")
        stamps = state(stage).members["P-001"].stamps
        assert [(stamp.inside, stamp.at) for stamp in stamps] == [(True, at(20)), (False, at(20))]


# --- the round ------------------------------------------------------------------------------------------


async def test_the_round_is_one_key_a_number(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 0), minute=9) as (stage, pilot):
        await press(pilot, "c", "6", "t", "minus", "4", "backspace", "5", "0", "8")
        found = state(stage)
        assert dict(found.members["P-001"].ratings) == {("in", "mood"): 6, ("in", "craving"): 10}
        assert dict(found.members["P-002"].ratings) == {
            ("in", "mood"): 5, ("in", "craving"): 0, ("in", "hope"): 8,
        }  # fmt: skip
        assert stage.live.question is None


async def test_safety_is_never_asked_in_the_round_nor_shown(tmp_path: Path) -> None:
    facts = (*here(0), Rated("P-001", "safety", 3))
    async with on_stage(tmp_path, *facts, minute=9) as (stage, pilot):
        await press(pilot, "c", "1", "2", "4")
        assert "safety" not in screen_text(stage)
        assert state(stage).members["P-001"].ratings["in", "safety"] == 3
        assert stage.live.question is None


async def test_letters_do_nothing_while_a_number_is_awaited(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), minute=9) as (stage, pilot):
        before = stage.record.count()
        await press(pilot, "c", "p", "w", "space", "escape")
        assert stage.record.count() == before
        assert stage.screen is stage.live


async def test_a_notice_leaves_the_keys_in_sight(tmp_path: Path) -> None:
    stage = Stage(new_record(tmp_path / "clinic"), Clock(5))
    async with stage.run_test(size=(80, 24), notifications=True) as pilot:
        stage.notify("The sample clinic is yours to try; nothing in it is real.", timeout=60)
        await until(stage, pilot, "sample clinic")
        shown = words(stage)
        assert "p present" in shown
        assert "t tag" in shown
        assert "? all keys" in shown
        assert "saved" in shown
    stage.record.close()


# --- tags, undo -----------------------------------------------------------------------------------------


async def test_a_tag_is_on_and_off_by_the_same_keys(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), minute=20) as (stage, pilot):
        await press(pilot, "t", "q")
        assert state(stage).members["P-001"].tags == ("quiet",)
        await press(pilot, "t", "q")
        assert state(stage).members["P-001"].tags == ()


async def test_enter_while_a_question_waits_does_not_go_to_the_note(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0), minute=20) as (stage, pilot):
        await press(pilot, "t", "enter", "q")
        assert state(stage).members["P-001"].tags == ("quiet",)
        assert isinstance(stage.screen.focused, Rows)
        assert state(stage).note == ""


async def test_undo_walks_back_key_by_key(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=2) as (stage, pilot):
        await press(pilot, "p", "p", "space", "u")
        assert state(stage).current is None
        await press(pilot, "u", "u")
        assert marked(stage, "P-001") is Mark.EXPECTED
        await press(pilot, "u")
        assert "Nothing to take back" in screen_text(stage)
        assert state(stage).opened is not None


# --- steps ----------------------------------------------------------------------------------------------


async def test_space_goes_from_step_to_step(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=0) as (stage, pilot):
        assert "Next: Welcome B.T., ground rules" in screen_text(stage)
        await press(pilot, "space")
        stage.clock.to(9.5)
        await press(pilot, "space")
        assert [(run.step, run.at.minute) for run in state(stage).runs] == [(0, 0), (1, 9)]
        assert "2/7 Check-in round" in screen_text(stage)
        assert "✓ Welcome B.T., ground rules 7 9" in words(stage)


async def test_the_timer_is_the_wall_clock(tmp_path: Path) -> None:
    facts = (StepStarted(0, at(0)),)
    async with on_stage(tmp_path, *facts, minute=3) as (stage, pilot):
        assert "3:00 of 7:00" in screen_text(stage)
        stage.clock.to(8)
        stage.live._tick()
        await pilot.pause()
        assert "8:00 of 7:00 · 1:00 over" in screen_text(stage)


async def test_more_time_skip_and_park(tmp_path: Path) -> None:
    async with on_stage(tmp_path, StepStarted(0, at(0)), minute=5) as (stage, pilot):
        await press(pilot, "plus", "s", "x", "space")
        found = state(stage)
        assert found.steps[0].minutes == 12
        assert found.steps[1].skipped
        assert found.steps[2].parked
        assert found.current == 3


async def test_fit_shortens_by_the_steps_own_rules_and_is_one_undo(tmp_path: Path) -> None:
    async with on_stage(tmp_path, StepStarted(2, at(30)), minute=35) as (stage, pilot):
        await press(pilot, "f")
        found = state(stage)
        assert found.steps[4].skipped
        assert "Fits." in screen_text(stage)
        await press(pilot, "u")
        assert not state(stage).steps[4].skipped


async def test_the_selected_step_of_the_agenda_is_the_one_meant(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=0) as (stage, pilot):
        await press(pilot, "tab", "j", "j", "space")
        assert state(stage).current == 2


async def test_a_process_group_has_words_for_situations(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=5, process=True) as (stage, pilot):
        await press(pilot, "space", "i", "2")
        assert "One person fills the room" in screen_text(stage)
        assert "'Who can stay with that?'" in screen_text(stage)
        await press(pilot, "escape")
        assert "1/3 Arriving" in screen_text(stage)


# --- the shared note ------------------------------------------------------------------------------------


async def test_the_note_is_stored_after_a_pause_and_on_leaving_it(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=20) as (stage, pilot):
        await press(pilot, "enter", *"We p")
        assert "writing" in screen_text(stage)
        await pilot.pause(0.6)
        assert state(stage).note == "We p"
        await press(pilot, *"lan", "escape")
        assert state(stage).note == "We plan"
        await press(pilot, "p")
        assert marked(stage, "P-001") is Mark.LATE


# --- hiding, leaving, crashing --------------------------------------------------------------------------


async def test_hidden_names_are_nowhere_on_the_screen(tmp_path: Path) -> None:
    async with on_stage(tmp_path, *here(0, 0), StepStarted(0, at(0)), minute=5) as (stage, pilot):
        await press(pilot, "h", "t", "s")
        shown = screen_text(stage)
        assert "Member 2 new" in shown
        assert "Goodbye to Member 5" in shown
        assert not [line for line in shown.splitlines() if "A.M." in line or "B.T." in line or "E.R." in line]


async def test_names_can_be_hidden_from_the_start(tmp_path: Path) -> None:
    async with on_stage(tmp_path, hide_names=True) as (stage, _):
        assert "Member 10" in screen_text(stage)


async def test_leaving_asks_once_and_leaves_the_session_open(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=5) as (stage, pilot):
        await press(pilot, "escape", "n")
        assert stage.screen is stage.live
        await press(pilot, "escape", "y")
        assert stage.outcome == [None]
        assert state(stage).ended is None


async def test_opening_again_after_a_crash_gives_the_same_screen(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=3) as (stage, pilot):
        await press(pilot, "p", "p", "e", "space", "c", "6", "3", "escape", "home", "enter", *"Plans")
        await pilot.pause(0.6)
        await press(pilot, "escape")
        first = screen_text(stage)
        stage.pop_screen()
        stage.on_mount()
        await until(stage, pilot, "1/7 Welcome")
        await until(stage, pilot, "K.V.")
        await pilot.pause(0.2)
        assert_same_room(first, screen_text(stage))


def assert_same_room(first: str, second: str) -> None:
    """Equal in everything but the message, the selected row and the seconds."""

    def core(shown: str) -> list[str]:
        return [line.replace("›", " ") for line in shown.splitlines()[1:-3]]

    assert core(first) == core(second)


class Full:
    """A record on a disk that has just become full."""

    def __init__(self, record: object) -> None:
        self._record = record

    def __getattr__(self, name: str) -> object:
        return getattr(self._record, name)

    def append(self, *_: object, **__: object) -> object:
        raise DiskFull


async def test_what_could_not_be_stored_is_not_shown_as_done(tmp_path: Path) -> None:
    record = new_record(tmp_path / "clinic")
    stage = Stage(record, Clock(2))
    async with stage.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        stage.live.scribe.record = Full(record)  # type: ignore[assignment]
        await press(pilot, "p")
        assert "Not stored." in screen_text(stage)
        assert "Members 0 of 10" in screen_text(stage)
        stage.live.scribe.record = record
        await press(pilot, "p")
        assert "Members 1 of 10" in screen_text(stage)
    record.close()


# --- mouse, sizes, speed --------------------------------------------------------------------------------


async def test_the_mouse_selects_members_and_presses_keys(tmp_path: Path) -> None:
    async with on_stage(tmp_path, minute=1) as (stage, pilot):
        await pilot.click("#members", offset=(6, 3))
        assert stage.live.query_one("#members", Rows).selected == 3
        await pilot.click("KeyLine", offset=(2, 0))
        await pilot.pause()
        assert marked(stage, "P-004") is Mark.PRESENT


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (60, 16), (200, 60)])
async def test_every_size_shows_members_step_and_keys(tmp_path: Path, size: tuple[int, int]) -> None:
    async with on_stage(tmp_path, StepStarted(3, at(30)), minute=40, size=size) as (stage, pilot):
        await pilot.pause()
        shown = screen_text(stage)
        assert "A.M." in shown
        assert "Practice in pairs" in shown
        assert "all keys" in shown
        await press(pilot, "tab")
        assert "One thing" in screen_text(stage)


async def test_a_key_is_stored_and_drawn_in_time(tmp_path: Path) -> None:
    """Processor time of a key, from writing it to having drawn it; half of them within the figure."""
    async with on_stage(tmp_path, *here(*[0] * 10), minute=20) as (stage, _):
        took = []
        for i in range(60):
            begun = time.process_time()
            stage.live.record(Rated(f"P-{i % 10 + 1:03d}", "mood", i % 11))
            took.append(time.process_time() - begun)
        assert statistics.median(took) < on_a_busy_machine(0.017), f"{statistics.median(took) * 1000:.1f} ms"


async def test_a_large_paste_is_kept_whole(tmp_path: Path) -> None:
    paste = "word " * 20_000
    async with on_stage(tmp_path, minute=20) as (stage, pilot):
        await press(pilot, "enter")
        stage.live.note.insert(paste)
        await pilot.pause(0.8)
        assert state(stage).note == paste
        assert isinstance(list(state(stage).entries())[-1].fact, SharedNote)


async def test_a_session_that_was_never_opened_shows_an_empty_room(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as (stage, pilot):
        stage.pop_screen()
        stage.push_screen(LiveScreen(stage.record, "unknown", clock=stage.clock))
        await press(
            pilot, "p", "l", "o", "c", "escape", "t", "space", "f", "exclamation_mark", "u", "tab", "j"
        )
        assert "Members 0 of 0" in screen_text(stage)
        assert not stage.record.read(session_stream("unknown"))


async def test_what_is_loaded_holds_up_no_key(tmp_path: Path) -> None:
    """Python's search for garbage in all that is loaded takes as long as a key may."""
    loaded = gc.get_freeze_count()
    async with on_stage(tmp_path) as (_, pilot):
        await pilot.pause()
        assert gc.get_freeze_count() > loaded


async def test_more_time_before_the_first_step_says_why_nothing_happens(tmp_path: Path) -> None:
    async with on_stage(tmp_path) as (stage, pilot):
        await press(pilot, "plus")
        assert "No step has begun. space starts the first one." in screen_text(stage)


def test_who_is_new_and_far_is_called_both() -> None:
    columns = Columns.fitting(40, ("mood", "craving"))
    new = Member(Expected("P-1", "A.M.", first=True, remote=True))
    assert "A.M. new far" in member_line(new, SessionState(), "A.M.", columns).plain
    long = member_line(new, SessionState(), "Alexandra", columns).plain
    assert "Alexandra new" in long, "where both have no room, the first one stays"
    assert "far" not in long
