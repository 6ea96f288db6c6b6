"""One person's page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import work
from textual.containers import ItemGrid, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from facilitator.desk import Desk
from facilitator.events import Viewed, user_stream
from facilitator.painting import PaintedWeek
from facilitator.people import Person
from facilitator.tui.actions import bindings
from facilitator.tui.chart.charting import Charting
from facilitator.tui.patients import chart_telling, telling
from facilitator.tui.patients.beside import Beside, cover_card, relatives_card
from facilitator.tui.patients.doing import Doing
from facilitator.tui.place import Place
from facilitator.tui.widgets.week_painter import LEGEND, WeekPainter


class Card(Static):
    """One titled part of the page."""

    def __init__(self, title: str, id: str) -> None:
        super().__init__(id=id, classes="pane card")
        self.border_title = title


class PersonScreen(Place):
    """Everything about one person, on one page that scrolls."""

    workspace = "patients"
    places: ClassVar[tuple[str, ...]] = ("person",)
    BINDINGS = bindings("person")

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__(desk)
        self._patient = name
        self.doing = Doing(self)
        self.charting = Charting(self, name)

    @property
    def person(self) -> Person:
        return self.desk.people[self._patient]

    def body(self) -> Iterable[Widget]:
        yield Static(id="who")
        with VerticalScroll(id="page"):
            with ItemGrid(min_column_width=46, id="cards"):
                yield Card("This week", "week")
                yield Card("Prescribed", "prescribed")
            with Static(id="come", classes="pane card"):
                pass
            with ItemGrid(min_column_width=46, id="more"):
                yield Card("Group hours by week", "weeks")
                yield Card("Check-ins, 0-10, our own and unvalidated", "checkins")
                yield Card("Measures", "measures")
                yield Card("Contacts beside the groups", "contacts")
                yield Card("Topics", "topics")
                yield Card("What each group gave", "groups")
                yield Card("Stays", "stays")
                yield Card("Plan and clocks", "goals")
                yield Card("To do", "tasks")
                yield Card("What payers cover", "cover")
                yield Card("Relatives and contacts", "relatives")

    def on_mount(self) -> None:
        self.query_one("#page").focus()
        self.write(user_stream(self.desk.user), Viewed(f"patient:{self._patient}"))

    def redraw(self) -> None:
        desk, person = self.desk, self.person
        day = desk.today()
        past = telling.past(desk, person)
        parts: dict[str, Content] = {
            "who": telling.who(person, day),
            "week": telling.this_week(desk, person),
            "prescribed": telling.prescribed(desk, person),
            "weeks": telling.weeks(desk, person),
            "checkins": telling.checkins(desk, person, past),
            "topics": telling.topics_had(desk, person),
            "groups": telling.groups(desk, person, past),
            "stays": telling.stays(person),
            "goals": chart_telling.plan(desk, person),
            "measures": chart_telling.measures(desk, person),
            "contacts": chart_telling.contacts(desk, person),
            "tasks": chart_telling.tasks(desk, person),
            "cover": cover_card(desk, person),
            "relatives": relatives_card(desk, person),
        }
        for name, content in parts.items():
            self.query_one(f"#{name}", Static).update(content)
        self._repaint()

    def _repaint(self) -> None:
        demand = self.person.demand(self.desk.today())
        card = self.query_one("#come", Static)
        card.border_title = "Can come"
        card.border_subtitle = LEGEND.markup
        for old in card.query(WeekPainter):
            old.remove()
        week = PaintedWeek.of(demand.available, demand.prefers)
        card.mount(WeekPainter(self.desk.config, week, fixed=True))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.doing.allows(action, self._patient)

    # --- keys ---------------------------------------------------------------------------------------------

    @work
    async def action_change(self) -> None:
        await self.doing.change(self._patient)

    @work
    async def action_paint(self) -> None:
        await self.doing.change(self._patient, paint=True)

    @work
    async def action_contact(self) -> None:
        await self.doing.contact(self._patient)

    @work
    async def action_contacts(self) -> None:
        await self.doing.contacts(self._patient)

    @work
    async def action_measure(self) -> None:
        await self.charting.measure()

    @work
    async def action_goals(self) -> None:
        await self.charting.goals()

    @work
    async def action_topics(self) -> None:
        from facilitator.tui.patients.topics import choose_topics

        await choose_topics(self, self._patient)

    @work
    async def action_tasks(self) -> None:
        await self.charting.tasks()

    @work
    async def action_history(self) -> None:
        await self.charting.history()

    @work
    async def action_certified(self) -> None:
        await self.charting.certified()

    @work
    async def action_hold(self) -> None:
        await self.charting.hold()

    @work
    async def action_safety(self) -> None:
        await self.charting.safety()

    @work
    async def action_merge(self) -> None:
        await self.doing.merge(self._patient)

    @work
    async def action_review(self) -> None:
        await self.doing.review(self._patient)

    def action_consents(self) -> None:
        from facilitator.tui.patients.consents import ConsentsDialog

        self.app.push_screen(ConsentsDialog(self, self._patient))

    @work
    async def action_discharge(self) -> None:
        await self.doing.discharge(self._patient)

    @work
    async def action_pause(self) -> None:
        await self.doing.pause(self._patient)

    @work
    async def action_level(self) -> None:
        await self.doing.level(self._patient)

    @work
    async def action_readmit(self) -> None:
        await self.doing.readmit(self._patient)

    @work
    async def action_cover(self) -> None:
        await Beside(self).cover(self.person)

    @work
    async def action_relatives(self) -> None:
        await Beside(self).relatives(self.person)

    def action_undo(self) -> None:
        self.doing.undo()

    def action_back(self) -> None:
        self.app.pop_screen()
