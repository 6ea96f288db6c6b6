"""Signing: the batch is displayed, the passphrase is given once, every note gets its own signature."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from attrs import frozen
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from facilitator.records.errors import RecordError
from facilitator.tui.session.scribe import Book, Signer
from facilitator.tui.text import line, said, text

SHORT = 30
"""Below this height the batch takes fewer lines, so that the passphrase stays in view."""


@frozen
class Waiting:
    """One note of the batch: whose it is, its minutes in words, and what keeps it from being signed."""

    name: str
    about: str
    because: str = ""  # "" when it is ready
    looks: int = 0  # guards that ask for a look


class Signing(ModalScreen[Signer | None]):
    """Gives the unlocked signer, or None when nothing is to be signed."""

    CSS_PATH = "session.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "not yet"),
        ("up", "scroll(-1)", "scroll up"),
        ("down", "scroll(1)", "scroll down"),
    ]

    def __init__(self, record: Book, notes: Sequence[Waiting], *, verb: str = "Sign") -> None:
        """`verb`: Sign, or Co-sign what somebody else wrote."""
        super().__init__()
        self._record, self._notes, self._verb = record, notes, verb
        self._trying = False

    @property
    def ready(self) -> list[Waiting]:
        return [note for note in self._notes if not note.because]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Static(self._title(), id="batch-title")
            with VerticalScroll(id="batch", can_focus=False):
                yield Static(Content("\n").join(_row(note) for note in self._notes))
            yield Static(_MEANING[self._verb], id="meaning")
            if self.ready:
                yield Input(password=True, placeholder="Your passphrase", id="passphrase")
            yield Static("", classes="problem")
            yield Static(_KEYS if self.ready else said(("esc", "bold $primary"), (" back", "$quiet")))

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.height < SHORT, "-short")

    def _title(self) -> Content:
        count = len(self.ready)
        if not count:
            return said((f"Nothing is ready to {self._verb.lower()} yet.", "bold"))
        words = f"{self._verb} {count} note{'' if count == 1 else 's'} as {self._record.who}"
        return said((words, "bold"))

    @on(Input.Submitted, "#passphrase")
    def _submitted(self, event: Input.Submitted) -> None:
        if event.value and not self._trying:
            self._try(event.value)

    @work(exclusive=True)
    async def _try(self, passphrase: str) -> None:
        """Unlocking takes a moment by design; the screen stays alive meanwhile."""
        self._trying = True
        self._say(said(("Unlocking your key ...", "$quiet")))
        try:
            signer = await asyncio.to_thread(self._record.signer, passphrase)
        except RecordError as trouble:
            self._say(text(trouble, "$error"))
            self.query_one("#passphrase", Input).value = ""
        else:
            self.dismiss(signer)
        finally:
            self._trying = False

    def _say(self, words: Content) -> None:
        self.query_one(".problem", Static).update(words)

    def action_scroll(self, by: int) -> None:
        """Every note of the batch can be seen before it is signed."""
        self.query_one("#batch").scroll_relative(y=by, animate=False)

    def action_leave(self) -> None:
        self.dismiss(None)


def _row(note: Waiting) -> Content:
    name = line(note.name, "bold", width=12)
    pad = " " * max(1, 13 - name.cell_length)
    if note.because:
        return said(("■ ", "$error"), name, pad, line(note.because, "$quiet"))
    looks = said(("  ▲ ", "$warning"), f"{note.looks} to look at") if note.looks else Content("")
    return said(("✓ ", "$success"), name, pad, line(note.about), looks)


_MEANING = {
    "Sign": said(
        (
            "Your signature says that you wrote these notes and that they are true. They are locked then; ",
            "$quiet",
        ),
        ("later words become an addendum.", "$quiet"),
    ),
    "Co-sign": said(
        ("Your signature beside the author's says that you read these notes and stand by them.", "$quiet")
    ),
}
_KEYS = said(
    ("enter", "bold $primary"), (" signs   ", "$quiet"), ("↑↓", "bold $primary"), (" scroll   ", "$quiet"),
    ("esc", "bold $primary"), (" not yet", "$quiet"),
)  # fmt: skip
