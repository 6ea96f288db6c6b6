"""A field for words: whatever way they come in, nothing in them can steer the terminal."""

from __future__ import annotations

from textual.widgets import Input

from curricula.text import clean


class Words(Input):
    """An input of one line that cleans its value before it is shown or read."""

    def validate_value(self, value: str) -> str:
        return " ".join(clean(value).splitlines())
