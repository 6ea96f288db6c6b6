"""Where the entries of a record stand: one encrypted file, or the tables of a server."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from attrs import frozen
from sqlalchemy import Connection, Engine

from facilitator.records import drives, log
from facilitator.records.connection import check_header, connect, engine, sentences
from facilitator.records.errors import Moved
from facilitator.records.places import Places, private_file
from facilitator.records.seals import Clear, Seals

if TYPE_CHECKING:
    from facilitator.records.entries import Entries

_LOOKS = 3  # times that something which another program may be writing is looked at again


class Home(Protocol):
    """What differs between a file and a server."""

    def check(self) -> None:
        """Raises Damaged for what is no record at a glance."""

    def engine(self, key: Callable[[], bytes], *, readonly: bool) -> Engine: ...
    def seals(self, store: str, master: bytes) -> Seals: ...
    def warnings(self, db: Connection) -> tuple[str, ...]:
        """Sentences about how the record was left, or is kept."""

    def failing(self, db: Connection) -> set[str]:
        """Pages whose bytes were not written by this record."""

    def copy(self, record: Entries, key: bytes, path: Path) -> None:
        """The whole record, consistent, in a new encrypted file at `path`."""


def home_of(places: Places) -> Home:
    if places.server:
        from facilitator.records.server_home import ServerHome

        return ServerHome(places.server)
    return FileHome(places.database)


@frozen
class FileHome:
    """A SQLCipher file; every page is encrypted, so rows stand in it as they are."""

    database: Path

    def check(self) -> None:
        check_header(self.database)

    def engine(self, key: Callable[[], bytes], *, readonly: bool) -> Engine:
        return engine(self.database, key, readonly=readonly)

    def seals(self, store: str, master: bytes) -> Seals:
        return Clear()

    def warnings(self, db: Connection) -> tuple[str, ...]:
        kind = drives.far(self.database.parent)
        return (*self._about_log(), *((drives.SAID.format(kind=kind),) if kind else ()))

    def _about_log(self) -> tuple[str, ...]:
        """Whether transactions at the end of the write-ahead log cannot be read any more.

        Looked at again where it seems so: another program may be writing just then.
        """
        found = log.unread(self.database)
        for _ in range(_LOOKS):
            if found:
                time.sleep(0.02)
                found = min(found, log.unread(self.database))
        return log.said(found)

    def failing(self, db: Connection) -> set[str]:
        return {str(row[0]) for row in db.exec_driver_sql("PRAGMA cipher_integrity_check")}

    def copy(self, record: Entries, key: bytes, path: Path) -> None:
        private_file(path)
        closing = contextlib.closing
        with (
            sentences(),
            closing(connect(self.database, key)) as source,
            closing(connect(path, key, fresh=True)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, and readable from a read-only place


FROZEN = "CREATE TRIGGER entries_moved BEFORE INSERT ON entries BEGIN SELECT RAISE(ABORT, 'moved'); END"
"""In a file whose record was moved to a server: a program that still has it open adds nothing to it."""


def refuse_moved(db: Connection) -> None:
    """Raises Moved for such a file."""
    query = "SELECT 1 FROM sqlite_master WHERE name = 'entries_moved'"
    if db.dialect.name == "sqlite" and db.exec_driver_sql(query).first():
        raise Moved
