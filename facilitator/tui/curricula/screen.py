"""The Curricula workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from threading import Event
from typing import ClassVar

from textual import on, work
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Markdown, OptionList, Static
from textual.widgets.option_list import Option

from curricula.diagnostics import BadInput, Diagnostic
from curricula.module import Module
from facilitator.desk import Desk
from facilitator.leading import credentials
from facilitator.shelf import OWN, Shelf, Volume, shelf
from facilitator.timings import Timing, timings
from facilitator.tui.actions import bindings
from facilitator.tui.curricula.pages import NOTHING_KEPT, compared, explained, preview, timing_page
from facilitator.tui.curricula.printing import forms, write_into, write_timings
from facilitator.tui.curricula.rehearsal import rehearsal
from facilitator.tui.curricula.watching import watch
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.place import Place
from facilitator.tui.text import line, said
from facilitator.versions import copies

REST = 0.06
"""Seconds without another row before a page is drawn."""


class CurriculaScreen(Place):
    """The shelf on the left; what is highlighted on the right, with what is wrong with it."""

    workspace = "curricula"
    places: ClassVar[tuple[str, ...]] = ("curricula",)
    BINDINGS = bindings("curricula")
    CSS_PATH = "curricula.tcss"

    @dataclass
    class Saved(Message, bubble=False):
        """A file of the clinic's own was saved."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, CurriculaScreen.Saved)

    @dataclass
    class Read(Message, bubble=False):
        """The shelf was read anew."""

        shelf: Shelf

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._shelf = Shelf()
        self._shown = ""  # id of the highlighted row
        self._stop = Event()
        self._drawn_page = ""
        self._elsewhere = False  # the page shows something else than the preview
        self._printed_to = "~/handouts"

    @property
    def folder(self) -> Path:
        """Where the clinic's own modules are."""
        return self.desk.folder / OWN

    def body(self) -> Iterable[Widget]:
        with Horizontal():
            yield OptionList(id="shelf", classes="pane")
            with Vertical(id="reading"):
                with VerticalScroll(id="page", classes="pane"):
                    yield Markdown(open_links=False)
                yield OptionList(id="problems", classes="pane")
        yield Static(id="where")

    def on_mount(self) -> None:
        self.query_one("#shelf").border_title = "Modules"
        self.query_one("#page").can_focus = True
        self.query_one("#shelf").focus()
        self._read()
        self._follow()

    def on_unmount(self) -> None:
        self._stop.set()

    # --- reading ------------------------------------------------------------------------------------------

    @work(thread=True, exclusive=True, group="read")
    def _read(self) -> None:
        self.post_message(self.Read(shelf(self.desk.folder, credentials(self.desk.config.therapists))))

    @work(thread=True, exclusive=True, group="follow")
    def _follow(self) -> None:
        watch(self.folder, lambda: self.post_message(self.Saved()), self._stop)

    @on(Saved)
    def _saved(self) -> None:
        self._read()

    @on(Read)
    def _was_read(self, message: Read) -> None:
        self._shelf = message.shelf
        self.desk.modules = message.shelf.modules
        self._fill()

    def redraw(self) -> None:
        self._fill()

    # --- the shelf ----------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Rows of the shelf; the highlight stays where it was."""
        rows = self.query_one("#shelf", OptionList)
        options = [Option(row, id=name) for name, row in self._rows()]
        rows.clear_options()
        rows.add_options(options)
        names = [option.id for option in options]
        if names:
            rows.highlighted = names.index(self._shown) if self._shown in names else 0
        own = sum(volume.own for volume in self._shelf.volumes)
        where = (
            f"{own} of your own in {self.folder}" if own else f"n starts one of your own, in {self.folder}"
        )
        self.query_one("#where", Static).update(line(where, "$quiet"))

    def _rows(self) -> Iterable[tuple[str, Content]]:
        for key, volume in self._volumes().items():
            yield key, _volume_row(volume)
            for session in volume.module.sessions if volume.module else ():
                name = f"{key}/{session.id}"
                yield name, said("   ", line(session.title), (f"  {session.minutes} min", "$quiet"))

    @on(OptionList.OptionHighlighted, "#shelf")
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        same = event.option.id == self._shown
        if same and self._elsewhere:
            if (volume := self._highlighted_volume()[0]) is not None:
                self._show_problems(volume)
            return
        self._elsewhere = False
        self._shown = event.option.id or ""
        self._show_page(keep=same)

    def _show_page(self, *, keep: bool) -> None:
        """Preview and diagnostics of the highlighted row. `keep` leaves the page where it is scrolled to."""
        name, _, session = self._shown.partition("/")
        volume = self._volume(name)
        if volume is None:
            return
        page = self.query_one("#page", VerticalScroll)
        page.border_title = line(volume.title)
        page.border_subtitle = line("yours" if volume.own else "ships with openchair")
        self._say(preview(volume, session), keep=keep)
        self._show_problems(volume)

    def _say(self, markdown: str, *, keep: bool = False) -> None:
        """Put words on the page. `keep` leaves it where it is scrolled to."""
        self._drawn_page = markdown
        self._draw_page(keep)

    @work(exclusive=True, group="page")
    async def _draw_page(self, keep: bool) -> None:
        """Draw the page once no newer one is asked for: while an arrow is held, rows pass without one."""
        page, words = self.query_one("#page", VerticalScroll), self.query_one(Markdown)
        await asyncio.sleep(REST)
        if words.is_attached:  # the app may have been left meanwhile
            await words.update(self._drawn_page)
        if not keep and page.is_attached:
            page.scroll_home(animate=False)

    def _highlighted_volume(self) -> tuple[Volume | None, str]:
        """What the keys mean: a module, and one session of it or an empty string."""
        name, _, session = self._shown.partition("/")
        return self._volume(name), session

    def _volume(self, name: str) -> Volume | None:
        return self._volumes().get(name)

    def _volumes(self) -> dict[str, Volume]:
        """Every module by its id; where several have one id, the later ones with a number."""
        found: dict[str, Volume] = {}
        for volume in self._shelf.volumes:
            keys = chain([volume.id], (f"{volume.id}#{number}" for number in count(2)))
            found[next(key for key in keys if key not in found)] = volume
        return found

    def _show_problems(self, volume: Volume) -> None:
        problems = self.query_one("#problems", OptionList)
        problems.border_title = f"Diagnostics: {volume.state}"
        problems.clear_options()
        rows = [
            Option(_problem_row(problem), id=f"{number} {problem.code}")
            for number, problem in enumerate(volume.diagnostics)
        ]
        problems.add_options(rows)
        problems.display = bool(volume.diagnostics)

    def show(self, to: str) -> None:
        """Highlight a module (`id`) or one of its sessions (`id/session`)."""
        rows = self.query_one("#shelf", OptionList)
        names = [rows.get_option_at_index(i).id for i in range(rows.option_count)]
        if to in names:
            rows.highlighted = names.index(to)

    # --- what keys do -------------------------------------------------------------------------------------

    @on(OptionList.OptionSelected, "#shelf")
    def _selected(self) -> None:
        self.query_one("#page").focus()

    @on(OptionList.OptionSelected, "#problems")
    def _explain(self, event: OptionList.OptionSelected) -> None:
        """What a diagnostic stands for, in place of the preview; any other row brings that back."""
        self._elsewhere = True
        self._say(explained((event.option.id or "").partition(" ")[2]))

    def action_back(self) -> None:
        """To the shelf, and to the preview of what is highlighted there."""
        if self._elsewhere:
            self._elsewhere = False
            self._show_page(keep=False)
        self.query_one("#shelf").focus()

    def action_again(self) -> None:
        """Read every file once more."""
        self._read()
        self.notify("Read again.")

    def action_problem(self) -> None:
        problems = self.query_one("#problems", OptionList)
        (problems if problems.display else self.query_one("#shelf")).focus()

    def action_rehearse(self) -> None:
        """The live screen with the highlighted session in it."""
        volume, session = self._highlighted_volume()
        module = volume.module if volume else None
        if module is None or (module.sessions and not session):
            self.notify("Choose a session, or a process format: the room sees one at a time.")
            return
        self.app.push_screen(rehearsal(module, session, self.desk.user, self.desk.now))

    def action_timings(self) -> None:
        """Real minutes in place of the preview, and back."""
        volume, session = self._highlighted_volume()
        if volume is None or volume.module is None:
            return
        self._elsewhere = not self._elsewhere
        if self._elsewhere:
            self._say(timing_page(volume.module, self._timings(volume.module), session))
        else:
            self._show_page(keep=False)

    def _timings(self, module: Module) -> tuple[Timing, ...]:
        ran = [fact.session for fact in self.desk.opened if fact.module == module.id]
        return timings(module, [self.desk.session(name) for name in ran])

    @work
    async def action_write_timings(self) -> None:
        """The real minutes of a module as a file for its author."""
        volume, _ = self._highlighted_volume()
        if volume is None or volume.module is None:
            return
        folder = await self.app.push_screen_wait(
            AskWords(
                f"Real minutes of {volume.title}, into which folder?", yes="Write", value=self._printed_to
            )
        )
        if folder is not None:
            self._printed_to = folder
            self.notify(write_timings(folder, volume.module, self._timings(volume.module)), timeout=12)

    @work
    async def action_changes(self) -> None:
        """What changed between two days on which a module ran, or since one of them."""
        volume, _ = self._highlighted_volume()
        if volume is None or volume.module is None:
            return
        found = copies(self.desk.folder, volume.id)
        if not found:
            self.notify(NOTHING_KEPT, timeout=10)
            return
        rows = [(copy.path.stem, said(f"{copy.since:%d %b %Y %H:%M}")) for copy in found]
        older = await self.app.push_screen_wait(Choose(f"{volume.title}: changes since it ran on", rows))
        if older is None:
            return
        rows = [row for row in rows if row[0] > older]
        newer = await self.app.push_screen_wait(Choose("until", [("now", said("now")), *reversed(rows)]))
        if newer is not None:
            self._elsewhere = True
            self._say(compared(volume, found, older, newer))

    @work
    async def action_pages(self) -> None:
        """Handouts and guides of what is highlighted: all of a module, or one session's."""
        volume, session = self._highlighted_volume()
        if volume is None or volume.module is None:
            self.notify("There are no pages yet: this file cannot be read as a module.")
            return
        chosen = volume.session(session)
        what = chosen.title if chosen else volume.title
        form = await self.app.push_screen_wait(Choose(f"Handouts and guide of {what}: as what?", forms()))
        if form is None:
            return
        asked = AskWords("Into which folder?", yes="Write", value=self._printed_to)
        folder = await self.app.push_screen_wait(asked)
        if folder is None:
            return
        self._printed_to = folder
        self.notify(await asyncio.to_thread(write_into, folder, volume, session, form), timeout=12)

    def action_plan(self) -> None:
        from facilitator.tui.curricula.plan import PlanScreen

        self.app.push_screen(PlanScreen(self.desk))

    def action_entry(self) -> None:
        """What joining comes to, for a group as the module says it is written for."""
        from facilitator.tui.curricula.entry import EntryScreen

        volume, _ = self._highlighted_volume()
        module = volume.module if volume else None
        if module is None or not module.core_topics:
            self.notify("This needs a module with core topics: what everybody should have had.")
            return
        self.app.push_screen(EntryScreen(self.desk, module))

    @work
    async def action_new(self) -> None:
        """A commented module of the clinic's own, to be edited in any editor."""
        from curricula.scaffold import write_module

        asked = f"A new module in {self.folder}. Its id, such as sleep-well:"
        name = await self.app.push_screen_wait(
            AskWords(asked, yes="Write it", placeholder="small-letters-and-hyphens")
        )
        if name is None:
            return
        try:
            path = write_module(name, self.folder)
        except BadInput as bad:
            problem = bad.diagnostics[0]
            self.notify(f"{problem.message}: {problem.hint}", severity="error")
            return
        self._shown = name
        self.notify(f"{path} is written. Edit it there; this page follows as you save.", timeout=8)
        self._read()


def _volume_row(volume: Volume) -> Content:
    """Glyph and title; what it is in quiet words."""
    errors = any(d.is_error for d in volume.diagnostics)
    glyph = ("■ ", "$error") if errors else ("▲ ", "$warning") if volume.diagnostics else ("✓ ", "$success")
    about = f"  {volume.state}" if volume.diagnostics else _about(volume)
    return said(glyph, line(volume.title, "bold"), (about, "$quiet"))


def _about(volume: Volume) -> str:
    if volume.module is None:
        return ""
    if not volume.module.sessions:
        return f"  process, {volume.module.minutes} min"
    count = len(volume.module.sessions)
    return f"  {count} session{'' if count == 1 else 's'}"


def _problem_row(problem: Diagnostic) -> Content:
    style = "$error" if problem.is_error else "$warning"
    glyph = "■" if problem.is_error else "▲"
    head = said((f"{glyph} {problem.line}:{problem.column} {problem.code} ", style), line(problem.message))
    return said(head, "\n    ", line(problem.hint, "$quiet")) if problem.hint else head
