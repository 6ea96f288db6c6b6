"""Modules from files and folders, each with everything that is wrong with it.

    for reading in read_paths(["my-modules/"]):
        reading.module          # a Module, or None when its shape is wrong
        reading.diagnostics     # shape, then meaning, in the order of the file

Codes: F001 not found, C107 one module id in two files.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs
from attrs import frozen

from curricula.diagnostics import BadInput, Diagnostic, in_order
from curricula.module import GroupSize, Module, Session
from curricula.shape import read
from curricula.source import Source


@frozen
class Reading:
    """One file: its module, where that could be read, and its diagnostics."""

    file: str
    module: Module | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    source: Source | None = None
    skipped: bool = False  # found in a folder, and plainly something else, such as a clinic

    @property
    def folder(self) -> Path:
        """Where the module's handout files are."""
        return Path(self.file).parent

    @property
    def is_sound(self) -> bool:
        """True when nothing in the file is an error."""
        return self.module is not None and not any(d.is_error for d in self.diagnostics)


def read_file(path: str | os.PathLike[str]) -> Reading:
    """Read and check one module. Never raises for what is in the file."""
    return _on_shelf(_read_named(path), {})


def read_source(source: Source) -> Reading:
    """Check a module that is in memory already, such as an editor's buffer."""
    return _on_shelf(_read_alone(source), {})


def _read_alone(source: Source) -> Reading:
    """What can be said of a module without looking at others."""
    from curricula.checks import check_module, check_sessions

    problems = list(source.warnings)
    module = read(Module, source, problems)
    if module is not None:
        problems += check_module(module, source)
    else:
        problems += check_sessions(_readable(source), source)
    return Reading(source.file, module, tuple(in_order(problems)), source)


def read_paths(paths: Iterable[str | os.PathLike[str]]) -> list[Reading]:
    """Read files, and every TOML file in folders and below. Each path that leads nowhere is a Reading too."""
    readings = [r for path in paths for r in _read_path(Path(path))]
    once = list({_place(r): r for r in reversed(readings)}.values())[::-1]
    shelf = {r.module.id: r.module for r in reversed(once) if r.module}
    return _unique([_on_shelf(r, shelf) for r in once])


def _on_shelf(reading: Reading, shelf: Mapping[str, Module]) -> Reading:
    """Add what the modules beside it say of a module."""
    from curricula.checks import check_shelf

    if reading.module is None or reading.source is None:
        return reading
    found = check_shelf(reading.module, reading.source, shelf)
    if not found:
        return reading
    return attrs.evolve(reading, diagnostics=tuple(in_order([*reading.diagnostics, *found])))


def _place(reading: Reading) -> str:
    """One name for one file, however it was named."""
    return os.path.abspath(reading.file)  # noqa: PTH100  (Path.resolve raises for names that no system has)


def _read_path(path: Path) -> list[Reading]:
    if not _is_folder(path):
        return [_read_named(path)]
    closed: list[OSError] = []
    found = [_read_found(file) for file in _toml_files(path, closed)]
    found += [
        _trouble(str(e.filename), "F002", f"cannot be read: {(e.strerror or '').lower()}") for e in closed
    ]
    if all(r.skipped for r in found):
        found.append(_trouble(str(path), "F001", "no module in here"))
    return found


def module_files(path: Path) -> list[Path]:
    """The files that `read_paths` looks into for this path, whether or not they can be read."""
    return _toml_files(path, []) if _is_folder(path) else [path]


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False  # reading it as a file says what is wrong with it


def _toml_files(folder: Path, closed: list[OSError]) -> list[Path]:
    """The TOML files in a folder and below; `closed` takes the folders that cannot be opened."""
    found = []
    for where, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = [f for f in folders if not f.startswith(".")]
        found += [Path(where, f) for f in files if f.endswith(".toml") and not f.startswith(".")]
    return sorted(found)


def _trouble(file: str, code: str, message: str) -> Reading:
    hint = "name a module, or a folder that holds modules and can be opened"
    return Reading(file, None, (Diagnostic(file, 1, 1, code, message, hint),))


def _read_named(path: str | os.PathLike[str]) -> Reading:
    """A file that somebody named: held to be a module, whatever is in it."""
    try:
        return _read_alone(Source.load(path))
    except BadInput as bad:
        return Reading(str(path), None, bad.diagnostics)


def _read_found(path: Path) -> Reading:
    """A file that nobody named: left alone when it is TOML for something else."""
    try:
        source = Source.load(path)
    except BadInput as bad:
        return Reading(str(path), None, bad.diagnostics)
    is_module = "kind" in source.data or (
        {"sessions", "rounds"} & source.data.keys() and "week" not in source.data
    )
    return _read_alone(source) if is_module else Reading(str(path), skipped=True)


def _unique(readings: list[Reading]) -> list[Reading]:
    """Add a diagnostic to every module whose id an earlier file has."""
    first: dict[str, str] = {}
    return [_with_duplicate(r, first) for r in readings]


def _with_duplicate(reading: Reading, first: dict[str, str]) -> Reading:
    name = _id(reading.source)
    if reading.source is None or not name or first.setdefault(name, reading.file) == reading.file:
        return reading
    hint = f"it is the id of {first[name]}; an id names one module everywhere"
    extra = reading.source.problem(("id",), "C107", f'the module id "{name}" is taken', hint)
    return attrs.evolve(reading, diagnostics=tuple(in_order([*reading.diagnostics, extra])))


def in_clinic(readings: list[Reading], credentials: frozenset[str]) -> list[Reading]:
    """The readings, held also to what a clinic has whose therapists have these credentials."""
    return [_in_clinic(reading, credentials) for reading in readings]


def _in_clinic(reading: Reading, credentials: frozenset[str]) -> Reading:
    from curricula.checks import check_clinic

    if reading.module is None or reading.source is None:
        return reading
    more = check_clinic(reading.module, reading.source, credentials)
    return attrs.evolve(reading, diagnostics=tuple(in_order([*reading.diagnostics, *more])))


def _id(source: Source | None) -> str:
    name: Any = source.data.get("id") if source else None
    return name if isinstance(name, str) else ""


def _readable(source: Source) -> dict[int, tuple[Session, Module]]:
    """The sessions of a misshapen module that can be read alone, each in what is known of its module."""
    data = source.data
    size = read(GroupSize, source, [], ("group_size",)) if "group_size" in data else GroupSize()
    language = data.get("language", "en")
    if not isinstance(data.get("sessions"), list) or size is None or not isinstance(language, str):
        return {}
    module = Module(1, "unread", "Unread", "skills", language=language, group_size=size)
    sessions = {i: read(Session, source, [], ("sessions", i)) for i in range(len(data["sessions"]))}
    return {i: (s, module) for i, s in sessions.items() if s is not None}
