"""A short list in which several may be marked: a sign says which are, not a colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from facilitator.tui.text import said


class Marks(OptionList):
    """Space, or a click, marks and unmarks; enter belongs to what is around it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "mark"),
        Binding("enter", "screen.give", "done", show=False),
    ]

    def __init__(self, rows: Sequence[tuple[str, Content]], marked: Iterable[str], *, id: str) -> None:
        self._words = dict(rows)
        self._marked = {name for name in marked if name in self._words}
        super().__init__(*(Option(self._row(name), id=name) for name in self._words), id=id)

    @property
    def marked(self) -> tuple[str, ...]:
        """Ids of the marked rows, in the order of the list."""
        return tuple(name for name in self._words if name in self._marked)

    def _row(self, name: str) -> Content:
        mark = ("✓ ", "bold $success") if name in self._marked else ("○ ", "$quiet")
        return said(mark, self._words[name])

    @on(OptionList.OptionSelected)
    def _toggled(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if name := event.option.id:
            self._marked ^= {name}
            self.replace_option_prompt(name, self._row(name))
