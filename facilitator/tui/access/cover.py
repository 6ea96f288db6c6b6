"""What every screen of the door has in common: opaque, alone, and deaf to everything but itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from facilitator.tui.text import line, said

Result = TypeVar("Result")


class Cover(ModalScreen[Result]):
    """An opaque screen with one card in its middle. Subclasses give the card's `body` and their `ALLOWED`."""

    ALLOWED: ClassVar[frozenset[str]] = frozenset()
    """Actions of this screen that may run; all others are refused, whatever the bindings say."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the field sees them: keys typed on at once after a tab belong to the next field.
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]
    SCOPED_CSS = False  # the rules are for every subclass
    CSS = """
    Cover.-opaque { background: $background; align: center middle; }
    Cover .card {
        width: 68; max-width: 96%; height: auto; max-height: 100%; padding: 1 2;
        border: round $border; background: $background;
    }
    Cover .card Static { width: 100%; height: auto; }
    Cover .card .heading { margin-bottom: 1; }
    Cover .card Input { margin-top: 1; }
    Cover .card .advice { padding: 0 1; color: $quiet; }
    Cover .card .problem { padding: 0 1; margin-top: 1; min-height: 1; }
    Cover .card .keys { color: $quiet; margin-top: 1; }
    Cover .card OptionList { height: auto; max-height: 7; border: none; background: $background; }
    Cover .card .once { border: round $warning; padding: 1 2; margin: 1 0; text-align: center; }
    """

    def __init__(self, title: str) -> None:
        super().__init__(classes="-opaque")
        self._title = title

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="card", can_focus=False):
            yield Static(said(("openchair", "bold $primary"), "  ", line(self._title)), classes="heading")
            yield from self.body()

    def body(self) -> Iterable[Widget]:
        """The widgets of the card below its heading."""
        return ()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action in self.ALLOWED
