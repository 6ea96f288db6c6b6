"""The reference page of lists and forms: their columns, other words for them, their codes."""

from __future__ import annotations

from scheduler.imports import last_week, patients
from scheduler.imports.codes import TITLES
from scheduler.imports.sheets import MAX_BYTES, MAX_ROWS, Columns

HEAD = f"""\
# Lists and forms

What `openchair import` reads: CSV (with commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1252) and the
first page of a workbook (.xlsx), of at most {MAX_ROWS:,} rows and {MAX_BYTES // 1_000_000} MB. The first
row names the columns, in any order and in any of the words below. Dates are 2026-11-25 or 11/25/2026, times
17:30 or 5:30 pm, windows `mon-fri 17:30-20:00; sat 9:00-12:00`; several names have a semicolon or a comma
between. A formula is never taken for its value.

This page is made from the columns themselves by `python -m scheduler.reference docs/reference`. See also
[bring your data](../how-to/bring-your-data.md).
"""


def page() -> str:
    """Columns of both lists, and every code."""
    codes = "".join(f"| {code} | {title} |\n" for code, title in TITLES.items())
    return (
        HEAD
        + _table("Patients", patients.COLUMNS)
        + _table("Last week", last_week.COLUMNS)
        + "\nOne of `date` and `weekday` is needed too.\n"
        + f"\n## Codes\n\n| code | what it says |\n|---|---|\n{codes}"
    )


def _table(title: str, columns: Columns) -> str:
    rows = "".join(
        f"| `{name}` | {', '.join(also) or '—'} | {'yes' if name in columns.needed else ''} |\n"
        for name, also in columns.aliases.items()
    )
    return f"\n## {title}\n\n| column | also understood | needed |\n|---|---|---|\n{rows}"
