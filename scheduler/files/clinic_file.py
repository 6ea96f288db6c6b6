"""Reading a clinic: one TOML file, or a folder whose files are read as one."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from curricula.diagnostics import BadInput, Diagnostic, has_errors, in_order
from curricula.merging import merge
from curricula.paths import KeyPath
from curricula.shape import read
from curricula.source import Document, Source
from scheduler.clinic import Clinic
from scheduler.files import advice, building, codes, names, pinned, prescribed, sense
from scheduler.files.draft import Draft, draft
from scheduler.files.tables import ClinicTable
from scheduler.files.values import MAX_BYTES
from scheduler.week import Week


def load_clinic(
    path: str | os.PathLike[str], week: Week | None = None
) -> tuple[Clinic | None, list[Diagnostic]]:
    """The clinic at `path` and everything odd about it; None when anything is an error.

    With `week`, pins are judged by the rules of that week, and pins and rosters that do not fit it are named.
    Nothing is raised for whatever stands in the files.
    """
    problems: list[Diagnostic] = []
    try:
        document = _document(Path(path), problems)
    except BadInput as bad:
        return None, in_order([*problems, *bad.diagnostics])
    table = read(ClinicTable, document, problems)
    pencilled = draft(document, table)
    zone = _zone(document, problems)
    problems += names.check(pencilled)
    problems += sense.check(pencilled, zone)
    problems += prescribed.check(pencilled)
    clinic = None if table is None or has_errors(problems) else building.clinic(table)
    if clinic is not None:
        problems += _advised(pencilled, clinic, week)
        problems += _packs(pencilled, clinic, path)
    return None if has_errors(problems) else clinic, in_order(problems)


def places(path: str | os.PathLike[str], keys: Iterable[KeyPath]) -> list[Diagnostic]:
    """Where these keys stand in the files of a clinic that was read before. Raises BadInput when it cannot be
    read again.
    """
    document = _document(Path(path), [])
    return [document.problem(key, codes.IMPOSSIBLE, "") for key in keys]


def _advised(pencilled: Draft, clinic: Clinic, week: Week | None) -> Iterator[Diagnostic]:
    yield from advice.check(pencilled, clinic)
    if week is not None:
        yield from advice.check_week(pencilled, clinic, week)
        yield from pinned.check(pencilled, clinic, week)


def _packs(pencilled: Draft, clinic: Clinic, path: str | os.PathLike[str]) -> Iterator[Diagnostic]:
    """Rule packs that are named and are nowhere: reports go on without them."""
    if not clinic.packs:
        return
    from scheduler.packs.shelf import unknown

    hints = dict(unknown(clinic.packs, path))
    for i, name in enumerate(clinic.packs):
        if name in hints:
            message = f"there is no pack `{name}` that can be used"
            yield pencilled.warning(("packs", i), codes.NO_PACK, message, hints[name])


def _document(path: Path, problems: list[Diagnostic]) -> Document:
    """The file, or the files of the folder as one. Raises BadInput when nothing there is a clinic."""
    if not path.is_dir():
        source = Source.load(path, MAX_BYTES)
        problems += source.warnings
        if "week" in source.data:
            hint = "name the clinic's file or folder; a timetable comes after it"
            raise BadInput(
                [source.problem(("week",), codes.WRONG_FILE, "this is a timetable", hint, key=True)]
            )
        return source
    sources = list(_sources(path, problems))
    if not sources:
        if problems:
            raise BadInput([])
        message = "there is no clinic in this folder"
        hint = "`openchair new` writes one with comments"
        raise BadInput([Diagnostic(str(path), 1, 1, codes.NO_CLINIC, message, hint)])
    return merge(sources, problems)


def _sources(folder: Path, problems: list[Diagnostic]) -> Iterator[Source]:
    """Every TOML file directly in the folder but timetables; a file that cannot be read is a problem."""
    for path in sorted(folder.glob("*.toml")):
        if path.is_dir() or path.name.startswith("."):
            continue
        try:
            source = Source.load(path, MAX_BYTES)
        except BadInput as bad:
            problems += bad.diagnostics
            continue
        if "week" not in source.data:
            problems += source.warnings
            yield source


def _zone(document: Document, problems: list[Diagnostic]) -> tzinfo | None:
    """The clinic's time zone, or None with the reason among the problems."""
    name = document.data.get("timezone")
    if not isinstance(name, str) or not name.strip():
        return None  # reported with the shape
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        message = f"there is no time zone `{name}`"
        problems.append(document.problem(("timezone",), codes.TIME_ZONE, message, sense.zone_hint(name)))
        return None
