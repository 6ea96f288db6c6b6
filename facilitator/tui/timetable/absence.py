"""Somebody is away: the form, the search for the least disturbance, and what it comes to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from attrs import frozen
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Button, Input, Label, Static

from facilitator.timetabling.absence import EXAMPLE, Read, hit, in_words, item_words, known, read
from facilitator.timetabling.view import WeekView
from facilitator.timetabling.words import Names, spoken
from facilitator.tui.text import line, said, text
from facilitator.tui.timetable.solving import sentence
from facilitator.tui.widgets.words import Words
from scheduler.mend.changes import Change
from scheduler.mend.mended import Mended, unmet_lines, verdict
from scheduler.week import hours

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


Job = Callable[[threading.Event], Mended]
"""Looks for an answer until it is found or the event is set."""


class MendDialog(ModalScreen[Mended | None]):
    """Looks for the least disturbance in a thread, then asks whether to keep it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,n", "leave", "leave it"),
        ("y,enter", "keep", "keep it"),
    ]

    @dataclass
    class Done(Message):
        mended: Mended | None
        problem: str = ""

    def __init__(self, title: str, called: Names, job: Job) -> None:
        super().__init__()
        self._title, self._called, self._job = title, called, job
        self._stop = threading.Event()
        self._began = time.monotonic()
        self._mended: Mended | None = None
        self._over = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Static(line(self._title, "bold"))
            with VerticalScroll(id="words", can_focus=True):
                yield Static(id="answer")
            with Horizontal(classes="buttons"):
                yield Button("Keep it as a draft (y)", id="yes", variant="primary", compact=True)
                yield Button("Leave it (esc)", id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#yes").display = False
        self.set_interval(0.5, self._tick)
        self._tick()
        self._look()

    def _tick(self) -> None:
        if not self._over:
            passed = hours(int(time.monotonic() - self._began))
            self.query_one("#answer", Static).update(
                text(f"Looking for the least disturbance, {passed}. esc leaves it.", "$quiet")
            )

    @work(thread=True, exit_on_error=False)
    def _look(self) -> None:
        try:
            done = self.Done(self._job(self._stop))
        except Exception as error:  # a fault of the solver must not take the app along
            done = self.Done(None, sentence(error))
        self.post_message(done)

    @on(Done)
    def _done(self, message: Done) -> None:
        self._over, self._mended = True, message.mended
        answer = self.query_one("#answer", Static)
        if message.mended is None:
            answer.update(text(message.problem or "No answer was found.", "$warning"))
            return
        answer.update(mended_words(message.mended, self._called))
        self.query_one("#yes").display = True
        self.query_one("#yes").focus()

    def action_keep(self) -> None:
        if self._mended is not None:
            self.dismiss(self._mended)

    def action_leave(self) -> None:
        self._stop.set()
        self.dismiss(None)

    def on_unmount(self) -> None:
        self._stop.set()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.action_keep() if event.button.id == "yes" else self.action_leave()


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
