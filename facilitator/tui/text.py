"""The one way for words from outside to reach a widget.

Textual reads markup in every `str` it is given, actions included, and passes control characters on to the
terminal. A `Content` made here is plain text and nothing else.
"""

from __future__ import annotations

from textual.content import Content

from curricula.text import clean


def text(s: object, style: str = "") -> Content:
    """`s` as plain content: cleaned again, no markup read, lines kept. `style` is one of our own."""
    content = Content(clean(str(s)).expandtabs(4))
    return content.stylize(style) if style else content


def line(s: object, style: str = "", *, width: int | None = None) -> Content:
    """`s` on one line, as for a cell or a title; longer than `width` cells it ends in an ellipsis."""
    content = text(" ".join(clean(str(s)).split()), style)
    if width is None or content.cell_length <= width:
        return content
    return content.truncate(width, ellipsis=True)


def said(*parts: str | Content | tuple[object, str]) -> Content:
    """A line from parts: our own words as `str`, styled ones as (words, style), foreign ones as `Content`."""
    made = [part if isinstance(part, Content) else text(*_pair(part)) for part in parts]
    return Content("").join(made)


def _pair(part: str | tuple[object, str]) -> tuple[object, str]:
    return (part, "") if isinstance(part, str) else part
