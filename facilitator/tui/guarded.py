"""An app from which nothing leaves by accident: no clipboard, pictures, markup, or values in a fault."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.screen import Screen

from curricula.text import clean
from facilitator.tui.faults import describe


class Guarded(App[None]):
    """What Textual offers and a record must not have is turned off here, once."""

    ALLOW_SELECT: ClassVar[bool] = False
    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False  # the app binds a palette of its own

    async def on_event(self, event: events.Event) -> None:
        """What is pasted is cleaned before any widget sees it."""
        if isinstance(event, events.Paste):
            event.text = clean(event.text)
        await super().on_event(event)

    def notify(self, message: str, *, markup: bool = False, **options: Any) -> None:
        """A notice, always as plain text."""
        super().notify(clean(message), markup=False, **options)

    def copy_to_clipboard(self, text: str) -> None:
        """Nothing leaves by the clipboard: terminals and other programs keep what they are given."""

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
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    @property
    def fault(self) -> str:
        """One line about what broke, without any value; empty when nothing did."""
        return describe(self._exception) if self._exception else ""
