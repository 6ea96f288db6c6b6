"""A short form: labelled lines, every problem at once, enter saves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from attrs import frozen
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Button, Input, Label

from curricula.text import clean
from facilitator.tui.text import text
from facilitator.tui.widgets.words import Words

T = TypeVar("T")


@frozen
class Line:
    """One field: its name, its label, what stands in it first, an example, and words to complete."""

    name: str
    label: str
    value: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()


Read = Callable[[Mapping[str, str]], tuple[T | None, Sequence[str]]]
"""What the words of a form mean, or a sentence for everything that is wrong with them."""


class Fields(ModalScreen[T | None], Generic[T]):
    """Gives what `read` makes of the words, None when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "leave", "leave it")]

    def __init__(self, question: str, lines: Sequence[Line], read: Read[T], *, yes: str = "Keep") -> None:
        super().__init__()
        self._question, self._lines, self._read, self._yes = question, lines, read, yes

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide"):
            yield Label(text(self._question), classes="question")
            with VerticalScroll(classes="lines", can_focus=False):
                for one in self._lines:
                    with Horizontal(classes="line"):
                        yield Label(text(one.label, "$quiet"))
                        suggest = SuggestFromList(one.choices, case_sensitive=False) if one.choices else None
                        yield Words(
                            one.value,
                            placeholder=one.example or ", ".join(one.choices),
                            suggester=suggest,
                            id=f"line-{one.name}",
                        )
            yield Label("", classes="problem", markup=False)
            with Horizontal(classes="buttons"):
                yield Button(text(f"{self._yes} (enter)"), id="yes", variant="primary", compact=True)
                yield Button("Leave it (esc)", id="no", compact=True)

    def on_mount(self) -> None:
        empty = [one for one in self._lines if not one.value]
        self.query_one(f"#line-{(empty or self._lines)[0].name}").focus()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        words = {
            one.name: clean(self.query_one(f"#line-{one.name}", Input).value).strip() for one in self._lines
        }
        made, problems = self._read(words)
        if made is None:
            self.query_one(".problem", Label).update("\n".join(problems))
        else:
            self.dismiss(made)

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self._submitted() if event.button.id == "yes" else self.dismiss(None)

    def action_leave(self) -> None:
        self.dismiss(None)
