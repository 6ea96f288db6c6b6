"""Two fields for a new passphrase, with advice as it grows."""

from __future__ import annotations

from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from facilitator.records.passphrase import advice
from facilitator.tui.text import text


class NewPassphrase(Vertical):
    """`user` gives the id typed so far, so that nobody takes their id for a passphrase."""

    DEFAULT_CSS = "NewPassphrase { height: auto; }"

    def __init__(self, user: Callable[[], str]) -> None:
        super().__init__()
        self._user = user

    def compose(self) -> ComposeResult:
        yield Input(password=True, placeholder="A new passphrase", id="new")
        yield Static(text(advice("").words), classes="advice")
        yield Input(password=True, placeholder="The same again", id="again")

    @on(Input.Changed, "#new")
    def _changed(self, event: Input.Changed) -> None:
        self.query_one(".advice", Static).update(text(advice(event.value, self._user()).words))

    @property
    def value(self) -> str:
        return self.query_one("#new", Input).value

    @property
    def problem(self) -> str:
        """Why it cannot be taken yet, in a sentence; empty when it can."""
        found = advice(self.value, self._user())
        if not found.ok:
            return found.words.removeprefix("■ ")
        again = self.query_one("#again", Input).value
        return "" if again == self.value else "The two passphrases differ; type the second again."
