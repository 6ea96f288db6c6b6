"""A clinic being read: the tables that could be read, each with its place, and every name in use.

Checks of meaning run on a draft even when some tables are wrong, so that one reading reports everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from attrs import field, frozen

from curricula.diagnostics import Diagnostic, Severity, did_you_mean
from curricula.scanner import KeyPath
from curricula.shape import read
from curricula.source import Document
from curricula.text import clean
from scheduler.files import codes
from scheduler.files.tables import (
    ClinicTable,
    GroupTable,
    LevelTable,
    PatientTable,
    PinTable,
    RoomTable,
    TherapistTable,
)

T = TypeVar("T")
Rows = tuple[tuple[KeyPath, T], ...]
"""Tables of one kind with their paths."""

KINDS = {
    "rooms": "room",
    "therapists": "therapist",
    "groups": "group",
    "levels": "level",
    "patients": "patient",
}


@frozen
class Draft:
    """What of a clinic's document is in shape. `names` holds all ids, those of broken tables too."""

    document: Document = field(repr=False)
    rooms: Rows[RoomTable]
    therapists: Rows[TherapistTable]
    groups: Rows[GroupTable]
    levels: Rows[LevelTable]
    patients: Rows[PatientTable]
    pins: Rows[PinTable]
    names: Mapping[str, frozenset[str]]

    def error(self, path: KeyPath, code: str, message: str, hint: str = "", key: bool = False) -> Diagnostic:
        return self.document.problem(path, code, message, hint, key=key)

    def warning(self, path: KeyPath, code: str, message: str, hint: str = "") -> Diagnostic:
        return self.document.problem(path, code, message, hint, severity=Severity.WARNING)

    def unknown(self, path: KeyPath, kind: str, name: str) -> Iterator[Diagnostic]:
        """An error at `path` when the clinic has no `name` of `kind` (a key of KINDS)."""
        if name not in self.names[kind]:
            word = KINDS[kind]
            hint = did_you_mean(name, self.names[kind]) or f"add it under [[{kind}]], or take it out here"
            yield self.error(path, codes.UNKNOWN_NAME, f"there is no {word} `{name}`", hint)

    def listed(self, path: KeyPath) -> list[tuple[KeyPath, str]]:
        """The names in the list at `path` as written, each with its own path."""
        raw: Any = self.document.data
        for step in path:
            raw = raw[step]
        return [((*path, i), clean(name)) for i, name in enumerate(raw)]

    def raw(self, kind: str) -> list[dict[str, Any]]:
        """All tables of one kind as written, in shape or not."""
        return tables_of(self.document, kind)


def tables_of(document: Document, kind: str) -> list[dict[str, Any]]:
    """The tables under [[kind]] as written; nothing when the key holds something else."""
    raw = document.data.get(kind)
    return [table for table in raw if isinstance(table, dict)] if isinstance(raw, list) else []


def draft(document: Document, whole: ClinicTable | None) -> Draft:
    """The draft of a document: from `whole` when it could be read, else from the tables that can."""

    def rows(kind: str, cls: type[T]) -> Rows[T]:
        if whole is not None:
            return tuple(((kind, i), table) for i, table in enumerate(getattr(whole, kind)))
        raw = document.data.get(kind)
        places = [i for i, t in enumerate(raw) if isinstance(t, dict)] if isinstance(raw, list) else []
        read_ = (((kind, i), read(cls, document, [], (kind, i))) for i in places)
        return tuple((path, table) for path, table in read_ if table is not None)

    return Draft(
        document,
        rows("rooms", RoomTable),
        rows("therapists", TherapistTable),
        rows("groups", GroupTable),
        rows("levels", LevelTable),
        rows("patients", PatientTable),
        rows("pins", PinTable),
        {kind: _names(document, kind) for kind in KINDS},
    )


def _names(document: Document, kind: str) -> frozenset[str]:
    ids = (table.get("id") for table in tables_of(document, kind))
    return frozenset(clean(name) for name in ids if isinstance(name, str))
