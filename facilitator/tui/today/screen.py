"""The Today workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from attrs import evolve
from textual import on, work
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from facilitator.desk import Desk
from facilitator.events import (
    SessionCancelled,
    StartedDespite,
    Undone,
    Viewed,
    session_stream,
    user_stream,
)
from facilitator.people import people_on
from facilitator.today import Meeting, Stage, short
from facilitator.tui.actions import bindings
from facilitator.tui.dialogs.ask import AskWords, Confirm
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.messages import Go
from facilitator.tui.place import Place
from facilitator.tui.text import line, said
from facilitator.tui.today.briefing import rows_of
from facilitator.tui.today.keying import Keying
from facilitator.tui.today.printing import forms, write_sheets
from facilitator.tui.today.roster import RosterView
from facilitator.tui.today.rows import meeting_row, owed_row, reminder_row
from facilitator.tui.today.sheet import Sheet, day_meetings, sheet
from facilitator.tui.today.starting import against, opened_now
from scheduler.week import hours as duration

PAPER_DAYS = 7
"""Groups so many days back can be keyed in from paper."""
EARLY_MINUTES = 45
"""Opening a session longer before its start than this is asked about."""


class Pane(OptionList):
    """A list with a title; says something kind when it is empty."""

    class Resized(Message):
        """It is wider or narrower now, and so are the lines that fit."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "open", show=True)]

    def on_resize(self) -> None:
        self.post_message(self.Resized())

    def fill(self, options: list[Option], empty: str) -> None:
        """New rows; the highlight stays on the row of the same id, or else on the first."""
        known = self.get_option_at_index(self.highlighted).id if self.highlighted is not None else None
        self.clear_options()
        self.add_options(options or [Option(Content(empty).stylize("$quiet"), disabled=True)])
        ids = [option.id for option in options]
        if options:
            self.highlighted = ids.index(known) if known in ids else 0


class TodayScreen(Place):
    """My groups, who to think of, what is owed."""

    workspace = "today"
    reads = "today: groups and who is expected"
    places: ClassVar[tuple[str, ...]] = ("today",)
    BINDINGS = bindings("today")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._everyone = False
        self._sheet: Sheet | None = None
        self._topics: dict[str, str] = {}  # meeting -> topic the facilitator chose
        self._minute = -1

    def body(self) -> Iterable[Widget]:
        yield Pane(id="groups", classes="pane")
        yield Container(Pane(id="before", classes="pane"), Pane(id="owed", classes="pane"), classes="beside")

    def on_mount(self) -> None:
        self.query_one("#before", Pane).border_title = "Before you start"
        self.query_one("#owed", Pane).border_title = "Owed"
        self.set_interval(5, self._tick)
        self.query_one("#groups").focus()

    def _tick(self) -> None:
        """Countdowns move by the minute; a co-leader's writing is taken in as well."""
        if self.is_current and self.desk.now().minute != self._minute:
            self.catch_up()
            self.draw()

    def on_screen_resume(self) -> None:
        self.catch_up()
        super().on_screen_resume()

    @on(Pane.Resized)
    def _pane_resized(self) -> None:
        self._fill()

    def redraw(self) -> None:
        found = sheet(self.desk, everyone=self._everyone)
        self._sheet = evolve(found, meetings=tuple(self._as_chosen(m) for m in found.meetings))
        self._minute = self.desk.now().minute
        self._fill()

    def _as_chosen(self, meeting: Meeting) -> Meeting:
        """`meeting` with the facilitator's topic in place of the suggested one."""
        wanted = self._topics.get(meeting.id)
        chosen = next((topic for topic in meeting.topics if topic.session == wanted), None)
        return evolve(meeting, topic=chosen.title, because="your choice") if chosen else meeting

    def _fill(self) -> None:
        if self._sheet is None:
            return
        groups = self.query_one("#groups", Pane)
        first = groups.highlighted is None
        groups.border_title = "Everyone's groups today" if self._everyone else "My groups today"
        width = max(40, groups.scrollable_content_region.width - 2)
        now, user = self.desk.now(), self.desk.user
        rows = [Option(meeting_row(m, now, user, width), id=m.id) for m in self._sheet.meetings]
        groups.fill(rows, self._nothing(self._sheet))
        if first and rows:
            groups.highlighted = self._next()
        self._fill_below(self._sheet)

    def _fill_below(self, sheet: Sheet) -> None:
        pane = self.query_one("#before", Pane)
        width = max(24, pane.scrollable_content_region.width - 2)
        before = [Option(reminder_row(r, width), id=f"{i}:{r.person}") for i, r in enumerate(sheet.before)]
        pane.fill(before, "Nothing special about anyone expected today.")
        owed = [Option(owed_row(o), id=f"{o.kind}:{o.of[0] if o.of else ''}") for o in sheet.owed]
        self.query_one("#owed", Pane).fill(owed, "✓ Nothing. All notes are signed.")

    def _nothing(self, sheet: Sheet) -> str:
        """What to do when there are no groups."""
        if sheet.elsewhere:
            return f"You lead no group today. {sheet.elsewhere} by others: a shows them."
        if not sheet.published:
            return "This week has no published timetable yet. Press 2 to make one, then publish it."
        return "No groups today. Press 2 to see the week."

    def _next(self) -> int:
        """The session that was left open, else the next one to come."""
        meetings = self._sheet.meetings if self._sheet else ()
        order = (Stage.OPEN, Stage.COMING, Stage.ENDED)
        ranked = [(order.index(m.stage), i) for i, m in enumerate(meetings) if m.stage in order]
        return min(ranked, default=(0, 0))[1]

    @property
    def _chosen(self) -> Meeting | None:
        groups = self.query_one("#groups", Pane)
        if self._sheet is None or groups.highlighted is None or not self._sheet.meetings:
            return None
        return self._sheet.meetings[groups.highlighted]

    # --- what keys do -------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#groups")
    def _group_selected(self) -> None:
        self.action_start()

    @on(OptionList.OptionSelected, "#before")
    def _person_selected(self, event: OptionList.OptionSelected) -> None:
        self.app.post_message(Go("patients", (event.option.id or "").partition(":")[2]))

    @on(OptionList.OptionSelected, "#owed")
    def _owed_selected(self, event: OptionList.OptionSelected) -> None:
        kind, _, first = (event.option.id or "").partition(":")
        if kind in ("session", "note"):
            self._live(first)
        elif kind in ("contact", "appointment"):
            self.action_write_down()
        elif kind in ("review", "task", "measure", "certification", "private", "outcome", "cover"):
            self.app.post_message(Go("patients", first))
        elif kind == "files":
            self.app.post_message(Go("timetable", first))
        else:
            self.app.post_message(Go("records", first))

    @work
    async def action_write_down(self) -> None:
        """Appointments that are over, and contacts that wait for a signature."""
        from facilitator.tui.chart.appointments import write_down

        await write_down(self)

    def action_all(self) -> None:
        self._everyone = not self._everyone
        self.query_one("#groups", Pane).highlighted = None
        self.draw()

    def action_lock(self) -> None:
        self.openchair.action_lock()

    @work
    async def action_start(self) -> None:
        """Open the session (asked about when it is early), or go on with it."""
        meeting = self._fresh()
        if meeting is None or meeting.stage is Stage.CANCELLED:
            return
        if meeting.stage is Stage.OPEN and (others := self._others_in(meeting)):
            self.notify(f"{', '.join(others)} opened it already: you join the same session.")
        if meeting.stage is Stage.COMING:
            doubt = self._doubt(meeting)
            if doubt and not await self.app.push_screen_wait(Confirm(f"{doubt} Open it now?", "Open it")):
                return
            despite = await self._despite(meeting)
            fact = opened_now(self.desk, meeting, self._topics.get(meeting.id))
            if despite is None or fact is None:
                return
            if not self.write(session_stream(meeting.id), fact, *despite):
                return
        self._live(meeting.id)

    async def _despite(self, meeting: Meeting) -> tuple[StartedDespite, ...] | None:
        """What speaks against starting, with the reason for doing it all the same; None to leave it."""
        found = against(self.desk, meeting)
        if not found:
            return ()
        told = "; ".join(map(str, found))
        question = f"{told}. It can be started with a reason, which is kept."
        reason = await self.app.push_screen_wait(
            AskWords(question, yes="Start", placeholder="Reason, such as: t2 joins at 18:15")
        )
        return None if reason is None else (StartedDespite(tuple(map(str, found)), reason),)

    @work
    async def action_roster(self) -> None:
        """Who is expected, and what matters today about each."""
        if (meeting := self._fresh()) is None:
            return
        found = against(self.desk, meeting)
        if not self.write(user_stream(self.desk.user), Viewed(f"roster {meeting.id}")):
            return
        self.app.push_screen(RosterView(meeting, rows_of(self.desk, meeting), found, self.desk.today()))

    @work
    async def action_print(self) -> None:
        """Sign-in sheet and run-sheet into a folder, as web page, PDF or Markdown."""
        meeting = self._chosen
        fact = opened_now(self.desk, meeting, self._topics.get(meeting.id)) if meeting else None
        if meeting is None or fact is None:
            self.notify("Sheets are printed for a group of this week's timetable.")
            return
        form = await self.app.push_screen_wait(Choose(f"Sheets for {meeting.title}", forms()))
        if form is None:
            return
        where = AskWords("Into which folder? They hold initials.", yes="Write", value=str(Path.home()))
        folder = await self.app.push_screen_wait(where)
        if folder is None:
            return
        told = await asyncio.to_thread(write_sheets, self.desk, meeting, fact, folder, form)
        self.notify(told, timeout=20)

    @work
    async def action_key_in(self) -> None:
        """A whole group from its paper run-sheet, of today or the last days, as a late entry."""
        waiting = self._on_paper()
        if not waiting:
            self.notify("No group of the last days is without its session: nothing to key in.")
            return
        rows = [(m.id, said(line(short(m.starts)), f"  {m.starts:%H:%M}  ", line(m.title))) for m in waiting]
        name = await self.app.push_screen_wait(Choose("Which group was kept on paper?", rows))
        meeting = next((m for m in waiting if m.id == name), None)
        fact = (
            opened_now(self.desk, meeting, self._topics.get(meeting.id), from_paper=True) if meeting else None
        )
        if meeting is None or fact is None:
            return
        known = people_on(self.desk.people, fact.starts.date())
        facts = await self.app.push_screen_wait(Keying(fact, self.desk.now(), known))
        if facts and self.write(session_stream(meeting.id), *facts):
            self._live(meeting.id)

    def _on_paper(self) -> tuple[Meeting, ...]:
        """Groups of the last days that are over and were never opened, the latest first."""
        now, found = self.desk.now(), list[Meeting]()
        for back in range(PAPER_DAYS):
            found += day_meetings(self.desk, now.date() - timedelta(days=back))
        mine = (m for m in found if self._everyone or m.led_by(self.desk.user))
        over = [m for m in mine if m.stage is Stage.COMING and m.ends <= now]
        return tuple(sorted(over, key=lambda meeting: meeting.starts, reverse=True))

    def _fresh(self) -> Meeting | None:
        """The chosen meeting as the record has it now: a co-facilitator may have opened it meanwhile."""
        chosen = self._chosen
        self.catch_up()
        self.draw()
        meetings = self._sheet.meetings if self._sheet else ()
        return next((m for m in meetings if chosen and m.id == chosen.id), None)

    def _others_in(self, meeting: Meeting) -> tuple[str, ...]:
        """Co-facilitators who have the session before them."""
        return tuple(who for who in self.desk.session(meeting.id).joined if who != self.desk.user)

    def _doubt(self, meeting: Meeting) -> str:
        """Why opening it may be a slip of the finger."""
        early = int((meeting.starts - self.desk.now()).total_seconds() // 60)
        doubts = [f"{meeting.title} starts in {duration(early)}."] if early > EARLY_MINUTES else []
        if not meeting.led_by(self.desk.user):
            doubts.append(f"{', '.join(meeting.leaders) or 'Nobody'} leads it, not you.")
        return " ".join(doubts)

    def _live(self, session: str) -> None:
        from facilitator.topic_choice import topics_of
        from facilitator.tui.session.live import LiveScreen

        leaders = {each.id: each.name or each.id for each in self.desk.config.therapists}

        self.app.push_screen(
            LiveScreen(
                self.desk,
                session,
                clock=self.desk.now,
                leaders=leaders,
                topics=topics_of(self.desk, session),
            )
        )

    @work
    async def action_topic(self) -> None:
        """Another topic than the suggested one: the facilitator's choice wins."""
        meeting = self._chosen
        if meeting is None or not meeting.topics:
            self.notify("This group has no topics to choose from.")
            return
        rows = [(s.session, said(line(s.title), "  ", line(s.because, "$quiet"))) for s in meeting.topics]
        chosen = await self.app.push_screen_wait(Choose(f"Topic for {meeting.title}", rows))
        if chosen is not None:
            self._topics[meeting.id] = chosen
            self.draw()

    @work
    async def action_cancel(self) -> None:
        """Cancel with a reason; on a cancelled one, take that back."""
        meeting = self._chosen
        if meeting is None:
            return
        if meeting.stage is Stage.CANCELLED:
            self._take_back(meeting)
        elif meeting.stage is not Stage.COMING:
            self.notify("It has begun: end it from its own screen.")
        else:
            when = f"{meeting.starts:%H:%M}"
            question = f"Cancel {meeting.title} at {when}? {len(meeting.members)} people are expected."
            reason = await self.app.push_screen_wait(
                AskWords(question, yes="Cancel it", placeholder="Reason, such as: facilitator ill")
            )
            if reason is not None and self.write(session_stream(meeting.id), _cancelled(meeting, reason)):
                self.notify("Cancelled. x takes it back. Who is expected still needs to hear of it.")

    def _take_back(self, meeting: Meeting) -> None:
        stream = session_stream(meeting.id)
        entries = [e for e in self.desk.record.read(stream) if isinstance(e.fact, SessionCancelled)]
        if entries and self.write(stream, Undone(entries[-1].id)):
            self.notify("The group takes place after all.")


def _cancelled(meeting: Meeting, reason: str) -> SessionCancelled:
    minutes = int((meeting.ends - meeting.starts).total_seconds() // 60)
    group = meeting.group.id if meeting.group else meeting.title
    return SessionCancelled(meeting.id, group, meeting.starts, minutes, meeting.members, reason)
