"""A sheet as CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io

from scheduler.exports.rows import Row, Sheet
from scheduler.week import DAY_NAMES

COLUMNS = ("date", "weekday", "start", "end", "minutes", "title", "room", "staff", "people")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def render(sheet: Sheet) -> str:
    """One row for each thing of the week under a row of COLUMNS."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in sheet.rows:
        writer.writerow(map(safe, cells(row)))
    return out.getvalue()


def cells(row: Row) -> tuple[str, ...]:
    """A row's cells as words, under COLUMNS."""
    return (
        row.day.isoformat(), DAY_NAMES[row.day.weekday()], row.start, row.end, str(row.minutes),
        row.title, row.room, row.staff, row.people,
    )  # fmt: skip


def safe(cell: str) -> str:
    """A cell on one line that no spreadsheet takes for a formula: such a one gets an apostrophe in front."""
    marked = f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell.startswith(_FORMULA) else cell
    return " ".join(marked.split("\n")).replace("\r", " ").replace("\t", " ")
