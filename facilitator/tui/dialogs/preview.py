"""A list or forms looked at before anything of them is kept: every row with its problems, then yes or no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from curricula.diagnostics import Diagnostic
from curricula.text import clean
from facilitator.intake.importing import Look, Said
from facilitator.tui.text import line, said, text
from facilitator.tui.widgets.keys import Keys
from facilitator.tui.widgets.words import Words

Read = Callable[[str], Look[Any] | str]
"""What the files that somebody typed hold, or a sentence when there are none."""


class Preview(ModalScreen[Any]):
    """Gives what `read` made of the files once somebody said yes to it, None when it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "keep", "keep", priority=True),
        Binding("enter", "read", "read the file"),
        Binding("tab", "app.focus_next", "file or rows"),
        Binding("escape", "leave", "leave it, nothing is written"),
    ]

    def __init__(self, title: str, asks: str, read: Read, *, example: str, keep: str) -> None:
        super().__init__()
        self._title, self._asks, self._read = title, asks, read
        self._example, self._keep = example, keep
        self._look: Look[Any] | None = None
        self._asked = 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="whole pane") as whole:
            whole.border_title = line(self._title).markup
            yield Static(text(self._asks, "$quiet"), id="asks")
            yield Words(placeholder=self._example, id="file")
            yield Static(id="says")
            yield OptionList(id="rows")
        yield Keys()

    def on_mount(self) -> None:
        self.query_one("#file").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "keep" or (self._look is not None and self._look.made is not None)

    @on(Input.Submitted)
    @on(OptionList.OptionSelected)
    def action_read(self) -> None:
        self._look = None
        self._asked += 1
        words = clean(self.query_one("#file", Input).value).strip()
        self._say(line("Reading ..." if words else "Type the name of a file first.", "$quiet"))
        self.query_one(OptionList).clear_options()
        self.refresh_bindings()
        if words:
            self._look_at(words, self._asked)

    @work(thread=True, group="preview")
    def _look_at(self, words: str, asked: int) -> None:
        found = self._read(words)
        self.app.call_from_thread(self._show, found, asked)

    def _say(self, words: Content) -> None:
        self.query_one("#says", Static).update(words)

    def _show(self, found: Look[Any] | str, asked: int) -> None:
        if asked != self._asked:
            return
        if isinstance(found, str):
            self._say(said(("! ", "bold $error"), line(found)))
            return
        self._look = found
        shown = found.shown()
        rows = self.query_one(OptionList)
        rows.add_options(Option(row_words(row)) for row in shown)
        if left := len(found.rows) - len(shown):
            rows.add_option(Option(line(f"and {left:,} more rows", "$quiet"), disabled=True))
        self._say(says(found, self._keep))
        self.refresh_bindings()
        if shown:
            rows.highlighted = 0
            rows.focus()

    def action_keep(self) -> None:
        if self._look is not None and self._look.made is not None:
            self.dismiss(self._look.made)

    def action_leave(self) -> None:
        self.dismiss(None)


def says(look: Look[Any], keep: str) -> Content:
    """`✓ 12 of 12 rows understood. ctrl+s admits them.`, or how much is wrong."""
    if look.made is not None:
        return said(("✓ ", "bold $success"), line(f"{look.says}. Nothing is written yet: ctrl+s {keep}."))
    errors = "1 error" if look.problems == 1 else f"{look.problems:,} errors"
    then = f", {errors}. Nothing is written: mend the file, then enter reads it again."
    return said(("! ", "bold $warning"), line(f"{look.says}{then if look.problems else '.'}"))


def row_words(row: Said) -> Content:
    """A row, and below it what is wrong and what to do."""
    sign = ("! ", "bold $error") if row.faulty else ("~ ", "$warning") if row.problems else ("✓ ", "$success")
    lines = [said(sign, line(row.where, "$quiet"), "  " if row.where else "", line(row.words))]
    lines += [_problem(problem) for problem in row.problems]
    return Content("\n").join(lines)


def _problem(problem: Diagnostic) -> Content:
    where = f"    {problem.line}:{problem.column} {problem.code} "
    hint = (f"; {problem.hint}" if problem.hint else "", "$quiet")
    return said((where, "$quiet"), line(problem.message), hint)
