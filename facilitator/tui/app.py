"""The app: one screen stack a workspace, themes, the lock, the palette, help and quitting."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on, work
from textual.app import ScreenStackError
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.screen import Screen

from facilitator.events import Viewed, user_stream
from facilitator.records.errors import RecordError
from facilitator.tui.access.lock import LockScreen
from facilitator.tui.actions import bindings
from facilitator.tui.dialogs.help import KEY_NAMES, HelpDialog
from facilitator.tui.dialogs.small import MIN_HEIGHT, MIN_WIDTH, TooSmall
from facilitator.tui.entrance import Entrance
from facilitator.tui.garbage import leave_out_what_is_loaded
from facilitator.tui.guarded import Guarded
from facilitator.tui.idle import Idle
from facilitator.tui.messages import Go, RecordChanged
from facilitator.tui.place import Place
from facilitator.tui.theme import DUSK, THEMES
from facilitator.tui.widgets.frame import Greeting
from facilitator.tui.widgets.keys import Keys
from facilitator.tui.workspaces import WORKSPACES

if TYPE_CHECKING:
    from facilitator.desk import Desk
    from facilitator.events import Entry
    from facilitator.records.store import Record

DOOR = "door"
"""The mode of the lock: a blank screen, so that nothing can shine through."""
DOOR_FIRST = 0.1
"""Seconds in which nothing else is done while the door comes up."""
PRESENCE = (events.Key, events.MouseDown, events.MouseScrollDown, events.MouseScrollUp, events.Paste)
"""Events that say that somebody is there."""


class Openchair(Guarded):
    """Runs one clinic: shows the door of `entrance`, or comes in at once when the `desk` is given."""

    TITLE = "openchair"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("app")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-tall")]  # noqa: RUF012

    def __init__(
        self, entrance: Entrance, *, desk: Desk | None = None, idle: Idle | None = None, greeting: str = ""
    ) -> None:
        super().__init__()
        self.entrance = entrance
        self.desk: Desk | None = None
        self.idle = idle or Idle()
        self.locked = False
        self._read: set[str] = set()  # what the trail knows that was read since the record was unlocked
        self._first_desk, self._greeting = desk, greeting
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DUSK.name

    # --- coming in and going out --------------------------------------------------------------------------

    def on_mount(self) -> None:
        self.add_mode(DOOR, Screen)
        self.set_interval(1, self._watch_idle)
        if self._first_desk is not None:
            self.enter(self._first_desk)
        else:
            self._ask_in()

    @work
    async def _ask_in(self) -> None:
        """Show the door; what stands behind it is loaded once it is on screen, while somebody types."""
        self.set_timer(DOOR_FIRST, self._load_ahead)
        record = await self.push_screen_wait(self.entrance.door())
        self.enter(await asyncio.to_thread(self.entrance.desk, record))

    @work(thread=True, exit_on_error=False)
    def _load_ahead(self) -> None:
        self.entrance.load_ahead()
        WORKSPACES[0].load()

    def enter(self, desk: Desk) -> None:
        """Show Today of `desk`; every workspace is made when it is first shown."""
        self.desk = desk
        desk.listeners.append(self._tell)
        desk.listeners.append(self._keep_modules)
        self.idle.touch()
        for workspace in WORKSPACES:
            self.add_mode(workspace.id, partial(workspace.open, desk))
        self._arrive()

    @work
    async def _arrive(self) -> None:
        await self.switch_mode(WORKSPACES[0].id)
        if self._greeting:
            place = self.screen_stack[0]  # in a small window something covers it by now
            await place.mount(Greeting(self._greeting), before=place.query_one(Keys))
        self._mind_size(*self.size)  # a window that was small from the start was not resized
        if self.desk is not None:
            for warning in cast("Record", self.desk.record).warnings:
                self.notify(warning, severity="error", timeout=60)
        self.screen.call_after_refresh(leave_out_what_is_loaded)

    def note_read(self, what: str) -> None:
        """Lists of people are reads too: on the trail once, until the record is unlocked again."""
        if self.desk is not None and not self.locked and what not in self._read:
            with suppress(RecordError):
                self.desk.append(user_stream(self.desk.user), Viewed(what))
                self._read.add(what)

    def _tell(self, entries: tuple[Entry, ...]) -> None:
        with suppress(ScreenStackError):  # while the app comes or goes there is no screen to tell
            self.screen.post_message(RecordChanged(entries))

    def _keep_modules(self, entries: tuple[Entry, ...]) -> None:
        """Keep the text of every module that a group is given now, for whoever asks later what changed."""
        from facilitator.versions import keep_what_runs

        if self.desk is not None and (trouble := keep_what_runs(self.desk.folder, entries, self.desk.now())):
            self.notify(trouble, severity="warning")

    def _watch_idle(self) -> None:
        if self.idle.over:
            self.lock("idle")

    def action_lock(self) -> None:
        self.lock("key")

    def lock(self, why: str) -> None:
        """From now on no key gets through; the screen is covered and the record closed as soon as may be."""
        if self.desk is not None and not self.locked:
            self.locked = True
            self.take_back()
            self._cover(self.desk, why)

    @work
    async def _cover(self, desk: Desk, why: str) -> None:
        """Show the lock alone, in a mode with nothing below it.

        Whoever unlocks goes on where the work was left; somebody else begins at Today.
        """
        before, left = desk.user, self.current_mode
        await self.switch_mode(DOOR)
        user = await self.push_screen_wait(LockScreen(cast("Record", desk.record), desk.config.name, why))
        self.idle.touch()
        self.locked = False
        self._read.clear()
        desk.catch_up()
        if user != before:
            await self._change_hands(desk)
        else:
            self.switch_mode(left)

    async def _change_hands(self, desk: Desk) -> None:
        """Every workspace is made anew for whoever signed in."""
        for workspace in WORKSPACES:
            await self.remove_mode(workspace.id)
            self.add_mode(workspace.id, partial(workspace.open, desk))
        self.switch_mode(WORKSPACES[0].id)

    def close_record(self) -> str:
        """Back up where the clinic wants that, and forget the key; everything was stored before.

        What there is to say about the backup.
        """
        if self.desk is None:
            return ""
        from facilitator.records.closing import back_up_at_close

        record = cast("Record", self.desk.record)
        with suppress(RecordError):  # only what makes the next opening quick
            self.desk.keep()
        said = back_up_at_close(record, self.desk.config, self.desk.folder)
        record.close()
        return said

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While locked nothing of the app answers but leaving it."""
        return not self.locked or action == "quit"

    # --- where to -----------------------------------------------------------------------------------------

    @on(Go)
    def _go(self, message: Go) -> None:
        if self.locked or self.desk is None:
            return
        self.switch_mode(message.workspace)
        base = self.screen_stack[0]
        if message.to is not None and isinstance(base, Place):
            base.call_after_refresh(base.show, message.to)

    def action_find(self) -> None:
        from facilitator.tui.finding import Everything

        if self.desk is not None and not isinstance(self.screen, CommandPalette):
            self.note_read("names, to find somebody")
            self.push_screen(
                CommandPalette([Everything], placeholder="Find an action, a person, a group ...")
            )

    def action_help(self) -> None:
        if not isinstance(self.screen, HelpDialog):
            self.push_screen(HelpDialog(self.screen))

    def action_light(self) -> None:
        """The other theme."""
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]

    def on_resize(self, event: events.Resize) -> None:
        self._mind_size(*event.size)

    def _mind_size(self, width: int, height: int) -> None:
        """Cover what a small window would cut off, until it has grown."""
        small = width < MIN_WIDTH or height < MIN_HEIGHT
        shown = isinstance(self.screen, TooSmall)
        if small and not shown:
            self.push_screen(TooSmall())
        elif shown and not small:
            self.pop_screen()

    def get_key_display(self, binding: Binding) -> str:
        """Keys as people say them."""
        return KEY_NAMES.get(binding.key) or super().get_key_display(binding)

    async def on_event(self, event: events.Event) -> None:
        """Count presence. After a sleep the first key must not get through, nor any before the lock is up."""
        if isinstance(event, PRESENCE) and not event.is_forwarded:
            self._watch_idle()
            if self.locked and self.current_mode != DOOR:
                return
            self.idle.touch()
            self._end_greeting()
        await super().on_event(event)

    def _end_greeting(self) -> None:
        """It has been read, or is in the way, once somebody begins to work."""
        if self._greeting and self.desk is not None:
            self._greeting = ""
            self.screen_stack[0].query(Greeting).remove()
