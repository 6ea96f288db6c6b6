"""A list with keys of its own: what is done with the highlighted row is for the caller."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from facilitator.tui.text import said, text

Key = tuple[str, str]
"""A key, and what it does."""


class Listing(ModalScreen[tuple[str, str] | None]):
    """Gives the key that was pressed and the id of the highlighted row ("" when there is none)."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q", "leave", "close")]

    def __init__(
        self, title: str, rows: Sequence[tuple[str, Content]], keys: Sequence[Key], *, empty: str = "",
        above: Content | None = None, at: str = "",
    ) -> None:  # fmt: skip
        super().__init__()
        self._title, self._rows, self._keys = title, rows, keys
        self._empty, self._above, self._at = empty, above, at

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Static(text(self._title, "bold"))
            if self._above is not None:
                yield Static(self._above)
            nothing = [Option(said((self._empty or "Nothing yet.", "$quiet")), disabled=True)]
            yield OptionList(*([Option(words, id=name) for name, words in self._rows] or nothing))
            pairs = [*self._keys, ("esc", "close")]
            keys = [said((key, "bold $primary"), (f" {words}", "$quiet")) for key, words in pairs]
            yield Static(Content("   ").join(keys))

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        names = [name for name, _ in self._rows]
        options.highlighted = (names.index(self._at) if self._at in names else 0) if names else None
        options.focus()

    def on_key(self, event: events.Key) -> None:
        if event.key in {key for key, _ in self._keys}:
            event.stop()
            self._give(event.key)

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        if "enter" in {key for key, _ in self._keys}:
            self._give("enter")

    def _give(self, key: str) -> None:
        option = self.query_one(OptionList).highlighted_option
        self.dismiss((key, (option.id if option else None) or ""))

    def action_leave(self) -> None:
        self.dismiss(None)
