"""The Curricula workspace."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
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
from curricula.preview import module_preview, process_preview, session_preview
from facilitator.desk import Desk
from facilitator.shelf import OWN, Shelf, Volume, shelf
from facilitator.tui.actions import bindings
from facilitator.tui.curricula.printing import forms, write_into
from facilitator.tui.curricula.watching import watch
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.place import Place
from facilitator.tui.text import line, said, text


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
        self.post_message(self.Read(shelf(self.desk.folder)))

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
        for volume in self._shelf.volumes:
            yield volume.id, _volume_row(volume)
            for session in volume.module.sessions if volume.module else ():
                name = f"{volume.id}/{session.id}"
                yield name, said("   ", line(session.title), (f"  {session.minutes} min", "$quiet"))

    @on(OptionList.OptionHighlighted, "#shelf")
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        same = event.option.id == self._shown
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
        self.query_one(Markdown).update(_page(volume, session))
        if not keep:
            page.scroll_home(animate=False)
        self._show_problems(volume)

    def _volume(self, name: str) -> Volume | None:
        return next((v for v in self._shelf.volumes if v.id == name), None)

    def _show_problems(self, volume: Volume) -> None:
        problems = self.query_one("#problems", OptionList)
        problems.border_title = f"Diagnostics: {volume.state}"
        problems.clear_options()
        problems.add_options([Option(_problem_row(problem)) for problem in volume.diagnostics])
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

    def action_back(self) -> None:
        self.query_one("#shelf").focus()

    def action_again(self) -> None:
        """Read every file once more."""
        self._read()
        self.notify("Read again.")

    def action_problem(self) -> None:
        problems = self.query_one("#problems", OptionList)
        (problems if problems.display else self.query_one("#shelf")).focus()

    @work
    async def action_pages(self) -> None:
        """Handouts and guides of what is highlighted: all of a module, or one session's."""
        name, _, session = self._shown.partition("/")
        volume = self._volume(name)
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
        self._follow()


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


def _page(volume: Volume, session: str) -> str:
    """The preview as Markdown; the text was cleaned when it was read."""
    module = volume.module
    if module is None:
        return (
            "This file cannot be read as a module yet. What is wrong stands below, with its line and column."
        )
    chosen = volume.session(session)
    if chosen is not None:
        return text(session_preview(chosen, volume.folder, module)).plain
    if not module.sessions:
        return text(process_preview(module)).plain
    return text(module_preview(module, volume.folder)).plain
