"""A CSV file or the first page of a workbook as rows of text under known columns, every oddity named.

A cell is text as a person typed it: dates come as `2026-11-25`, times as `17:30`. Formulas are never taken
for their value. A list of 100,000 rows is read in seconds; what is longer or larger is refused at once.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from attrs import field, frozen

from curricula.diagnostics import Diagnostic, Severity, did_you_mean
from curricula.text import clean
from scheduler.imports import codes

MAX_BYTES, MAX_UNPACKED, MAX_ROWS = 20_000_000, 200_000_000, 100_000
MAX_SHOWN = 200
"""Problems of one file that are listed; the rest is counted."""
_FORMULAS = ("=", "+", "-", "@")


@frozen
class Columns:
    """What a list may hold: each column's name with other words for it; `needed` have to be there."""

    aliases: Mapping[str, tuple[str, ...]]
    needed: frozenset[str]

    def named(self, head: str) -> str | None:
        """The column that a head means, or None."""
        word = " ".join(head.casefold().replace("_", " ").split())
        return next((n for n, also in self.aliases.items() if word in (n.replace("_", " "), *also)), None)


@frozen
class Row:
    """One row: the line in its file, and its cells as text by column, where they are not empty."""

    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@frozen
class Listing:
    """A file's rows. `places` says which column of the file (1-based) holds what."""

    file: str
    rows: tuple[Row, ...] = ()
    places: Mapping[str, int] = field(factory=dict)

    def problem(
        self, row: Row | int, column: str, code: str, message: str, hint: str = "", warning: bool = False
    ) -> Diagnostic:
        """A diagnostic at a cell: the line of the file, and the number of the column."""
        line = row if isinstance(row, int) else row.line
        severity = Severity.WARNING if warning else Severity.ERROR
        return Diagnostic(self.file, line, self.places.get(column, 1), code, message, hint, severity)


def read_listing(path: Path, columns: Columns) -> tuple[Listing, list[Diagnostic]]:
    """The rows of a file and everything odd about it. An unreadable file has no rows and an error."""
    problems: list[Diagnostic] = []
    empty = Listing(str(path))
    try:
        if path.stat().st_size > MAX_BYTES:
            return empty, [_large(path, f"the file is larger than {MAX_BYTES // 1_000_000} MB")]
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        hint = "check the path, and that it is a file you may read"
        return empty, [empty.problem(1, "", codes.NOT_A_TABLE, f"cannot be read: {reason}", hint)]
    lines = _workbook(path, raw, problems) if raw[:2] == b"PK" else _csv(path, raw, problems)
    return _listing(path, lines, columns, problems), problems


def _large(path: Path, message: str) -> Diagnostic:
    hint = "is it the right file? take out what is not part of the list"
    return Diagnostic(str(path), 1, 1, codes.TOO_LARGE, message, hint)


Line = tuple[int, Sequence[str], frozenset[int]]
"""Number in the file, cells as text, and which of them (0-based) are formulas."""


def _csv(path: Path, raw: bytes, problems: list[Diagnostic]) -> Iterator[Line]:
    text = _decoded(path, raw, problems)
    if "\0" in text[:4096] or path.suffix.lower() in (".xlsx", ".xlsm", ".xls"):
        message, hint = "this is not a CSV file or a workbook", "save the list as .csv or .xlsx"
        problems.append(Diagnostic(str(path), 1, 1, codes.NOT_A_TABLE, message, hint))
        return
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            formulas = frozenset(n for n, cell in enumerate(cells) if cell.lstrip().startswith(_FORMULAS))
            yield reader.line_num, cells, formulas
    except csv.Error as error:
        message = f"this line cannot be read: {error}"
        hint = "check its quotation marks"
        problems.append(Diagnostic(str(path), reader.line_num, 1, codes.NOT_A_TABLE, message, hint))


def _decoded(path: Path, raw: bytes, problems: list[Diagnostic]) -> str:
    if (wide := _wide(raw[:64])) is not None:
        return raw.decode(wide, errors="replace").removeprefix("\ufeff")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{raw[error.start]:02X} is not UTF-8; the file was read as Windows-1252"
        hint = "look at the names in the preview, or save the file as UTF-8"
        problems.append(Diagnostic(str(path), line, 1, codes.ENCODING, message, hint, Severity.WARNING))
        return raw.decode("cp1252", errors="replace")


def _wide(start: bytes) -> str | None:
    """UTF-16 or UTF-32 by its mark, or UTF-16 without one by where the zeros of plain letters stand."""
    if start[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return "utf-32"
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if start and len(start) % 2 == 0 and any(start):
        for name, zeros, letters in (
            ("utf-16-le", start[1::2], start[::2]),
            ("utf-16-be", start[::2], start[1::2]),
        ):
            if not any(zeros) and all(letters):
                return name
    return None


def _workbook(path: Path, raw: bytes, problems: list[Diagnostic]) -> Iterator[Line]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > MAX_UNPACKED:
            problems.append(_large(path, f"the workbook unpacks to {unpacked // 1_000_000} MB"))
            return
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=False, keep_links=False)
        page = book.worksheets[0]
        page.reset_dimensions()
        for number, cells in enumerate(page.iter_rows(), 1):
            formulas = frozenset(n for n, cell in enumerate(cells) if getattr(cell, "data_type", "") == "f")
            yield number, [cell_text(cell.value) for cell in cells], formulas
    except Exception:  # a broken workbook fails in openpyxl in any way
        message, hint = "this workbook cannot be read", "open it in a spreadsheet and save it again as .xlsx"
        problems.append(Diagnostic(str(path), 1, 1, codes.NOT_A_TABLE, message, hint))


def cell_text(value: Any) -> str:
    """A workbook's cell as somebody would type it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
        case time():
            return value.strftime("%H:%M")
        case float() if value.is_integer():
            return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _listing(path: Path, lines: Iterator[Line], columns: Columns, problems: list[Diagnostic]) -> Listing:
    head = next((line for line in lines if any(cell.strip() for cell in line[1])), None)
    if head is None:
        if not problems:
            message, hint = (
                "there is nothing in this file",
                f"its first row names the columns: {_heads(columns)}",
            )
            problems.append(Diagnostic(str(path), 1, 1, codes.MISSING_COLUMN, message, hint))
        return Listing(str(path))
    names = _named(path, head, columns, problems)
    places = {name: number + 1 for number, name in names.items()}
    listing = Listing(str(path), (), places)
    missing = sorted(columns.needed - set(places))
    for name in missing:
        message = f"there is no column `{name}`"
        hint = f"columns are {_heads(columns)}; the first row names them"
        problems.append(listing.problem(head[0], name, codes.MISSING_COLUMN, message, hint))
    if missing:
        return listing
    filled = (line for line in lines if any(cell.strip() for cell in line[1]))
    found = list(islice(filled, MAX_ROWS + 1))
    if len(found) > MAX_ROWS:
        problems.append(_large(path, f"there are more than {MAX_ROWS:,} rows"))
        return listing
    rows = []
    for line in found:
        rows.append(_row(listing, names, line, problems))
        problems += _too_long(path, len(head[1]), line)
    return Listing(str(path), tuple(rows), places)


def _heads(columns: Columns) -> str:
    return ", ".join(columns.aliases)


def _named(path: Path, head: Line, columns: Columns, problems: list[Diagnostic]) -> dict[int, str]:
    """Place -> column, with what is odd about the heads."""
    names: dict[int, str] = {}
    line, cells, _ = head
    for place, cell in enumerate(cells):
        word = clean(cell).strip()
        name = columns.named(word)
        if name is None and word:
            words = [w for n, also in columns.aliases.items() for w in (n, *also)]
            hint = did_you_mean(word, words) or f"known columns: {_heads(columns)}"
            message = f"the column `{word[:40]}` is not known and is not used"
            problems.append(
                Diagnostic(str(path), line, place + 1, codes.UNKNOWN_COLUMN, message, hint, Severity.WARNING)
            )
        elif name in names.values():
            message, hint = f"the column `{name}` is there twice", "keep one of the two"
            problems.append(Diagnostic(str(path), line, place + 1, codes.COLUMN_TWICE, message, hint))
        elif name is not None:
            names[place] = name
    return names


def _row(listing: Listing, names: Mapping[int, str], line: Line, problems: list[Diagnostic]) -> Row:
    number, cells, formulas = line
    found: dict[str, str] = {}
    for place, name in names.items():
        raw = cells[place] if place < len(cells) else ""
        text = clean(raw).strip()
        if place in formulas and text:
            message = f"`{name}` is a formula, or would be one in a spreadsheet: {text[:40]}"
            problems.append(listing.problem(number, name, codes.FORMULA, message, "write its value"))
            continue
        if len(text) != len(raw.strip()):
            message = f"`{name}` holds invisible characters, which were left out"
            problems.append(listing.problem(number, name, codes.CONTROL, message, warning=True))
        if text:
            found[name] = text
    return Row(number, found)


def _too_long(path: Path, width: int, line: Line) -> Iterator[Diagnostic]:
    """A row with something beyond the last column: words with a comma, mostly."""
    extra = next((n for n in range(width, len(line[1])) if line[1][n].strip()), None)
    if extra is not None:
        message, hint = "this row has more cells than there are columns", "put words with commas into quotes"
        yield Diagnostic(str(path), line[0], extra + 1, codes.ROW_LENGTH, message, hint)


@lru_cache(10_000)
def guess(word: str, names: frozenset[str]) -> str:
    """`did you mean ...?`, asked once for each word: the same mistake stands in a thousand rows."""
    return did_you_mean(word, names) if len(names) < 2_000 else ""


def shortened(problems: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The first problems by line, and how many more there are: nobody reads ten thousand."""
    every = sorted(problems, key=lambda p: (p.file, p.line, p.column))
    if len(every) <= MAX_SHOWN:
        return every
    errors = sum(problem.is_error for problem in every)
    last = every[MAX_SHOWN - 1]
    message = f"{len(every) - MAX_SHOWN:,} more problems ({errors:,} errors in all)"
    more = Diagnostic(
        last.file, last.line, 1, codes.MORE, message, "mend these, and look again", last.severity
    )
    return [*every[:MAX_SHOWN], more]
