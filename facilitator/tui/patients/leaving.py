"""Discharging: the last day and the reason."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label

from curricula.text import clean
from facilitator.people import Person
from facilitator.tui.text import text
from facilitator.tui.widgets.words import Words


class DischargeDialog(ModalScreen[tuple[date, str] | None]):
    """Gives the last day (inclusive) and the reason, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "leave it")]

    def __init__(self, person: Person, today: date) -> None:
        super().__init__()
        self._person, self._today = person, today

    def compose(self) -> ComposeResult:
        last = self._person.stay.last
        suggested = last if last and last >= self._today else self._today
        with Vertical(classes="dialog"):
            yield Label(text(f"Discharge {self._person.initials} ({self._person.id})"), classes="question")
            yield Label(text("Last day, which still counts", "$quiet"))
            yield Words(str(suggested), id="last")
            yield Label(text("Reason", "$quiet"))
            yield Words(placeholder="completed, moved, stepped down ...", id="reason")
            yield Label("", classes="problem", markup=False)
            with Horizontal(classes="buttons"):
                yield Button("Discharge (enter)", id="yes", variant="primary", compact=True)
                yield Button("Leave it (esc)", id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#reason").focus()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        words = clean(self.query_one("#reason", Input).value).strip()
        given = clean(self.query_one("#last", Input).value).strip()
        last, problems = _date(given), []
        if last is None:
            problems.append(f"'{given}' is not a date; write it like {self._today}.")
        elif last < self._person.stay.first:
            problems.append(f"The stay began {self._person.stay.first}; the last day cannot lie before it.")
        if not words:
            problems.append("Give a reason in a word or two.")
        if problems or last is None:
            self.query_one(".problem", Label).update("\n".join(problems))
        else:
            self.dismiss((last, words))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self._submitted() if event.button.id == "yes" else self.dismiss(None)

    def action_leave(self) -> None:
        self.dismiss(None)


def _date(given: str) -> date | None:
    try:
        return date.fromisoformat(given)
    except ValueError:
        return None
