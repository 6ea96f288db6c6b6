"""A place: the screen of one workspace, or of something opened in it, framed by head, tabs and footer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widget import Widget

from facilitator.desk import Desk
from facilitator.events import Entry, Fact
from facilitator.records.errors import RecordError
from facilitator.tui.actions import bindings
from facilitator.tui.messages import Go, RecordChanged
from facilitator.tui.widgets.frame import Tabs, TopLine
from facilitator.tui.widgets.keys import Keys

if TYPE_CHECKING:
    from facilitator.tui.app import Openchair


class Place(Screen[None]):
    """Subclasses say what stands between head and footer (`body`) and how to draw it again (`redraw`).

    `workspace` is the tab that is lit; `places` are the prefixes of the actions that work here, and
    `BINDINGS = bindings(*places)` binds them.
    """

    workspace: ClassVar[str] = ""
    places: ClassVar[tuple[str, ...]] = ()
    reads: ClassVar[str] = ""  # what of the record stands on it as soon as it opens
    BINDINGS = bindings("place")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._drawn = -1  # the desk's version that is on screen

    @property
    def openchair(self) -> Openchair:
        return cast("Openchair", self.app)

    def body(self) -> Iterable[Widget]:
        """The widgets of this place, from top to bottom."""
        return ()

    def redraw(self) -> None:
        """Draw from the desk. Called when first shown, and whenever the record has changed."""

    def show(self, to: str) -> None:
        """Bring what `to` names into view (a patient, group, session or module id)."""

    def compose(self) -> ComposeResult:
        yield TopLine(self.desk)
        yield Tabs(self.workspace)
        yield from self.body()
        yield Keys()

    @on(RecordChanged)
    def _record_changed(self) -> None:
        self.draw()

    def on_mount(self) -> None:
        self.draw()
        self.call_after_refresh(self._note_read)

    def _note_read(self) -> None:
        """After it was drawn: nobody waits for the trail."""
        if self.reads and self.is_current:
            self.openchair.note_read(self.reads)

    def on_screen_resume(self) -> None:
        self.call_after_refresh(self._note_read)
        if self.is_mounted and self._drawn != self.desk.version:
            self.draw()

    def draw(self) -> None:
        """Draw now, and remember what was drawn."""
        self._drawn = self.desk.version
        self.redraw()

    def write(self, stream: str, *facts: Fact) -> tuple[Entry, ...]:
        """Store facts. Nothing comes back when they could not be stored, and why is said on the screen."""
        return self._said(lambda: self.desk.append(stream, *facts))

    def write_all(self, *facts: tuple[str, Fact]) -> tuple[Entry, ...]:
        """The same for (stream, fact) of several streams: all of them are stored, or none."""
        return self._said(lambda: self.desk.append_all(*facts))

    def _said(self, store: Callable[[], tuple[Entry, ...]]) -> tuple[Entry, ...]:
        try:
            return store()
        except RecordError as trouble:
            self.notify(str(trouble), severity="error", timeout=20)
            return ()

    def catch_up(self) -> None:
        """Take in what others wrote; what cannot be read now is read the next time."""
        with suppress(RecordError):
            self.desk.catch_up()

    def action_go(self, workspace: str) -> None:
        self.app.post_message(Go(workspace))
