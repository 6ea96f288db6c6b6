"""The lock: covers everything, closes the database, forgets the key. Every word was stored before."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual import on, work
from textual.widget import Widget
from textual.widgets import Static

from facilitator.records.errors import RecordError
from facilitator.tui.access import opening
from facilitator.tui.access.cover import Cover
from facilitator.tui.access.signin import SignIn
from facilitator.tui.text import said, text

if TYPE_CHECKING:
    from facilitator.records.store import Record


class LockScreen(Cover[str]):
    """Locks `record` as soon as it covers the screen; dismisses with the user who unlocked it.

    `why` is written down: "key" or "idle".
    """

    def __init__(self, record: Record, title: str = "", why: str = "key") -> None:
        super().__init__(title)
        self._record, self._why = record, why
        self._user = record.who
        self._users = self._all_users()

    def _all_users(self) -> list[tuple[str, str]]:
        try:
            return opening.users(self._record.places.clinic)
        except RecordError:  # its server may be gone; locking must work all the same
            return [(self._user, "")]

    def body(self) -> Iterable[Widget]:
        yield Static(said(("Locked. ", "bold"), "The clock of a running group goes on; nothing is lost."))
        yield SignIn(self._users, self._user)
        yield Static(said(("enter unlocks, ↑ ↓ choose who, ctrl+q leaves", "$quiet")), classes="keys")

    def on_mount(self) -> None:
        self.app.clear_notifications()
        self._lock()

    def _lock(self) -> None:
        try:
            opening.lock_record(self._record, self._why)
        except RecordError as trouble:
            self.query_one(SignIn).say(said(("▲ ", "$warning"), text(trouble)))

    @on(SignIn.Given)
    def _given(self, given: SignIn.Given) -> None:
        self._open(given.user, given.passphrase)

    @work(exclusive=True)
    async def _open(self, user: str, passphrase: str) -> None:
        try:
            await asyncio.to_thread(opening.unlock_record, self._record, user, passphrase)
        except RecordError as trouble:
            self.query_one(SignIn).refused(trouble)
            return
        self.dismiss(user)
