"""A clinic with some of its tables replaced by those of another file, read and judged as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from attrs import field, frozen

from curricula.diagnostics import Diagnostic, Severity, has_errors
from curricula.scanner import KeyPath
from curricula.shape import read
from curricula.source import Document, Source, Span
from curricula.text import clean
from scheduler.files import advice, building, names, pinned, prescribed, sense
from scheduler.files.draft import draft
from scheduler.files.tables import ClinicTable
from scheduler.mend.changes import KINDS
from scheduler.week import Week

Data = dict[str, Any]


@frozen(slots=False, eq=False)
class Overlaid(Document):
    """A clinic's data of which some tables come from `source`: `places` says which, and where they stand."""

    source: Source = field(repr=False)
    places: Mapping[KeyPath, KeyPath] = field(repr=False)

    def span(self, path: KeyPath, key: bool = False) -> Span:
        """The place in the file of changes; its beginning for what the clinic has."""
        place = self.places.get(path[:2])
        return self.source.span(() if place is None else place + path[2:], key)

    def problem(
        self,
        path: KeyPath,
        code: str,
        message: str,
        hint: str = "",
        *,
        key: bool = False,
        severity: Severity = Severity.ERROR,
    ) -> Diagnostic:
        """A diagnostic at `path`; one about the clinic itself says about which part of it."""
        if path[:2] not in self.places and len(path) > 1 and isinstance(path[1], int):
            table = self.data[str(path[0])][path[1]]
            name = f" {table['id']}" if "id" in table else ""
            message = f"with these changes, in [[{path[0]}]]{name} of the clinic: {message}"
        return super().problem(path, code, message, hint, key=key, severity=severity)


@frozen(slots=False, eq=False)
class Overlay:
    """The tables of `source` over the data of a sound clinic.

    `completed` is the file's own data, each table of a known id with the keys that it does not give;
    `names` the ids of its tables, by kind, with their numbers.
    """

    source: Source = field(repr=False)
    base: Data = field(repr=False)
    completed: Data = field(repr=False)
    document: Overlaid = field(repr=False)
    names: Mapping[str, Mapping[str, int]]

    @property
    def old_pins(self) -> int:
        """How many pins the clinic has without the file."""
        return len(self.base.get("pins", ()))

    @property
    def pins(self) -> int:
        """How many pins the file adds."""
        return len(self.document.data.get("pins", ())) - self.old_pins

    def known(self, kind: str) -> set[str]:
        """The ids of one kind in the clinic without the file."""
        return {table["id"] for table in self.base.get(kind, ())}

    def new_at(self, line: int, column: int) -> tuple[str, int] | None:
        """The new thing whose table begins at a place of the file."""
        for kind, ids in self.names.items():
            for name, i in ids.items():
                span = self.source.span((kind, i))
                if name not in self.known(kind) and (span.line, span.column) == (line, column):
                    return kind, i
        return None

    def meant(self, whole: ClinicTable | None, week: Week) -> Iterator[Diagnostic]:
        """What of the changed clinic makes no sense, or is odd and was not so before; `whole` as it was read,
        None when some of it could not be.
        """
        pencilled = draft(self.document, whole)
        found = [*names.check(pencilled), *sense.check(pencilled, ZoneInfo(self.base["timezone"]))]
        found += prescribed.check(pencilled)
        yield from found
        if whole is not None and not has_errors(found):
            known = Overlaid(self.base, self.source, {})
            before = set(_odd(known, read(ClinicTable, known, [])))
            yield from (problem for problem in _odd(self.document, whole) if problem not in before)
            yield from pinned.check(pencilled, building.clinic(whole), week, self.old_pins)


def _odd(document: Overlaid, whole: ClinicTable | None) -> Iterator[Diagnostic]:
    """Advice about a clinic that could be read."""
    if whole is not None:
        yield from advice.check(draft(document, whole), building.clinic(whole))


def overlaid(source: Source, base: Data) -> Overlay:
    """The tables of `source` laid over `base`, the data of a sound clinic."""
    data, completed = dict(base), dict(source.data)
    places: dict[KeyPath, KeyPath] = {}
    found = {kind: _laid(kind, source.data, data, completed, places) for kind in KINDS.values()}
    pins = [*base.get("pins", ())]
    for i, row in _rows(source.data, "pins"):
        places[("pins", len(pins))] = ("pins", i)
        pins.append(row)
    if pins:
        data["pins"] = pins
    if isinstance(source.data.get("closed"), list):
        data["closed"] = [*base.get("closed", ()), *source.data["closed"]]
    return Overlay(source, base, completed, Overlaid(data, source, places), found)


def _laid(
    kind: str, raw: Data, data: Data, completed: Data, places: dict[KeyPath, KeyPath]
) -> dict[str, int]:
    """Put the file's tables of one kind into `data`, and whole into `completed`; their ids and numbers."""
    tables = [*data.get(kind, ())]
    index = {table["id"]: i for i, table in enumerate(tables)}
    rows = _rows(raw, kind)
    found: dict[str, int] = {}
    if rows:
        completed[kind] = [*raw[kind]]
    for i, row in rows:
        name = clean(row["id"]) if isinstance(row.get("id"), str) else ""
        at = index.setdefault(name, len(tables)) if name else len(tables)
        whole = {**tables[at], **row} if at < len(tables) else row
        completed[kind][i] = whole
        tables[at : at + 1] = [whole]
        places[(kind, at)] = (kind, i)
        if name:
            found.setdefault(name, i)
    if tables:
        data[kind] = tables
    return found


def _rows(raw: Data, kind: str) -> list[tuple[int, Data]]:
    """The tables under one key as written, with their numbers."""
    rows = raw.get(kind)
    return [(i, row) for i, row in enumerate(rows) if isinstance(row, dict)] if isinstance(rows, list) else []
