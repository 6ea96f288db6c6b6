"""Public holidays of the coming months; the coordinator says on which of them the clinic closes."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Label, OptionList, Static
from textual.widgets.option_list import Option

from facilitator.desk import Desk
from facilitator.events import HolidaySettled
from facilitator.timetabling.holidays import Holiday, place_of, public_holidays
from facilitator.timetabling.words import day_name
from facilitator.tui.text import line, said, text

MONTHS = 6


class HolidaysDialog(ModalScreen[tuple[HolidaySettled, ...]]):
    """Space marks the days on which the clinic closes; enter settles every day of the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "leave", "leave it"),
        ("space", "mark", "open or closed"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._settled = {c.fact.day: c.fact for c in desk.closures if isinstance(c.fact, HolidaySettled)}
        self._place = place_of(desk.config)
        self._days = public_holidays(self._place, desk.today(), MONTHS) if self._place else ()
        shut = {*desk.config.closed, *(day for day, fact in self._settled.items() if fact.closed)}
        opens = {day for day, fact in self._settled.items() if not fact.closed}
        self._shut = {day.date for day in self._days if day.date in shut - opens}

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Label(text("On which of these days is the clinic closed?"), classes="question")
            if self._days:
                yield OptionList(*(Option(self._row(day), id=str(day.date)) for day in self._days))
            else:
                yield Static(text(self._nothing()))
            yield Label(text("space marks, enter settles all of them, esc leaves them", "$quiet"))
            with Horizontal(classes="buttons"):
                yield Button("Settle (enter)", id="yes", variant="primary", compact=True)
                yield Button("Leave it (esc)", id="no", compact=True)

    def _row(self, day: Holiday) -> Content:
        state = said(("● closed", "bold")) if day.date in self._shut else said(("○ open  ", "$quiet"))
        note = "" if day.date in self._settled else "  not settled yet"
        return said(state, "  ", line(f"{day_name(day.date):<11} {day.name}"), (note, "$quiet"))

    def _nothing(self) -> str:
        if not self._place:
            return 'The clinic file does not say where the clinic is: holidays = "US-CA" does.'
        return f"There are no public holidays of {self._place} in the next {MONTHS} months."

    def on_mount(self) -> None:
        for days in self.query(OptionList):
            days.highlighted = 0
            days.focus()

    def action_mark(self) -> None:
        """Closed becomes open and open closed."""
        for days in self.query(OptionList):
            if days.highlighted is not None:
                day = self._days[days.highlighted]
                self._shut ^= {day.date}
                days.replace_option_prompt_at_index(days.highlighted, self._row(day))

    @on(OptionList.OptionSelected)
    def action_settle(self) -> None:
        facts = (HolidaySettled(day.date, day.date in self._shut, day.name) for day in self._days)
        self.dismiss(tuple(fact for fact in facts if self._settled.get(fact.day) != fact))

    def action_leave(self) -> None:
        self.dismiss(())

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.action_settle() if event.button.id == "yes" else self.action_leave()
