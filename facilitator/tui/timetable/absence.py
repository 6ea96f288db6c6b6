"""Somebody is away: the form, and what the mended week comes to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from attrs import frozen
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Button, Input, Label, Static

from facilitator.timetabling.absence import EXAMPLE, Read, hit, in_words, item_words, known, read
from facilitator.timetabling.view import WeekView
from facilitator.timetabling.words import Names, spoken
from facilitator.tui.text import line, said, text
from facilitator.tui.widgets.words import Words
from scheduler.mend.changes import Change
from scheduler.mend.mended import Mended, unmet_lines, verdict

MOST_HIT = 6


@frozen
class Asked:
    """What the form gives."""

    change: Change
    reason: str = ""


class AwayForm(ModalScreen[Asked | None]):
    """Who, when and why; what it would touch is shown while it is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "leave it")]

    def __init__(self, view: WeekView, who: str = "", when: str = "") -> None:
        super().__init__()
        self._view, self._who, self._when = view, who, when

    def compose(self) -> ComposeResult:
        view = self._view
        names = sorted({*known(view.clinic), *view.called.values()})
        with Vertical(classes="dialog wide"):
            yield Label(text("Who is away, or what is closed?"), classes="question")
            yield Label(text("therapist, patient, room, group or clinic", "$quiet"))
            yield Words(self._who, id="who", suggester=SuggestFromList(names, case_sensitive=False))
            yield Label(text("when", "$quiet"))
            yield Words(self._when, id="when", placeholder=EXAMPLE)
            yield Label(text("reason, if you like", "$quiet"))
            yield Words(id="reason")
            yield Static(id="means")
            with Horizontal(classes="buttons"):
                yield Button("Look what it takes (enter)", id="yes", variant="primary", compact=True)
                yield Button("Leave it (esc)", id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#when" if self._who else "#who").focus()
        self._tell()

    def _read(self) -> Read:
        who, when = (self.query_one(name, Input).value for name in ("#who", "#when"))
        view = self._view
        return read(who, when, view.clinic, view.called, view.timetable, view.week)

    @on(Input.Changed)
    def _tell(self) -> None:
        found, view = self._read(), self._view
        means = self.query_one("#means", Static)
        if found.change is None:
            means.update(text(found.problem, "$quiet"))
            return
        touched = [item_words(item, view.called) for item in hit(view.timetable, found.change)]
        words = in_words(found.change, view.called)
        rows = [said((f"{words}.", "bold"))]
        rows += [line(f"  {row}") for row in touched[:MOST_HIT]]
        if len(touched) > MOST_HIT:
            rows.append(text(f"  and {len(touched) - MOST_HIT} more", "$quiet"))
        if not touched and view.timetable is not None:
            rows.append(text("Nothing in this week stands against it.", "$quiet"))
        means.update(Content("\n").join(rows))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        found = self._read()
        if found.change is None:
            self.query_one("#means", Static).update(text(found.problem, "$error"))
            return
        self.dismiss(Asked(found.change, self.query_one("#reason", Input).value.strip()))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self._submitted() if event.button.id == "yes" else self.dismiss(None)

    def action_leave(self) -> None:
        self.dismiss(None)


def mended_words(mended: Mended, called: Names) -> Content:
    """The verdict, what is lost or met now, whom to phone in order of time, which rooms change."""
    words = verdict(mended)
    rows = [line(spoken(f"{words}.", called), "bold")]
    rows += [line(spoken(f"{row[:1].upper()}{row[1:]}.", called)) for row in unmet_lines(mended)]
    calls = call_lines(mended, called)
    rows += [
        text(""),
        text("Whom to phone, in order of time" if calls else "Nobody needs to be phoned.", "bold"),
    ]
    rows += [text(row) for row in calls]
    if mended.rooms:
        rows += [text(""), text("Signs on doors", "bold")]
        rows += [text(spoken(f"{row}.", called)) for row in mended.rooms]
    return Content("\n").join(rows)


def call_lines(mended: Mended, called: Names) -> Sequence[str]:
    """`Wed 18:00  A.M.: ...`, the soonest first."""
    return [f"{call.at:%a %H:%M}  {spoken(str(call), called)}" for call in mended.calls]
