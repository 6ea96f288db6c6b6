"""The Patients workspace: the census as a list that is sorted, searched and acted on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from facilitator.access.roles import May
from facilitator.desk import Desk
from facilitator.tui.actions import bindings
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.patients.census import COLUMNS, FLAGS, Row, draw, found, head, rows
from facilitator.tui.patients.doing import Doing
from facilitator.tui.patients.filters import filters, kept
from facilitator.tui.place import Place
from facilitator.tui.text import line, said
from facilitator.tui.widgets.words import Words

WIDE = 110


class CensusList(OptionList):
    """The rows; enter opens a person."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "open", show=True)]


class Search(Words):
    """Enter goes to the list at once: the next key is meant for it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "done", "to the list", show=False)]

    def action_done(self) -> None:
        self.screen.set_focus(self.screen.query_one("#people"))


class PatientsScreen(Place):
    """Everyone enrolled, one row each."""

    AUTO_FOCUS = "#people"  # never the search, which waits unseen
    workspace = "patients"
    reads = "census"
    places: ClassVar[tuple[str, ...]] = ("patients",)
    BINDINGS = bindings("patients")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.doing = Doing(self)
        self._rows: tuple[Row, ...] = ()
        self._shown: tuple[Row, ...] = ()
        self._sorted_by = FLAGS
        self._former = False
        self._only: frozenset[str] = frozenset()  # ids of the filters that are on

    def body(self) -> Iterable[Widget]:
        yield Search(placeholder="initials, id, track, level or flag; esc ends the search", id="search")
        yield Static(id="head")
        yield CensusList(id="people")
        yield Static(id="count")

    def on_mount(self) -> None:
        self.query_one("#people").focus()

    def on_resize(self) -> None:
        self.call_after_refresh(self._fill)

    def redraw(self) -> None:
        self._rows = rows(self.desk, former=self._former)
        self._fill()

    def _fill(self) -> None:
        people = self.query_one("#people", CensusList)
        wanted = self.query_one("#search", Input).value
        known = self.chosen
        on = [one for one in filters(self._rows, self.desk.today()) if one.id in self._only]
        self._shown = found(kept(self._rows, on), wanted, self._sorted_by)
        wide = self.size.width >= WIDE
        width = people.scrollable_content_region.width or self.size.width - 4
        self.query_one("#head", Static).update(head(wide, self._sorted_by))
        options = [Option(draw(row, wide, width - 1), id=row.person.id) for row in self._shown]
        people.clear_options()
        people.add_options(options or [Option(line(self._nothing(wanted), "$quiet"), disabled=True)])
        self._highlight(known)
        here = sum(row.present for row in self._rows)
        others = 0 if self.desk.may(May.SEE_ALL) else len(self.desk.people) - len(self._rows)
        more = f"; {others} not in your groups or caseload: ctrl+p finds them" if others else ""
        words = f"{len(self._shown)} shown, {here} enrolled{more}"
        only = f"only: {', '.join(one.words for one in on)}" if on else ""
        self.query_one("#count", Static).update(said(line(words, "$quiet"), "   ", line(only, "$accent")))

    def _nothing(self, wanted: str) -> str:
        if self._only:
            return "Nobody here is of those that o narrows the list to. o, then enter on one, takes it off."
        if wanted:
            return "Nobody matches. esc ends the search; f looks among former people as well."
        return "Nobody is enrolled yet. Press a to admit the first person."

    def _highlight(self, known: str | None) -> None:
        names = [row.person.id for row in self._shown]
        if names:
            self.query_one("#people", CensusList).highlighted = names.index(known) if known in names else 0

    @property
    def chosen(self) -> str | None:
        """The id of the highlighted person."""
        people = self.query_one("#people", CensusList)
        option = people.highlighted_option
        return option.id if option else None

    def show(self, to: str) -> None:
        if to in self.desk.people:
            self.doing.open(to)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self.doing.allows(action, self.chosen if self.is_mounted else None)

    @on(OptionList.OptionHighlighted, "#people")
    def _moved(self) -> None:
        self.refresh_bindings()

    # --- keys ---------------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#people")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        if event.option.id:
            self.doing.open(event.option.id)

    def action_open(self) -> None:
        if self.chosen:
            self.doing.open(self.chosen)

    def action_search(self) -> None:
        search = self.query_one("#search", Input)
        search.add_class("-on")
        search.focus()

    @on(Input.Changed, "#search")
    def _searched(self) -> None:
        self._fill()

    def key_escape(self) -> None:
        search = self.query_one("#search", Input)
        search.value = ""
        search.remove_class("-on")
        self.query_one("#people").focus()

    def action_sort(self) -> None:
        self._sorted_by = (self._sorted_by + 1) % len(COLUMNS)
        self._fill()

    @work
    async def action_only(self) -> None:
        """Narrow the list: what is chosen comes on, or goes off."""
        known = filters(self._rows, self.desk.today())
        rows = [
            (
                one.id,
                said(
                    ("✓ " if one.id in self._only else "  ", "$success"),
                    line(one.words),
                    (f"  {sum(one.keeps(row) for row in self._rows)}", "$quiet"),
                ),
            )
            for one in known
        ]
        if self._only:
            rows.insert(0, ("", said("  everybody")))
        chosen = await self.app.push_screen_wait(Choose("Show only ...", rows))
        if chosen is not None:
            self._only = self._only ^ {chosen} if chosen else frozenset()
            self._fill()

    def action_former(self) -> None:
        self._former = not self._former
        self.draw()
        self.notify("Former people are shown too." if self._former else "Only people enrolled are shown.")

    @work
    async def action_resources(self) -> None:
        from facilitator.tui.patients.referring import show_resources

        await show_resources(self)

    @work
    async def action_admit(self) -> None:
        await self.doing.admit()

    @work
    async def action_bring_in(self) -> None:
        await self.doing.bring_in()

    def action_waitlist(self) -> None:
        from facilitator.tui.patients.waitlist import WaitlistScreen

        self.app.push_screen(WaitlistScreen(self.desk))

    @work
    async def action_discharge(self) -> None:
        await self.doing.discharge(self.chosen)

    @work
    async def action_pause(self) -> None:
        await self.doing.pause(self.chosen)

    @work
    async def action_level(self) -> None:
        await self.doing.level(self.chosen)

    @work
    async def action_readmit(self) -> None:
        await self.doing.readmit(self.chosen)

    def action_undo(self) -> None:
        self.doing.undo()
