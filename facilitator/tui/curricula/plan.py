"""The topic plan of a group's next weeks: what is chosen and why, who will lack what, and choices by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.containers import Container, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from facilitator.desk import Desk
from facilitator.events import CLINIC_STREAM, TopicPlanned
from facilitator.today import short
from facilitator.tui.actions import bindings
from facilitator.tui.curricula.planning import (
    Answer,
    Asked,
    answer,
    asked,
    date_row,
    later_row,
    people_page,
    summary,
)
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.place import Place
from facilitator.tui.text import line, said
from scheduler.topics.plan import Planned

NO_GROUPS = (
    "No group with topics has dates in this or the next week. A group runs a module when its `curriculum` "
    "names one; its dates come with a published timetable (2)."
)


class PlanScreen(Place):
    """Dates on the left, people on the right; planning runs beside the keys."""

    workspace = "curricula"
    places: ClassVar[tuple[str, ...]] = ("plan",)
    BINDINGS = bindings("plan")
    CSS_PATH = "plan.tcss"

    @dataclass
    class Answered(Message, bubble=False):
        """A plan was found for one of the groups."""

        asked: Asked
        answer: Answer

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, PlanScreen.Answered)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._groups: tuple[Asked, ...] = ()
        self._group = ""
        self._answer: Answer | None = None

    def body(self) -> Iterable[Widget]:
        with Container(id="plan"):
            yield OptionList(id="dates", classes="pane")
            with VerticalScroll(id="people", classes="pane"):
                yield Static(id="members")
        yield Static(id="reached")

    def on_mount(self) -> None:
        people = self.query_one("#people")
        people.border_title = "Who, on their last day"
        people.border_subtitle = "◆ needs the highlighted topic"
        dates = self.query_one("#dates")
        dates.border_subtitle = "enter sets a topic by hand"
        dates.focus()

    def redraw(self) -> None:
        """Ask anew for the group that is shown, or the first one."""
        self._groups = asked(self.desk)
        current = self._current
        dates = self.query_one("#dates", OptionList)
        if current is None:
            dates.border_title = "Topics of the next weeks"
            self.query_one("#members", Static).update(line(NO_GROUPS, "$quiet"))
            return
        self._group = current.group
        several = f" ({self._groups.index(current) + 1} of {len(self._groups)})"
        title = f"{current.title}{several if len(self._groups) > 1 else ''}: {current.request.module.title}"
        dates.border_title = line(title)
        self.query_one("#reached", Static).update(line("Planning ...", "$quiet"))
        self._plan(current)

    @property
    def _current(self) -> Asked | None:
        known = {each.group: each for each in self._groups}
        return known.get(self._group) or next(iter(self._groups), None)

    @work(thread=True, exclusive=True, group="plan")
    def _plan(self, current: Asked) -> None:
        self.post_message(self.Answered(current, answer(current.request)))

    @on(Answered)
    def _was_answered(self, message: Answered) -> None:
        if message.asked.group != self._group:
            return
        self._answer = message.answer
        plan = message.answer.plan
        dates = self.query_one("#dates", OptionList)
        at = dates.highlighted
        dates.clear_options()
        dates.add_options([Option(date_row(one), id=one.day.isoformat()) for one in plan.sessions])
        if plan.later:
            dates.add_option(Option(line("After that, as it looks today", "$quiet"), disabled=True))
            dates.add_options([Option(later_row(one), disabled=True) for one in plan.later])
        dates.highlighted = min(at or 0, len(plan.sessions) - 1)
        self.query_one("#reached", Static).update(summary(message.answer))
        self._show_people()

    @property
    def _chosen(self) -> Planned | None:
        at = self.query_one("#dates", OptionList).highlighted
        sessions = self._answer.plan.sessions if self._answer else ()
        return sessions[at] if at is not None and at < len(sessions) else None

    @on(OptionList.OptionHighlighted, "#dates")
    def _show_people(self) -> None:
        if self._answer is not None:
            wanted = self._chosen.needed_by if self._chosen else ()
            self.query_one("#members", Static).update(people_page(self._answer.plan.members, wanted))

    # --- what keys do -------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#dates")
    def _selected(self) -> None:
        self.action_choose()

    @work
    async def action_choose(self) -> None:
        """A topic by hand for the highlighted date; the rest is planned around it."""
        one, current = self._chosen, self._current
        if one is None or current is None:
            return
        sessions = current.request.module.sessions
        rows = [(s.id, said(line(s.title), line(f"  {', '.join(s.teaches)}", "$quiet"))) for s in sessions]
        question = f"Topic of {current.title} on {short(one.day)}"
        chosen = await self.app.push_screen_wait(Choose(question, rows, one.session.id))
        if chosen is not None and self._set(one, chosen):
            self.notify("It stands; the rest is planned around it. x lets the planner choose again.")

    def action_free(self) -> None:
        """Let the planner choose again for the highlighted date."""
        one = self._chosen
        if one is None or not one.by_hand:
            self.notify("Nothing is set by hand on this date.")
        elif self._set(one, ""):
            self.notify("The planner chooses again.")

    def _set(self, one: Planned, session: str) -> bool:
        return bool(self.write(CLINIC_STREAM, TopicPlanned(self._group, one.day, session)))

    def action_group(self) -> None:
        """The next group."""
        names = [each.group for each in self._groups]
        if len(names) < 2:
            self.notify("There is no other group with topics and dates.")
            return
        self._group = names[(names.index(self._group) + 1) % len(names)]
        self._answer = None
        self.draw()

    def action_back(self) -> None:
        self.app.pop_screen()
