"""Two weeks, or two drafts of one week, in two grids side by side; a small window shows one and switches."""

from __future__ import annotations

from typing import ClassVar

from attrs import evolve, frozen
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from facilitator.timetabling.beside import entry
from facilitator.timetabling.grid import VIEWS, By
from facilitator.timetabling.view import WeekView
from facilitator.tui.text import line, said, text
from facilitator.tui.timetable import panes
from facilitator.tui.timetable.dialogs import Differences
from facilitator.tui.timetable.week_grid import WeekGrid
from facilitator.tui.timetable.week_line import score_of
from facilitator.tui.widgets.keys import Keys
from scheduler.facts import Item

NARROWEST = 15
"""Cells of a day: three of them stand in half a screen."""


@frozen
class Side:
    """One of two: what it is called, and its view, whose marks are against the other."""

    name: str
    view: WeekView

    def same(self, item: Item) -> Item | None:
        """What this side has for an item of the other: the same group or appointment at the same time."""
        timetable, wanted = self.view.timetable, entry(item)
        items: tuple[Item, ...] = (*timetable.sessions, *timetable.appointments) if timetable else ()
        return next((other for other in items if entry(other) == wanted), None)


class Compare(ModalScreen[bool]):
    """`left` is looked at beside `right`; the cursors go together. With `keep`, y gives True."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "other", "other side", priority=True),
        Binding("v", "view", "view by"),
        Binding("d", "differences", "person by person"),
        Binding("y", "keep", "go back to the left"),
        Binding("escape,equals_sign,q", "dismiss(False)", "back to the week"),
    ]

    def __init__(self, left: Side, right: Side, by: By, on: Item | None, *, keep: bool = False) -> None:
        super().__init__()
        self._sides = (left, right)
        self._by, self._on, self._keep = by, on, keep

    def compose(self) -> ComposeResult:
        with Horizontal(id="sides"):
            for name in ("left", "right"):
                yield WeekGrid(id=name, classes="pane", narrowest=NARROWEST)
        with VerticalScroll(id="both", classes="pane", can_focus=False):
            yield Static()
        yield Keys()

    def on_mount(self) -> None:
        for grid, side in zip(self.grids, self._sides, strict=True):
            grid.border_title = line(side.name).markup
            grid.border_subtitle = score_of(side.view).markup
        self.query_one("#both").border_title = "+ new, − gone, ~ other people"
        self._fill()
        self._to(self.grids[1])

    @property
    def grids(self) -> tuple[WeekGrid, WeekGrid]:
        left, right = (self.query_one(name, WeekGrid) for name in ("#left", "#right"))
        return left, right

    @property
    def _lit(self) -> int:
        """The side with the cursor: 0 or 1."""
        return 0 if self.grids[0].has_focus else 1

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._keep if action == "keep" else True

    def _fill(self) -> None:
        for grid, side in zip(self.grids, self._sides, strict=True):
            here = side.same(self._on) if self._on is not None else None
            nothing = () if side.view.timetable else ("Nothing is planned here.",)
            grid.fill(side.view, self._by, nothing=nothing, on=here, changed=True)

    def _to(self, grid: WeekGrid) -> None:
        for one in self.grids:
            one.set_class(one is grid, "-shown")
        grid.focus()
        self.call_after_refresh(self._tell)

    @on(WeekGrid.Chosen)
    def _together(self) -> None:
        """The other cursor goes to the same item, or near to where it would be."""
        here, there = self.grids[self._lit], self.grids[1 - self._lit]
        if here.item is not None and here.spot is not None:
            self._on = here.item
            there.follow(here, self._sides[1 - self._lit].same(here.item))
        self._tell()

    def _tell(self) -> None:
        """The selected item as it is on each side that has it."""
        item = self.grids[self._lit].item
        rows = list[Content]()
        for side in self._sides if item is not None else ():
            found = side.same(item) if item is not None else None
            words = panes.item_words(found, side.view) if found else text("not there", "$quiet")
            rows.append(said((f"{side.name}: ", "bold"), words))
        self.query_one("#both Static", Static).update(Content("\n").join(rows))

    # --- keys ---------------------------------------------------------------------------------------------

    def action_other(self) -> None:
        self._to(self.grids[1 - self._lit])

    def action_view(self) -> None:
        self._by = VIEWS[(VIEWS.index(self._by) + 1) % len(VIEWS)]
        self._fill()

    def action_differences(self) -> None:
        left, right = self._sides
        self.app.push_screen(Differences(evolve(right.view, previous=left.view.timetable), beside=left.name))

    def action_keep(self) -> None:
        self.dismiss(True)
