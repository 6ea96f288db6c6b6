"""The tables of the record: entries that can only be added, values about the store, and what is derived."""

from __future__ import annotations

from sqlalchemy import DDL, Column, Index, Integer, MetaData, Table, Text, event

VERSION = 2
"""Raised by every change of the tables; a store with a higher one is refused."""

METADATA = MetaData()

ENTRIES = Table(
    "entries",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 ... without a gap
    Column("id", Text, nullable=False, unique=True),  # made by the writer: a retry never counts twice
    Column("at", Text, nullable=False),  # ISO, with offset
    Column("who", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("data", Text, nullable=False),  # canonical JSON of the fact
    Column("mac", Text, nullable=False),  # links the entry to the one before it
    Index("entries_stream", "stream", "seq"),
    Index("entries_kind", "kind", "seq"),
)

META = Table(
    "meta",
    METADATA,
    Column("key", Text, primary_key=True),  # store | schema | created | digested
    Column("value", Text, nullable=False),
)

DIGESTS = Table(
    "digests",
    METADATA,
    # What lists need of each session, made from the entries and from nothing else, so it may be thrown away.
    Column("session", Text, primary_key=True),
    Column("first", Integer, nullable=False),  # number of the session's first entry, for the order
    Column("data", Text, nullable=False),
)

# A direct statement against the file meets these; the chain of MACs is for whoever drops them first.
TRIGGERS = {
    "entries_keep_words": (
        "BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never edited'); END"
    ),
    "entries_keep_rows": (
        "BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END"
    ),
    "entries_in_order": (
        "BEFORE INSERT ON entries WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entries) "
        "BEGIN SELECT RAISE(ABORT, 'entries are added at the end'); END"
    ),
}

for _name, _body in TRIGGERS.items():
    event.listen(METADATA, "after_create", DDL(f"CREATE TRIGGER {_name} {_body}"))  # type: ignore[no-untyped-call]
