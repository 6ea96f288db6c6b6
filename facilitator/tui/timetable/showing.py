"""One week on screen: how it is drawn, and every way to look round in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from textual import on, work
from textual.containers import Container
from textual.widget import Widget
from textual.widgets import OptionList

from facilitator.desk import Desk
from facilitator.events import week_stream
from facilitator.timetabling.given_out import missing
from facilitator.timetabling.grid import VIEWS, By, bands_of, days_of
from facilitator.timetabling.moving import Move
from facilitator.timetabling.versions import History, history
from facilitator.timetabling.view import WeekView, week_view
from facilitator.timetabling.words import week_name
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.place import Place
from facilitator.tui.timetable import panes
from facilitator.tui.timetable.dialogs import Differences, Tell
from facilitator.tui.timetable.panes import Rows, Selected
from facilitator.tui.timetable.solving import Run
from facilitator.tui.timetable.week_grid import WeekGrid
from facilitator.tui.timetable.week_line import ViewLine, WeekLine
from scheduler.clinic import Pin
from scheduler.facts import Item
from scheduler.timetable import Timetable
from scheduler.week import DAY, Week

MOVING = "←→ day ↑↓ time r room enter keeps esc back"


class WeekPlace(Place):
    """Draws the week that is looked at; what changes it is the subclass's."""

    workspace = "timetable"
    reads = "timetable"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._week: Week | None = None
        self._by: By = "room"
        self._day: int | None = None  # the weekday that is shown alone
        self._view: WeekView | None = None
        self._unwritten = ""  # that files of the week on screen are missing
        self._giving: Week | None = None  # whose files are being written
        self._run: Run | None = None
        self._move: Move | None = None

    def body(self) -> Iterable[Widget]:
        yield WeekLine(id="week")
        yield ViewLine(id="seen")
        yield WeekGrid(id="grid", classes="pane")
        yield Container(
            Selected(id="selected", classes="pane -shown"),
            Rows(id="unmet", classes="pane"),
            Rows(id="changes", classes="pane"),
            id="below",
        )

    def on_mount(self) -> None:
        self.set_interval(0.5, self._tick)
        self.grid.focus()

    @property
    def grid(self) -> WeekGrid:
        return self.query_one(WeekGrid)

    @property
    def view(self) -> WeekView:
        """What is on screen."""
        assert self._view is not None, "drawn when it is mounted"
        return self._view

    # --- what is shown ------------------------------------------------------------------------------------

    def redraw(self) -> None:
        if self._week is None:
            this, following = self.desk.week(), self.desk.week().shifted(1)
            waits = self._history(this).draft is not None
            planned = self._history(following).version is not None
            self._week = this if waits or planned else following
        if self._move is None:
            self._show(self._live or self._look(self._week))

    @property
    def _live(self) -> WeekView | None:
        """The solver's best so far, while it works on the week on screen."""
        run = self._run
        return run.best if run is not None and run.week == self._week else None

    def _history(self, week: Week) -> History:
        return history(self.desk.record.read(week_stream(str(week))), self.desk.merged)

    def _look(self, week: Week) -> WeekView:
        """The view of `week` from the record."""
        before = self._history(week.shifted(-1)).settled
        return week_view(week, self.desk.clinic(week), self.desk.people, self._history(week), before)

    def _with(self, timetable: Timetable, pins: tuple[Pin, ...]) -> WeekView:
        """The view on screen with another timetable in it."""
        view = self.view
        clinic = self.desk.clinic(view.week)
        return week_view(view.week, clinic, self.desk.people, view.history, view.previous, timetable, pins)

    def _show(self, view: WeekView, on: Item | None = None) -> None:
        """Draw `view`, the cursor on `on` or where it was."""
        self._view = view
        quiet = view.history.draft is not None or view.week == self._giving
        lacks = None if quiet else missing(self.desk, view.week)
        self._unwritten = f"version {lacks.version}: files not all written, b writes them" if lacks else ""
        if self._day is not None and on is not None:
            self._day = on.start // DAY
        self._fill(on)
        unmet, changed = self.query_one("#unmet", Rows), self.query_one("#changes", Rows)
        unmet.border_title, changed.border_title = panes.unmet_title(view), panes.changes_title(view)
        unmet.fill([panes.unmet_row(one, view) for one in view.unmet], panes.nothing_unmet(view))
        changed.fill([panes.change_row(one, view) for one in view.changes], panes.nothing_changed(view))
        self.query_one(ViewLine).show(view, self._by)
        self._say()
        self._describe(self.grid.item)
        self.refresh_bindings()

    def _fill(self, on: Item | None = None) -> None:
        view = self.view
        self.grid.fill(view, self._by, nothing=self._nothing(view), on=on, day=self._day)

    def _say(self) -> None:
        """The first line: how the week stands and what the solver does."""
        doing = self._run.says() if self._run else ""
        if self._run and self._run.week != self._week:
            doing = f"{week_name(self._run.week)}: {doing}"
        hint = MOVING if self._move else "best so far" if self._live else self._unwritten
        self.query_one(WeekLine).show(self.view, doing, hint, self._day)

    def _nothing(self, view: WeekView) -> tuple[str, ...]:
        """What is said in place of an empty grid."""
        if view.timetable is not None:
            return ()
        name, before = week_name(view.week), week_name(view.week.shifted(-1))
        if self._run is not None and self._run.week == view.week:
            return (
                f"Looking for the first timetable of {name} ...",
                "Everything else can be used meanwhile.",
            )
        start = f"It starts from {before} and keeps what it can." if view.previous else ""
        return tuple(filter(None, (f"Nothing is planned for {name} yet.", "s solves it.", start)))

    def _describe(self, item: Item | None) -> None:
        selected = self.query_one(Selected)
        if self._move is not None:
            broken = self._move.broken()
            title = f"Moving: breaks {len(broken)}" if broken else "Moving"
            selected.show(panes.broken_words(self.view, broken, self._move.new), title)
        else:
            selected.show(panes.item_words(item, self.view))

    def _tick(self) -> None:
        if self._run is not None and self.is_current:
            self._say()

    def show(self, to: str) -> None:
        """Bring a week, or a group, a room, a therapist or a person into view."""
        if re.fullmatch(r"\d{4}-W\d{2}", to) and self._move is None:
            self._week = Week.parse(to)
            self._show(self._live or self._look(self._week))
            return
        for by in reversed(VIEWS):
            if to in bands_of(self.view.clinic, by):
                self._see(by)
                self.grid.show_band(to)
                return

    # --- looking round ------------------------------------------------------------------------------------

    def _see(self, by: By) -> None:
        self._by = by
        self._fill()
        self.query_one(ViewLine).show(self.view, by)

    def _turn(self, by: int) -> None:
        """The week before or after; of a day, the day."""
        if self._move is not None or self._week is None:
            return
        days = [day.number for day in days_of(self.view.clinic, self._week)]
        if self._day is not None and days:
            later = [day for day in days if (day - self._day) * by > 0]
            if later:
                self._day = (min if by > 0 else max)(later)
                self._fill()
                self._say()
                return
            self._day = days[0] if by > 0 else days[-1]
        self._week = self._week.shifted(by)
        self._show(self._live or self._look(self._week))

    def action_day(self) -> None:
        """The day under the cursor alone, or the whole week again."""
        if self._day is not None:
            self._day = None
        else:
            seen, today = self.grid.item, self.desk.today()
            days = [day.number for day in days_of(self.view.clinic, self.view.week)]
            at = seen.start // DAY if seen else today.weekday()
            self._day = at if at in days else (days or [0])[0]
        self._fill()
        self._say()

    def action_view(self) -> None:
        self._see(VIEWS[(VIEWS.index(self._by) + 1) % len(VIEWS)])

    def action_earlier(self) -> None:
        self._turn(-1)

    def action_later(self) -> None:
        self._turn(1)

    def action_pane(self) -> None:
        """From one pane to the next; in a small window the next takes the place of the last."""
        ring = [self.grid, *self.query("#below > *")]
        at = next((i for i, pane in enumerate(ring) if pane.has_focus), 0)
        following = ring[(at + 1) % len(ring)]
        if following is not self.grid:
            self._bring(following)
        following.focus()

    def _bring(self, pane: Widget) -> None:
        """The pane that a small window shows."""
        for one in self.query("#below > *"):
            one.set_class(one is pane, "-shown")

    @on(WeekLine.Turn)
    def _week_turned(self, message: WeekLine.Turn) -> None:
        self._turn(message.by)

    @on(ViewLine.Picked)
    def _view_picked(self, message: ViewLine.Picked) -> None:
        self._see(message.by)

    @on(WeekGrid.Chosen)
    def _chosen(self, message: WeekGrid.Chosen) -> None:
        self._describe(message.item)

    @on(WeekGrid.Opened)
    def _opened(self, message: WeekGrid.Opened) -> None:
        self.open(message.item)

    def open(self, item: Item) -> None:
        """Tell everything about an item."""
        self.app.push_screen(Tell(panes.item_words(item, self.view)))

    @on(OptionList.OptionSelected)
    def _asked_why(self, message: OptionList.OptionSelected) -> None:
        rows = message.option_list
        if not isinstance(rows, Rows) or rows.index is None:
            return
        if rows.id == "unmet":
            words = panes.unmet_words(self.view.unmet[rows.index], self.view)
            self.app.push_screen(Tell(words, "Why this is not met"))
        else:
            words = panes.change_words(self.view.changes[rows.index], self.view)
            self.app.push_screen(Tell(words, "Why this is different"))

    def action_diff(self) -> None:
        if self.view.changes:
            self.app.push_screen(Differences(self.view))
        else:
            self.notify(panes.nothing_changed(self.view))

    @work
    async def action_band(self) -> None:
        """Ask for a row of the grid by the beginning of its name."""
        asked = await self.app.push_screen_wait(
            AskWords(f"Which {self._by}?", yes="Go", placeholder="The beginning of a name or a code")
        )
        wanted = (asked or "").casefold()
        names = {band.id: self.view.called.get(band.id, band.id) for band in self.grid.bands}
        found = [name for name, said in names.items() if wanted in (name.casefold(), said.casefold())]
        found += [
            n
            for n, said in names.items()
            if n.casefold().startswith(wanted) or said.casefold().startswith(wanted)
        ]
        if wanted and found:
            self.grid.show_band(found[0])
        elif wanted:
            self.notify(f"There is no {self._by} that begins with {asked}.")
