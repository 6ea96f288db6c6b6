"""One signed note, read-only: what was signed, by whom, when, and whether the signature holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from facilitator.events import NoteAmended, NoteSigned
from facilitator.tui.records.papers import SignedNote
from facilitator.tui.text import line, said, text

Holds = Callable[[NoteSigned | NoteAmended], bool]
"""Whether a signature fits the words it stands under."""


class NoteReading(ModalScreen[None]):
    """Arrows scroll, escape closes."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,enter,q", "dismiss", "close")]

    def __init__(self, note: SignedNote, holds: Holds) -> None:
        super().__init__()
        self._note, self._holds = note, holds

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide"):
            yield Static(Content("\n\n").join(note_words(self._note, self._holds)), id="note")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()


def note_words(note: SignedNote, holds: Holds) -> list[Content]:
    """The note in paragraphs, every text from outside as plain content."""
    fact = note.fact
    head = said(
        line(note.initials, "bold"), "  ", line(note.title), (f"  {note.starts:%d %b %Y %H:%M}", "$quiet")
    )
    parts = (
        ("What happened", fact.facts),
        ("The group", fact.shared),
        ("Response", fact.response),
        ("Progress", fact.progress),
        ("Goal", fact.goal),
        ("Plan", fact.plan),
    )
    body = [said((f"{title}\n", "bold $secondary"), text(words)) for title, words in parts if words.strip()]
    later = [_later(more, holds) for more in note.later]
    keys = said(("esc", "bold $primary"), (" close", "$quiet"))
    return [head, *body, _signature(fact, holds), *later, keys]


def _signature(fact: NoteSigned | NoteAmended, holds: Holds) -> Content:
    when = f"{fact.at:%d %b %Y %H:%M}"
    who = said("signed by ", line(fact.signer, "bold"), f" as {line(fact.meaning).plain}, {when}")
    if holds(fact):
        return said(("✓ ", "bold $success"), who, ("  the signature holds", "$success"))
    return said(("■ ", "bold $error"), who, ("  the signature does NOT fit these words", "bold $error"))


def _later(fact: NoteSigned | NoteAmended, holds: Holds) -> Content:
    if isinstance(fact, NoteSigned):
        return _signature(fact, holds)
    title = said((f"{line(fact.meaning).plain}\n", "bold $secondary"))
    return said(title, text(fact.text), "\n", _signature(fact, holds))
