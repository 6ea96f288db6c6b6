"""An app from which nothing leaves by accident: no pictures, markup, values in a fault; a lent clipboard."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.screen import Screen
from textual.timer import Timer

from curricula.text import clean
from facilitator.tui.faults import describe
from facilitator.tui.lending import Lending
from facilitator.tui.stylesheet import ReadOnce

IF_NOT = "If nothing arrives, this terminal takes no copies: openchair records notes writes files."


class Guarded(App[None]):
    """What Textual offers and a record must not have is turned off here, once."""

    ALLOW_SELECT: ClassVar[bool] = False
    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False  # the app binds a palette of its own

    def __init__(self) -> None:
        super().__init__()
        self.stylesheet = ReadOnce(variables=self.get_css_variables())
        self._lending = Lending(self._to_terminal)
        self._lent_until: Timer | None = None

    async def on_event(self, event: events.Event) -> None:
        """What is pasted is cleaned before any widget sees it."""
        if isinstance(event, events.Paste):
            event.text = clean(event.text)
        await super().on_event(event)

    def notify(self, message: str, *, markup: bool = False, **options: Any) -> None:
        """A notice, always as plain text."""
        super().notify(clean(message), markup=False, **options)

    def copy_to_clipboard(self, text: str) -> None:
        """Textual's own copying is off: terminals and other programs keep what they are given."""

    def lend(self, words: str, seconds: float, first: Callable[[], None]) -> None:
        """What somebody asked to copy, on the clipboard for `seconds`; `first` writes that down.

        Raises TooLong, and whatever `first` raises: nothing is copied then.
        """
        self._lending.lend(words, first)
        if self._lent_until is not None:
            self._lent_until.stop()
        self._lent_until = self.set_timer(seconds, self._time_is_over)
        self.notify(f"Copied for {seconds:g} seconds: paste it now. {IF_NOT}", timeout=seconds)

    def _time_is_over(self) -> None:
        if self.take_back():
            self.notify("The clipboard is cleared.")

    def take_back(self) -> bool:
        """Clear the clipboard of what was lent; False when nothing was."""
        return self._lending.take_back()

    def _to_terminal(self, sequence: str) -> None:
        if self._driver is not None:
            self._driver.write(sequence)
            self._driver.flush()

    def exit(self, *args: Any, **options: Any) -> None:
        """Nothing stays on the clipboard of somebody who has left."""
        self.take_back()
        super().exit(*args, **options)

    def deliver_screenshot(self, *args: Any, **options: Any) -> str | None:
        """No pictures of the record."""
        return None

    def action_screenshot(self, *args: Any, **options: Any) -> None:
        """No pictures of the record."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """The record's machine asks nobody anything."""

    def action_help_quit(self) -> None:
        """Ctrl+c leaves most programs; here it says how."""
        self.notify("ctrl+q leaves openchair. What was shown as saved is saved.")

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        return ()

    # --- when something breaks ----------------------------------------------------------------------------

    def _handle_exception(self, error: Exception) -> None:
        """Leave with the kind of the fault and where it is; its values could be somebody's record."""
        self._return_code = 1
        self.take_back()
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    @property
    def fault(self) -> str:
        """One line about what broke, without any value; empty when nothing did."""
        return describe(self._exception) if self._exception else ""
