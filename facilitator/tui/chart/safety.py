"""A safety review of one person: the checklist, then who was told, what was decided and when."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from facilitator.events import FlagAnswered
from facilitator.live.state import Flag
from facilitator.tui.session.private import CHECKLIST
from facilitator.tui.text import said, text
from facilitator.tui.widgets.words import Words
from scheduler.week import parse_clock


class SafetyReview(ModalScreen[FlagAnswered | None]):
    """Gives the answer, or None while it waits. openchair alerts nobody by itself, and says so."""

    CSS_PATH = "chart.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+s", "store", "store"),
        ("escape", "leave", "it waits"),
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]

    def __init__(self, flag: Flag, who: str, now: datetime) -> None:
        super().__init__()
        self._flag, self._who, self._now = flag, who, now

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Static(said(("Safety review  ", "bold $accent"), text(self._who, "bold")))
            yield Static(text(f"{self._flag.why}, {self._flag.at.astimezone(self._now.tzinfo):%d %b %H:%M}"))
            steps = [said((f"{n} ", "bold"), words) for n, words in enumerate(CHECKLIST[:-1], 1)]
            yield Static(Content("\n").join(steps), classes="question")
            yield Static(said(("openchair alerts nobody: you do.", "$quiet")))
            yield Words(placeholder="who was told", id="told")
            yield Words(placeholder="what was decided", id="decided")
            yield Words(f"{self._now:%H:%M}", placeholder="when, such as 18:40", id="when")
            yield Static("", classes="problem")
            yield Static(said(
                ("enter", "bold $primary"), (" stores the answer   ", "$quiet"), ("esc", "bold $primary"),
                (" it waits, and stays on Today", "$quiet"),
            ))  # fmt: skip

    def on_mount(self) -> None:
        self.query_one("#told").focus()

    @on(Input.Submitted)
    def action_store(self) -> None:
        told, decided, when = (self.query_one(f"#{name}", Input).value.strip() for name in FIELDS)
        try:
            minute = parse_clock(when)
        except ValueError:
            minute = -1
        if not told or not decided or minute < 0:
            self.query_one(".problem", Static).update("Who was told, what was decided, and when: all three.")
            return
        at = self._now.replace(hour=minute // 60 % 24, minute=minute % 60, second=0, microsecond=0)
        self.dismiss(FlagAnswered(self._flag.member, told, decided, min(at, self._now)))

    def action_leave(self) -> None:
        self.dismiss(None)


FIELDS = ("told", "decided", "when")
