"""Looking for something in a thread under a dialog: first what is done, then the answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from facilitator.tui.text import line, text
from facilitator.tui.timetable.solving import sentence
from scheduler.week import hours

T = TypeVar("T")


class Working(ModalScreen[T | None], Generic[T]):
    """Gives the answer when it is kept, None when it is left; without `keep` it is only to be read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,n", "leave", "leave it"),
        ("y,enter", "keep", "keep it"),
    ]

    @dataclass
    class Done(Message):
        answer: Any
        problem: str = ""

    def __init__(
        self,
        title: str,
        doing: str,
        job: Callable[[threading.Event], T],
        words: Callable[[T], Content],
        *,
        keep: str = "",
    ) -> None:
        super().__init__()
        self._title, self._doing, self._job, self._words, self._keep = title, doing, job, words, keep
        self._stop = threading.Event()
        self._began = time.monotonic()
        self._answer: T | None = None
        self._over = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Static(line(self._title, "bold"))
            with VerticalScroll(id="words", can_focus=True):
                yield Static(id="answer")
            with Horizontal(classes="buttons"):
                yield Button(text(f"{self._keep} (y)"), id="yes", variant="primary", compact=True)
                yield Button("Leave it (esc)" if self._keep else "Close (esc)", id="no", compact=True)

    def on_mount(self) -> None:
        self.query_one("#yes").display = False
        self.set_interval(0.5, self._tick)
        self._tick()
        self._look()

    def _tick(self) -> None:
        if not self._over:
            passed = hours(int(time.monotonic() - self._began))
            words = f"{self._doing}, {passed}. esc leaves it."
            self.query_one("#answer", Static).update(text(words, "$quiet"))

    @work(thread=True, exit_on_error=False)
    def _look(self) -> None:
        try:
            done = self.Done(self._job(self._stop))
        except Exception as error:  # a fault of the solver must not take the app along
            done = self.Done(None, sentence(error))
        self.post_message(done)

    @on(Done)
    def _done(self, message: Done) -> None:
        self._over, self._answer = True, message.answer
        shown = self.query_one("#answer", Static)
        if self._answer is None:
            shown.update(text(message.problem or "No answer was found.", "$warning"))
            return
        shown.update(self._words(self._answer))
        yes = self.query_one("#yes")
        yes.display = bool(self._keep)
        (yes if self._keep else self.query_one("#words")).focus()

    def action_keep(self) -> None:
        if self._answer is not None:
            self.dismiss(self._answer if self._keep else None)

    def action_leave(self) -> None:
        self._stop.set()
        self.dismiss(None)

    def on_unmount(self) -> None:
        self._stop.set()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.action_keep() if event.button.id == "yes" else self.action_leave()
