"""The grid of a week on screen: the cursor goes from item to item by keys and mouse, and drags them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from facilitator.timetabling.grid import By, Lane, Spot, key, neighbour
from facilitator.timetabling.view import WeekView
from facilitator.tui.timetable.grid_view import NARROWEST, TIMES, GridView
from scheduler.facts import Item


class WeekGrid(GridView, can_focus=True):
    """Shows a view of a week; the cursor stands on one item and stays on it while the week changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "step(0, -1)", "The item above", show=False),
        Binding("down,j", "step(0, 1)", "The item below", show=False),
        Binding("left,h", "step(-1, 0)", "The day before", show=False),
        Binding("right,l", "step(1, 0)", "The day after", show=False),
        Binding("pageup", "leap(-1)", "The band before", show=False),
        Binding("pagedown", "leap(1)", "The next band", show=False),
        Binding("enter", "open", "Everything about the item", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """The cursor stands on another item (perhaps one of the week before), or on none."""

        item: Item | None

    @dataclass
    class Opened(Message):
        """Somebody asks about the item under the cursor."""

        item: Item

    @dataclass
    class Nudged(Message):
        """While moving by hand: a step across the days or down the hours."""

        across: int
        down: int

    @dataclass
    class Grabbed(Message):
        """The mouse drags the item under the cursor: it is to be moved."""

    @dataclass
    class Dropped(Message):
        """The mouse let go of what it dragged."""

    def __init__(self, *, id: str, classes: str = "", narrowest: int = NARROWEST) -> None:
        super().__init__(id=id, classes=classes, narrowest=narrowest)
        self.moving = False
        self._held: tuple[int, int] | None = None  # where the mouse took hold: cell and line of the screen
        self._dragged: tuple[int, int] | None = None  # days and steps it went since, once it drags

    # --- what is shown ------------------------------------------------------------------------------------

    def fill(
        self,
        view: WeekView,
        by: By,
        *,
        nothing: tuple[str, ...] = (),
        on: Item | None = None,
        day: int | None = None,
        changed: bool = False,
    ) -> None:
        super().fill(view, by, nothing=nothing, on=on, day=day, changed=changed)
        self.post_message(self.Chosen(self.item))

    def show_band(self, name: str) -> None:
        """Put the cursor into the band called `name`."""
        lanes = [lane.id for lane in self._grid.days if isinstance(lane, Lane)]
        column = lanes.index(name) if name in lanes else None
        inside = (spot for spot in self._grid.spots() if spot.day == column)
        if spot := next(inside, None) or self._grid.band(name):
            self._go(spot)

    def follow(self, other: WeekGrid, same: Item | None) -> None:
        """The cursor to `same`, or to what is nearest to the other's in its band."""
        at, here = other.spot, self.spot
        wanted = self._grid.find(key(same), here) if same is not None else None
        if wanted is None and at is not None and other.item is not None:
            band, day, minute = other.bands[at.band].id, at.day, other.item.start
            mine = [spot for spot in self._grid.spots() if self.bands[spot.band].id == band]
            wanted = min(mine, key=lambda s: (abs(s.day - day), abs(self._start(s) - minute)), default=None)
        if wanted is not None:
            self._go(wanted)

    def _start(self, spot: Spot) -> int:
        item = self._grid.item(spot)
        return item.start if item else 0

    # --- moving the cursor --------------------------------------------------------------------------------

    def action_step(self, across: int, down: int) -> None:
        if self.moving:
            self.post_message(self.Nudged(across, down))
        elif self.spot is not None:
            self._go(neighbour(self._grid, self.spot, across, down))

    def action_leap(self, by: int) -> None:
        """To the first item of the next band that has any, or of one before."""
        if self.spot is None:
            return
        here = self.spot.band
        ahead = [s for s in self._grid.spots() if (s.band - here) * by > 0]
        if ahead:
            band = min((s.band for s in ahead), key=lambda b: abs(b - here))
            self._go(next(s for s in ahead if s.band == band))

    def action_open(self) -> None:
        if self.item is not None:
            self.post_message(self.Opened(self.item))

    # --- dragging -----------------------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        offset = event.get_content_offset(self)
        if offset is None or self._nothing or self.moving or offset.y == 0:
            return
        if spot := self._spot_at(offset.x, self.scroll_offset.y + offset.y - 1):
            self._go(spot)
            if self.item is not None:
                self._held, self._dragged = (event.screen_x, event.screen_y), None
                self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """A day's width is a day, a line is a step of the clinic's grid; one day alone has no other."""
        if self._held is None:
            return
        across = 0 if self._grid.day else round((event.screen_x - self._held[0]) / self._width)
        down = event.screen_y - self._held[1]
        if self._dragged is None:
            if not across and not down:
                return
            self._dragged = (0, 0)
            self.post_message(self.Grabbed())
        step = (across - self._dragged[0], down - self._dragged[1])
        if step != (0, 0):
            self._dragged = (across, down)
            self.post_message(self.Nudged(*step))

    def on_mouse_up(self) -> None:
        dragged = self._dragged is not None
        self._held = self._dragged = None
        self.release_mouse()
        if dragged:
            self.post_message(self.Dropped())

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or self._nothing:
            return
        if offset.y == 0:
            self._turn(-1 if offset.x < TIMES else int(offset.x >= self.scrollable_content_region.width - 3))
        elif spot := self._spot_at(offset.x, self.scroll_offset.y + offset.y - 1):
            self._go(spot)
            if event.chain == 2:
                self.action_open()

    def _spot_at(self, x: int, index: int) -> Spot | None:
        if x < TIMES or index >= len(self._rows):
            return None
        band, slot = self._rows[index]
        day = self._first + (x - TIMES) // self._width
        if band < 0 or slot < 0 or day >= min(len(self._grid.days), self._first + self._columns):
            return None
        spot = Spot(band, slot, day)
        return spot if self._grid.item(spot) else None

    def _turn(self, days: int) -> None:
        """Show other days."""
        self._left = max(0, self._first + days)
        self.refresh()

    def _go(self, spot: Spot) -> None:
        if spot != self.spot:
            self.spot = spot
            self._follow()
            self.refresh()
            self.post_message(self.Chosen(self.item))
