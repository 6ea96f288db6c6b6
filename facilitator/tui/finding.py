"""What ctrl+p finds: every action, and every person, group, session and module by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from attrs import frozen
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from facilitator.desk import Desk
from facilitator.events import SessionOpened
from facilitator.tui.actions import ACTIONS, Action
from facilitator.tui.messages import Go
from facilitator.tui.text import line, said
from facilitator.tui.widgets.frame import spoken
from facilitator.tui.workspaces import WORKSPACES

if TYPE_CHECKING:
    from facilitator.tui.app import Openchair

PLACES = {"app": "anywhere", "place": "anywhere", "person": "one person"} | {
    w.id: w.title for w in WORKSPACES
}
RECENT_SESSIONS = 200


@frozen
class Found:
    """One thing that can be gone to: what it is, what it is called, and how to get there."""

    kind: str
    name: str
    go: Callable[[], object]

    @property
    def words(self) -> str:
        return f"{self.name} {self.kind}"

    def shown(self) -> Content:
        return said(line(self.name, width=64), (f"  {self.kind}", "$quiet"))


class Everything(Provider):
    """Matches what is typed against everything that has a name."""

    @property
    def openchair(self) -> Openchair:
        return cast("Openchair", self.app)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for found in self._all():
            score = matcher.match(found.words)
            if score > 0:
                yield Hit(score, found.shown(), found.go, text=found.name)

    async def discover(self) -> Hits:
        for found in self._actions():
            yield DiscoveryHit(found.shown(), found.go, text=found.name)

    def _all(self) -> Iterator[Found]:
        yield from self._actions()
        desk = self.openchair.desk
        if desk is not None:
            yield from self._people(desk)
            yield from self._groups(desk)
            yield from self._sessions(desk)
            yield from self._modules(desk)

    def _actions(self) -> Iterator[Found]:
        """Actions of the place under the palette first, then those of the others, then the app's."""
        here = getattr(self.screen, "places", ())
        for action in sorted(ACTIONS, key=lambda action: action.place not in here):
            go = partial(self._act, action, action.place in here)
            yield Found(
                f"{PLACES.get(action.place, action.place)} · {action.keys.split(',')[0]}", action.help, go
            )

    async def _act(self, action: Action, here: bool) -> None:
        """Run an action here, or go to its workspace first."""
        if action.place == "app":
            await self.app.run_action(action.name)
        elif here or action.place == "place":
            await self.app.screen.run_action(action.name)
        elif action.place in {workspace.id for workspace in WORKSPACES}:
            await self.app.switch_mode(action.place)
            await self.app.screen.run_action(action.name)
        else:
            self.app.notify("Open a person's page first: 3, then enter.")

    def _go(self, workspace: str, to: str) -> Callable[[], object]:
        return partial(self.app.post_message, Go(workspace, to))

    def _people(self, desk: Desk) -> Iterator[Found]:
        for person in desk.people.values():
            name = f"{person.initials} {person.name} {person.id}".replace("  ", " ")
            yield Found("person", name, self._go("patients", person.id))

    def _groups(self, desk: Desk) -> Iterator[Found]:
        for group in desk.config.groups:
            yield Found("group", group.id, self._go("timetable", group.id))

    def _sessions(self, desk: Desk) -> Iterator[Found]:
        for name in desk.sessions[-RECENT_SESSIONS:]:
            fact = desk.header(name)
            if isinstance(fact, SessionOpened):
                title = f"{fact.title or fact.group_title} · {spoken(fact.starts.astimezone(desk.zone))}"
                yield Found("session", title, self._go("records", name))

    def _modules(self, desk: Desk) -> Iterator[Found]:
        for module in desk.modules.values():
            yield Found("module", module.title, self._go("curricula", module.id))
            for session in module.sessions:
                yield Found(f"session of {module.id}", session.title, self._go("curricula", module.id))
