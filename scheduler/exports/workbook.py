"""A sheet as a workbook for those who live in spreadsheets: every word a text cell, no formula, no link."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO

from scheduler.exports.rows import Sheet
from scheduler.exports.table import COLUMNS, cells

WIDTHS = {"date": 12, "weekday": 12, "title": 24, "staff": 16, "people": 40}


def render(sheet: Sheet) -> bytes:
    """A workbook of two pages: the week, and what it discloses."""
    from xlsxwriter import Workbook

    out = BytesIO()
    book = Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    first = sheet.rows[0].day if sheet.rows else datetime(2000, 1, 1).date()
    book.set_properties({"created": datetime.combine(first, time()), "author": "", "title": "Week"})
    head = book.add_format({"bold": True, "bottom": 1})
    page = book.add_worksheet(f"Week {sheet.week}")
    for column, name in enumerate(COLUMNS):
        page.write_string(0, column, name, head)
        page.set_column(column, column, WIDTHS.get(name, 9))
    for line, row in enumerate(sheet.rows, 1):
        for column, (name, cell) in enumerate(zip(COLUMNS, cells(row), strict=True)):
            if name == "minutes":
                page.write_number(line, column, row.minutes)
            else:
                page.write_string(line, column, cell)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(COLUMNS) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer(f"&L{sheet.discloses.replace('&', '&&')}")
    about = book.add_worksheet("About")
    about.set_column(0, 0, 80)
    about.write_string(0, 0, f"Week {sheet.week}" + (f" for {sheet.owner}" if sheet.owner else ""))
    about.write_string(1, 0, sheet.discloses)
    book.close()
    return out.getvalue()
