"""A file of changes, both ways: what would happen in a week, and what of the clinic would be different.

changes, problems = load_changes(path, clinic, week)      # None with at least one error
text = dump_changes(changes)

A table of the clinic (`[[rooms]]`, `[[patients]]`, ...) with a known `id` replaces the keys that it gives;
with a new `id` it is a whole new one. The clinic itself is not touched.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from attrs import evolve, frozen

from curricula.diagnostics import BadInput, Diagnostic, did_you_mean, has_errors, in_order
from curricula.scanner import KeyPath
from curricula.shape import read
from curricula.source import Source
from scheduler.clinic import Clinic
from scheduler.files import building, codes, toml
from scheduler.files.change_tables import (
    AbsentTable,
    AdmitTable,
    AwayTable,
    CancelTable,
    ChangesTable,
    CloseTable,
    DischargeTable,
)
from scheduler.files.overlay import Overlay, overlaid
from scheduler.files.tables import ClinicTable
from scheduler.files.values import FORMAT, MAX_BYTES, write_period
from scheduler.files.writing import clinic_data, item_data
from scheduler.mend.changes import (
    KINDS,
    Absent,
    Admitted,
    Away,
    Cancelled,
    Change,
    Closed,
    Discharged,
    Holiday,
    Pinned,
    Put,
    ends,
    name_of,
)
from scheduler.mend.mistakes import Mistake, mistakes
from scheduler.timetable import Timetable
from scheduler.week import Period, Week

T = TypeVar("T")


def load_changes(
    path: str | os.PathLike[str], clinic: Clinic, week: Week, timetable: Timetable | None = None
) -> tuple[tuple[Change, ...] | None, list[Diagnostic]]:
    """The changes in a file, for `week`, and everything odd about them; None with an error.

    With the week's `timetable`, changes that do not fit it are named too (a session that it does not have).
    Nothing is raised for whatever stands in the file.
    """
    try:
        source = Source.load(path, MAX_BYTES)
    except BadInput as bad:
        return None, list(bad.diagnostics)
    for key, what in (("week", "a timetable"), ("timezone", "a clinic")):
        if key in source.data:
            message, hint = (
                f"this is {what}, not a file of changes",
                "name another file, or take this key out",
            )
            return None, [source.problem((key,), codes.WRONG_FILE, message, hint, key=True)]
    return _read(source, clinic, week, timetable)


def _read(
    source: Source, clinic: Clinic, week: Week, timetable: Timetable | None
) -> tuple[tuple[Change, ...] | None, list[Diagnostic]]:
    overlay = overlaid(source, clinic_data(clinic))
    shape: list[Diagnostic] = []
    table = read(ChangesTable, evolve(source, data=overlay.completed), shape)
    problems = [*source.warnings, *_as_new(overlay, shape)]
    whole = read(ClinicTable, overlay.document, [])
    problems += overlay.meant(whole, week)
    placed = [*_happenings(source, table, week)]
    if whole is not None:
        placed += _differences(overlay, building.clinic(whole))
    problems += _mistaken(overlay, placed, mistakes(clinic, [p.change for p in placed], week, timetable))
    if not placed and not has_errors(problems):
        hint = "add a table such as [[away]], [[admit]], [[close]] or [[rooms]]"
        problems.append(source.problem((), codes.NO_CHANGE, "nothing changes in this file", hint))
    changes = tuple(found.change for found in placed)
    return None if has_errors(problems) else changes, in_order(problems)


@frozen
class _Placed:
    """A change, and where it stands in the file."""

    change: Change
    path: KeyPath


def _as_new(overlay: Overlay, shape: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Problems of shape, but a new thing that lacks keys is told once: it may be a mistyped known one."""
    told = set()
    for problem in shape:
        path = overlay.new_at(problem.line, problem.column) if problem.code == "F011" else None
        if path is None:
            yield _with_guess(problem)
        elif path not in told:
            told.add(path)
            kind, number = path
            name = overlay.source.data[kind][number]["id"]
            lacks = [p.message for p in shape if p.code == "F011" and _at(p) == _at(problem)]
            needs = ", ".join(message.partition("`")[2].partition("`")[0] for message in lacks)
            message = f"there is no {kind[:-1]} `{name}`, and a new one needs {needs}"
            hint = did_you_mean(name, overlay.known(kind)) or "write all of its keys"
            yield overlay.source.problem((*path, "id"), codes.UNKNOWN_NAME, message, hint)


def _with_guess(problem: Diagnostic) -> Diagnostic:
    """An unknown key of a completed table: the key that was meant counts as given there."""
    listed = problem.hint.removeprefix("known here: ")
    if problem.code != "F010" or listed == problem.hint:
        return problem
    word = problem.message.partition("`")[2].partition("`")[0]
    return evolve(problem, hint=did_you_mean(word, listed.split(", ")) or problem.hint)


def _at(problem: Diagnostic) -> tuple[int, int]:
    return problem.line, problem.column


def _mistaken(overlay: Overlay, placed: Sequence[_Placed], found: Iterable[Mistake]) -> Iterator[Diagnostic]:
    """What is wrong with each change, where it stands; what a table itself names was told with the table."""
    for wrong in found:
        change, path = placed[wrong.number].change, placed[wrong.number].path
        if isinstance(change, Put | Pinned) or _is_broken_new(overlay, change, wrong):
            continue
        yield overlay.source.problem((*path, wrong.part), wrong.code, wrong.message, wrong.hint)


def _is_broken_new(overlay: Overlay, change: Change, wrong: Mistake) -> bool:
    """Whether somebody is unknown only because their own new table could not be read."""
    kind, name = name_of(change)
    return wrong.code == codes.UNKNOWN_NAME and name in overlay.names.get(kind, ())


def _happenings(source: Source, table: ChangesTable | None, week: Week) -> Iterator[_Placed]:
    """What happens in the week, in the order of the file's kinds; what is out of shape is left out."""
    for i, away in _rows(source, table, "away", AwayTable):
        yield _Placed(Away(away.therapist, *_ends(away, week)), ("away", i))
    for i, absent in _rows(source, table, "absent", AbsentTable):
        yield _Placed(Absent(absent.patient, *_ends(absent, week)), ("absent", i))
    for i, admit in _rows(source, table, "admit", AdmitTable):
        yield _Placed(Admitted(admit.patient), ("admit", i))
    for i, leave in _rows(source, table, "discharge", DischargeTable):
        yield _Placed(Discharged(leave.patient, leave.day), ("discharge", i))
    for i, close in _rows(source, table, "close", CloseTable):
        yield _Placed(Closed(close.room, *_ends(close, week)), ("close", i))
    for i, cancel in _rows(source, table, "cancel", CancelTable):
        yield _Placed(Cancelled(cancel.group, cancel.start), ("cancel", i))
    for i, day in enumerate(() if table is None else table.closed):
        yield _Placed(Holiday(day), ("closed", i))


def _rows(source: Source, table: ChangesTable | None, key: str, cls: type[T]) -> Iterator[tuple[int, T]]:
    """The tables under one key with their numbers: all of a sound file, or those that can be read."""
    if table is not None:
        yield from enumerate(getattr(table, key))
        return
    raw = source.data.get(key)
    for i, row in enumerate(raw if isinstance(raw, list) else ()):
        found = read(cls, source, [], (key, i)) if isinstance(row, dict) else None
        if found is not None:
            yield i, found


def _ends(table: AwayTable | AbsentTable | CloseTable, week: Week) -> tuple[datetime, datetime]:
    return ends(table.first, table.last, week)


def _differences(overlay: Overlay, changed: Clinic) -> Iterator[_Placed]:
    """What of the clinic is different, as it is then."""
    for kind in KINDS.values():
        things = {thing.id: thing for thing in getattr(changed, kind)}
        for name, i in overlay.names[kind].items():
            yield _Placed(Put(things[name]), (kind, i))
    for i in range(overlay.pins):
        yield _Placed(Pinned(changed.pins[overlay.old_pins + i]), ("pins", i))


def dump_changes(changes: Sequence[Change]) -> str:
    """Changes as TOML; what `load_changes` reads from it is the same, happenings first."""
    document: dict[str, Any] = {"format": FORMAT}
    holidays = [change.day for change in changes if isinstance(change, Holiday)]
    if holidays:
        document["closed"] = holidays
    for change in changes:
        key, table = _table(change)
        if key:
            document.setdefault(key, []).append(table)
    return toml.dumps(document)


def _table(change: Change) -> tuple[str, dict[str, Any]]:
    """The key of a change, and its table; nothing for a holiday."""
    key, table = "", {}
    match change:
        case Away(name, start, end):
            key, table = "away", {"therapist": name, **_write_ends(start, end)}
        case Absent(name, start, end):
            key, table = "absent", {"patient": name, **_write_ends(start, end)}
        case Closed(name, start, end):
            key, table = "close", {"room": name, **_write_ends(start, end)}
        case Admitted(name):
            key, table = "admit", {"patient": name}
        case Discharged(name, day):
            key, table = "discharge", {"patient": name, "date": day}
        case Cancelled(name, start):
            key, table = "cancel", {"group": name, "start": start}
        case Put(item):
            key, table = KINDS[type(item)], item_data(item)
        case Pinned(pin):
            key, table = "pins", item_data(pin)
    return key, table


def _write_ends(start: datetime, end: datetime) -> dict[str, Any]:
    written = write_period(Period(start, end))
    return written if isinstance(written, dict) else {"from": written}
