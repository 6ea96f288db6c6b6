"""How a week is drawn as a grid: one line a slot, drawn line by line, so that only what is seen is drawn."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from curricula.text import clean
from facilitator.timetabling.grid import Band, By, Day, Grid, Lane, Spot, grid, key
from facilitator.timetabling.view import WeekView
from facilitator.timetabling.words import Cell, band_name, band_note, cell
from scheduler.clinic import Group
from scheduler.facts import Item
from scheduler.timetable import Session
from scheduler.week import DAY_NAMES, clock

TIMES = 7
"""Cells of the column of hours."""
NARROWEST = 20
SERVICES = ("process", "psychoeducation", "skills", "family", "mutual-help")
_STYLES = (
    "day", "closed", "time", "band", "note", "block", "quiet", "cursor", "cursor-quiet", "mark", "broken",
    "empty", "gone", *SERVICES, "other",
)  # fmt: skip
Line = tuple[int, int]
"""Band and slot; slot -1 is the band's heading, band -1 a blank line."""


class GridView(ScrollView):
    """Shows a view of a week, with a cursor on one item that stays on it while the week changes."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"grid--{name}" for name in _STYLES}

    def __init__(self, *, id: str, classes: str = "", narrowest: int = NARROWEST) -> None:
        """`narrowest`: cells that a day needs at least; fewer days are shown where there is less."""
        super().__init__(id=id, classes=classes)
        self._narrowest = narrowest
        self.spot: Spot | None = None
        self._view: WeekView | None = None
        self._grid = Grid("room")
        self._rows: list[Line] = []
        self._groups: dict[str, Group] = {}
        self._left = 0  # the first day column that was asked for
        self._nothing: tuple[str, ...] = ()
        self._changed = False

    @property
    def item(self) -> Item | None:
        """What the cursor stands on."""
        return self._grid.item(self.spot)

    @property
    def bands(self) -> tuple[Band, ...]:
        return self._grid.bands

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
        """Show `view`, or one `day` of it; `changed`: with a `~` on what has other people.

        The cursor goes to `on`, or stays on its item, or near it; `nothing` is said instead of an empty grid.
        """
        wanted, near = on or self.item, self.spot
        self._view, self._nothing = view, nothing
        self._groups = {group.id: group for group in view.clinic.groups}
        self._changed = changed
        self._grid = grid(view.timetable, view.clinic, view.week, by, day=day)
        self._rows = list(_lines(self._grid))
        self.spot = self._grid.find(key(wanted), near) if wanted else None
        if self.spot is None:
            self.spot = next(self._grid.spots(), None)
        self._measure()
        self._follow()
        self.refresh()

    def on_resize(self) -> None:
        self._measure()
        self._follow()

    def _measure(self) -> None:
        height = 1 + (len(self._rows) if not self._nothing else 0)
        self.virtual_size = Size(self.scrollable_content_region.width, height)

    @property
    def _columns(self) -> int:
        """How many days stand side by side."""
        fit = (self.scrollable_content_region.width - TIMES) // self._narrowest
        return max(1, min(fit, len(self._grid.days)))

    @property
    def _first(self) -> int:
        """The first day column that is shown; the last days are not left for emptiness."""
        return max(0, min(self._left, len(self._grid.days) - self._columns))

    @property
    def _width(self) -> int:
        return max(4, (self.scrollable_content_region.width - TIMES) // self._columns)

    def _follow(self) -> None:
        """Scroll so that the cursor is seen, with its band's heading where that fits."""
        if self.spot is None:
            return
        self._left = max(min(self._first, self.spot.day), self.spot.day - self._columns + 1)
        at = self._rows.index((self.spot.band, self.spot.slot))
        top = self._rows.index((self.spot.band, -1))
        seen = max(1, self.scrollable_content_region.height - 1)
        top = top if at - top < seen else at
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False)
        elif at >= self.scroll_offset.y + seen:
            self.scroll_to(y=at - seen + 1, animate=False)

    # --- drawing ------------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if y == 0:
            segments = self._heading(width)
        elif self._nothing:
            segments = self._said(y, width)
        else:
            index = self.scroll_offset.y + y - 1
            segments = self._line(self._rows[index], width) if index < len(self._rows) else []
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"grid--{name}")

    def _heading(self, width: int) -> list[Segment]:
        """Days with their dates; `‹` and `›` where more days stand beside."""
        first, last = self._first, self._first + self._columns
        segments = [Segment("  ‹    " if first else " " * TIMES, self._style("mark"))]
        for day in self._grid.days[first:last]:
            words = day.title if isinstance(day, Day) else self._lane(day)
            segments.append(
                Segment(
                    set_cell_size(f" {words}", self._width), self._style("closed" if day.closed else "day")
                )
            )
        if last < len(self._grid.days):
            used = TIMES + self._columns * self._width
            segments[-1] = Segment(segments[-1].text[: -3 + used - width or None], segments[-1].style)
            segments.append(Segment(" › ", self._style("mark")))
        return segments

    def _lane(self, lane: Lane) -> str:
        assert self._view is not None, "headings are drawn of a view"
        return clean(band_name(lane.id, self._grid.by, self._view.called))

    def _said(self, y: int, width: int) -> list[Segment]:
        """The words for an empty week, in the middle."""
        top = max(1, (self.scrollable_content_region.height - len(self._nothing)) // 2)
        i = y - top
        if not 0 <= i < len(self._nothing):
            return []
        words = clean(self._nothing[i])
        left = max(0, (width - cell_len(words)) // 2)
        return [Segment(" " * left + words, self._style("band" if i == 0 else "note"))]

    def _line(self, line: Line, width: int) -> list[Segment]:
        band, slot = line
        if band < 0 or self._view is None:
            return []
        if slot < 0:
            return self._band(band, width)
        row = self._grid.bands[band].slots[slot]
        repeats = slot > 0 and self._grid.bands[band].slots[slot - 1].minute == row.minute
        segments = [Segment(f" {'' if repeats else clock(row.minute):<{TIMES - 1}}", self._style("time"))]
        for day in range(self._first, self._first + self._columns):
            item = row.items[day]
            spot = Spot(band, slot, day)
            segments += (
                self._block(item, spot == self.spot)
                if item
                else [Segment(" " * self._width, self.rich_style)]
            )
        return segments

    def _band(self, index: int, width: int) -> list[Segment]:
        view, by, band = self._view, self._grid.by, self._grid.bands[index]
        assert view is not None, "lines are drawn of a view"
        day = self._grid.day
        name = (
            f"{DAY_NAMES[day.number]} {day.date.day}" if day else clean(band_name(band.id, by, view.called))
        )
        note = ("closed" if day.closed else "") if day else clean(band_note(band.id, by, view.clinic))
        if not band.slots:
            note = " · ".join(filter(None, (note, f"nothing this {'day' if day else 'week'}")))
        rest = max(0, width - cell_len(name) - cell_len(note) - 5)
        return [
            Segment(f" {name}  ", self._style("band")),
            Segment(f"{note} ", self._style("note")),
            Segment("─" * rest, self._style("empty")),
        ]

    def _block(self, item: Item, chosen: bool) -> list[Segment]:
        """Bar, words, mark and the space to the next day: exactly the width of a day."""
        view = self._view
        assert view is not None, "lines are drawn of a view"
        words = cell(item, self._grid.by, self._groups, view.called)
        lost = item in view.gone
        names = ("cursor", "cursor-quiet") if chosen else ("gone", "gone") if lost else ("block", "quiet")
        plain, quiet = map(self._style, names)
        mark = view.mark(item)
        if self._changed and not mark and item in view.turnover:
            mark = "~"
        sign = self._style("broken" if mark == "!" else "mark")
        return [
            Segment("▌", plain + Style(color=self._style(self._service(item)).color)),
            *_fitted(words, self._width - 3 - len(mark), plain, quiet),
            Segment(f" {mark}", plain + Style(color=sign.color)),
            Segment(" ", self.rich_style),
        ]

    def _service(self, item: Item) -> str:
        if not isinstance(item, Session) or item.group not in self._groups:
            return "other"
        service = self._groups[item.group].service
        return service if service in SERVICES else "other"


def _lines(shown: Grid) -> list[Line]:
    """Headings and slots of all bands, a blank line between bands."""
    found: list[Line] = []
    for b, band in enumerate(shown.bands):
        found += [(-1, -1)] if b else []
        found += [(b, -1), *((b, s) for s in range(len(band.slots)))]
    return found


def _fitted(words: Cell, width: int, plain: Style, quiet: Style) -> list[Segment]:
    """The words of a block in exactly `width` cells: the title shortened first, then the cap left out."""
    title, seats, more = clean(words.title), words.seats, clean(words.more)
    if seats and cell_len(title) + 1 + len(seats + words.cap) <= width:
        seats += words.cap
    space = width - (len(seats) + 1 if seats else 0)
    if cell_len(title) > space:
        title = set_cell_size(title, max(space - 1, 0)) + "…"
    tail = f" {seats}" if seats else ""
    left = width - cell_len(title) - len(tail)
    tail += f"  {more}" if more and cell_len(more) + 2 <= left else ""
    return [Segment(title, plain), Segment(set_cell_size(tail, width - cell_len(title)), quiet)]
