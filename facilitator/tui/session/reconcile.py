"""Wrap-up, first part: who was there and for how many minutes, before anybody writes a note."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from facilitator.desk import Desk
from facilitator.events import Fact, MinutesCorrected, NoShow, SessionEnded
from facilitator.live.attendance import (
    Mark,
    SignIn,
    attended,
    begun,
    count_guests,
    mark,
    scheduled_end,
    sign_in,
    stamped_minutes,
    suggested_end,
    suspects,
)
from facilitator.live.state import SessionState
from facilitator.notes.facts import in_words
from facilitator.today import short
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.session.drawing import HERE, MARKS
from facilitator.tui.session.keys import SHEET, bound
from facilitator.tui.session.rows import Rows
from facilitator.tui.session.scribe import NotStored, Scribe
from facilitator.tui.session.telling import names
from facilitator.tui.text import line, said, text
from scheduler.week import parse_clock


class Reconcile(Vertical):
    """The sign-in sheet with its minutes. Enter accepts it; `m` corrects a row; `t` sets the end."""

    class Accepted(Message):
        """The minutes stand; notes can be written."""

    BINDINGS: ClassVar[list[BindingType]] = bound(SHEET)

    def __init__(self, scribe: Scribe, *, hidden: bool) -> None:
        super().__init__(id="reconcile")
        self.scribe = scribe
        self.hidden = hidden
        self.ends: datetime = scribe.state.ended or suggested_end(scribe.state, scribe.now())

    def compose(self) -> ComposeResult:
        with Vertical(classes="pane", id="sheet"):
            yield Static(id="sheet-heading")
            yield Rows(id="rows")
        yield Static(id="sheet-says")

    def on_mount(self) -> None:
        self.query_one("#sheet").border_title = "Minutes"
        self.query_one("#sheet-heading", Static).update(
            said((f"    {'who':<14}{'in':>7}{'out':>8}{'minutes':>10}   {'':<12}", "$quiet"))
        )
        self.query_one(Rows).focus()
        self.draw()

    # --- what is shown ------------------------------------------------------------------------------------

    def draw(self) -> None:
        rows, shown = self.query_one(Rows), names(self.scribe.state, hidden=self.hidden)
        sheet = sign_in(self.scribe.state, self.ends)
        rows.put([self._row(row, shown[row.member], i == rows.selected) for i, row in enumerate(sheet)])
        self.query_one("#sheet-says", Static).update(self._says())

    def _row(self, row: SignIn, name: str, selected: bool) -> Content:
        glyph, style = MARKS[row.mark]
        came = row.time_in is not None
        out = row.time_out or self.ends
        corrected = self.scribe.state.members[row.member].corrected
        word = f"corrected: {corrected.reason}" if corrected else _word(row)
        return said(
            HERE if selected else " ", " ", (glyph, style), " ", line(name, "bold", width=13),
            " " * max(1, 14 - len(name)),
            f"{self._time(row.time_in):>7}{self._time(out) if came else '':>8}",
            (f"{row.minutes:>10}" if came or corrected else f"{'–':>10}", "bold"), "   ",
            line(word, "$quiet", width=max(10, self.size.width - 52)),
        )  # fmt: skip

    def _time(self, moment: datetime | None) -> str:
        return f"{moment.astimezone(self.scribe.now().tzinfo):%H:%M}" if moment else ""

    def _says(self) -> Content:
        """When it ended and by whose clock, who has no mark yet, and the private flags."""
        state = self.scribe.state
        planned = scheduled_end(state)
        late = (
            planned is not None
            and self.ends == planned
            and self.scribe.now() - planned > timedelta(minutes=15)
        )
        parts = [said("The session ended at ", (self._time(self.ends), "bold"), ".")]
        if state.ended is None and self.ends == begun(state):
            parts = [said("It has not begun: minutes count from ", (self._time(self.ends), "bold"), ".")]
        if late and state.ended is None:
            parts.append(
                said(
                    "It was left open, so this is its scheduled end: ",
                    ("t", "bold $primary"),
                    " sets another.",
                )
            )
        if jump := self._jump:
            parts.append(
                said(
                    "In this sample the time can pass: ",
                    ("f", "bold $primary"),
                    f" jumps to {self._time(jump)}.",
                )
            )
        waiting = [member for member in state.members.values() if mark(member, state) is Mark.EXPECTED]
        if waiting:
            count = f"{len(waiting)} without a mark"
            parts.append(
                said((count, "bold $warning"), ": accepting makes them no-show; esc goes back to the room.")
            )
        for words in suspects(state, max(self.scribe.now(), self.ends)):
            parts.append(
                said((f"{words}.", "bold $warning"), " The clock may have jumped: m corrects minutes.")
            )
        if state.opened is not None and state.opened.from_paper and state.saved is not None:
            written = state.saved.astimezone(self.scribe.now().tzinfo)
            told = f"Late entry from paper: the group was {short(state.opened.starts.date())} at "
            told += f"{self._time(state.opened.starts)}, it was keyed in {short(written.date())} at "
            parts.append(said(told + f"{self._time(written)}."))
        if state.guests:
            guests = count_guests(state)
            parts.append(
                said(f"{guests} guest{'s' if guests > 1 else ''} sat in: counted apart, without a note.")
            )
        if state.open_flags:
            parts.append(
                said(("A private note waits for its answer", "bold $warning"), " (F9) before you can finish.")
            )
        return Content("\n").join(parts)

    @on(Rows.Moved)
    def _moved(self) -> None:
        self.draw()

    # --- what is done -------------------------------------------------------------------------------------

    def action_accept(self) -> None:
        """The group went home: unmarked members did not come. A session that has ended stays as it is."""
        state = self.scribe.state
        facts: list[Fact] = [
            NoShow(member.id) for member in state.members.values() if mark(member, state) is Mark.EXPECTED
        ]
        if state.ended != self.ends:
            facts.append(SessionEnded(self.ends))
        if self._write(*facts):
            self.post_message(self.Accepted())

    @work
    async def action_correct(self) -> None:
        """Other minutes than the stamps give, with a reason."""
        state = self.scribe.state
        members = list(state.members.values())
        member = members[self.query_one(Rows).selected]
        stamped = stamped_minutes(member, state, self.ends)
        name = names(state, hidden=self.hidden)[member.id]
        words = await self.app.push_screen_wait(
            AskWords(
                f"{name}: the stamps say {in_words(stamped)}. Write the minutes, a space, and why.",
                yes="Correct",
                placeholder="75 came at 18:15, forgot to stamp",
            )
        )
        number, _, reason = (words or "").strip().partition(" ")
        if not words:
            return
        if not number.isdecimal() or not reason.strip() or int(number) > self._longest():
            self._say(f"Write whole minutes (0 to {self._longest()}), a space, and a reason.")
            return
        self._write(MinutesCorrected(member.id, int(number), reason.strip()))

    def _longest(self) -> int:
        opened = self.scribe.state.opened
        return max(0, int((self.ends - opened.starts).total_seconds() // 60)) if opened else 0

    @work
    async def action_set_end(self) -> None:
        words = await self.app.push_screen_wait(
            AskWords("When did the group end?", yes="Set", value=self._time(self.ends), placeholder="19:30")
        )
        opened = self.scribe.state.opened
        if not words or opened is None:
            return
        try:
            minute = parse_clock(_with_colon(words))
        except ValueError as wrong:
            self._say(f"{wrong}.")
            return
        day = opened.starts.replace(hour=0, minute=0, second=0, microsecond=0)
        moment, first = day + timedelta(minutes=minute), begun(self.scribe.state) or opened.starts
        moment = moment if moment >= first else moment + timedelta(days=1)
        now = self.scribe.now()
        if moment > now:
            self._say(f"{words.strip()} has not come yet: it is {self._time(now)}. Nothing was changed.")
            return
        self.ends = moment
        self.draw()

    @property
    def _jump(self) -> datetime | None:
        """The end that a visitor of the sample clinic may jump to; None anywhere else."""
        desk, planned = self.scribe.record, scheduled_end(self.scribe.state)
        sample = isinstance(desk, Desk) and desk.sample and self.scribe.state.ended is None
        return planned if sample and planned is not None and self.scribe.now() < planned else None

    def action_jump(self) -> None:
        """Nobody who looks around wants notes of two minutes."""
        planned, desk = self._jump, self.scribe.record
        if planned is not None and isinstance(desk, Desk):
            desk.let_pass(planned)
            self.ends = planned
            self.draw()

    def action_back(self) -> None:
        self.screen.dismiss(None)

    def _write(self, *facts: Fact) -> bool:
        try:
            if facts:
                self.scribe.write(*facts)
        except NotStored as trouble:
            self._say(f"Not stored. {trouble}")
            return False
        self.draw()
        return True

    def _say(self, words: str) -> None:
        self.query_one("#sheet-says", Static).update(text(words, "$error"))


def _with_colon(words: str) -> str:
    """`1900` as `19:00`; whatever else was typed stays as it is."""
    return _DIGITS.sub(r"\1:\2", words.strip())


_DIGITS = re.compile(r"^([0-9]{1,2})([0-9]{2})$")


def _word(row: SignIn) -> str:
    return f"{row.mark.value}{', ' + row.reason if row.reason else ''}"


def came(state: SessionState) -> list[str]:
    """Ids of those who attended: each gets a note."""
    return [key for key, member in state.members.items() if attended(member)]
