"""What stands in a window too small for anything else."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

MIN_WIDTH, MIN_HEIGHT = 60, 16


class TooSmall(ModalScreen[None]):
    """Goes by itself when the window has grown."""

    DEFAULT_CSS = "TooSmall Toast { display: none; }"  # a notice would hide the sentence
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+q", "app.quit", "quit")]

    def compose(self) -> ComposeResult:
        yield Static(self._words, markup=False)

    def on_screen_resume(self) -> None:
        """In a workspace that was left while the window was small."""
        if self.app.size.width >= MIN_WIDTH and self.app.size.height >= MIN_HEIGHT:
            self.dismiss(None)

    def on_resize(self) -> None:
        self.query_one(Static).update(self._words)

    @property
    def _words(self) -> str:
        size = self.app.size
        return (
            f"openchair needs a window of at least {MIN_WIDTH} x {MIN_HEIGHT}. "
            f"This one is {size.width} x {size.height}: please make it bigger. Nothing is lost."
        )
