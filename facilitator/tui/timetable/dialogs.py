"""Windows over the timetable: why something is so, what forbids something, everything that differs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from facilitator.timetabling.view import WeekView
from facilitator.timetabling.words import counted, spoken, week_name, week_span
from facilitator.tui.text import line, said, text
from facilitator.tui.timetable.panes import change_row


class Tell(ModalScreen[None]):
    """Some words to read; any of the usual keys closes them."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,enter,q,space", "dismiss", "close")]

    def __init__(self, words: Content, title: str = "") -> None:
        super().__init__()
        self._title, self._words = title, words

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide"):
            if self._title:
                yield Static(line(self._title, "bold"))
            yield Static(self._words, classes="words")
            yield Static(text("esc closes this", "$quiet"))


class Differences(ModalScreen[bool]):
    """Everything that differs from the week before (or what `beside` calls it), over the whole screen.

    With `keep`, enter gives True: what is looked at beside is wanted.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,d,q", "dismiss(False)", "back to the week"),
        ("enter", "keep", "keep"),
    ]

    def __init__(self, view: WeekView, *, beside: str = "", keep: str = "") -> None:
        super().__init__()
        self._view, self._beside, self._keep = view, beside, keep

    def compose(self) -> ComposeResult:
        view = self._view
        with VerticalScroll(classes="whole pane") as whole:
            beside = self._beside or week_name(view.week.shifted(-1))
            whole.border_title = (
                f"{week_name(view.week).capitalize()}, {week_span(view.week)}, beside {beside}"
            )
            whole.border_subtitle = f"enter: {self._keep}, esc goes back" if self._keep else "esc goes back"
            yield Static(self._words)

    def action_keep(self) -> None:
        if self._keep:
            self.dismiss(True)

    @property
    def _words(self) -> Content:
        view = self._view
        people = counted(len(view.changes), "person has a different week", "people have a different week")
        rows = [said((people, "bold"), f", {counted(view.report.score.changes, 'change')} by count.")]
        if not self._beside:
            means = (
                "A change is something that was there last week, is still needed, and is not there any more."
            )
            rows.append(text(means, "$quiet"))
        for change in view.changes:
            rows += [text(""), change_row(change, view)]
        return Content("\n").join(rows)


class Page(ModalScreen[bool]):
    """A page of words over the whole screen; enter gives True, which means to write it to files."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q", "dismiss(False)", "back to the week"),
        ("enter", "dismiss(True)", "write it into a folder"),
    ]

    def __init__(self, title: str, words: Content) -> None:
        super().__init__()
        self._title, self._words = title, words

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="whole pane") as whole:
            whole.border_title = line(self._title).markup
            whole.border_subtitle = "enter writes it into a folder, esc goes back"
            yield Static(self._words)


def listed(sentences: Iterable[str], view: WeekView, then: str) -> Content:
    """Sentences with a warning sign each, and what to do."""
    rows = [said(("! ", "bold $error"), text(spoken(words, view.called))) for words in sentences]
    return Content("\n").join([*rows, text(""), text(then)])
