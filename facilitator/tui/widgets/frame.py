"""The frame of every place: the head line and the tabs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from facilitator.desk import Desk
from facilitator.tui.messages import Go
from facilitator.tui.text import line, said, text
from facilitator.tui.workspaces import WORKSPACES

if TYPE_CHECKING:
    from facilitator.tui.app import Openchair

SEPARATOR = " · "


class TopLine(Widget):
    """Name and clinic on the left; time, who is signed in and when it locks on the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def on_mount(self) -> None:
        self.set_interval(1, self._tick)
        self._shown = ""

    def _tick(self) -> None:
        if self.screen.is_current and self._line().plain != self._shown:
            self.refresh()

    def render(self) -> Content:
        content = self._line()
        self._shown = content.plain
        return content

    def _line(self) -> Content:
        """What does not fit is left out from the least needed on: the lock, the words, the clinic."""
        width = self.size.width - 2
        name = said(("openchair", "bold $primary"))
        clinic = line(self.desk.config.name, width=max(10, width // 3))
        right = line(SEPARATOR.join(self._right(width >= 100)))
        left = said(name, "  ", clinic)
        if left.cell_length + right.cell_length + 2 > width:
            left = name
        gap = max(1, width - left.cell_length - right.cell_length)
        return said(left, " " * gap, right.stylize("$quiet")).truncate(max(width, 1))

    def _right(self, wide: bool) -> list[str]:
        now = self.desk.now()
        parts = [spoken(now), f"{self.desk.user} (you)" if wide else self.desk.user]
        idle = cast("Openchair", self.app).idle
        if idle.limit:
            left = int(idle.left)
            parts.append(f"{'locks in ' if wide else 'locks '}{left // 60}:{left % 60:02d}")
        return parts


def spoken(moment: datetime) -> str:
    """`Wed 25 Nov 17:41`, in English whatever the locale."""
    return f"{day_spoken(moment)} {moment:%H:%M}"


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_spoken(day: datetime) -> str:
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


class Tabs(Widget):
    """The workspaces with their keys; the one shown is lit. A click goes there."""

    def __init__(self, shown: str) -> None:
        super().__init__()
        self._current = shown

    def render(self) -> Content:
        parts: list[tuple[str, str]] = []
        for workspace in WORKSPACES:
            lit = workspace.id == self._current
            style = "bold $block-cursor-foreground on $block-cursor-background" if lit else "$quiet"
            parts += [(f" {workspace.key} {workspace.title} ", style), (" ", "")]
        return said(*parts)

    def on_click(self, event: events.Click) -> None:
        x = 0
        for workspace in WORKSPACES:
            x += len(workspace.title) + 5
            if event.get_content_offset(self) and event.x - self.content_offset_x < x:
                self.app.post_message(Go(workspace.id))
                return

    @property
    def content_offset_x(self) -> int:
        return self.gutter.left


class Greeting(Static):
    """What is said once to somebody who came in, in lines of its own, until they begin to work."""

    def __init__(self, words: str) -> None:
        super().__init__(text(words, "$accent"))
