"""The last lines of the session's screens: what just happened, and the keys or the question of the moment."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from facilitator.tui.actions import Action
from facilitator.tui.dialogs.help import KEY_NAMES
from facilitator.tui.session.drawing import spread
from facilitator.tui.text import said

ROWS = 2
"""Lines that the keys may take."""


class Line(Static):
    """One line that is repainted only when it reads differently."""

    def __init__(self, *, id: str) -> None:
        super().__init__("", id=id)
        self._shown = Content("")

    def put(self, content: Content) -> None:
        if not content.is_same(self._shown):
            self._shown = content
            self.update(content, layout=False)

    def put_ends(self, left: Content, right: Content) -> None:
        """`left` and `right` at the two ends of the line."""
        self.put(spread(left, right, self.content_size.width))


class KeyLine(Widget):
    """The keys that work here, most used first, each can be clicked; or a question in their place."""

    def __init__(self, actions: Sequence[Action]) -> None:
        super().__init__()
        self._actions = [action for action in actions if action.shown]
        self._question: Content | None = None
        self._places: list[tuple[int, int, int, str]] = []  # row, from, to, key

    def ask(self, question: Content | None) -> None:
        """Show `question` in place of the keys; None brings the keys back."""
        known = self._question
        if question is None and known is None:
            return
        if question is None or known is None or not question.is_same(known):
            self._question = question
            self.refresh()

    def show(self, actions: Sequence[Action]) -> None:
        """Other keys work now."""
        shown = [action for action in actions if action.shown]
        if shown != self._actions:
            self._actions = shown
            self.refresh()

    def render(self) -> Content:
        return self._question if self._question is not None else self._keys(self.content_size.width)

    def _keys(self, width: int) -> Content:
        """As many keys as two lines take, `? all keys` always the last."""
        more = said(("?", "bold $primary"), (" all keys", "$quiet"))
        self._places = []
        lines: list[Content] = []
        line = Content("")
        for action in self._actions:
            item = said((key_name(action), "bold $primary"), (f" {action.label}", "$quiet"), "  ")
            last = len(lines) == ROWS - 1
            if line.cell_length + item.cell_length + (more.cell_length if last else 0) > width:
                if last:
                    break
                lines.append(line)
                line = Content("")
            start = line.cell_length
            self._places.append((len(lines), start, start + item.cell_length - 2, _first(action)))
            line += item
        self._places.append(
            (len(lines), line.cell_length, line.cell_length + more.cell_length, "question_mark")
        )
        return Content("\n").join([*lines, line + more])

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None or self._question is not None:
            return
        for row, start, end, key in self._places:
            if row == offset.y and start <= offset.x < end:
                self.app.simulate_key(key)
                return


def key_name(action: Action) -> str:
    return KEY_NAMES.get(_first(action), _first(action))


def _first(action: Action) -> str:
    return action.keys.partition(",")[0]
