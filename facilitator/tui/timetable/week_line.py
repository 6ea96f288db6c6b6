"""The two lines over the grid: which week and how it stands, how it is seen and what it scores."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from facilitator.timetabling.grid import VIEWS, By
from facilitator.timetabling.view import WeekView
from facilitator.timetabling.words import counted, day_name, standing, week_name, week_span
from facilitator.tui.text import line, said
from scheduler.week import hours


class WeekLine(Widget):
    """`[ Week 48 ]  23-29 Nov · draft, not published` on the left, what the solver does on the right."""

    @dataclass
    class Turn(Message):
        """Another week was asked for by mouse."""

        by: int

    def __init__(self, *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._left, self._right = Content(""), Content("")
        self._later = 0

    def show(self, view: WeekView, doing: str, hint: str = "", day: int | None = None) -> None:
        """`doing` is what goes on beside; `hint` says more than how the week stands; `day`: it alone."""
        name, zone = week_name(view.week).capitalize(), ZoneInfo(view.clinic.timezone)
        span = week_span(view.week)
        if day is not None:
            name, span = day_name(view.week.date(day)), week_name(view.week)
        self._later = len(name) + 3
        self._left = said(
            ("[ ", "bold $primary"),
            (name, "bold"),
            (" ]", "bold $primary"),
            f"  {span}",
            (" · ", "$quiet"),
            line(hint, "$accent") if hint else line(standing(view.history, zone), "$quiet"),
        )
        self._right = line(doing, "$accent")
        self.refresh()

    def render(self) -> Content:
        return beside(self._left, self._right, self.size.width - 2)

    def on_click(self, event: events.Click) -> None:
        x = event.x - self.gutter.left
        if x <= 1:
            self.post_message(self.Turn(-1))
        elif self._later - 1 <= x <= self._later + 1:
            self.post_message(self.Turn(1))


class ViewLine(Widget):
    """`by  room  therapist  patient  group` on the left, the score on the right."""

    @dataclass
    class Picked(Message):
        """Another view of the grid was asked for by mouse."""

        by: By

    def __init__(self, *, id: str, classes: str = "") -> None:
        super().__init__(id=id, classes=classes)
        self._by: By = "room"
        self._score = Content("")

    def show(self, view: WeekView, by: By) -> None:
        self._by, self._score = by, score_of(view)
        self.refresh()

    def render(self) -> Content:
        parts: list[str | tuple[str, str]] = [("by ", "$quiet")]
        for name, words in self._names():
            lit = "bold $block-cursor-foreground on $block-cursor-background"
            parts += [(words[:-1], lit if name == self._by else "$quiet"), " "]
        return beside(said(*parts), self._score, self.size.width - 2)

    def _names(self) -> list[tuple[By, str]]:
        """The views with the cells they take."""
        return [(name, f" {name}  " if name == self._by else f"{name} ") for name in VIEWS]

    def on_click(self, event: events.Click) -> None:
        x = event.x - self.gutter.left - 3
        for name, words in self._names():
            if 0 <= x < len(words):
                self.post_message(self.Picked(name))
                return
            x -= len(words)


def score_of(view: WeekView) -> Content:
    """`unmet 1:00 (proven least) · 4 changes · 2 under floor · ! 3 broken`."""
    if view.timetable is None:
        return Content("")
    broken = len(view.report.violations)
    least = " (proven least)" if view.unmet and view.proven else ""
    parts = [(f"unmet {hours(view.unmet_minutes)}{least}" if view.unmet else "✓ everything met", "")]
    if view.previous is not None:
        parts.append((counted(view.report.score.changes, "change"), ""))
    if under := view.report.score.under_floor:
        parts.append((f"{under} under floor", "$warning"))
    if broken:
        parts.append((f"! {broken} broken", "bold $error"))
    made: list[str | tuple[str, str]] = []
    for words, style in parts:
        made += [(" · ", "$quiet")] if made else []
        made.append((words, style))
    return said(*made)


def beside(left: Content, right: Content, width: int) -> Content:
    """Left and right on one line; where both do not fit the left gives way."""
    space = max(10, width - right.cell_length - 2)
    if left.cell_length > space:
        left = left.truncate(space, ellipsis=True)
    gap = max(1, width - left.cell_length - right.cell_length)
    return said(left, " " * gap, right).truncate(max(width, 1))
