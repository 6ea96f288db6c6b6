"""The topic plan of a group's next weeks: what is chosen and why, who will lack what, and choices by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from uuid import uuid4

from textual import on, work
from textual.containers import Container, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from facilitator.desk import Desk
from facilitator.events import CLINIC_STREAM, TopicPlanned, patient_stream
from facilitator.gap_filling import task, topics_of
from facilitator.today import short
from facilitator.tui.actions import bindings
from facilitator.tui.curricula.planning import (
    Answer,
    Asked,
    answer,
    asked,
    date_row,
    handed_row,
    hour_for,
    later_row,
    left_out_row,
    people_page,
    summary,
    weighed,
)
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.dialogs.listing import Listing
from facilitator.tui.place import Place
from facilitator.tui.text import line, said
from scheduler.topics.plan import Handed, Planned

NO_GROUPS = (
    "No group with topics has dates in this or the next week. A group runs a module when its `curriculum` "
    "names one; its dates come with a published timetable (2)."
)
NO_GAPS = "Nobody who is expected in these weeks is likely to leave without a topic."
THE_CHOICE = "The therapist decides. Enter puts it among the things to do for the person."
AS_IF = "This shows how two rooms would be. The timetable has one: go back with r to set a topic."


class PlanScreen(Place):
    """Dates on the left, people on the right; planning runs beside the keys."""

    workspace = "curricula"
    reads = "topic plan: who needs what"
    places: ClassVar[tuple[str, ...]] = ("plan",)
    BINDINGS = bindings("plan")
    CSS_PATH = "plan.tcss"

    @dataclass
    class Answered(Message, bubble=False):
        """A plan was found for one of the groups, or more is known about it."""

        asked: Asked
        answer: Answer

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, PlanScreen.Answered)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._groups: tuple[Asked, ...] = ()
        self._group = ""
        self._split = False  # shown as if it met in two rooms
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
        numbers = [each.group for each in self._groups]
        several = f" ({numbers.index(current.group) + 1} of {len(numbers)})" if len(numbers) > 1 else ""
        as_if = ", as if in two rooms" if self._split else ""
        dates.border_title = line(f"{current.title}{several}: {current.request.module.title}{as_if}")
        self.query_one("#reached", Static).update(line("Planning ...", "$quiet"))
        self._plan(current)

    @property
    def _current(self) -> Asked | None:
        known = {each.group: each for each in self._groups}
        found = known.get(self._group) or next(iter(self._groups), None)
        return found.in_rooms(2) if found and self._split and found.could_split else found

    @work(thread=True, exclusive=True, group="plan")
    def _plan(self, current: Asked) -> None:
        found = answer(current.request)
        self.post_message(self.Answered(current, found))
        self.post_message(self.Answered(current, weighed(current.request, found)))

    @on(Answered)
    def _was_answered(self, message: Answered) -> None:
        if message.asked != self._current:
            return
        first = self._answer is None or self._answer.plan != message.answer.plan
        self._answer = message.answer
        self.query_one("#reached", Static).update(summary(message.answer))
        if first:
            self._show_dates()
            self._show_people()

    def _show_dates(self) -> None:
        current = self._current
        if self._answer is None or current is None:
            return
        plan = self._answer.plan
        dates = self.query_one("#dates", OptionList)
        at = dates.highlighted
        dates.clear_options()
        rows = [(f"{one.day} {one.room}", date_row(one, current.request)) for one in plan.sessions]
        dates.add_options([Option(row, id=name) for name, row in rows])
        dates.add_options([Option(left_out_row(one), disabled=True) for one in plan.left_out])
        if plan.later:
            dates.add_option(Option(line("After that, as it looks today", "$quiet"), disabled=True))
            dates.add_options([Option(later_row(one), disabled=True) for one in plan.later])
        dates.highlighted = min(at or 0, len(plan.sessions) - 1)

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
        if self._split:
            self.notify(AS_IF)
            return
        sessions = current.request.module.sessions
        rows = [(s.id, said(line(s.title), line(f"  {', '.join(s.teaches)}", "$quiet"))) for s in sessions]
        room = f", room {one.room}" if current.rooms > 1 else ""
        question = f"Topic of {current.title} on {short(one.day)}{room}"
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
        return bool(self.write(CLINIC_STREAM, TopicPlanned(self._group, one.day, session, one.room)))

    def action_rooms(self) -> None:
        """As if the group met in two small rooms, and back."""
        current = self._current
        if not self._split and (current is None or not current.could_split):
            self.notify(
                "Two rooms need a psychoeducation or skills group with people enough for both, and one room "
                "in the timetable."
            )
            return
        self._split = not self._split
        self._answer = None
        self.draw()

    @work
    async def action_individual(self) -> None:
        """Topics that people would leave without: each may be handed to an individual session."""
        while self._answer is not None and (current := self._current) is not None:
            called = {member.id: member.called for member in current.request.members}
            offers = {f"{number}": each for number, each in enumerate(self._answer.plan.offers)}
            rows = [
                (
                    name,
                    handed_row(
                        each, called[each.member], hour_for(self.desk, each), given=self._was_handed(each)
                    ),
                )
                for name, each in offers.items()
            ]
            dialog = Listing(
                f"Topics for individual sessions of {current.title}",
                rows,
                (("enter", "hand it over"),),
                empty=NO_GAPS,
                above=line(THE_CHOICE, "$quiet"),
            )
            given = await self.app.push_screen_wait(dialog)
            if given is None or given[1] not in offers:
                return
            self._hand_over(offers[given[1]])

    def _was_handed(self, handed: Handed) -> bool:
        tasks = self.desk.chart(handed.member).open_tasks
        return any(set(topics_of(each.fact)) & set(handed.session.teaches) for each in tasks)

    def _hand_over(self, handed: Handed) -> None:
        if self._was_handed(handed):
            self.notify("It is among the things to do already.")
            return
        fact = task(handed, hour_for(self.desk, handed), f"task-{uuid4().hex[:8]}")
        if self.write(patient_stream(handed.member), fact):
            self.notify(f"{fact.what}, due {short(fact.due)}. It counts as covered when the task is done.")

    def action_entry(self) -> None:
        from facilitator.tui.curricula.entry import EntryScreen

        current = self._current
        if current is not None:
            self.app.push_screen(EntryScreen(self.desk, current.request.module, current.request))

    def action_group(self) -> None:
        """The next group."""
        names = [each.group for each in self._groups]
        if len(names) < 2:
            self.notify("There is no other group with topics and dates.")
            return
        self._group = names[(names.index(self._group) + 1) % len(names)]
        self._split = False
        self._answer = None
        self.draw()

    def action_back(self) -> None:
        self.app.pop_screen()
