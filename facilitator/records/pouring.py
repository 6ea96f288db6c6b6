"""From one database into another, entry by entry: the same words and links, sealed as it is done there."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, select

from facilitator.records import derived
from facilitator.records.connection import connect, engine, reading, sentences, writing
from facilitator.records.entries import Entries
from facilitator.records.places import private_file
from facilitator.records.schema import COLUMNS, ENTRIES, META, METADATA, VERSION
from facilitator.records.seals import Clear, Seals

_AT_ONCE = 5000
_ABOUT = ("store", "created")
Progress = Callable[[int, int], None]


def pour(
    source: Connection, opened: Seals, target: Connection, sealed: Seals, progress: Progress | None = None
) -> None:
    """Entries and what is derived from them, out of one transaction into another; the tables stand already.

    Raises Damaged for an entry that cannot be read.
    """
    about = {row.key: row.value for row in source.execute(select(META.c.key, META.c.value))}
    values = {key: about[key] for key in _ABOUT if key in about} | {"schema": str(VERSION)}
    target.execute(META.insert(), [{"key": key, "value": value} for key, value in values.items()])
    last, total = (
        0,
        int(source.execute(select(ENTRIES.c.seq).order_by(ENTRIES.c.seq.desc()).limit(1)).scalar() or 0),
    )
    while True:
        query = select(*COLUMNS).where(ENTRIES.c.seq > last).order_by(ENTRIES.c.seq).limit(_AT_ONCE)
        found = source.execute(query).all()
        if not found:
            break
        target.execute(ENTRIES.insert(), [sealed.kept(opened.row(row), row.mac) for row in found])
        last = found[-1].seq
        if progress:
            progress(last, max(last, total))
    if int(about.get("schema", VERSION)) >= VERSION:
        derived.keep(target, derived.kept(source, opened), sealed)


def into_file(record: Entries, key: bytes, path: Path) -> None:
    """A consistent copy of a record on a server in a new encrypted file, with this program's tables."""
    private_file(path)
    made = engine(path, lambda: key)
    try:
        with reading(record._live) as source, writing(made) as target:
            METADATA.create_all(target)
            pour(source, record.seals, target, Clear())
    finally:
        made.dispose()
    with sentences(), contextlib.closing(connect(path, key, fresh=True)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, and readable from a read-only place
