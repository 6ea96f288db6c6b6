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


class Differences(ModalScreen[None]):
    """Everything that differs from the week before, over the whole screen."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,d,q", "dismiss", "back to the week")]

    def __init__(self, view: WeekView) -> None:
        super().__init__()
        self._view = view

    def compose(self) -> ComposeResult:
        view = self._view
        with VerticalScroll(classes="whole pane") as whole:
            whole.border_title = (
                f"{week_name(view.week).capitalize()}, {week_span(view.week)}, "
                f"beside {week_name(view.week.shifted(-1))}"
            )
            whole.border_subtitle = "esc goes back"
            yield Static(self._words)

    @property
    def _words(self) -> Content:
        view, rows = self._view, []
        people = counted(len(view.changes), "person has a different week", "people have a different week")
        rows.append(said((people, "bold"), f", {counted(view.report.score.changes, 'change')} by count."))
        rows.append(
            text(
                "A change is something that was there last week, is still needed, and is not there any more.",
                "$quiet",
            )
        )
        for change in view.changes:
            rows += [text(""), change_row(change, view)]
        return Content("\n").join(rows)


def listed(sentences: Iterable[str], view: WeekView, then: str) -> Content:
    """Sentences with a warning sign each, and what to do."""
    rows = [said(("! ", "bold $error"), text(spoken(words, view.called))) for words in sentences]
    return Content("\n").join([*rows, text(""), text(then)])
