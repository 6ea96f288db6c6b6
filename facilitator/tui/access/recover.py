"""A lost passphrase: the recovery key from paper, and a new passphrase."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Input, Static

from facilitator.records.errors import RecordError
from facilitator.tui.access import opening
from facilitator.tui.access.cover import Cover
from facilitator.tui.access.fresh import NewPassphrase
from facilitator.tui.text import said, text

if TYPE_CHECKING:
    from facilitator.records.store import Record


class RecoverScreen(Cover["Record | None"]):
    """Dismisses with the open record, or None."""

    ALLOWED: ClassVar[frozenset[str]] = frozenset({"leave"})
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "back")]

    def __init__(self, folder: Path, title: str, user: str) -> None:
        super().__init__(title)
        self._folder, self._user = folder, user
        self._trying = False

    def body(self) -> Iterable[Widget]:
        yield Static(
            said(
                "With the recovery key that was written down at set-up, ", text(self._user, "bold"),
                " gets a new passphrase. Notes signed before stay signed.",
            )
        )  # fmt: skip
        yield Input(placeholder="Recovery key: eight groups of four", id="recovery")
        yield NewPassphrase(lambda: self._user)
        yield Static("", classes="problem")
        yield Static(said(("tab moves on, enter opens, esc goes back", "$quiet")), classes="keys")

    @on(Input.Submitted)
    def _submitted(self) -> None:
        problem = self.query_one(NewPassphrase).problem
        key = self.query_one("#recovery", Input).value
        if self._trying or not key.strip():
            return
        if problem:
            self._say(problem)
            return
        self._trying = True
        self._recover(key, self.query_one(NewPassphrase).value)

    @work(exclusive=True)
    async def _recover(self, key: str, passphrase: str) -> None:
        try:
            record: Record = await asyncio.to_thread(
                opening.recover_record, self._folder, key, self._user, passphrase
            )
        except RecordError as trouble:
            self._say(str(trouble))
            self._trying = False
            return
        self.dismiss(record)

    def _say(self, words: str) -> None:
        self.query_one(".problem", Static).update(said(("■ ", "$error"), text(words)))

    def action_leave(self) -> None:
        self.dismiss(None)
