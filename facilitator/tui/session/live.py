"""The live session: one hand, one key, no dialog for what happens every time.

    app.push_screen(LiveScreen(record, session_id), callback)

The callback is told `finished` when wrap-up is done, `later` when it is left for another time, and None when
the screen was left with the session still open.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from curricula.text import clean
from facilitator.events import FlagRaised, Joined, Parted
from facilitator.live.retopic import Topics
from facilitator.tui.dialogs.ask import Confirm
from facilitator.tui.garbage import leave_out_what_is_loaded
from facilitator.tui.session.keys import LIVE, bound
from facilitator.tui.session.private import PrivateView
from facilitator.tui.session.rows import Rows
from facilitator.tui.session.scribe import Book, Clock, NotStored
from facilitator.tui.session.telling import tell
from facilitator.tui.session.topic import TopicAtHand
from facilitator.tui.session.wrapup import WrapUp
from facilitator.tui.settled import settled
from facilitator.tui.text import line, text


def wall_clock() -> datetime:
    return datetime.now().astimezone()


class LiveScreen(TopicAtHand):
    """The room's screen with its keys. `record` appends and reads; `clock` gives timezone-aware moments;
    `leaders` are the names that notes give to facilitators, by id; `topics` ranks topics for who came."""

    BINDINGS: ClassVar[list[BindingType]] = bound(LIVE)

    def __init__(
        self,
        record: Book,
        session: str,
        *,
        clock: Clock = wall_clock,
        hide_names: bool = False,
        leaders: Mapping[str, str] | None = None,
        topics: Topics | None = None,
    ) -> None:
        super().__init__(record, session, clock=clock, hide_names=hide_names)
        self.leaders = leaders or {}
        self.topics = topics

    def on_mount(self) -> None:
        state = self.scribe.state
        if state.ended is not None:
            self.call_after_refresh(self._wrap)
        elif state.opened is not None and self.me not in state.joined:
            self._note_presence(Joined(self.me, self.scribe.now()))
        self.call_after_refresh(leave_out_what_is_loaded)

    def on_unmount(self) -> None:
        """Whoever leaves the screen, by any door, is no longer in the session."""
        if self.scribe.state.ended is None and self.me in self.scribe.state.joined:
            self._note_presence(Parted(self.me, self.scribe.now()))

    def _note_presence(self, fact: Joined | Parted) -> None:
        """Who is in the session is good to know; that it could not be written stops nobody."""
        with suppress(NotStored):
            self.scribe.write(fact)

    # --- private ------------------------------------------------------------------------------------------

    def action_flag(self) -> None:
        """The first `!` raises a flag and shows nothing; a second one opens the private view."""
        if (member := self.member) is None:
            return
        if member.id in self.scribe.state.flags:
            self.action_private()
        else:
            self.record(FlagRaised(member.id, self.scribe.now()))

    def action_private(self) -> None:
        self.store_note()
        member = self.member
        self.app.push_screen(PrivateView(self.scribe, member.id if member else None), lambda _: self.draw())

    # --- the whole ----------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter is a new line while the note is written, and an answer while a question is open."""
        return action != "write" or not (self.question or self.ending or self.focused is self.note)

    async def action_write(self) -> None:
        await settled(self)
        self._show_pane("note")
        self.set_focus(self.note)  # at once: keys typed on are words already
        self.draw()

    def action_panes(self) -> None:
        """Members, agenda and note in turn."""
        order = ["members", "agenda", "note"]
        focused = self.focused.id if self.focused else None
        here = order.index(focused) if focused in order else -1
        there = order[(here + 1) % len(order)]
        self._show_pane(there)
        if there == "agenda" and (current := self.scribe.state.current) is not None:
            self.query_one("#agenda", Rows).select(current)
        self.query_one(f"#{there}").focus()
        self.call_after_refresh(self.draw)

    def _show_pane(self, name: str) -> None:
        """Where panes take turns, the one asked for comes forward."""
        self.set_class(name == "agenda", "-agenda")
        self.set_class(name == "note", "-note")

    def action_hide(self) -> None:
        self.hidden = not self.hidden
        self._step_shown = ()
        self.tell("Names are hidden." if self.hidden else "Initials are shown.")
        self.draw()

    def action_undo(self) -> None:
        state = self.scribe.state
        try:
            undone = self.scribe.undo()
        except NotStored as trouble:
            self.tell(("Not stored. ", "bold $error"), text(trouble))
        else:
            sentences = [tell(entry.fact, state, self.name_of) for entry in reversed(undone)]
            told = "; ".join(filter(None, sentences))
            self.tell(("Taken back: ", "$accent"), line(told)) if undone else self.tell(
                "Nothing to take back."
            )
        self.draw()

    @work
    async def action_leave(self) -> None:
        if self.focused is self.note:
            self._show_pane("members")
            self.query_one("#members").focus()
            return
        if self.situation is not None:
            self.situation = None
            self.draw()
            return
        self.store_note()
        question = (
            "Leave this screen? The session stays open and its clock runs on; enter on Today comes back."
        )
        if await self.app.push_screen_wait(Confirm(question, "Leave", "Stay")):
            self.dismiss(None)

    def action_wrap(self) -> None:
        if self.store_note():
            self._wrap()

    def _wrap(self) -> None:
        self.app.push_screen(WrapUp(self.scribe, hide_names=self.hidden, leaders=self.leaders), self._wrapped)

    def _wrapped(self, outcome: str | None) -> None:
        """Wrap-up says `finished` or `later`; None is back to the room."""
        if outcome is None and self.scribe.state.ended is None:
            self.note.load_text(clean(self.scribe.state.note))
            self.draw()
        else:
            self.dismiss(outcome or "later")
