"""What ctrl+p finds: every action, and every person, group, session and module by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from attrs import frozen
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from facilitator.desk import Desk
from facilitator.tui.actions import ACTIONS, Action
from facilitator.tui.dialogs.help import KEY_NAMES
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


def closeness(query: str, found: Found) -> float:
    """How well every word of `query` begins, or stands in, the words of `found`; 0 when one does neither."""
    words = found.words.casefold().replace(".", "").split()
    total = 0.0
    for wanted in query.casefold().replace(".", "").split():
        begins = any(word.startswith(wanted) for word in words)
        if not begins and not any(wanted in word for word in words):
            return 0.0
        total += 2.0 if words[0].startswith(wanted) else 1.0 if begins else 0.5
    return total


class Everything(Provider):
    """Matches what is typed against everything that has a name."""

    @property
    def openchair(self) -> Openchair:
        return cast("Openchair", self.app)

    async def search(self, query: str) -> Hits:
        """What the words stand in; where they stand in nothing, what is spelt somewhat like them."""
        ranked = [(closeness(query, found), found) for found in self._all()]
        if not any(score for score, _ in ranked):
            matcher = self.matcher(query)
            ranked = [(matcher.match(found.words), found) for _, found in ranked]
        for score, found in ranked:
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
            key = action.keys.partition(",")[0]
            place = PLACES.get(action.place, action.place)
            yield Found(f"{place} · {KEY_NAMES.get(key, key)}", action.help, go)

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
            yield Found("group", group.called, self._go("timetable", group.id))

    def _sessions(self, desk: Desk) -> Iterator[Found]:
        for name in reversed(desk.sessions[-RECENT_SESSIONS:]):
            fact = desk.header(name)
            if fact and fact.opened:
                title = f"{fact.title or fact.group_title} · {spoken(fact.starts.astimezone(desk.zone))}"
                yield Found("session", title, self._go("records", name))

    def _modules(self, desk: Desk) -> Iterator[Found]:
        for module in desk.modules.values():
            yield Found("module", module.title, self._go("curricula", module.id))
            for session in module.sessions:
                yield Found(f"session of {module.id}", session.title, self._go("curricula", module.id))
