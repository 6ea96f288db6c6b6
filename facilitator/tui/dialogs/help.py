"""`?`: every key that works in the place it was pressed in."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from facilitator.tui.actions import ACTIONS
from facilitator.tui.text import said

KEY_NAMES = {
    "question_mark": "?", "slash": "/", "escape": "esc", "exclamation_mark": "!", "plus": "+",
    "full_stop": ".", "comma": ",", "enter": "enter", "space": "space", "shift+right": "shift+arrows",
}  # fmt: skip


class HelpDialog(ModalScreen[None]):
    """Lists the active bindings of `place`, with the longer words of the action table where it has them."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,question_mark,enter,f1", "dismiss", "close")]

    def __init__(self, place: Screen[Any]) -> None:
        super().__init__()
        self._lines = list(_lines(place))

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide"):
            yield Static(said(("Keys that work here", "bold")))
            yield Static(Content("\n").join(self._lines), classes="keys")
            yield Static(said(("esc closes this. ctrl+p finds everything by name.", "$quiet")))


def _lines(place: Screen[Any]) -> list[Content]:
    table = {action.id: action for action in ACTIONS}
    rows: dict[str, tuple[list[str], str]] = {}
    for active in place.active_bindings.values():
        binding = active.binding
        if binding.system or not (binding.description or binding.tooltip):
            continue
        words = table[binding.id].help if binding.id in table else binding.tooltip or binding.description
        rows.setdefault(binding.action, ([], words))[0].append(KEY_NAMES.get(binding.key, binding.key))
    return [said((f"{' '.join(keys):>14}  ", "bold $primary"), words) for keys, words in rows.values()]
