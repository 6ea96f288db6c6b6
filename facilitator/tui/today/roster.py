"""The roster before a group: what matters today about everybody expected. It is not for the room."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from facilitator.before.checks import Check
from facilitator.before.roster import Row, words
from facilitator.today import Meeting, short
from facilitator.tui.session.drawing import hanging
from facilitator.tui.text import line, said


class RosterView(ModalScreen[None]):
    """Escape closes it; arrows scroll. `!` shows private flags, which even here nobody reads by accident."""

    DEFAULT_CSS = """
    RosterView VerticalScroll { padding: 1 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,r,q", "dismiss", "close"),
        ("exclamation_mark", "flags", "private flags"),
    ]

    def __init__(self, meeting: Meeting, rows: Iterable[Row], checks: Iterable[Check], day: date) -> None:
        super().__init__()
        self._meeting, self._rows, self._checks, self._day = meeting, tuple(rows), tuple(checks), day
        self._flags = False
        names = (len(_called(row)) for row in self._rows)
        self._names = min(LONGEST_NAME, max(names, default=6)) + 2

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(id="roster")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()
        self.draw()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.draw)

    def draw(self) -> None:
        where = self.query_one("#roster", Static)
        where.update(self._content(max(40, where.content_size.width or self.size.width - 6)))

    def _content(self, width: int) -> Content:
        meeting = self._meeting
        lines = [
            said((f"{meeting.title} {meeting.starts:%H:%M}  ", "bold $primary"), (_HEAD, "$quiet")),
            *(_check(check, width) for check in self._checks),
            Content(""),
        ]
        for row in self._rows:
            lines.append(self._row(row, width))
            lines += self._private(row, width) if self._flags else []
        flags = sum(len(row.flags) + row.unsafe for row in self._rows)
        keys = [said("\n", ("esc", "bold $primary"), (" close", "$quiet"))]
        if flags and not self._flags:
            keys.append(said(("   !", "bold $primary"), (" private flags", "$quiet")))
        return Content("\n").join([*lines, Content("").join(keys)])

    def _row(self, row: Row, width: int) -> Content:
        """Initials and preferred name, then everything about them, what is urgent with a mark."""
        name = _called(row)
        shown = line(name, "bold", width=LONGEST_NAME)
        head = shown.pad_right(max(1, self._names - shown.cell_length))
        parts = [
            said(("! ", "bold $warning"), line(what)) if urgent else line(what, "$quiet")
            for what, urgent in words(row, self._day)
        ]
        return hanging(
            head, Content(" · ").join(parts) if parts else said(("nothing special", "$quiet")), width
        )

    def _private(self, row: Row, width: int) -> list[Content]:
        shown = []
        if row.unsafe:
            waits = said(("flag of the chart: ", "$warning"), "waits for an answer")
            shown.append(hanging(said(" " * self._names), waits, width))
        for flag in row.flags:
            answer = flag.answer
            state = f"told {answer.told}; {answer.decided}" if answer else "waits for an answer"
            words_ = said((f"flag {short(flag.at.date())}: ", "$warning"), line(state))
            shown.append(hanging(said(" " * self._names), words_, width))
        return shown

    def action_flags(self) -> None:
        self._flags = not self._flags
        self.draw()


def _called(row: Row) -> str:
    return f"{row.who.initials} {row.name}".strip()


LONGEST_NAME = 18
_HEAD = "Not for the room: close it before people come in."


def _check(check: Check, width: int) -> Content:
    return hanging(said(("▲ ", "bold $warning")), line(str(check)), width)
