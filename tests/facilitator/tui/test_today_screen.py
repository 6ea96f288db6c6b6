"""Today's keys: starting, going on, cancelling, another topic, everyone's groups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from looking import go, settled, shown, until
from riverside import NOW, WEEK, entrance, timetable
from textual.widgets import Input

from facilitator.desk import Desk
from facilitator.events import (
    SessionCancelled,
    SessionOpened,
    WeekPublished,
    session_stream,
    week_stream,
)
from facilitator.live.session import replay
from facilitator.tui.app import Openchair
from facilitator.tui.dialogs.ask import AskWords, Confirm
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.idle import Idle
from facilitator.tui.session.live import LiveScreen
from facilitator.tui.today.keying import Keying
from facilitator.tui.today.roster import RosterView
from facilitator.tui.today.screen import TodayScreen
from scheduler.files import dump_timetable
from scheduler.timetable import Timetable

House = Callable[..., Openchair]
TONIGHT = "evening-skills.2026-11-25T1800.room-2"


def opened(desk: Desk) -> SessionOpened | None:
    facts = [entry.fact for entry in desk.record.read(session_stream(TONIGHT))]
    return next((fact for fact in facts if isinstance(fact, SessionOpened)), None)


async def test_enter_opens_the_session_with_its_roster_and_topic(house: House, desk: Desk) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LiveScreen))
    fact = opened(desk)
    assert fact is not None
    assert (fact.module, fact.topic, fact.room) == (
        "early-recovery",
        "triggers",
        "Room 2",
    )  # the others ran lately
    assert [who.member for who in fact.roster if who.first] == ["P-002"]
    assert fact.agenda[0].kind == "welcome"


async def test_a_session_left_open_by_a_crash_is_offered_first_and_gone_on_with(
    house: House, desk: Desk
) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("enter")
        await settled(pilot)
    again = Openchair(entrance(desk), desk=desk, idle=Idle(600, lambda: 0, lambda: 0))
    async with again.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "▶ open" in shown(again))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(again.screen, LiveScreen))
    facts = [entry.fact for entry in desk.record.read(session_stream(TONIGHT))]
    assert sum(isinstance(fact, SessionOpened) for fact in facts) == 1


async def test_opening_long_before_the_start_is_asked_about(house: House, desk: Desk) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "starts in 2:04" in shown(app)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, TodayScreen))
    assert desk.sessions == tuple(name for name in desk.sessions if "process" not in name)


async def test_opening_somebody_elses_group_is_asked_about(house: House) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("a", "home", "enter")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "t3 leads it, not you" in " ".join(shown(app).split())
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, TodayScreen))


async def test_another_topic_can_be_chosen(house: House, desk: Desk) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("t")
        await until(pilot, lambda: "Topic for Evening skills" in shown(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, TodayScreen))
        chosen = next(
            title for title in ("What sets it off", "Urge surfing", "Sleeping again") if title in shown(app)
        )
        await pilot.press("enter")
        await settled(pilot)
    fact = opened(desk)
    assert fact is not None
    assert fact.title == chosen


async def test_cancelling_needs_a_reason_and_can_be_taken_back(house: House, desk: Desk) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("x")
        await settled(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AskWords))
        assert "A few words are needed" in shown(app)
        await pilot.press(*"snow", "enter")
        await until(pilot, lambda: "cancelled: snow" in shown(app))
        assert isinstance(desk.record.read(session_stream(TONIGHT))[-1].fact, SessionCancelled)
        await pilot.press("x")
        await settled(pilot)
        assert "cancelled: snow" not in shown(app)
        assert "in 0:19" in shown(app)


async def test_a_cancelled_session_cannot_be_started(house: House, desk: Desk) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("x")
        await settled(pilot)
        await pilot.press(*"snow", "enter")
        await settled(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TodayScreen))
    assert opened(desk) is None


async def test_a_shows_the_groups_of_everyone(house: House) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert "Day process" not in shown(app)
        await pilot.press("a")
        await until(pilot, lambda: "Day process" in shown(app))
        assert "by t3" in shown(app)


async def test_a_reminder_opens_the_person_it_is_about(house: House) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("tab", "enter")
        await until(pilot, lambda: app.current_mode == "patients" and "B.T." in shown(app))


async def test_the_countdown_follows_the_clock(desk: Desk) -> None:
    moments = [NOW]
    desk._clock = lambda: moments[0]
    app = Openchair(entrance(desk), desk=desk, idle=Idle(600, lambda: 0, lambda: 0))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "in 0:19" in shown(app))
        moments[0] = NOW + timedelta(minutes=4)
        app.screen._tick()  # type: ignore[attr-defined]
        await until(pilot, lambda: "in 0:15" in shown(app))


async def test_what_somebody_else_wrote_is_taken_in(house: House, desk: Desk) -> None:
    other = Desk(desk.folder, desk.config, desk.record, modules=desk.modules, clock=lambda: NOW)
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        empty = Timetable("Riverside IOP", WEEK)
        other.append(week_stream(str(WEEK)), WeekPublished(str(WEEK), dump_timetable(empty)))
        desk.catch_up()
        await until(pilot, lambda: "No groups today. Press 2 to see the week." in shown(app))


async def test_without_a_published_week_today_says_what_to_do(desk: Desk) -> None:
    sunday = datetime(2026, 12, 6, 12, 0, tzinfo=NOW.tzinfo)
    desk._clock = lambda: sunday
    app = Openchair(entrance(desk), desk=desk, idle=Idle(600, lambda: 0, lambda: 0))
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "no published timetable yet. Press 2" in shown(app))


def test_the_timetable_that_was_published_is_the_one_that_is_read(desk: Desk) -> None:
    assert desk.timetable(WEEK) == timetable(WEEK)


async def test_what_cannot_be_stored_is_said_and_nothing_seems_done(house: House, desk: Desk) -> None:
    desk.record.readonly = True  # type: ignore[attr-defined]
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("enter")
        await until(pilot, lambda: any("cannot be written to" in said.message for said in app._notifications))
        assert isinstance(app.screen, TodayScreen)
        assert "in 0:19" in shown(app)
        await go(pilot, "patients", "P-003")
        await pilot.press("v")
        await settled(pilot)
        await pilot.press("y")
        await settled(pilot)
        assert "P-003" in shown(app)
    assert not app.fault


async def test_lines_take_the_width_of_a_narrow_window_at_once(house: House) -> None:
    app = house()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "B.T.  first session: welcome slot added" in shown(app))


async def test_the_roster_is_private_and_sheets_are_printed_without_a_topic(
    house: House, desk: Desk, tmp_path: Path
) -> None:
    app = house()
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("r")
        await until(pilot, lambda: "Not for the room" in shown(app))
        assert "h this week" in shown(app)
        await pilot.press("escape", "p")
        await until(pilot, lambda: isinstance(app.screen, Choose))
        await pilot.press("down", "down", "enter")  # Markdown
        await until(pilot, lambda: isinstance(app.screen, AskWords))
        app.screen.query_one(Input).value = str(tmp_path / "sheets")
        await pilot.press("enter")
        await until(pilot, lambda: len(list((tmp_path / "sheets").glob("*.md"))) == 2)
        (sheet,) = (tmp_path / "sheets").glob("sign-in*.md")
        assert "Group, Room 2" in sheet.read_text(encoding="utf-8")


async def test_a_group_of_earlier_days_is_keyed_in_from_paper_and_goes_on_to_its_notes(desk: Desk) -> None:
    later = NOW + timedelta(hours=14)
    late = Desk(desk.folder, desk.config, desk.record, modules=desk.modules, clock=lambda: later)
    app = Openchair(entrance(late), desk=late, idle=Idle(600, lambda: 0, lambda: 0))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("k")
        await until(pilot, lambda: isinstance(app.screen, Choose))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Keying))
        await pilot.press("p", "6", "3", "7", "e", "ctrl+s", "ctrl+s")
        await until(pilot, lambda: "late entry" in shown(app))
        facts = [entry.fact for entry in late.entries((SessionOpened.kind,))]
        (fact,) = (each for each in facts if isinstance(each, SessionOpened) and each.from_paper)
        state = replay(late.read(session_stream(fact.session)))
        assert [bool(member.stamps) for member in state.members.values()][:2] == [True, False]
        assert state.saved is not None
        assert state.ended is not None
        assert state.saved - state.ended > timedelta(hours=10)


async def test_nothing_shines_through_the_roster(desk: Desk) -> None:
    app = Openchair(entrance(desk), desk=desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, RosterView))
        assert app.screen.styles.background.a == 1
        assert not set("│╮╯╭╰") & set(shown(app))
