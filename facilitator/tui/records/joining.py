"""Letting one more person in: their id, and a passphrase that they type themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Input, Static

from facilitator.records.errors import RecordError
from facilitator.tui.access.fresh import NewPassphrase
from facilitator.tui.access.setup import LONGEST_ID, id_problem
from facilitator.tui.text import said, text

if TYPE_CHECKING:
    from facilitator.records.store import Record


class Joining(ModalScreen[str | None]):
    """Dismisses with the id of who was let in. `people` are names by id of who may be meant."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "leave it")]

    def __init__(self, record: Record, people: Mapping[str, str]) -> None:
        super().__init__()
        self._record, self._people = record, people
        self._trying = False

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog", can_focus=False):
            yield Static(said(("Let one more person in", "bold")))
            yield Static(text("They type the passphrase themselves, and sign their notes with it."))
            yield Input(
                placeholder="Their id, such as t2",
                suggester=SuggestFromList(list(self._people), case_sensitive=False),
                max_length=LONGEST_ID,
                id="user",
            )
            yield NewPassphrase(lambda: self.query_one("#user", Input).value)
            yield Static("", classes="problem")
            yield Static(said(("tab moves on, enter lets them in, esc leaves it", "$quiet")))

    def on_mount(self) -> None:
        self.query_one("#user").focus()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        user = self.query_one("#user", Input).value.strip()
        problem = id_problem(user) or self.query_one(NewPassphrase).problem
        if self._trying:
            return
        if problem:
            self._say(problem)
            return
        self._trying = True
        self._add(user, self.query_one(NewPassphrase).value)

    @work(exclusive=True)
    async def _add(self, user: str, passphrase: str) -> None:
        name = self._people.get(user, "")
        try:
            await asyncio.to_thread(self._record.add_user, user, passphrase, name=name)
        except RecordError as trouble:
            self._say(str(trouble))
            self._trying = False
            return
        self.dismiss(user)

    def _say(self, words: str) -> None:
        self.query_one(".problem", Static).update(said(("■ ", "$error"), text(words)))

    def action_leave(self) -> None:
        self.dismiss(None)
