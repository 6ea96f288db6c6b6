"""Unlock: choose who you are, give the passphrase."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from facilitator.records.errors import RecordError
from facilitator.tui.access import opening
from facilitator.tui.access.cover import Cover
from facilitator.tui.access.recover import RecoverScreen
from facilitator.tui.access.signin import SignIn
from facilitator.tui.text import said

if TYPE_CHECKING:
    from facilitator.records.store import Record


class UnlockScreen(Cover["Record"]):
    """Dismisses with the open record. Raises NotAStore or Damaged when there is nothing to unlock."""

    ALLOWED: ClassVar[frozenset[str]] = frozenset({"recover"})
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+r", "recover", "recovery key")]

    def __init__(self, folder: Path, title: str = "", user: str = "") -> None:
        super().__init__(title)
        self._folder = folder
        self._first = user
        self._users = opening.users(folder)

    def body(self) -> Iterable[Widget]:
        yield SignIn(self._users, self._first)
        yield Static(
            said(("enter opens, ↑ ↓ choose who, ctrl+r lost it, ctrl+q leaves", "$quiet")),
            classes="keys",
        )

    @on(SignIn.Given)
    def _given(self, given: SignIn.Given) -> None:
        self._open(given.user, given.passphrase)

    @work(exclusive=True, group="open")
    async def _open(self, user: str, passphrase: str) -> None:
        try:
            record = await asyncio.to_thread(opening.open_record, self._folder, user, passphrase)
        except RecordError as trouble:
            self.query_one(SignIn).refused(trouble)
            return
        self.dismiss(record)

    def action_recover(self) -> None:
        user = self.query_one(SignIn).user
        self.app.push_screen(RecoverScreen(self._folder, self._title, user), self._recovered)

    def _recovered(self, record: Record | None) -> None:
        if record is not None:
            self.dismiss(record)
