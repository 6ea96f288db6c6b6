"""The waitlist: everybody who asked for a place, how far that got, and what would have to happen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from attrs import evolve
from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from facilitator.admission import Admission, Draft, next_id
from facilitator.desk import Desk
from facilitator.events import Entry, ProspectKept, Undone, prospect_stream
from facilitator.intake.waiting import STAGES, Prospect, Way, ways
from facilitator.people import demand_ever
from facilitator.timetabling.seats_ahead import seats_ahead
from facilitator.today import short
from facilitator.tui.actions import bindings
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.dialogs.fields import Fields, Line
from facilitator.tui.patients.doing import Doing
from facilitator.tui.patients.form import PersonForm
from facilitator.tui.place import Place
from facilitator.tui.text import line, said
from scheduler.clinic import Patient

HELP = {
    "call": "somebody called; nothing is settled yet",
    "assessment": "the assessment is arranged, or done",
    "decision": "both sides decide",
    "waiting": "decided; waits for a place",
    "declined": "will not come; kept for the count",
}


class WaitRows(OptionList):
    """The rows; enter goes on with one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "next stage", show=True)]


class WaitlistScreen(Place):
    """Prospects, who waits longest first."""

    workspace = "patients"
    reads = "waitlist"
    places: ClassVar[tuple[str, ...]] = ("waitlist",)
    BINDINGS = bindings("waitlist")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.doing = Doing(self)
        self._ways: tuple[Way, ...] = ()
        self._last: Entry | None = None

    def body(self) -> Iterable[Widget]:
        yield Static(id="head")
        yield WaitRows(id="people")
        yield Static(id="count")

    def on_mount(self) -> None:
        self.query_one("#people").focus()

    def redraw(self) -> None:
        desk = self.desk
        week = desk.week().shifted(1)
        week = week if desk.timetable(week) else desk.week()
        timetable, everybody = desk.timetable(week), demand_ever(desk.people, desk.clinic(week))
        self._ways = ways(desk.prospects, everybody, timetable, seats_ahead(everybody, timetable, week))
        rows = self.query_one("#people", WaitRows)
        known = rows.highlighted or 0
        rows.clear_options()
        rows.add_options(Option(self._row(way), id=way.prospect.id) for way in self._ways)
        if self._ways:
            rows.highlighted = min(known, len(self._ways) - 1)
        else:
            nobody = "Nobody is waiting. n writes down somebody who asks for a place."
            rows.add_option(Option(line(nobody, "$quiet"), disabled=True))
        self.query_one("#head", Static).update(
            said(("who     stage       since       days  what it takes", "$quiet"))
        )
        closed = sum(not prospect.open for prospect in desk.prospects)
        self.query_one("#count", Static).update(
            line(f"{len(self._ways)} waiting, {closed} settled", "$quiet")
        )

    def _row(self, way: Way) -> Content:
        prospect, now = way.prospect, way.prospect.now
        waited = prospect.waited(self.desk.today())
        track = f"{way.fit.track or 'any track'}: " if way.fit else ""
        return said(
            line(now.initials, "bold", width=7),
            " " * (7 - len(now.initials)),
            f" {now.stage:<11} {short(now.since):<11} {waited:>4}  ",
            line(f"{track}{way.words}"),
            "   " if now.note else "",
            line(now.note, "$quiet"),
        )

    @property
    def chosen(self) -> Prospect | None:
        rows = self.query_one("#people", WaitRows)
        at = rows.highlighted
        return self._ways[at].prospect if at is not None and at < len(self._ways) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "undo":
            return self._last is not None
        if action in ("stage", "need", "admit"):
            return self.is_mounted and self.chosen is not None
        return True

    # --- keys ---------------------------------------------------------------------------------------------

    @work
    async def action_new(self) -> None:
        lines = (
            Line("initials", "initials", example="A.M."),
            Line("note", "what they ask for", example="evenings, after work; called by their sister"),
        )
        ids = {*self.desk.people, *(prospect.id for prospect in self.desk.prospects)}
        name, today = next_id(ids), self.desk.today()

        def read(words: object) -> tuple[ProspectKept | None, list[str]]:
            assert isinstance(words, dict), "the form gives its lines by name"
            if not words["initials"]:
                return None, ["Give initials, such as A.M."]
            asked = Patient(name, "", ())
            return ProspectKept(name, words["initials"], "call", today, today, asked, note=words["note"]), []

        fact = await self.app.push_screen_wait(Fields("Who asks for a place?", lines, read))
        if fact is not None:
            self._keep(fact)

    @on(OptionList.OptionSelected, "#people")
    @work
    async def action_stage(self) -> None:
        """Choose the next stage."""
        if (prospect := self.chosen) is None:
            return
        rows = [(stage, said((f"{stage:<11}", "bold"), HELP[stage])) for stage in STAGES if stage in HELP]
        at = STAGES.index(prospect.now.stage)
        following = STAGES[min(at + 1, 3)]
        chosen = await self.app.push_screen_wait(
            Choose(f"How far is {prospect.now.initials}?", rows, following)
        )
        if chosen is not None:
            self._keep(evolve(prospect.now, stage=chosen, on=self.desk.today()))

    @work
    async def action_need(self) -> None:
        """Level of care, track and availability, as far as they are known."""
        if (prospect := self.chosen) is not None:
            title = f"What {prospect.now.initials} needs, as far as it is known"
            made = await self._form(prospect, title, partly=True)
            if made is not None:
                self._keep(evolve(prospect.now, demand=made.patient, initials=made.initials, name=made.name))

    @work
    async def action_admit(self) -> None:
        """Into care: the form with what is known, then a place in the week."""
        if (prospect := self.chosen) is None:
            return
        made = await self._form(prospect, f"Admit {prospect.now.initials}")
        if made is not None and await self.doing.admitted(made):
            self._keep(evolve(prospect.now, stage="admitted", on=self.desk.today(), demand=made.patient))

    async def _form(self, prospect: Prospect, title: str, *, partly: bool = False) -> Admission | None:
        now = prospect.now
        demand = now.demand
        draft = Draft(
            id=now.prospect,
            initials=now.initials,
            name=now.name,
            level=demand.level,
            track=demand.track or "",
            language=demand.language or "",
            band=demand.band,
            therapist=demand.therapist or "",
            admitted=str(demand.admitted or ("" if partly else self.desk.today())),
            discharge=str(demand.discharge or ""),
            available=demand.available,
            prefers=demand.prefers,
        )
        return await self.app.push_screen_wait(
            PersonForm(self.desk, title, draft, partly=partly, consents=None if partly else 0)
        )

    def _keep(self, fact: ProspectKept) -> None:
        entries = self.write(prospect_stream(fact.prospect), fact)
        if entries:
            self._last = entries[0]
            self.notify(f"{fact.initials}: {fact.stage}. u takes it back.")
            self.refresh_bindings()

    def action_undo(self) -> None:
        if self._last is not None and self.write(self._last.stream, Undone(self._last.id)):
            self._last = None
            self.notify("Taken back.")
            self.refresh_bindings()

    def action_back(self) -> None:
        self.app.pop_screen()
