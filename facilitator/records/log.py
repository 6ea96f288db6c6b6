"""Is the end of the write-ahead log still readable? SQLite silently drops what is behind a damaged frame.

A record that was closed has no log. After a crash the log holds the newest transactions as *frames*, each
with a checksum; SQLite reads up to the first frame that does not fit. Where the log goes on behind that with
frames of the same age which end a transaction, transactions that were acknowledged can no longer be read.
"""

from __future__ import annotations

import struct
from pathlib import Path

_HEADER, _FRAME = 32, 24
_MAGIC = (0x377F0682, 0x377F0683)
_LONGEST = 1 << 28
"""Bytes of a log that are looked at; ours are some megabytes."""

TORN = (
    "The newest entry may be missing: the computer stopped while it was written, or the end of the "
    "write-ahead log was damaged. Look at what was entered last."
)
CUT = (
    "The newest entries are missing: the write-ahead log was damaged after the program stopped, and {count} "
    "times something was stored can no longer be read. Keep the folder as it is, and see the newest backup."
)


def unread(database: Path) -> int:
    """Transactions at the end of the log of an open database that its readers do not reach.

    The log is read first: a writer beside us puts frames into it before it tells the readers.
    """
    log, index = database.with_name(f"{database.name}-wal"), database.with_name(f"{database.name}-shm")
    try:
        ends = _ends(log.read_bytes() if 0 < log.stat().st_size < _LONGEST else b"")
        reached = _reached(index) if ends else 0
    except (OSError, struct.error):
        return 0
    return sum(end > reached for end in ends)


def said(count: int) -> tuple[str, ...]:
    """The warning for so many transactions; a single one may simply never have been finished."""
    return () if not count else (TORN,) if count == 1 else (CUT.format(count=count),)


def _ends(data: bytes) -> list[int]:
    """Numbers of the frames of this log's own age that end a transaction."""
    if len(data) < _HEADER:
        return []
    magic, _, size = struct.unpack(">III", data[:12])
    if magic not in _MAGIC or not 512 <= size <= 65536:
        return []
    salt, step = data[16:24], _FRAME + size
    whole = (len(data) - _HEADER) // step
    heads = ((n + 1, data[_HEADER + n * step : _HEADER + n * step + _FRAME]) for n in range(whole))
    return [number for number, head in heads if head[8:16] == salt and head[4:8] != b"\0\0\0\0"]


def _reached(index: Path) -> int:
    """The last frame that readers use, as the index beside the log says (in the machine's own byte order)."""
    with index.open("rb") as file:
        head = file.read(20)
    return int(struct.unpack("=I", head[16:20])[0])
