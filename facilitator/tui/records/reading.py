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
from facilitator.notes.note import note_of
from facilitator.notes.views import FORMATS, view
from facilitator.tui.records.papers import SignedNote
from facilitator.tui.text import line, said, text

Holds = Callable[[NoteSigned | NoteAmended], bool]
"""Whether a signature fits the words it stands under."""


COPY = "copy"


class NoteReading(ModalScreen[str | None]):
    """Arrows scroll, escape closes; else it says what is to be added, a meaning of `amending`, or `COPY`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,enter,q", "dismiss", "close"),
        ("c", "add('co-signature')", "co-sign"),
        ("a", "add('addendum')", "addendum"),
        ("l", "add('late-entry')", "late entry"),
        ("e", "add('marked-in-error')", "mark in error"),
        ("y", "add('copy')", "copy"),
        ("f8,right,space", "turn", "next format"),
    ]

    def __init__(self, note: SignedNote, holds: Holds, *, style: str = "", cosigns: bool = False) -> None:
        """`style`: the format it opens in, "" for the plain fields; `cosigns`: the reader may co-sign it."""
        super().__init__()
        self._note, self._holds, self._format, self._cosigns = note, holds, style, cosigns

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide"):
            yield Static(self._words(), id="note")
        yield Static(_keys(self._cosigns), id="note-keys")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def _words(self) -> Content:
        return Content("\n\n").join(note_words(self._note, self._holds, self._format))

    def action_add(self, meaning: str) -> None:
        if meaning != "co-signature" or self._cosigns:
            self.dismiss(meaning)

    def action_turn(self) -> None:
        styles = ("", *FORMATS)
        self._format = styles[(styles.index(self._format) + 1) % len(styles)]
        self.query_one("#note", Static).update(self._words())


def _keys(cosigns: bool) -> Content:
    keys = [("c", "co-sign")] if cosigns else []
    keys += [("a", "addendum"), ("l", "late entry"), ("e", "mark in error"), ("y", "copy"), ("F8", "format")]
    parts = [
        said((key, "bold $primary"), (f" {words}", "$quiet")) for key, words in [*keys, ("esc", "close")]
    ]
    return Content("   ").join(parts)


def note_words(note: SignedNote, holds: Holds, style: str = "") -> list[Content]:
    """The note in paragraphs, every text from outside as plain content."""
    fact = note.fact
    wrong = [more for more in note.later if more.meaning == "marked-in-error"]
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
    shown = view(note_of(fact), style) if style else parts
    body = [said((f"{title}\n", "bold $secondary"), text(words)) for title, words in shown if words.strip()]
    later = [_later(more, holds) for more in note.later]
    marked = [said(("■ MARKED IN ERROR: read what is written below it", "bold $error"))] if wrong else []
    return [head, *marked, *body, _signature(fact, holds), *later]


def _signature(fact: NoteSigned | NoteAmended, holds: Holds) -> Content:
    when = f"{fact.at:%d %b %Y %H:%M}"
    who = said("signed by ", line(fact.signer, "bold"), f" as {line(fact.meaning).plain}, {when}")
    if holds(fact):
        return said(("✓ ", "bold $success"), who, ("  the signature holds", "$success"))
    return said(("■ ", "bold $error"), who, ("  the signature does NOT fit these words", "bold $error"))


def _later(fact: NoteSigned | NoteAmended, holds: Holds) -> Content:
    if isinstance(fact, NoteSigned):
        return _signature(fact, holds)
    told = f", of {fact.happened:%d %b %Y %H:%M}" if fact.happened else ""
    title = said((f"{line(fact.meaning).plain.replace('-', ' ').capitalize()}{told}\n", "bold $secondary"))
    return said(title, text(fact.text), "\n", _signature(fact, holds))
