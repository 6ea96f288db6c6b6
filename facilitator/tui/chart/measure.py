"""PHQ-9 and GAD-7, item by item by digits."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from facilitator.chart.measures import ANSWERS, DIFFICULT, DIFFICULTY, Measure, score
from facilitator.tui.text import line, said, text

Answers = tuple[tuple[int | None, ...], int | None]
"""One an item, and the question after them."""


class MeasureEntry(ModalScreen[Answers | None]):
    """A digit answers and goes on; `-` leaves an item out. Gives the answers, or None when it was left."""

    CSS_PATH = "chart.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("ctrl+s", "store", "store"),
        ("escape", "leave", "leave it"),
        ("up", "move(-1)", "item before"),
        ("down", "move(1)", "next item"),
    ]

    def __init__(self, measure: Measure, who: str) -> None:
        super().__init__()
        self._measure, self._who = measure, who
        self._answers: list[int | None] = [None] * (len(measure.items) + 1)
        self._at = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog wide", id="measure"):
            yield Static(id="measure-head")
            yield Static(id="measure-items")
            yield Static(id="measure-foot")

    def on_mount(self) -> None:
        self.draw()

    @property
    def _last(self) -> bool:
        return self._at == len(self._measure.items)

    def draw(self) -> None:
        title = said((self._measure.title, "bold"), "  ", line(self._who, "bold $primary"))
        self.query_one("#measure-head", Static).update(said(title, "\n", (self._measure.stem, "$quiet")))
        rows = [self._row(number, words) for number, words in enumerate(self._measure.items)]
        self.query_one("#measure-items", Static).update(Content("\n").join(rows))
        self.query_one("#measure-foot", Static).update(self._foot())

    def _row(self, number: int, words: str) -> Content:
        """Every item on one line; the one that is asked stands below in full."""
        here, answer = number == self._at, self._answers[number]
        given = said((str(answer), "bold $primary")) if answer is not None else said(("·", "$quiet"))
        style = "bold" if here else "$quiet"
        mark = ("▸ " if here else "  ", "bold $accent")
        return said(mark, given, f" {number + 1} ", line(words, style, width=58))

    def _foot(self) -> Content:
        """The question in full, what a digit means, how far it is."""
        words = DIFFICULT if self._last else ANSWERS
        choices = [said((str(n), "bold $primary"), f" {each}") for n, each in enumerate(words)]
        asked = DIFFICULTY if self._last else self._measure.items[self._at]
        found = score(self._measure, self._answers[:-1])
        keys = said(
            (f"{found.words}   ", "$quiet"), ("-", "bold $primary"), (" not answered   ", "$quiet"),
            ("↑↓", "bold $primary"), (" items   ", "$quiet"), ("ctrl+s", "bold $primary"),
            (" store   ", "$quiet"), ("esc", "bold $primary"), (" leave", "$quiet"),
        )  # fmt: skip
        return Content("\n").join([text(asked, "bold"), Content("  ").join(choices), keys])

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character in "0123":
            self._answers[self._at] = int(event.character)
        elif event.character == "-":
            self._answers[self._at] = None
        else:
            return
        event.stop()
        self.action_move(1)

    def action_move(self, by: int) -> None:
        self._at = min(len(self._measure.items), max(0, self._at + by))
        self.draw()

    def action_store(self) -> None:
        if any(answer is not None for answer in self._answers[:-1]):
            self.dismiss((tuple(self._answers[:-1]), self._answers[-1]))

    def action_leave(self) -> None:
        self.dismiss(None)
