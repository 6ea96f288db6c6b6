"""Proof of entry: what a newcomer has had by which week, for every week in which to join."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from curricula.module import Module
from facilitator.desk import Desk
from facilitator.tui.actions import bindings
from facilitator.tui.place import Place
from facilitator.tui.text import line, said
from scheduler.topics.request import Request
from scheduler.topics.simulation.entry import Entry, entry
from scheduler.topics.simulation.scenario import Scenario
from scheduler.topics.simulation.telling import NAMES, grid, sentence

POLICIES = ("planned", "loop")
CELL = 7
HEAD = 10


class EntryScreen(Place):
    """One table for each way of choosing topics. With a request the group is the one in it, as it is."""

    workspace = "curricula"
    places: ClassVar[tuple[str, ...]] = ("entry",)
    BINDINGS = bindings("entry")

    @dataclass
    class Proved(Message, bubble=False):
        """One way was simulated."""

        entry: Entry

    def __init__(self, desk: Desk, module: Module, request: Request | None = None) -> None:
        super().__init__(desk)
        self._module = module
        self._scenario = Scenario.of_request(request) if request else Scenario.of_module(module)
        self._found: dict[str, Entry] = {}
        self._by = min(4, self._scenario.stay[0])

    def body(self) -> Iterable[Widget]:
        yield Static(id="who")
        with VerticalScroll(id="tables", classes="pane"):
            yield Static(id="entries")

    def on_mount(self) -> None:
        tables = self.query_one("#tables")
        tables.border_title = line(f"Joining {self._module.title}")
        tables.border_subtitle = line("left and right: by the end of which week")
        tables.focus()
        self._prove()

    @work(thread=True, exclusive=True, group="entry")
    def _prove(self) -> None:
        for policy in POLICIES:
            self.post_message(self.Proved(entry(self._scenario, policy)))

    @on(Proved)
    def _was_proved(self, message: Proved) -> None:
        self._found[message.entry.policy] = message.entry
        self.redraw()

    def redraw(self) -> None:
        scenario = self._scenario
        about = (
            f"{scenario.census} people, {scenario.a_week} a week, {100 * scenario.attendance:.0f} % "
            f"attendance, stays of {scenario.stay[0]} to {scenario.stay[1]} weeks"
        )
        self.query_one("#who", Static).update(line(about, "$quiet"))
        shown = [self._found[policy] for policy in POLICIES if policy in self._found]
        if not shown:
            self.query_one("#entries", Static).update(line("Trying it out ...", "$quiet"))
            return
        most = max(3, (self.size.width - HEAD - 6) // CELL)
        parts = [Content("\n").join(line(sentence(each, self._by)) for each in shown)]
        parts += [self._table(each, most) for each in shown]
        self.query_one("#entries", Static).update(Content("\n\n").join(parts))

    def _table(self, each: Entry, most: int) -> Content:
        rows = [said((NAMES[each.policy], "bold"), (": per cent of the essentials had by week", "$quiet"))]
        for number, (head, cells) in enumerate(grid(each, most)):
            quiet = "$quiet" if number == 0 else "$primary"
            rows.append(
                said((f"{head:<{HEAD}}", "$quiet"), *((f"{cell:>{CELL - 1}} ", quiet) for cell in cells))
            )
        return Content("\n").join(rows)

    def action_sooner(self) -> None:
        self._by = max(1, self._by - 1)
        self.redraw()

    def action_later(self) -> None:
        self._by = min(self._scenario.stay[0], self._by + 1)
        self.redraw()

    def action_back(self) -> None:
        self.app.pop_screen()
