"""The forms beside the notes: the shared part that every note carries, and what became of an absence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from curricula.text import clean
from facilitator.tui.settled import settled
from facilitator.tui.text import text


class SharedForm(Vertical):
    """What the group did, once for all notes."""

    class Changed(Message):
        """Somebody typed."""

    def __init__(self) -> None:
        super().__init__(id="shared-form")

    def compose(self) -> ComposeResult:
        yield TextArea(
            id="shared",
            classes="field",
            compact=True,
            highlight_cursor_line=False,
            placeholder="What the group did, and how you led it. Every note carries it, so it names nobody.",
        )
        yield Static(id="shared-guards")

    def on_mount(self) -> None:
        self.query_one("#shared").border_title = "Shared part of every note"

    def load(self, words: str, *, locked: bool) -> None:
        area = self.query_one("#shared", TextArea)
        area.load_text(clean(words))
        area.read_only = locked
        self.screen.set_focus(area)

    @property
    def words(self) -> str:
        return clean(self.query_one("#shared", TextArea).text)

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())


class AbsenceForm(Vertical):
    """Why somebody did not come, as told, and what was done to reach them."""

    class Done(Message):
        """Enter on the last line."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "forward", show=False, priority=True)]

    def __init__(self) -> None:
        super().__init__(id="absence-form")

    def compose(self) -> ComposeResult:
        yield Static(id="absence", classes="field")
        yield Static(id="makeups", classes="field")
        yield Input(id="reason", classes="field", compact=True, placeholder="As told; empty when not known")
        yield Input(
            id="outreach",
            classes="field",
            compact=True,
            placeholder="called 19:40, left word; or as a task in two days: +2 call again",
        )

    def on_mount(self) -> None:
        self.query_one("#absence").border_title = "From the record"
        self.query_one("#makeups").border_title = "Could still come this week"
        self.query_one("#reason").border_title = "Reason"
        self.query_one("#outreach").border_title = "Outreach"

    def load(self, facts: str, reason: str, outreach: str) -> None:
        self.query_one("#absence", Static).update(text(facts))
        self.query_one("#reason", Input).value = clean(reason)
        self.query_one("#outreach", Input).value = clean(outreach)
        self.screen.set_focus(self.query_one("#reason", Input))

    def suggest(self, found: Sequence[str] | None) -> None:
        """Sessions with a seat; None while they are looked for."""
        words = (
            "looking ..." if found is None else "\n".join(found) or "Nothing this week has a seat that fits."
        )
        self.query_one("#makeups", Static).update(text(words, "$quiet" if not found else ""))

    @property
    def reason(self) -> str:
        return clean(self.query_one("#reason", Input).value).strip()

    @property
    def outreach(self) -> str:
        return clean(self.query_one("#outreach", Input).value).strip()

    async def action_forward(self) -> None:
        """From the reason to the outreach, from there on to the next."""
        await settled(self.screen)
        outreach = self.query_one("#outreach", Input)
        if self.screen.focused is not outreach:
            self.screen.set_focus(outreach)
        else:
            self.post_message(self.Done())
