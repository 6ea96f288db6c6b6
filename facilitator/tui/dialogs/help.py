"""`?`: every key that works in the place it was pressed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from facilitator.tui.actions import ACTIONS
from facilitator.tui.text import said

KEY_NAMES = {
    "question_mark": "?", "slash": "/", "escape": "esc", "exclamation_mark": "!", "plus": "+",
    "equals_sign": "=", "full_stop": ".", "comma": ",", "enter": "enter", "space": "space",
    "shift+right": "shift+arrows", "left_square_bracket": "[", "right_square_bracket": "]",
}  # fmt: skip


MOVING = (("arrows", "Move in a list"), ("tab", "Go to the next part"), ("esc", "Close or go back"))


class HelpDialog(ModalScreen[None]):
    """Lists the active bindings of `place`, with the longer words of the action table where it has them."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,question_mark,enter,f1", "dismiss", "close")]

    def __init__(self, place: Screen[Any]) -> None:
        super().__init__()
        self._lines = list(_lines(place))

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide"):
            yield Static(said(("Keys that work here", "bold")), classes="about")
            for keys, words in self._lines:
                key = Static(said((keys, "bold $primary")), classes="key")
                yield Horizontal(key, Static(words, classes="words", markup=False), classes="row")
            yield Static(
                said(("esc closes this. ctrl+p finds everything by name.", "$quiet")), classes="about"
            )


def _lines(place: Screen[Any]) -> Iterator[tuple[str, str]]:
    """The keys of the place and its focused part, then the app's, then how one moves everywhere."""
    table = {action.id: action for action in ACTIONS}
    order = list(table)
    rows: dict[str, tuple[int, list[str], str]] = {}
    for active in place.active_bindings.values():
        binding = active.binding
        known = table.get(binding.id or "")
        if known is None and not (binding.show or binding.tooltip):
            continue
        words = known.help if known else binding.tooltip or binding.description
        rank = order.index(known.id) if known else -1
        rank += len(order) if known and known.place in ("app", "place") else 0
        rows.setdefault(binding.action, (rank, [], words))[1].append(KEY_NAMES.get(binding.key, binding.key))
    for _, keys, words in sorted(rows.values(), key=lambda row: row[0]):
        yield " ".join(keys), words
    yield from MOVING
