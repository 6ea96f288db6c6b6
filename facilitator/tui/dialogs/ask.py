"""Asking: yes or no, or a few words."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label

from curricula.text import clean
from facilitator.tui.text import text
from facilitator.tui.widgets.words import Words


class Confirm(ModalScreen[bool]):
    """One question. `y` or the button does it, `n` or escape does not."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("y", "answer(True)", "yes"),
        ("n,escape", "answer(False)", "no"),
    ]

    def __init__(self, question: str, yes: str, no: str = "Leave it") -> None:
        super().__init__()
        self._question, self._yes, self._no = question, yes, no

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(text(self._question), classes="question")
            with Horizontal(classes="buttons"):
                yield Button(text(f"{self._yes} (y)"), id="yes", variant="primary", compact=True)
                yield Button(text(f"{self._no} (n)"), id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#no").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)


class AskWords(ModalScreen[str | None]):
    """A few words, such as a reason. Enter gives them, escape nothing. Empty is refused when `needed`."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "leave it")]

    def __init__(
        self, question: str, *, yes: str, placeholder: str = "", value: str = "", needed: bool = True
    ) -> None:
        super().__init__()
        self._question, self._yes, self._needed = question, yes, needed
        self._placeholder, self._value = placeholder, clean(value)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(text(self._question), classes="question")
            yield Words(value=self._value, placeholder=self._placeholder)
            yield Label("", classes="problem", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(text(f"{self._yes} (enter)"), id="yes", variant="primary", compact=True)
                yield Button("Leave it (esc)", id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        words = clean(self.query_one(Input).value).strip()
        if self._needed and not words:
            self.query_one(".problem", Label).update("A few words are needed here.")
            return
        self.dismiss(words)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self._submitted() if event.button.id == "yes" else self.dismiss(None)

    def action_leave(self) -> None:
        self.dismiss(None)
