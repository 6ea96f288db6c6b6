"""Heads of the chain kept outside the database, so that a cut tail or an old file put back is noticed.

One line each in `heads.txt`: moment, number of the last entry, its MAC, and why it was written.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from attrs import frozen

from facilitator.records.places import append_line

MISSING = (
    "Entry {seq}, which was the last one on {at:%d %b %Y %H:%M} UTC, is gone or different: the end of the "
    "record was cut off, or an older file was put in its place."
)

_LINE = re.compile(r"(\S+) (\d{1,15}) ([0-9a-f]{64}) (\S+)")


@frozen
class Anchor:
    at: datetime
    seq: int
    head: str  # hex
    where: str = "closed"  # closed | backup


def write(path: Path, anchor: Anchor) -> None:
    append_line(path, f"{anchor.at.isoformat()} {anchor.seq} {anchor.head} {anchor.where}")


def read(path: Path) -> tuple[Anchor, ...]:
    """Oldest first; lines that are not ours are passed over (a crash may leave half of one)."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    return tuple(found for line in lines if (found := _parse(line)))


def last(path: Path) -> Anchor | None:
    """The newest head that was written down."""
    found = read(path)
    return found[-1] if found else None


def _parse(line: str) -> Anchor | None:
    match = _LINE.fullmatch(line.strip())
    if not match:
        return None
    try:
        return Anchor(datetime.fromisoformat(match[1]), int(match[2]), match[3], match[4])
    except ValueError:
        return None
