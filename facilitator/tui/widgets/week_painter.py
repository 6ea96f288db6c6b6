"""A week that is painted: when a person can come, and when they would rather."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from facilitator.painting import Paint, PaintedWeek
from facilitator.tui.text import said
from scheduler.clinic import Clinic
from scheduler.week import DAY, DAY_NAMES

CELL = 30
"""Minutes of one cell."""
LABEL = 4
"""Cells of text before the first half hour."""
SIGNS = {
    frozenset({Paint.NOT}): ("·", "$quiet"),
    frozenset({Paint.FREE}): ("▒", "$open"),
    frozenset({Paint.PREFERRED}): ("█", "$preferred"),
}
MIXED = ("▚", "$open")
LEGEND = said(("▒▒ ", "$open"), "free  ", ("██ ", "$preferred"), "preferred  ", ("·· ", "$quiet"), "not  ",
              ("▚▚ ", "$open"), "in part")  # fmt: skip

Cell = tuple[int, int]
"""Row (a day) and column (a half hour) of the picture."""


class WeekPainter(Widget, can_focus=True):
    """Days down, half hours across. `week` is what is painted; `Changed` says that it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", show=False),
        Binding("down", "move(1, 0)", show=False),
        Binding("left", "move(0, -1)", show=False),
        Binding("right", "move(0, 1)", show=False),
        Binding("shift+up", "move(-1, 0, True)", show=False),
        Binding("shift+down", "move(1, 0, True)", show=False),
        Binding("shift+left", "move(0, -1, True)", show=False),
        Binding("shift+right", "move(0, 1, True)", show=False),
        Binding("home", "move(0, -999)", show=False),
        Binding("end", "move(0, 999)", show=False),
        Binding("shift+home", "move(0, -999, True)", show=False),
        Binding("shift+end", "move(0, 999, True)", show=False),
        Binding("space", "next", "paint"),
        Binding("f", "paint(1)", "free"),
        Binding("p", "paint(2)", "preferred"),
        Binding("x", "paint(0)", "not"),
    ]

    week: reactive[PaintedWeek] = reactive(PaintedWeek, layout=True)
    cursor: reactive[Cell] = reactive((0, 0))

    @dataclass
    class Changed(Message):
        painter: WeekPainter
        week: PaintedWeek

        @property
        def control(self) -> WeekPainter:
            return self.painter

    def __init__(
        self, config: Clinic, week: PaintedWeek, *, id: str | None = None, fixed: bool = False
    ) -> None:
        """`fixed` only shows. The picture spans the clinic's opening and whatever is painted beside it; where
        the clinic is closed nothing can be painted."""
        super().__init__(id=id)
        self._open = config.open
        windows = (*config.open, *week.available)
        self.days = sorted({*range(5), *(window.day for window in windows)})
        self.first = min((window.start for window in windows), default=8 * 60) // 60 * 60
        self.last = min(DAY, -(-max((window.end for window in windows), default=20 * 60) // CELL) * CELL)
        self.can_focus = not fixed
        self._anchor: Cell | None = None
        self._brush: Paint | None = None
        self.set_reactive(WeekPainter.week, week)

    @property
    def columns(self) -> int:
        return (self.last - self.first) // CELL

    @property
    def _wide(self) -> int:
        """Characters of one cell: three when there is room, else two, else one."""
        room = (self.size.width - LABEL) // max(1, self.columns)
        return max(1, min(3, room))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.days) + 1

    # --- drawing ------------------------------------------------------------------------------------------

    def render(self) -> Content:
        return Content("\n").join([self._hours(), *(self._day(row) for row in range(len(self.days)))])

    def _hours(self) -> Content:
        per_hour = 60 // CELL * self._wide
        step = 1 if per_hour >= 3 else 2
        words = [
            f"{self.first // 60 + i:02d}".ljust(per_hour * step)
            for i in range(0, -(-(self.last - self.first) // 60), step)
        ]
        return said((" " * LABEL + "".join(words).rstrip(), "$quiet"))

    def _day(self, row: int) -> Content:
        name = DAY_NAMES[self.days[row]][:3]
        parts: list[tuple[str, str]] = [(name.ljust(LABEL), "$quiet")]
        for column in range(self.columns):
            sign, style = self._sign(row, column)
            parts.append((sign * self._wide, f"{style}{self._emphasis((row, column))}"))
        return said(*parts)

    def _sign(self, row: int, column: int) -> tuple[str, str]:
        paints = self.week.at(self.days[row], self.first + column * CELL, CELL)
        if paints == {Paint.NOT} and not self._opens(row, column):
            return " ", ""
        return SIGNS.get(paints, MIXED)

    def _opens(self, row: int, column: int) -> bool:
        """Whether the clinic is open for some of a cell."""
        day, start = self.days[row], self.first + column * CELL
        return not self._open or any(
            window.day == day and window.start < start + CELL and start < window.end for window in self._open
        )

    def _emphasis(self, cell: Cell) -> str:
        if not self.has_focus or cell not in self._selected():
            return ""
        return " reverse" if cell == self.cursor else " on $block-cursor-background"

    def _selected(self) -> set[Cell]:
        """The rectangle between anchor and cursor."""
        (row, column), (other_row, other_column) = self.cursor, self._anchor or self.cursor
        rows = range(min(row, other_row), max(row, other_row) + 1)
        columns = range(min(column, other_column), max(column, other_column) + 1)
        return {(r, c) for r in rows for c in columns}

    def where(self) -> str:
        """The cursor's cell in words: `Tuesday 18:00-18:30`."""
        row, column = self.cursor
        start = self.first + column * CELL
        end = start + CELL
        return (
            f"{DAY_NAMES[self.days[row]]} {start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"
        )

    # --- painting -----------------------------------------------------------------------------------------

    def action_move(self, rows: int, columns: int, extend: bool = False) -> None:
        if extend and self._anchor is None:
            self._anchor = self.cursor
        elif not extend:
            self._anchor = None
        row = min(max(self.cursor[0] + rows, 0), len(self.days) - 1)
        column = min(max(self.cursor[1] + columns, 0), self.columns - 1)
        self.cursor = (row, column)
        self.refresh()

    def action_next(self) -> None:
        """The selection becomes what follows the cursor's paint."""
        self._paint(self._selected(), self._after(self.cursor))

    def action_paint(self, paint: int) -> None:
        self._paint(self._selected(), Paint(paint))

    def _after(self, cell: Cell) -> Paint:
        paints = self.week.at(self.days[cell[0]], self.first + cell[1] * CELL, CELL)
        return max(paints).next if len(paints) == 1 else Paint.FREE

    def _paint(self, cells: set[Cell], paint: Paint) -> None:
        week = self.week
        for row, column in cells:
            if paint is not Paint.NOT and not self._opens(row, column):
                continue
            week = week.painted(self.days[row], self.first + column * CELL, CELL, paint)
        if week != self.week:
            self.week = week
            self.post_message(self.Changed(self, week))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        cell = self._cell(event)
        if cell is None or not self.can_focus:
            return
        self._anchor, self.cursor = None, cell
        self._brush = self._after(cell)
        self.capture_mouse()
        self._paint({cell}, self._brush)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        cell = self._cell(event)
        if self._brush is not None and cell is not None:
            self.cursor = cell
            self._paint({cell}, self._brush)

    def on_mouse_up(self) -> None:
        self._brush = None
        self.release_mouse()

    def _cell(self, event: events.MouseEvent) -> Cell | None:
        row = event.y - self.gutter.top - 1
        column = (event.x - self.gutter.left - LABEL) // self._wide
        return (row, column) if 0 <= row < len(self.days) and 0 <= column < self.columns else None
