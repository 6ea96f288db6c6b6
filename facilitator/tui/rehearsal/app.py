"""The app around a rehearsal: no clinic, no door; a list of scenarios, the screen, and out."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.binding import BindingType

import facilitator.tui
from facilitator.events import session_stream
from facilitator.records.store import Record
from facilitator.rehearsal.scenario import Scenario
from facilitator.rehearsal.staging import RoomClock, opened
from facilitator.tui.actions import bindings
from facilitator.tui.dialogs.choose import Choose
from facilitator.tui.dialogs.help import KEY_NAMES, HelpDialog
from facilitator.tui.guarded import Guarded
from facilitator.tui.rehearsal.screen import RehearsalScreen
from facilitator.tui.text import line, said
from facilitator.tui.theme import DUSK, THEMES


class Rehearsal(Guarded):
    """Runs `chosen`, or lets one of `scenarios` be chosen, in a throw-away `record`."""

    TITLE = "openchair rehearse"
    CSS_PATH = Path(facilitator.tui.__file__).parent / "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("app")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012

    def __init__(
        self,
        record: Record,
        scenarios: tuple[Scenario, ...],
        *,
        pace: float = 6,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.record, self._scenarios, self._pace, self._monotonic = record, scenarios, pace, monotonic
        self._runs = 0
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DUSK.name

    def on_mount(self) -> None:
        self._rehearse()

    @work
    async def _rehearse(self) -> None:
        """One scenario after another, until nobody chooses any."""
        chosen = self._scenarios[0] if len(self._scenarios) == 1 else await self._choose()
        while chosen is not None:
            again = await self.push_screen_wait(self._screen_of(chosen))
            if again == "again":
                continue
            if len(self._scenarios) == 1:
                break
            chosen = await self._choose(chosen.id)
        self.exit()

    async def _choose(self, last: str | None = None) -> Scenario | None:
        rows = [(s.id, said(line(s.title, "bold"), "  ", line(s.about, "$quiet"))) for s in self._scenarios]
        name = await self.push_screen_wait(Choose("What would you like to rehearse?", rows, last))
        return next((s for s in self._scenarios if s.id == name), None)

    def _screen_of(self, scenario: Scenario) -> RehearsalScreen:
        """A session of its own for every run; two in one minute have different rooms."""
        starts = datetime.now().astimezone().replace(second=0, microsecond=0)
        self._runs += 1
        fact = opened(scenario, starts, self._runs)
        self.record.append(session_stream(fact.session), fact, at=starts)
        clock = RoomClock(starts, self._pace, self._monotonic)
        return RehearsalScreen(self.record, fact.session, scenario, clock)

    # --- what the app's keys do -----------------------------------------------------------------------------

    def action_help(self) -> None:
        if not isinstance(self.screen, HelpDialog):
            self.push_screen(HelpDialog(self.screen))

    def action_light(self) -> None:
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]

    def action_lock(self) -> None:
        self.notify("Nothing here needs a lock: nobody in it exists.")

    def action_find(self) -> None:
        self.notify("A rehearsal has one group and nothing to find.")

    def get_key_display(self, binding: object) -> str:
        key = getattr(binding, "key", "")
        return KEY_NAMES.get(key) or key
