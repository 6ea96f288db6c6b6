"""Who joins a session that is going on: a patient of the clinic, somebody new to it, or a guest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from attrs import frozen
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from curricula.text import clean
from facilitator.people import Person
from facilitator.tui.text import line, said, text
from facilitator.tui.widgets.words import Words

ROLES = ("relative", "observer", "interpreter")
LONGEST = 12
"""Characters of the initials of somebody new."""
SHOWN = 8
"""People in the list at once."""


@frozen
class Newcomer:
    """`role` for a guest; `member` is a patient's id (whose guest, for a guest), None for somebody new."""

    member: str | None
    initials: str = ""
    role: str = ""


class Joining(ModalScreen[Newcomer | None]):
    """Type a few letters, choose by arrows, enter. `selected` is the member on whom the cursor stands."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "nobody")]

    def __init__(
        self, known: Sequence[Person], selected: tuple[str, str] | None, *, hidden: bool = False
    ) -> None:
        """`hidden`: names are; then patients are listed by their ids."""
        super().__init__()
        self._known, self._selected, self._hidden = known, selected, hidden

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Label(
                text("Who joins? Type an id or initials; a guest has no note and is counted apart."),
                classes="question",
            )
            yield Words(placeholder="P-014, A.M., relative")
            yield OptionList()
            yield Label(text("enter: they are here now · esc: nobody").stylize("$quiet"))

    def on_mount(self) -> None:
        self._list()
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._list()

    def _list(self) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(list(self._options(clean(self.query_one(Input).value).strip())))
        options.highlighted = 0

    def _options(self, words: str) -> Iterable[Option]:
        """Patients that match, then the guests that match, then somebody new by what was typed.

        Before anything is typed nobody is listed: the room sees this screen.
        """
        wanted = _plain(words)
        known = self._known if wanted else ()
        people = [p for p in known if wanted in _plain(p.id) or wanted in _plain(p.initials)]
        for person in people[:SHOWN]:
            name = person.id if self._hidden else f"{person.initials}  {person.id}"
            yield Option(said(line(name, "bold"), ("  patient", "$quiet")), id=f"patient:{person.id}")
        exact = any(wanted in (_plain(p.id), _plain(p.initials)) for p in people)
        roles = [role for role in ROLES if role.startswith(wanted)]
        for role in roles:
            whose = f" of {self._selected[1]}" if role == "relative" and self._selected else ""
            yield Option(said(("Guest: ", "bold"), line(role + whose)), id=f"guest:{role}")
        if words and not exact and words not in ROLES:
            told = said(line(words, "bold", width=LONGEST), ("  new here, not admitted yet", "$quiet"))
            yield Option(told, id="new:")

    def on_key(self, event: events.Key) -> None:
        """Arrows move in the list while the words have the focus."""
        options = self.query_one(OptionList)
        if event.key in ("up", "down"):
            event.stop()
            (options.action_cursor_up if event.key == "up" else options.action_cursor_down)()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        options = self.query_one(OptionList)
        if options.highlighted is not None and options.option_count:
            self._choose(options.get_option_at_index(options.highlighted).id or "")

    @on(OptionList.OptionSelected)
    def _selected_option(self, event: OptionList.OptionSelected) -> None:
        self._choose(event.option.id or "")

    def _choose(self, name: str) -> None:
        kind, _, which = name.partition(":")
        if kind == "patient":
            person = next(p for p in self._known if p.id == which)
            self.dismiss(Newcomer(person.id, person.initials))
        elif kind == "guest":
            whose = self._selected[0] if which == "relative" and self._selected else None
            self.dismiss(Newcomer(whose, role=which))
        else:
            self.dismiss(Newcomer(None, clean(self.query_one(Input).value).strip()[:LONGEST]))

    def action_leave(self) -> None:
        self.dismiss(None)


def _plain(words: str) -> str:
    """Letters and digits only: `am` finds A.M."""
    return "".join(c for c in words.casefold() if c.isalnum())
