"""The tables of the record: entries that can only be added, values about the store, and what is derived."""

from __future__ import annotations

from sqlalchemy import DDL, Column, Index, Integer, MetaData, Table, Text, event
from sqlalchemy.dialects.postgresql import TEXT

VERSION = 2
"""Raised by every change of the tables; a store with a higher one is refused."""

METADATA = MetaData()

# In the order of its bytes everywhere: a prefix is a range, whatever language a server sorts by.
_Bytewise = Text().with_variant(TEXT(collation="C"), "postgresql")

ENTRIES = Table(
    "entries",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 ... without a gap
    Column("id", Text, nullable=False, unique=True),  # made by the writer: a retry never counts twice
    Column("at", Text, nullable=False),  # ISO, with offset
    Column("who", Text, nullable=False),
    Column("stream", _Bytewise, nullable=False),
    Column("kind", _Bytewise, nullable=False),
    Column("data", Text, nullable=False),  # canonical JSON of the fact; on a server sealed, see `seals`
    Column("mac", Text, nullable=False),  # links the entry to the one before it
    Index("entries_stream", "stream", "seq"),
    Index("entries_kind", "kind", "seq"),
)

COLUMNS = tuple(ENTRIES.c[name] for name in ("seq", "id", "at", "who", "stream", "kind", "data", "mac"))

META = Table(
    "meta",
    METADATA,
    # store | schema | created | digested; on a server also the small texts keys.json and tries.json
    Column("key", Text, primary_key=True),
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

_REFUSALS = {
    "entries_keep_words": ("BEFORE UPDATE OR DELETE OR TRUNCATE", "STATEMENT", "'entries are never edited'"),
    "entries_in_order": ("BEFORE INSERT", "ROW", "'entries are added at the end'"),
}


SERVER_FUNCTIONS = tuple(_REFUSALS)


def _on_server(name: str, when: str, each: str, words: str) -> tuple[str, str]:
    check = (
        "" if each == "STATEMENT" else "IF NEW.seq = (SELECT coalesce(max(seq), 0) + 1 FROM entries) THEN "
    )
    done = "RETURN NEW; END IF; " if check else ""
    body = f"BEGIN {check}{done}RAISE EXCEPTION {words}; END"
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {name} {when} ON entries FOR EACH {each} EXECUTE FUNCTION {name}()",
    )


def _after_create(words: str, dialect: str) -> None:
    event.listen(METADATA, "after_create", DDL(words).execute_if(dialect=dialect))  # type: ignore[no-untyped-call]


for _name, _body in TRIGGERS.items():
    _after_create(f"CREATE TRIGGER {_name} {_body}", "sqlite")
for _name, _parts in _REFUSALS.items():
    for _words in _on_server(_name, *_parts):
        _after_create(_words, "postgresql")
