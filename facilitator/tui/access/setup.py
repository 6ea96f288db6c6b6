"""First set-up: who you are, a passphrase, and the recovery key, which is shown once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Static

from curricula.text import clean
from facilitator.records.errors import RecordError
from facilitator.tui.access import opening
from facilitator.tui.access.cover import Cover
from facilitator.tui.access.fresh import NewPassphrase
from facilitator.tui.access.opening import AfterFounding
from facilitator.tui.text import line, said, text

if TYPE_CHECKING:
    from facilitator.records.store import Record

LONGEST_ID = 64


class SetUpScreen(Cover["Record"]):
    """Makes the record of a clinic that has none, then shows its recovery key. Dismisses with the record.

    `people` are ids and names of the clinic's staff; `then` fills the new record before anyone sees it.
    """

    ALLOWED: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        folder: Path,
        title: str = "",
        people: Sequence[tuple[str, str]] = (),
        then: AfterFounding | None = None,
    ) -> None:
        super().__init__(title)
        self._folder, self._people, self._then = folder, dict(people), then
        self._trying = False

    def body(self) -> Iterable[Widget]:
        yield Static(
            text("This clinic has no record yet. It is made now, encrypted: it opens by passphrase only.")
        )
        yield Input(
            placeholder=_who(list(self._people)),
            suggester=SuggestFromList(list(self._people), case_sensitive=False),
            max_length=LONGEST_ID,
            id="user",
        )
        yield NewPassphrase(lambda: self.query_one("#user", Input).value)
        yield Static("", classes="problem")
        yield Static(said(("tab moves on, enter makes the record, ctrl+q leaves", "$quiet")), classes="keys")

    def on_mount(self) -> None:
        self.query_one("#user").focus()
        self.run_worker(opening.warm_up, thread=True, exit_on_error=False)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        user = self.query_one("#user", Input).value.strip()
        problem = id_problem(user) or self.query_one(NewPassphrase).problem
        if self._trying:
            return
        if problem:
            self._say(problem)
            return
        self._trying = True
        self.query_one(".problem", Static).update(said(("Making the record ...", "$quiet")))
        self._found(user, self.query_one(NewPassphrase).value)

    @work(exclusive=True)
    async def _found(self, user: str, passphrase: str) -> None:
        name = self._people.get(user, "")
        record: Record
        try:
            record, key = await asyncio.to_thread(
                opening.found_record, self._folder, user, passphrase, name, self._then
            )
        except RecordError as trouble:
            self._say(str(trouble))
            self._trying = False
            return
        await self.app.push_screen_wait(RecoveryKeyScreen(self._title, key))
        self.dismiss(record)

    def _say(self, words: str) -> None:
        self.query_one(".problem", Static).update(said(("■ ", "$error"), text(words)))


class RecoveryKeyScreen(Cover[None]):
    """Shows the recovery key and lets nobody by who has not copied its last group."""

    ALLOWED: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, title: str, key: str) -> None:
        super().__init__(title)
        self._key = key

    def body(self) -> Iterable[Widget]:
        half = len(self._key) // 2
        yield Static(said(("The recovery key, shown this once", "bold")))
        yield Static(said((f"{self._key[:half]}\n{self._key[half + 1 :]}", "bold $warning")), classes="once")
        yield Static(
            text(
                "Write it on paper and lock the paper away, not beside this computer. It opens the record "
                "when every passphrase is lost; without either, nobody can open it, not even us."
            )
        )
        yield Input(placeholder="Its last four characters, to go on", max_length=4, id="last")
        yield Static(said(("enter goes on", "$quiet")), classes="problem")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if event.value.strip().upper() == self._key[-4:]:
            self.dismiss(None)
        else:
            self.query_one(".problem", Static).update(
                said(("■ ", "$error"), "Those are not its last four characters; look at the end of the key.")
            )


def _who(people: list[str]) -> str:
    known = f" ({line(', '.join(people[:4])).plain} ...)" if people else ", such as t1"
    return f"Your id{known}"


def id_problem(user: str) -> str:
    """Why `user` cannot be an id, in a sentence; empty when it can."""
    if not user:
        return "Say who you are: a short id, such as t1."
    if any(c.isspace() for c in user):
        return "An id is one word, such as t1."
    if user != clean(user):
        return "An id is made of letters and digits, such as t1."
    return ""
