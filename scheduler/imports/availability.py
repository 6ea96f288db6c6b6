"""A form per therapist on which they write when they work, as a workbook or TOML, and reading it back.

    data = workbook_form(therapist)             # to fill in a spreadsheet
    text = toml_form(therapist)                 # the same for those who like text
    answer, problems = read_form(path, clinic)  # what was filled in, and every problem at its cell

A form holds one person's own hours and nothing about anybody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from attrs import field, frozen

from curricula.diagnostics import BadInput, Diagnostic, did_you_mean, has_errors, in_order
from curricula.shape import about, read
from curricula.source import Source
from curricula.text import clean
from scheduler.clinic import Clinic, Therapist
from scheduler.files import toml
from scheduler.files.tables import Away
from scheduler.files.values import all_windows, period, read_format, write_period, write_windows
from scheduler.files.values import read_windows as read_toml_windows
from scheduler.imports import codes
from scheduler.imports.cells import read_date, read_time
from scheduler.imports.sheets import MAX_UNPACKED, cell_text
from scheduler.week import DAY_NAMES, Period, Window, clock, joined

PAGE, TITLE = "Availability", "openchair availability form 1"
WHO, FIRST_DAY, PAIRS, FIRST_AWAY, AWAYS = (2, 2), 6, 3, 16, 20
"""Where things stand: the id (row, column), the row of Monday, pairs of times a day, absences."""


@frozen
class Answer:
    """What one therapist filled in."""

    therapist: str
    available: tuple[Window, ...]
    away: tuple[Period, ...]


def workbook_form(therapist: Therapist) -> bytes:
    """A workbook to fill in: the hours that are known now stand in it."""
    from xlsxwriter import Workbook

    out = BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet(PAGE)
    bold, open_ = book.add_format({"bold": True}), book.add_format({"locked": False, "border": 1})
    page.protect("", {"select_locked_cells": True})
    page.set_column(0, 0, 14)
    page.set_column(1, 2 * PAIRS, 10)
    page.write_string(0, 0, TITLE, bold)
    page.write_string(1, 0, "Therapist")
    page.write_string(1, 1, therapist.id, bold)
    page.write_string(
        2, 0, "When you work, week in, week out. Times like 08:30 or 5:30 pm; leave days off empty."
    )
    for column, head in enumerate(["Day", *(["From", "To"] * PAIRS)]):
        page.write_string(FIRST_DAY - 2, column, head, bold)
    for day, name in enumerate(DAY_NAMES):
        mine = [w for w in joined(therapist.available) if w.day == day][:PAIRS]
        times = [clock(t) for window in mine for t in (window.start, window.end)]
        page.write_string(FIRST_DAY - 1 + day, 0, name)
        for column in range(2 * PAIRS):
            page.write_string(FIRST_DAY - 1 + day, column + 1, (times + [""] * 2 * PAIRS)[column], open_)
    page.write_string(FIRST_AWAY - 3, 0, "Days away, such as 2026-11-25: the first day and the last.")
    for column, head in enumerate(("First day", "Last day")):
        page.write_string(FIRST_AWAY - 2, column, head, bold)
    days = [_whole_days(p) for p in therapist.away][:AWAYS]
    for row in range(AWAYS):
        for column in range(2):
            text = days[row][column].isoformat() if row < len(days) else ""
            page.write_string(FIRST_AWAY - 1 + row, column, text, open_)
    book.close()
    return out.getvalue()


def _whole_days(away: Period) -> tuple[date, date]:
    last = away.end if away.end.time().hour or away.end.time().minute else away.end - timedelta(days=1)
    return away.start.date(), last.date()


def toml_form(therapist: Therapist) -> str:
    """The form as TOML, with the hours that are known now."""
    head = "# When you work, week in, week out, and when you are away. Days and 24-hour times.\n\n"
    return head + toml.dumps(
        {
            "format": 1,
            "therapist": therapist.id,
            "available": write_windows(therapist.available),
            "away": [write_period(away) for away in therapist.away],
        }
    )


@frozen(kw_only=True)
class FormTable:
    """An availability form."""

    format: int = field(metadata=about("1", convert=read_format))
    therapist: str = field(metadata=about("The therapist's id."))
    available: tuple[tuple[Window, ...], ...] = field(
        metadata=about("When they work, such as mon-fri 08:00-16:00.", toml=str, each=read_toml_windows)
    )
    away: tuple[date | Away, ...] = field(default=(), metadata=about("Absences: dates, or from and to."))


def read_form(path: Path, clinic: Clinic) -> tuple[Answer | None, list[Diagnostic]]:
    """What stands in a form and everything odd about it; None when anything is an error."""
    problems: list[Diagnostic] = []
    answer = _read_toml(path, problems) if path.suffix == ".toml" else _read_workbook(path, problems)
    if answer is not None and answer.therapist not in {t.id for t in clinic.therapists}:
        known = [therapist.id for therapist in clinic.therapists]
        hint = did_you_mean(answer.therapist, known) or f"staff here: {', '.join(known)}"
        message = f"there is no therapist `{answer.therapist[:40]}`"
        problems.append(Diagnostic(str(path), *WHO, codes.UNKNOWN_NAME, message, hint))
    return None if has_errors(problems) else answer, in_order(problems)


def _read_toml(path: Path, problems: list[Diagnostic]) -> Answer | None:
    try:
        source = Source.load(path)
    except BadInput as bad:
        problems += bad.diagnostics
        return None
    problems += source.warnings
    table = read(FormTable, source, problems)
    if table is None:
        return None
    away = []
    for i, absence in enumerate(table.away):
        try:
            one = period(absence.first, absence.last) if isinstance(absence, Away) else Period.day(absence)
            if one.end <= one.start:
                raise ValueError
            away.append(one)
        except (ValueError, TypeError):  # TypeError: one end has an offset
            message = "this absence ends before it starts, or one of its ends has an offset"
            problems.append(
                source.problem(("away", i), codes.UNREADABLE, message, "give local dates, the first first")
            )
    return Answer(table.therapist, all_windows(table.available), tuple(sorted(away)))


def _read_workbook(path: Path, problems: list[Diagnostic]) -> Answer | None:
    rows = _cells(path, problems)
    if not rows:
        return None
    form = _Form(str(path), rows, problems)
    who = form.text(*WHO)
    return Answer(who, tuple(form.windows()), tuple(sorted(form.absences())))


def _cells(path: Path, problems: list[Diagnostic]) -> list[list[Any]]:
    """The cells of the form, nothing where it is not one."""
    import zipfile

    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise ValueError
        page = load_workbook(path, read_only=True, keep_links=False)[PAGE]
        page.reset_dimensions()
        rows = [list(row) for row in page.iter_rows(max_row=FIRST_AWAY + AWAYS, max_col=2 * PAIRS + 1)]
        if rows and rows[0] and str(rows[0][0].value) == TITLE:
            return rows
    except Exception:  # a broken or foreign workbook fails in openpyxl in any way
        pass
    message, hint = "this is not an availability form", "write a new one with `openchair import form`"
    problems.append(Diagnostic(str(path), 1, 1, codes.FORM, message, hint))
    return []


class _Form:
    """A filled workbook, cell by cell."""

    def __init__(self, file: str, rows: list[list[Any]], problems: list[Diagnostic]) -> None:
        self.file, self.rows, self.problems = file, rows, problems

    def say(self, row: int, column: int, message: str, hint: str = "", code: str = codes.UNREADABLE) -> None:
        self.problems.append(Diagnostic(self.file, row, column, code, message, hint))

    def text(self, row: int, column: int) -> str:
        """A cell as somebody typed it (1-based); a formula is told and is empty."""
        cells = self.rows[row - 1] if row <= len(self.rows) else []
        cell = cells[column - 1] if column <= len(cells) else None
        if cell is None:
            return ""
        if getattr(cell, "data_type", "") == "f":
            self.say(row, column, "this is a formula", "write the time or the date itself", codes.FORMULA)
            return ""
        return clean(cell_text(cell.value)).strip()

    def windows(self) -> Iterator[Window]:
        for day, name in enumerate(DAY_NAMES):
            row = FIRST_DAY + day
            found = [w for pair in range(PAIRS) if (w := self._window(row, 2 * pair + 2, day)) is not None]
            for one, other in zip(sorted(found), sorted(found)[1:], strict=False):
                if other.start < one.end:
                    self.say(row, 2, f"two stretches of {name} overlap", "join them into one")
            yield from joined(tuple(found))

    def _window(self, row: int, column: int, day: int) -> Window | None:
        """One From and To of a day, or None with the reason told where there is one."""
        texts = self.text(row, column), self.text(row, column + 1)
        if not any(texts):
            return None
        times = []
        for offset, text in enumerate(texts):
            if not text:
                self.say(
                    row, column + offset, f"{DAY_NAMES[day]} has only one of two times", "write From and To"
                )
                return None
            try:
                times.append(read_time(text))
            except ValueError as error:
                self.say(row, column + offset, *map(str, error.args))
        if len(times) < 2:
            return None
        if times[1] <= times[0]:
            self.say(row, column + 1, f"{DAY_NAMES[day]} ends before it starts", "did you mean pm?")
            return None
        return Window(day, times[0], times[1])

    def absences(self) -> Iterator[Period]:
        for row in range(FIRST_AWAY, FIRST_AWAY + AWAYS):
            first, last = self.text(row, 1), self.text(row, 2)
            if not first and not last:
                continue
            try:
                start = read_date(first or last)
                end = read_date(last or first)
            except ValueError as error:
                self.say(row, 1, *map(str, error.args))
                continue
            if end < start:
                self.say(row, 2, f"{end} lies before {start}", "write the earlier day first")
                continue
            yield Period(Period.day(start).start, Period.day(end).end)
