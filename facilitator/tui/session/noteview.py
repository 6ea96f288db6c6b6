"""A note as it will read: DAP, SOAP, BIRP or GIRP, all views of the same words."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from facilitator.desk import Desk
from facilitator.events import NoteStyleChosen, user_stream
from facilitator.notes.note import Note
from facilitator.notes.views import FORMATS, view
from facilitator.records.errors import RecordError
from facilitator.tui.text import said, text


class NoteView(ModalScreen[None]):
    """F8 shows the next format; `k` keeps the shown one for the user, `c` for the clinic."""

    CSS_PATH = "session.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,enter,q", "dismiss", "close"),
        ("f8,right,space", "turn(1)", "next format"),
        ("left", "turn(-1)", "format before"),
        ("k", "keep", "keep it for me"),
        ("c", "keep_for_all", "keep it for the clinic"),
    ]

    def __init__(self, note: Note, style: str = FORMATS[0], desk: Desk | None = None) -> None:
        """`desk`: where a choice of the format is written down; without one none is offered."""
        super().__init__()
        self._desk = desk
        self._note, self._style = note, FORMATS.index(style) if style in FORMATS else 0

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide"):
            yield Static(self._words(), id="as")

    def action_turn(self, by: int) -> None:
        self._style = (self._style + by) % len(FORMATS)
        self.query_one("#as", Static).update(self._words())

    def action_keep(self) -> None:
        if self._desk is not None:
            self._choose(user_stream(self._desk.user), "Your notes are")

    def action_keep_for_all(self) -> None:
        self._choose("clinic", "Notes of the clinic are")

    def _choose(self, stream: str, whose: str) -> None:
        if self._desk is None:
            return
        style = FORMATS[self._style]
        try:
            self._desk.append(stream, NoteStyleChosen(style))
        except RecordError as trouble:
            self.notify(str(trouble), severity="error")
        else:
            self.notify(f"{whose} shown and exported as {style} from now on.")

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
            *(
                (
                    ("k", "bold $primary"),
                    (" keep it for me   ", "$quiet"),
                    ("c", "bold $primary"),
                    (" for the clinic   ", "$quiet"),
                )
                if self._desk
                else ()
            ),
            ("esc", "bold $primary"),
            (" close", "$quiet"),
        )
        return Content("\n\n").join([tabs, *sections, keys])
