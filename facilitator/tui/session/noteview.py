"""A note as it will read: DAP, SOAP, BIRP or GIRP, all views of the same words."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from facilitator.notes import FORMATS, Note, view
from facilitator.tui.text import said, text


class NoteView(ModalScreen[None]):
    """F8 or the right arrow shows the next format."""

    CSS_PATH = "session.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,enter,q", "dismiss", "close"),
        ("f8,right,space", "turn(1)", "next format"),
        ("left", "turn(-1)", "format before"),
    ]

    def __init__(self, note: Note) -> None:
        super().__init__()
        self._note, self._style = note, 0

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide"):
            yield Static(self._words(), id="as")

    def action_turn(self, by: int) -> None:
        self._style = (self._style + by) % len(FORMATS)
        self.query_one("#as", Static).update(self._words())

    def _words(self) -> Content:
        style = FORMATS[self._style]
        tabs = Content("  ").join(
            said((name, "bold $accent reverse" if name == style else "$quiet")) for name in FORMATS
        )
        sections = [
            said((f"{title}\n", "bold $secondary"), text(words) if words else said(("(empty)", "$quiet")))
            for title, words in view(self._note, style)
        ]
        keys = said(
            ("F8", "bold $primary"),
            (" next format   ", "$quiet"),
            ("esc", "bold $primary"),
            (" close", "$quiet"),
        )
        return Content("\n\n").join([tabs, *sections, keys])
