"""A new passphrase for who is signed in: the old one, then the new one twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from facilitator.records.errors import RecordError
from facilitator.tui.access.fresh import NewPassphrase
from facilitator.tui.text import line, said, text

if TYPE_CHECKING:
    from facilitator.records.store import Record


class ChangePassphrase(ModalScreen[bool]):
    """Dismisses with whether it was changed."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "leave it")]

    def __init__(self, record: Record) -> None:
        super().__init__()
        self._record, self._trying = record, False

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(said("A new passphrase for ", line(self._record.who, "bold")))
            yield Input(password=True, placeholder="The passphrase as it is now", id="old")
            yield NewPassphrase(lambda: self._record.who)
            yield Static("", classes="problem")
            yield Static(said(("tab moves on, enter changes it, esc leaves it", "$quiet")))

    def on_mount(self) -> None:
        self.query_one("#old").focus()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        old, fresh = self.query_one("#old", Input).value, self.query_one(NewPassphrase)
        if self._trying or not old:
            return
        if fresh.problem:
            self._say(fresh.problem)
            return
        self._trying = True
        self._change(old, fresh.value)

    @work(exclusive=True)
    async def _change(self, old: str, new: str) -> None:
        try:
            await asyncio.to_thread(self._record.change_passphrase, old, new)
        except RecordError as trouble:
            self._trying = False
            self._say(str(trouble))
            return
        self.dismiss(True)

    def _say(self, words: str) -> None:
        self.query_one(".problem", Static).update(said(("■ ", "$error"), text(words)))

    def action_leave(self) -> None:
        self.dismiss(False)
