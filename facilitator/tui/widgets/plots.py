"""Small plots out of characters: a bar of hours, bars by week, a line of check-ins."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from facilitator.people import Hours
from facilitator.today import in_hours
from facilitator.tui.text import said

SPARKS = "▁▂▃▄▅▆▇█"


def hours_bar(hours: Hours, width: int) -> Content:
    """Attained heavy, still to come dashed, and what is left of the prescribed week thin."""
    whole = max(hours.prescribed, hours.attained + hours.reachable, 1)
    had = round(width * min(hours.attained, whole) / whole)
    coming = min(width - had, round(width * hours.reachable / whole))
    style = "$warning" if hours.short else "$primary"
    return said(("━" * had, style), ("╍" * coming, style), ("─" * (width - had - coming), "$rule"))


def hours_words(hours: Hours, *, mark: bool = True) -> Content:
    """`1.5 / 4.5 / 9.0`: attained, scheduled, prescribed."""
    figures = (hours.attained, hours.scheduled, hours.prescribed)
    words = " / ".join(in_hours(minutes) for minutes in figures)
    return said(words, (" !", "bold $warning") if mark and hours.short else "")


def sparkline(values: Sequence[int | None], most: int = 10) -> str:
    """One sign a value from 0 to `most`; a missing value is a dot."""
    return "".join(
        "·" if value is None else SPARKS[min(7, max(0, round(value * 7 / most)))] for value in values
    )


def week_bar(attained: int, prescribed: int, most: int, width: int) -> Content:
    """A bar of `width` cells for `most` minutes, with a mark where the prescribed hours end."""
    scale = max(most, 1)
    had = min(width, round(width * attained / scale))
    goal = min(width - 1, round(width * prescribed / scale))
    cells = ["━" if i < had else " " for i in range(width)]
    if had <= goal:
        cells[goal] = "┃"
    return said(("".join(cells), "$primary" if attained >= prescribed else "$secondary"))
