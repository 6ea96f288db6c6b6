"""The room's screen with the keys of its agenda, and the questions that the footer asks."""

from __future__ import annotations

from time import monotonic

from textual import events
from textual.widget import Widget

from facilitator.events import BreakBegan, BreakEnded, StepExtended, StepSkipped, StepStarted, WordsShown
from facilitator.live import agenda
from facilitator.tui.session.asking import Answer, AskMinutes, AskReason, AskTime, Choice, Question
from facilitator.tui.session.drawing import hours
from facilitator.tui.session.room import RoomScreen
from facilitator.tui.session.rows import Rows
from facilitator.tui.session.telling import tell
from facilitator.tui.text import line

EXTENSION = 5
"""Minutes that one key adds to a step."""


ENDING = 1.5
"""Seconds in which people end what they typed with enter."""


class Steering(RoomScreen):
    """Steps, breaks, what is left of the time, and words for situations."""

    _typed_at = 0.0  # when the last digit of a time was typed, 0 once any key but enter came after it

    @property
    def ending(self) -> bool:
        """A time was just typed to its end: an enter now is meant for that, and does nothing else."""
        return monotonic() - self._typed_at < ENDING

    # --- questions in the footer --------------------------------------------------------------------------

    def ask(self, question: Question | None) -> None:
        self.question = question
        self.draw()

    def on_key(self, event: events.Key) -> None:
        """While a question is open the keys are its answers; other letters do nothing, `!` always works."""
        if event.key != "enter":
            self._typed_at = 0.0
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
        over = answer.over and self.question is question
        if over:
            self.question = None
            if isinstance(question, AskTime | AskReason) and event.key.isdecimal():
                self._typed_at = monotonic()
        self.answered(question, answer, over=over)
        self.draw()

    def answered(self, question: Question, answer: Answer, *, over: bool) -> None:
        """What an answer asks for besides its facts; `over` when the question is."""
        if answer.shown is not None:
            self._show_situation(answer.shown)
        if answer.minutes is not None:
            self.fit(answer.minutes)

    # --- steps --------------------------------------------------------------------------------------------

    @property
    def step(self) -> int | None:
        """The step that a key means: the selected one while the agenda has the focus, else the next."""
        rows = self.query_one("#agenda", Rows)
        return rows.selected if rows.has_focus else agenda.next_step(self.scribe.state)

    def action_next(self) -> None:
        """Start the next step, or the one selected in the agenda; a break ends with it."""
        state, step = self.scribe.state, self.step
        if step is not None and step != state.current:
            self.situation = None
            now = state.stamp(None, self.scribe.now())
            rested = (BreakEnded(now),) if state.resting else ()
            self.record(*rested, StepStarted(step, now))
        elif step is None:
            self.tell("That was the last step. ", ("w", "bold $primary"), " wraps up.")
            self.draw()

    def action_rest(self) -> None:
        """A break of the whole group begins, or is over. It is logged apart from who comes and goes."""
        now = self.scribe.now()
        self.record(BreakEnded(now) if self.scribe.state.resting else BreakBegan(now))

    def action_extend(self) -> None:
        if (current := self.scribe.state.current) is not None:
            self.record(StepExtended(current, EXTENSION))
        else:
            self.tell("No step has begun. ", ("space", "bold $primary"), " starts the first one.")
            self.draw()

    def action_skip(self) -> None:
        if (step := self.step) is not None:
            self.record(StepSkipped(step))

    def action_park(self) -> None:
        if (step := self.step) is not None:
            self.record(StepSkipped(step, parked=True))

    def action_fit(self) -> None:
        self.fit(None)

    def action_minutes_left(self) -> None:
        """The group must end at another time than planned: say how many minutes are left."""
        clock = agenda.session_clock(self.scribe.state, self.scribe.now())
        self.ask(AskMinutes(max(1, clock.left // agenda.MINUTE) if clock else 20))

    def fit(self, minutes: int | None) -> None:
        """Shorten what is left by its own rules, say what became of it, and whether it is enough.

        `minutes`: that many are left; None: until the scheduled end.
        """
        state, now = self.scribe.state, self.scribe.now()
        short = agenda.shorten(state, now, minutes)
        if short.facts and not self.record(*short.facts):
            return
        left = agenda.session_clock(state, now)
        room = f"{minutes} min" if minutes is not None else f"{hours(left.left)} left" if left else ""
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

    # --- words for situations -----------------------------------------------------------------------------

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
        if self.situation is not None:
            self.record(WordsShown(kind, self.scribe.now()))

    def action_scroll(self, by: int) -> None:
        words: Widget = self.query_one("#step-words")
        words.scroll_relative(y=by * max(1, words.size.height - 2), animate=False)
