"""Long work on the record behind a progress bar: verifying it, backing it up. Escape stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import ProgressBar, Static

from facilitator.records.errors import RecordError
from facilitator.tui.text import said, text

Result = TypeVar("Result")
Progress = Callable[[int, int], None]


class Stopped(Exception):
    """Escape was pressed."""


class Working(ModalScreen[Result | None]):
    """Runs `job(progress)` in a thread; dismisses with what it gave, None when stopped or failed."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "stop", "stop")]

    @dataclass
    class Moved(Message, bubble=False):
        """So many of so many."""

        done: int
        total: int

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Working.Moved)

    def __init__(self, title: str, job: Callable[[Progress], Result]) -> None:
        super().__init__()
        self._title, self._job = title, job
        self._stopping = False
        self._failed = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(said((self._title, "bold")))
            yield ProgressBar(show_eta=False)
            yield Static(said(("esc stops; nothing is changed by it", "$quiet")), classes="problem")

    def on_mount(self) -> None:
        self._run()

    @work(exclusive=True)
    async def _run(self) -> None:
        try:
            result = await asyncio.to_thread(self._job, self._progress)
        except Stopped:
            self.dismiss(None)
        except RecordError as trouble:
            self._failed = True
            self.query_one(".problem", Static).update(said(("■ ", "$error"), text(trouble)))
        else:
            self.dismiss(result)

    def _progress(self, done: int, total: int) -> None:
        """Called in the thread."""
        if self._stopping:
            raise Stopped
        self.post_message(self.Moved(done, total))

    @on(Moved)
    def _moved(self, moved: Moved) -> None:
        self.query_one(ProgressBar).update(total=moved.total, progress=moved.done)

    def action_stop(self) -> None:
        if self._failed:
            self.dismiss(None)
        self._stopping = True
