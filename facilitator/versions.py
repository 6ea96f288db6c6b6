"""The module as it stood when it ran: a copy in the clinic's folder for each version that a group was given.

    curricula/.kept/ID/2026-11-25T174103.toml

A copy is written when a session opens with a text that differs from the newest copy. Modules hold no patient
data, so the copies are plain files, which git and any editor can read.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from attrs import frozen

from curricula.diagnostics import BadInput, has_errors
from curricula.library import names, source
from curricula.module import Module
from curricula.reading import read_source
from curricula.source import Source
from curricula.writing import replace
from facilitator.events import Entry, SessionOpened
from facilitator.shelf import OWN, shelf

KEPT = ".kept"
_STAMP = "%Y-%m-%dT%H%M%S"


@frozen
class Copy:
    """One kept version: from when it ran, and its file."""

    since: datetime  # wall clock of the clinic, without a zone
    path: Path

    def module(self) -> Module | None:
        """What it says; None when the file can no longer be read."""
        try:
            return read_source(Source.load(self.path)).module
        except BadInput:
            return None


def copies(clinic: Path, module_id: str) -> tuple[Copy, ...]:
    """Every kept version of a module, the oldest first."""
    found = []
    for path in sorted((clinic / OWN / KEPT / module_id).glob("*.toml")):
        try:
            found.append(Copy(datetime.strptime(path.stem, _STAMP), path))
        except ValueError:
            continue  # some other file
    return tuple(found)


def as_of(found: tuple[Copy, ...], day: date) -> Copy | None:
    """The version that ran last on or before `day`; None when none was kept by then."""
    return next((copy for copy in reversed(found) if copy.since.date() <= day), None)


def keep(clinic: Path, module_id: str, now: datetime) -> Path | None:
    """Keep the module that runs under this id; None when the newest copy says the same.

    Raises OSError, BadInput.
    """
    text = _running(clinic, module_id)
    found = copies(clinic, module_id)
    if text is None or (found and found[-1].path.read_text(encoding="utf-8") == text):
        return None
    path = clinic / OWN / KEPT / module_id / f"{now.strftime(_STAMP)}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, text)
    return path


def _running(clinic: Path, module_id: str) -> str | None:
    """The text of the clinic's own module where that is sound, else of the shipped one."""
    for volume in shelf(clinic).volumes:
        if volume.id == module_id and volume.own and not has_errors(volume.diagnostics):
            return Source.load(volume.file).text
    return source(module_id).text if module_id in names() else None


def keep_what_runs(clinic: Path, entries: Iterable[Entry], now: datetime) -> str:
    """Keep the modules of the sessions that these entries open; what to say when one cannot be kept."""
    opened = {e.fact.module for e in entries if isinstance(e.fact, SessionOpened)}
    for module_id in sorted(filter(None, opened)):
        try:
            keep(clinic, module_id, now)
        except (OSError, BadInput) as error:
            reason = getattr(error, "strerror", None) or "it cannot be read"
            return f"No copy of {module_id} was kept for later: {str(reason).lower()}."
    return ""
