"""A packet as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from facilitator.packet.shape import Page, Section, Table

WIDTH = 100


def text(page: Page) -> str:
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield from (page.title, "=" * len(page.title), "")
    for name, words in page.front:
        yield from textwrap.wrap(f"{name}: {words}", WIDTH, subsequent_indent="    ")
    for words in page.notice:
        yield from ("", *textwrap.wrap(words, WIDTH))
    for section in page.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield from ("", section.title, "-" * len(section.title))
    for words in section.words:
        for paragraph in words.split("\n"):
            yield from textwrap.wrap(paragraph, WIDTH) or [""]
    if section.table:
        yield from _table(section.table)
    for plot in section.plots:
        yield from ("", *plot.lines)


def _table(table: Table) -> Iterator[str]:
    columns = list(zip(table.head, *table.rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    for row in (table.head, *table.rows):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
