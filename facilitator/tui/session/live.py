"""The live session: one hand, one key, no dialog for what happens every time.

    app.push_screen(LiveScreen(record, session_id), callback)

The callback is told `finished` when wrap-up is done, `later` when it is left for another time, and None when
the screen was left with the session still open.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from textual import events, on, work
from textual.binding import BindingType
from textual.widget import Widget

from curricula.text import clean
from facilitator.events import (
    Arrived,
    Excused,
    Expected,
    FlagRaised,
    NoShow,
    StepExtended,
    StepSkipped,
    StepStarted,
    Unmarked,
    WalkedIn,
)
from facilitator.live import agenda
from facilitator.live.attendance import Mark, in_room, mark
from facilitator.live.session import Member
from facilitator.tui.dialogs.ask import AskWords, Confirm
from facilitator.tui.session.asking import AskReason, AskTag, AskTime, Choice, Question, Round
from facilitator.tui.session.drawing import hours
from facilitator.tui.session.keys import LIVE, bound
from facilitator.tui.session.private import PrivateView
from facilitator.tui.session.room import RoomScreen
from facilitator.tui.session.rows import Rows
from facilitator.tui.session.scribe import Book, Clock, NotStored
from facilitator.tui.session.telling import tell
from facilitator.tui.session.wrapup import WrapUp
from facilitator.tui.settled import settled
from facilitator.tui.text import line, text

EXTENSION = 5
"""Minutes that one key adds to a step."""


def wall_clock() -> datetime:
    return datetime.now().astimezone()


class LiveScreen(RoomScreen):
    """The room's screen with its keys. `record` appends and reads; `clock` gives timezone-aware moments;
    `leaders` are the names that notes give to facilitators, by id."""

    BINDINGS: ClassVar[list[BindingType]] = bound(LIVE)

    def __init__(
        self,
        record: Book,
        session: str,
        *,
        clock: Clock = wall_clock,
        hide_names: bool = False,
        leaders: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(record, session, clock=clock, hide_names=hide_names)
        self.leaders = leaders or {}

    def on_mount(self) -> None:
        if self.scribe.state.ended is not None:
            self.call_after_refresh(self._wrap)

    # --- who is meant -------------------------------------------------------------------------------------

    @property
    def member(self) -> Member | None:
        """The selected member."""
        members = list(self.scribe.state.members.values())
        selected = self.query_one("#members", Rows).selected
        return members[selected] if selected < len(members) else None

    @property
    def step(self) -> int | None:
        """The step that a key means: the selected one while the agenda has the focus, else the next."""
        rows = self.query_one("#agenda", Rows)
        return rows.selected if rows.has_focus else agenda.next_step(self.scribe.state)

    @on(Rows.Moved)
    def _moved(self) -> None:
        self.draw()

    # --- questions in the footer --------------------------------------------------------------------------

    def ask(self, question: Question | None) -> None:
        self.question = question
        self.draw()

    def on_key(self, event: events.Key) -> None:
        """While a question is open the keys are its answers; other letters do nothing, `!` always works."""
        if self.question is None:
            return
        question, state = self.question, self.scribe.state
        answer = question.press(event.key, event.character, state)
        if answer is None:
            if event.is_printable and event.key != "exclamation_mark":
                event.stop()
            return
        event.stop()
        event.prevent_default()
        if answer.facts and not self.record(*answer.facts):
            self.ask(None)
            return
        if isinstance(question, AskTime) and answer.facts:
            question.stored_as(self._last_stamp(question.member))
        if answer.shown is not None:
            self._show_situation(answer.shown)
        if answer.over and self.question is question:
            self.question = None
            if isinstance(question, AskTime):
                self._on_to_next(self.scribe.state.members[question.member])
        self.draw()

    def _last_stamp(self, member: str) -> str:
        """The entry of the stamp written last for `member`."""
        for entry in self.scribe.state.standing():
            if isinstance(entry.fact, Arrived) and entry.fact.member == member:
                return entry.id
        return ""

    # --- members ------------------------------------------------------------------------------------------

    def action_present(self) -> None:
        if (member := self.member) and not in_room(member, self.scribe.state):
            self.record(Arrived(member.id, self.scribe.state.stamp(member.id, self.scribe.now())))
            self._on_to_next(member)

    def _on_to_next(self, member: Member) -> None:
        """The next one who is still expected, so that arrivals are one key each."""
        members = list(self.scribe.state.members.values())
        start = members.index(self.scribe.state.members[member.id])
        order = [*range(start + 1, len(members)), *range(start)]
        waiting = (i for i in order if mark(members[i], self.scribe.state) is Mark.EXPECTED)
        self.query_one("#members", Rows).select(next(waiting, start))

    def action_late(self) -> None:
        if (member := self.member) is None:
            return
        if not in_room(member, self.scribe.state):
            now = self.scribe.state.stamp(member.id, self.scribe.now())
            if not self.record(Arrived(member.id, now)):
                return
        stamp = next(s for s in reversed(self.scribe.state.members[member.id].stamps) if s.inside)
        now = self.scribe.now()
        self.ask(AskTime(member.id, stamp.at.astimezone(now.tzinfo), stamp.entry, max(now, stamp.at)))

    def action_excused(self) -> None:
        if member := self._absent("excused"):
            self.record(Excused(member.id))
            self._on_to_next(member)

    def action_no_show(self) -> None:
        if member := self._absent("no-show"):
            self.record(NoShow(member.id))
            self._on_to_next(member)

    def _absent(self, word: str) -> Member | None:
        """The selected member, unless they were in the room: a stamp is not lost to a slip of the finger."""
        member = self.member
        if member is not None and member.stamps:
            name = self.name_of(member.id)
            self.tell(line(f"{name} was in the room. r takes the mark off, then {word}; o if they leave."))
            self.draw()
            return None
        return member

    def action_expected(self) -> None:
        if member := self.member:
            self.record(Unmarked(member.id))

    def action_leaves(self) -> None:
        if (member := self.member) and in_room(member, self.scribe.state):
            self.ask(AskReason(member.id, self.scribe.state.stamp(member.id, self.scribe.now())))

    def action_tag(self) -> None:
        if member := self.member:
            self.ask(AskTag(member.id))

    def action_check_in(self) -> None:
        self.ask(Round(self.scribe.state))

    def action_check_out(self) -> None:
        self.ask(Round(self.scribe.state, "out"))

    @work
    async def action_walk_in(self) -> None:
        """Someone who is not on the roster; a known id brings the person's initials with it."""
        words = await self.app.push_screen_wait(
            AskWords("Who walked in? Their id, or initials if they have none yet.", yes="They are here")
        )
        if not words:
            return
        person = self.scribe.person(words)
        guests = len(self.scribe.state.members) + 1
        who = Expected(words, person.initials) if person else Expected(f"guest-{guests}", clean(words)[:12])
        self.record(WalkedIn(who), Arrived(who.member, self.scribe.now()))
        self.query_one("#members", Rows).select(list(self.scribe.state.members).index(who.member))

    # --- steps --------------------------------------------------------------------------------------------

    def action_next(self) -> None:
        """Start the next step, or the one selected in the agenda."""
        if (step := self.step) is not None and step != self.scribe.state.current:
            self.situation = None
            self.record(StepStarted(step, self.scribe.state.stamp(None, self.scribe.now())))
        elif step is None:
            self.tell("That was the last step. ", ("w", "bold $primary"), " wraps up.")
            self.draw()

    def action_extend(self) -> None:
        if (current := self.scribe.state.current) is not None:
            self.record(StepExtended(current, EXTENSION))

    def action_skip(self) -> None:
        if (step := self.step) is not None:
            self.record(StepSkipped(step))

    def action_park(self) -> None:
        if (step := self.step) is not None:
            self.record(StepSkipped(step, parked=True))

    def action_fit(self) -> None:
        """Shorten what is left by its own rules, say what became of it, and whether it is enough."""
        state, now = self.scribe.state, self.scribe.now()
        short = agenda.shorten(state, now)
        if short.facts and not self.record(*short.facts):
            return
        left = agenda.session_clock(state, now)
        room = f"{hours(left.left)} left" if left else ""
        if short.over:
            self.tell(
                (f"Still {short.over} min too long for {room}: ", "bold $warning"), "skip or park a step."
            )
        elif not short.facts:
            self.tell(f"It fits already: {short.minutes} min to go, {room}.")
        else:
            sentences = "; ".join(tell(fact, self.scribe.state, self.name_of) for fact in short.facts)
            self.tell(("✓ Fits. ", "$success"), line(sentences))
        self.draw()

    def action_situation(self) -> None:
        opened = self.scribe.state.opened
        if opened is None or not opened.situations:
            self.tell("Words for situations come with a process format; this group has none.")
            self.draw()
            return
        self.ask(Choice("Words for", [(each.kind, each.title) for each in opened.situations]))

    def _show_situation(self, kind: str) -> None:
        opened = self.scribe.state.opened
        situations = opened.situations if opened else ()
        self.situation = next((each for each in situations if each.kind == kind), None)

    def action_scroll(self, by: int) -> None:
        words: Widget = self.query_one("#step-words")
        words.scroll_relative(y=by * max(1, words.size.height - 2), animate=False)

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
        return action != "write" or not (self.question or self.focused is self.note)

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
