"""Choosing one of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from facilitator.tui.text import text


class Choose(ModalScreen[str | None]):
    """A short list; enter gives the id of the row, escape nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "leave it")]

    def __init__(self, question: str, rows: Sequence[tuple[str, Content]], chosen: str | None = None) -> None:
        super().__init__()
        self._question, self._rows, self._first = question, rows, chosen

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide") as dialog:
            dialog.border_subtitle = "enter chooses, esc leaves it as it is"
            yield Label(text(self._question), classes="question")
            yield OptionList(*(Option(words, id=name) for name, words in self._rows))

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        names = [name for name, _ in self._rows]
        options.highlighted = names.index(self._first) if self._first in names else 0
        options.focus()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_leave(self) -> None:
        self.dismiss(None)
