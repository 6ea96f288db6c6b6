"""Words added to a signed note, with a signature of their own."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import ClassVar

from attrs import frozen
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static, TextArea

from curricula.text import clean
from facilitator.notes.later import ADDENDUM, ERROR, LATE, TITLES
from facilitator.records.errors import RecordError
from facilitator.tui.session.scribe import Book, Signer
from facilitator.tui.text import line, said, text

SAYS = {
    ADDENDUM: "It stands below the note with this moment and your signature; the note stays as it is.",
    LATE: "Something that belonged to it and was not written in time: say when it happened, and what.",
    ERROR: "The note stays readable and says that it is wrong. Write why, and where the right one is.",
}
WHEN = "%Y-%m-%d %H:%M"


@frozen
class Amended:
    """What was written, by whom it is signed, and of a late entry when it happened."""

    words: str
    signer: Signer
    happened: datetime | None = None


class Amending(ModalScreen[Amended | None]):
    """`of`: when the note's contact took place, which a late entry starts from."""

    CSS_PATH = "records.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "leave it"),
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]

    def __init__(self, record: Book, meaning: str, title: str, of: datetime, now: datetime) -> None:
        super().__init__()
        self._record, self._meaning, self._title = record, meaning, title
        self._of, self._now = of, now
        self._trying = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Static(said((TITLES[self._meaning], "bold"), "  ", line(self._title, "$quiet")))
            yield Static(said((SAYS[self._meaning], "$quiet")), classes="question")
            if self._meaning == LATE:
                yield Input(f"{self._of:{WHEN}}", id="happened", compact=True)
            yield TextArea(id="words", compact=True, highlight_cursor_line=False)
            yield Input(password=True, placeholder=f"Passphrase of {self._record.who}", id="passphrase")
            yield Static("", classes="problem")
            yield Static(said(
                ("tab", "bold $primary"), (" next field   ", "$quiet"), ("enter", "bold $primary"),
                (" signs   ", "$quiet"), ("esc", "bold $primary"), (" leaves it", "$quiet"),
            ))  # fmt: skip

    def on_mount(self) -> None:
        self.query_one("#words").focus()

    @on(Input.Submitted, "#passphrase")
    def _submitted(self) -> None:
        words = clean(self.query_one("#words", TextArea).text).strip()
        happened = self._happened()
        if not words:
            self._say("Write a few words first; they are what you sign.")
        elif self._meaning == LATE and happened is None:
            self._say("When did it happen? A past moment such as 2026-11-25 18:30.")
        elif not self._trying and (passphrase := self.query_one("#passphrase", Input).value):
            self._try(words, happened, passphrase)

    def _happened(self) -> datetime | None:
        """The moment in the field, in the zone of the note; None when there is none, or it is to come."""
        if self._meaning != LATE:
            return None
        try:
            naive = datetime.strptime(self.query_one("#happened", Input).value.strip(), WHEN)
        except ValueError:
            return None
        moment = naive.replace(tzinfo=self._of.tzinfo)
        return moment if moment <= self._now else None

    @work(exclusive=True)
    async def _try(self, words: str, happened: datetime | None, passphrase: str) -> None:
        self._trying = True
        self._say("Unlocking your key ...")
        try:
            signer = await asyncio.to_thread(self._record.signer, passphrase)
        except RecordError as trouble:
            self._say(str(trouble))
            self.query_one("#passphrase", Input).value = ""
        else:
            self.dismiss(Amended(words, signer, happened))
        finally:
            self._trying = False

    def _say(self, words: str) -> None:
        self.query_one(".problem", Static).update(text(words))

    def action_leave(self) -> None:
        self.dismiss(None)
