"""Signed consents as one field of the admission form: a row each, and one that adds the next."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from attrs import evolve
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from facilitator.access.consents import Consent
from facilitator.events import ConsentGiven
from facilitator.tui.patients.consents import ConsentForm
from facilitator.tui.text import line, said, text

NEW = said(("+ ", "$accent"), ("a signed consent (enter)", "$quiet"))
MORE = said(("+ ", "$accent"), ("another signed consent (enter); x takes one away", "$quiet"))


class PaperRows(OptionList):
    """Enter on the last row writes one down, x on another takes it away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "write one down"),
        Binding("x,delete", "take_away", "take away", show=False),
    ]

    def action_take_away(self) -> None:
        if isinstance(papers := self.parent, Papers):
            papers.take_away()


class Papers(Horizontal):
    """The consents given so far; they are kept with the admission, or not at all."""

    def __init__(self, first: int, today: date) -> None:
        """`first`: the number of the first one, after those that the person has already."""
        super().__init__(id="papers")
        self.given: tuple[ConsentGiven, ...] = ()
        self._first, self._today = first, today

    def compose(self) -> ComposeResult:
        yield Label(text("consents"))
        yield PaperRows(Option(NEW))

    def on_mount(self) -> None:
        self.query_one(PaperRows).highlighted = 0

    @on(OptionList.OptionSelected)
    @work
    async def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self.given):
            return
        form = ConsentForm("", f"c{self._first + len(self.given)}", self._today)
        made = await self.app.push_screen_wait(form)
        if made is not None:
            self._show((*self.given, made))

    def take_away(self) -> None:
        """The highlighted one; the others are numbered anew."""
        rows = self.query_one(PaperRows)
        if rows.highlighted is not None and rows.highlighted < len(self.given):
            kept = [one for at, one in enumerate(self.given) if at != rows.highlighted]
            self._show(tuple(kept))

    def _show(self, given: tuple[ConsentGiven, ...]) -> None:
        self.given = tuple(evolve(one, consent=f"c{self._first + at}") for at, one in enumerate(given))
        rows = self.query_one(PaperRows)
        rows.clear_options()
        rows.add_options([*(Option(self._row(one)) for one in self.given), Option(MORE if given else NEW)])
        rows.highlighted = len(self.given)

    def _row(self, one: ConsentGiven) -> Content:
        """`● to Dr. Wren, for treatment: attendance, notes; stands until revoked`."""
        parts, state = ", ".join(one.parts), Consent(one).state(self._today)
        return said(
            ("● ", "$success"), "to ", line(one.recipient, "bold", width=24), ", for ",
            line(one.purpose, width=20), line(f": {parts}; {state}", "$quiet"),
        )  # fmt: skip
