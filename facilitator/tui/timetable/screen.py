"""The Timetable workspace."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.content import Content

from facilitator.desk import Desk
from facilitator.events import WeekDrafted
from facilitator.people import demand_ever
from facilitator.timetabling.grid import days_of
from facilitator.timetabling.moving import Move
from facilitator.timetabling.pinning import impossible, pinned_too, unpinned
from facilitator.timetabling.view import WeekView, prescribed_minutes, week_view
from facilitator.timetabling.words import spoken, week_name
from facilitator.tui.actions import bindings
from facilitator.tui.dialogs.ask import Confirm
from facilitator.tui.patients.doing import Doing
from facilitator.tui.text import text
from facilitator.tui.timetable.closing import Closing
from facilitator.tui.timetable.dialogs import Tell, listed
from facilitator.tui.timetable.importing import Importing
from facilitator.tui.timetable.keeping import WeekKeeping
from facilitator.tui.timetable.looking import Looking
from facilitator.tui.timetable.panes import Rows
from facilitator.tui.timetable.solving import Finished, Found, Progressed, Run
from facilitator.tui.timetable.week_grid import WeekGrid
from scheduler.facts import Item
from scheduler.files import dump_timetable
from scheduler.timetable import Booking, Timetable

EDITING = frozenset({
    "why", "drafts", "pin", "move", "undo", "redo", "publish", "solve", "export", "hours", "diff", "earlier",
    "later", "absence", "standing", "bring_in", "admit",
})  # fmt: skip
"""What waits until a move under way is kept or taken back."""


class TimetableScreen(WeekKeeping):
    """Solves, changes, publishes and gives out the week on screen."""

    places: ClassVar[tuple[str, ...]] = ("timetable",)
    BINDINGS = bindings("timetable")
    CSS_PATH = "timetable.tcss"
    solve_seconds: ClassVar[float] = 60.0

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.closing = Closing(self, self._keep_answer)
        self.looking = Looking(self)
        self.importing = Importing(self)
        self.doing = Doing(self, back="")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that mean nothing now are not shown."""
        if action == "solve" and self._run is not None:
            return False
        if action == "stop":
            return self._run is not None
        if action == "room":
            return self._move is not None
        if action == "redo" and self._view is not None:
            return bool(self._view.history.back)
        if action == "calls" and self._view is not None:
            return bool(self._view.history.calls)
        return not (self._move is not None and action in EDITING)

    # --- solving ------------------------------------------------------------------------------------------

    @work
    async def action_solve(self) -> None:
        """Solve the week on screen, from the week before and around the pins."""
        view = self.view
        if view.week < self.desk.week():
            self.notify(f"{week_name(view.week).capitalize()} is over. ] goes to later weeks.")
            return
        if cannot := impossible(self.desk.clinic(view.week), view.week, view.pins):
            sentences = [sentence for one in cannot for sentence in one.because]
            then = "Select what is pinned (◆) and press p to unpin it, or change what stands against it."
            self.app.push_screen(Tell(listed(sentences, view, then), "A pin cannot hold"))
            return
        if view.week == self.desk.week():
            words = (
                f"{week_name(view.week).capitalize()} has begun. Solving plans all its days anew. Solve it?"
            )
            if not await self.app.push_screen_wait(Confirm(words, "Solve it")):
                return
        if self._run is None:
            self._start(view)

    def _start(self, view: WeekView) -> None:
        people, clinic = self.desk.people, self.desk.clinic(view.week)

        def look(timetable: Timetable) -> WeekView:
            return week_view(view.week, clinic, people, view.history, view.previous, timetable, view.pins)

        run = self._run = Run(view, look, self.solve_seconds, prescribed_minutes(clinic, view.week))
        self.run_worker(lambda: run.work(self.post_message), thread=True, group="solve", exit_on_error=False)
        self._show(view)

    @on(Found)
    def _found(self, message: Found) -> None:
        if message.run is self._run and not message.run.stopped.is_set():
            message.run.best = message.view
            if self._week == message.run.week and self._move is None:
                self._show(message.view)

    @on(Progressed)
    def _progressed(self, message: Progressed) -> None:
        message.run.phase, message.run.unmet_bound = message.phase, message.unmet_bound

    @on(Finished)
    def _finished(self, message: Finished) -> None:
        if message.run is self._run:
            self._settle(message.run, message.view or message.run.best, message.problem)

    def action_stop(self) -> None:
        """End the search; if the solver is slow to hear, the best so far is kept without it."""
        if self._run is not None:
            run = self._run
            run.stop()
            self._say()
            if run.best is not None:
                self.set_timer(0.2, lambda: self._settle(run, run.best))

    def _settle(self, run: Run, best: WeekView | None, problem: str = "") -> None:
        """The run is over: keep its best, once."""
        if run is not self._run:
            return
        run.stop()
        self._run = None
        if best is not None and best.timetable is not None:
            self._keep(best)
        elif not self.openchair.locked:
            self.draw()
        if problem:
            then = "The best so far is kept." if best else "The week is as it was."
            self.notify(f"{problem} {then}", severity="warning", timeout=12)
        elif best is None:
            self.notify("Stopped before anything was found; the week is as it was.")
        elif not self.is_current and not self.openchair.locked:
            self.notify(f"{week_name(run.week).capitalize()} is solved: 2 shows it.")
        self.refresh_bindings()

    def _tick(self) -> None:
        super()._tick()
        if self.openchair.locked:
            self._halt()

    def _halt(self) -> None:
        if self._run is not None:
            self._run.stop()

    def on_unmount(self) -> None:
        self._halt()

    def on_screen_suspend(self) -> None:
        if self.openchair.locked:
            self._halt()

    # --- what happens -------------------------------------------------------------------------------------

    @work
    async def action_absence(self) -> None:
        if not self._busy():
            await self.closing.absence(self.view, self.grid.item)

    @work
    async def action_standing(self) -> None:
        if not self._busy():
            await self.closing.standing(self.view)

    @work
    async def action_why(self) -> None:
        """Why what is selected is so: an unmet hour, or an item that could be elsewhere."""
        rows, view = self.query_one("#unmet", Rows), self.view
        if view.timetable is None or self._busy():
            return
        if rows.has_focus and rows.index is not None:
            await self.looking.unmet(view, view.unmet[rows.index])
        elif self.grid.item is not None:
            await self.looking.elsewhere(view, self.grid.item)

    @work
    async def action_write_down(self) -> None:
        """The note of the selected appointment."""
        from facilitator.tui.chart.appointments import document

        if isinstance(self.grid.item, Booking):
            await document(self, self.grid.item, self.view.week)
        else:
            self.notify("Select an appointment: its note begins here. Groups are written up on Today.")

    @work
    async def action_bring_in(self) -> None:
        if not self._busy():
            await self.importing.choose(self.view)

    @work
    async def action_admit(self) -> None:
        await self.doing.admit()

    @work
    async def action_drafts(self) -> None:
        timetable = None if self._busy() else await self.looking.earlier(self.view, self._by, self.grid.item)
        if timetable is not None:
            self._keep(self._with(timetable, self.view.pins))

    def action_beside(self) -> None:
        """Last week and this one in two panes."""
        if self._move is None:
            self.looking.last_week(self.view, self._by, self.grid.item)

    def action_seats(self) -> None:
        everybody = demand_ever(self.desk.people, self.desk.clinic(self.view.week))
        self.looking.seats(self.view, everybody)

    def action_calls(self) -> None:
        """Whom to phone about the week on screen."""
        words = Content("\n").join(text(row) for row in self.view.history.calls)
        self.app.push_screen(Tell(words, "Whom to phone, in order of time"))

    def _keep_answer(
        self, view: WeekView, timetable: Timetable, calls: tuple[str, ...], because: tuple[str, ...]
    ) -> None:
        """Store a draft that answers what happened."""
        self._write(
            view.week, WeekDrafted(str(view.week), dump_timetable(timetable), view.pins, calls, because)
        )

    # --- by hand ------------------------------------------------------------------------------------------

    def action_pin(self) -> None:
        item, view = self.grid.item, self.view
        if item is None or view.timetable is None or self._busy():
            return
        if item in view.pinned:
            self._keep(self._with(view.timetable, unpinned(view.pins, item, view.week)))
            return
        pins = pinned_too(view.pins, item, view.week)
        self._keep(self._with(view.timetable, pins))
        for cannot in impossible(self.desk.clinic(view.week), view.week, pins):
            if cannot.pin == pins[-1]:
                words = spoken(f"This pin cannot hold: {cannot.because[0]}", view.called)
                self.notify(words, severity="warning")

    def action_move(self) -> None:
        item, view = self.grid.item, self.view
        if item is not None and view.timetable is not None and not self._busy():
            pins = unpinned(view.pins, item, view.week)
            self._show(self._with(view.timetable, pins))
            self._move = Move.of(self.view.clinic, view.timetable, item)
            self.grid.moving = True
            self.grid.focus()
            self._say()
            self._describe(item)
            self.refresh_bindings()

    @on(WeekGrid.Grabbed)
    def _grabbed(self) -> None:
        self.action_move()

    @on(WeekGrid.Dropped)
    def _dropped(self) -> None:
        if self._move is not None:
            self._put_down(self._move)

    @on(WeekGrid.Nudged)
    def _nudged(self, message: WeekGrid.Nudged) -> None:
        if self._move is not None:
            days = tuple(day.number for day in days_of(self.view.clinic, self.view.week))
            self._carry(self._move.stepped(days, message.across, message.down))

    def action_room(self) -> None:
        if self._move is not None:
            self._carry(self._move.next_room())

    def _carry(self, move: Move) -> None:
        self._move = move
        self._show(self._with(move.result, self.view.pins), on=move.new)

    def open(self, item: Item) -> None:
        """Put down what is moved; otherwise tell everything about the item."""
        if self._move is not None:
            self._put_down(self._move)
        else:
            super().open(item)

    def _put_down(self, move: Move) -> None:
        """Keep the moved item where it is, pinned."""
        view = self.view
        self._end_move()
        if move.new == move.old:
            self._show(view)
            return
        self._keep(self._with(move.result, pinned_too(view.pins, move.new, view.week)))

    def _end_move(self) -> None:
        self._move, self.grid.moving = None, False

    def action_back(self) -> None:
        if self._move is not None:
            item = self._move.old
            self._end_move()
            self._show(self._look(self.view.week), on=item)
        else:
            self.grid.focus()
