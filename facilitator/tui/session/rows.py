"""A list of lines that repaints only the line that changed: the members, the agenda."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static


class Row(Static):
    """One line. `put` repaints it only when it reads differently."""

    class Clicked(Message):
        """Somebody pointed at this line."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, content: Content, number: int) -> None:
        super().__init__(content, classes="row")
        self._shown = content
        self.number = number

    def put(self, content: Content) -> None:
        if not content.is_same(self._shown):
            self._shown = content
            self.update(content, layout=False)

    def on_click(self) -> None:
        self.post_message(self.Clicked(self.number))


class Rows(VerticalScroll, inherit_bindings=False):
    """Lines of which one is selected, by arrows, j and k, or a click."""

    class Moved(Message):
        """Another line is selected."""

        def __init__(self, rows: Rows) -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> Rows:
            return self.rows

    BINDINGS: ClassVar[list[BindingType]] = [
        ("up,k", "move(-1)", ""),
        ("down,j", "move(1)", ""),
        ("home", "first", ""),
        ("end", "last", ""),
    ]

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.selected = 0
        self._rows: list[Row] = []
        self._lit: Row | None = None

    def put(self, contents: Sequence[Content]) -> None:
        """Show `contents`, one a line."""
        for row, content in zip(self._rows, contents, strict=False):
            row.put(content)
        for row in self._rows[len(contents) :]:
            row.remove()
        known = len(self._rows)
        new = [Row(content, known + i) for i, content in enumerate(contents[known:])]
        self._rows = [*self._rows[: len(contents)], *new]
        if new:
            self.mount_all(new)
        self.selected = max(0, min(self.selected, len(contents) - 1))
        self._light()

    def _light(self) -> None:
        """Mark the selected line, and no other."""
        here = self._rows[self.selected] if self._rows else None
        if here is not self._lit:
            if self._lit is not None:
                self._lit.remove_class("-here")
            if here is not None:
                here.add_class("-here")
            self._lit = here

    def select(self, number: int, *, tell: bool = True) -> None:
        """Select a line and bring it into view; `tell` posts Moved when it is another one."""
        number = max(0, min(number, len(self._rows) - 1))
        if number == self.selected:
            return
        self.selected = number
        if self._rows:
            self._rows[number].scroll_visible(animate=False)
        if tell:
            self.post_message(self.Moved(self))

    def action_move(self, by: int) -> None:
        self.select(self.selected + by)

    def action_first(self) -> None:
        self.select(0)

    def action_last(self) -> None:
        self.select(len(self._rows) - 1)

    @on(Row.Clicked)
    def _clicked(self, event: Row.Clicked) -> None:
        event.stop()
        self.select(event.number)
