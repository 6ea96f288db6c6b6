"""Who may unlock the record: add somebody, give roles, change one's own passphrase, remove."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from facilitator.access.roles import TABLE, May, Role, may, named
from facilitator.access.users import User
from facilitator.records.errors import NotAllowed, RecordError
from facilitator.tui.dialogs.ask import AskWords
from facilitator.tui.records.joining import Joining
from facilitator.tui.records.passphrase import ChangePassphrase
from facilitator.tui.text import line, said, text
from facilitator.tui.widgets.marks import Marks

if TYPE_CHECKING:
    from facilitator.records.store import Record


class UsersDialog(ModalScreen[None]):
    """A list with keys; `people` are names by id of the clinic's staff."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("a", "add", "add"),
        ("r,enter", "roles", "roles"),
        ("p", "passphrase", "my passphrase"),
        ("x", "remove", "remove"),
        ("escape", "dismiss", "close"),
    ]

    def __init__(self, record: Record, people: Mapping[str, str]) -> None:
        super().__init__()
        self._record, self._people = record, people

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide", can_focus=False):
            yield Static(said(("Who may unlock this record", "bold")))
            yield OptionList(id="users")
            yield Static("", classes="problem")
            keys = "a adds, r roles, x removes, p changes your passphrase, esc closes"
            yield Static(said((keys, "$quiet")))

    def on_mount(self) -> None:
        self._fill()
        self.query_one(OptionList).focus()

    def _fill(self) -> None:
        options = self.query_one(OptionList)
        chosen = options.highlighted or 0
        options.clear_options()
        options.add_options([Option(self._row(user), id=user.id) for user in self._here()])
        options.highlighted = min(chosen, len(self._here()) - 1)

    def _here(self) -> list[User]:
        return [user for user in self._record.users.values() if not user.removed]

    def _row(self, user: User) -> Content:
        you = " (you)" if user.id == self._record.who else ""
        return said(
            line(f"{user.id}{you}", "bold", width=16).pad_right(max(1, 18 - len(f"{user.id}{you}"[:16]))),
            line(user.name, width=20),
            "  ",
            line(user.words or "no role", "$quiet"),
        )

    @property
    def _chosen(self) -> str | None:
        option = self.query_one(OptionList).highlighted_option
        return option.id if option else None

    def _say(self, words: object) -> None:
        self.query_one(".problem", Static).update(said(("■ ", "$error"), text(words)) if words else "")

    def _manages(self) -> bool:
        allowed = may(self._record.roles, May.MANAGE_USERS)
        self._say("" if allowed else NotAllowed(May.MANAGE_USERS))
        return allowed

    @work
    async def action_add(self) -> None:
        if not self._manages():
            return
        user = await self.app.push_screen_wait(Joining(self._record, self._people))
        if user is not None:
            self._fill()
            await self._give(user)

    @work
    async def action_roles(self) -> None:
        if self._chosen and self._manages():
            await self._give(self._chosen)

    async def _give(self, user: str) -> None:
        known = self._record.users[user]
        roles = await self.app.push_screen_wait(RolesDialog(known))
        if roles is None or roles == known.roles:
            return
        try:
            self._record.give_roles(user, roles)
        except RecordError as trouble:
            self._say(trouble)
        self._fill()

    @work
    async def action_remove(self) -> None:
        user = self._chosen
        if user is None or not self._manages():
            return
        question = f"{user} will not be able to unlock the record. What they wrote and signed stays. Why?"
        reason = await self.app.push_screen_wait(
            AskWords(question, yes="Remove", placeholder="Left the clinic")
        )
        if reason is None:
            return
        try:
            self._record.remove_user(user, reason)
        except RecordError as trouble:
            self._say(trouble)
        self._fill()

    @work
    async def action_passphrase(self) -> None:
        if await self.app.push_screen_wait(ChangePassphrase(self._record)):
            self.notify("Your new passphrase unlocks the record and signs from now on.")


class RolesDialog(ModalScreen[frozenset[Role] | None]):
    """Space marks roles, enter gives them, escape leaves them as they are."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "leave it")]

    def __init__(self, user: User) -> None:
        super().__init__()
        self._user = user

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog wide", can_focus=False):
            yield Static(said("Roles of ", line(self._user.id, "bold")))
            yield Marks([(role, role_words(role)) for role in Role], self._user.roles, id="roles")
            yield Static("", classes="problem", id="can")
            yield Static(said(("space marks, enter gives them, esc leaves it", "$quiet")))

    def on_mount(self) -> None:
        self.query_one(Marks).focus()

    def action_give(self) -> None:
        chosen = named(self.query_one(Marks).marked)
        if chosen:
            self.dismiss(chosen)
        else:
            self.query_one("#can", Static).update(
                said(("■ ", "$error"), "Somebody without a role can do nothing.")
            )

    def action_leave(self) -> None:
        self.dismiss(None)


_SHORT = {
    Role.FACILITATOR: "runs groups, writes notes; sees their own",
    Role.COORDINATOR: "admits, plans weeks; reads no notes",
    Role.AUTHOR: "writes curriculum modules; sees nobody",
    Role.SUPERVISOR: "sees all, the trail, counselling notes",
    Role.ADMINISTRATOR: "all but counselling notes; users, backups",
}
assert set(_SHORT) == set(TABLE), "every role has its words"


def role_words(role: Role) -> Content:
    return said((f"{role:<15}", "bold"), (_SHORT[role], "$quiet"))
