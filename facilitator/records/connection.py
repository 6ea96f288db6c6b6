"""One encrypted database file: opening it the safe way; and, for any database, transactions and troubles."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from facilitator.records import drives
from facilitator.records.errors import (
    Busy,
    CannotWrite,
    Damaged,
    DiskFull,
    Moved,
    ReadOnly,
    RecordError,
    Unsupported,
)

PLAINTEXT_HEADER = b"SQLite format 3\x00"
BUSY_MS = 5000
# The first releases without the bug that can corrupt a database when its write-ahead log starts over.
_SOUND = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


def check_engine() -> None:
    """Raises Unsupported when the linked SQLite has a known corruption bug or cannot encrypt."""
    version = tuple(sqlcipher.sqlite_version_info)
    sound = version >= _SOUND[0] or any(version[:2] == s[:2] and version >= s for s in _SOUND[1:])
    if not sound:
        raise Unsupported(
            f"The installed sqlcipher3 carries SQLite {sqlcipher.sqlite_version}, which can damage a record; "
            "run `pip install --upgrade sqlcipher3`."
        )


def check_header(path: Path) -> None:
    """Raises Damaged for a file that is missing, empty or not encrypted."""
    try:
        with path.open("rb") as file:
            header = file.read(len(PLAINTEXT_HEADER))
    except FileNotFoundError:
        raise Damaged(f"The database {path.name} is missing from the record's folder.") from None
    except OSError:
        raise Damaged(f"The database {path.name} cannot be read.") from None
    if len(header) < len(PLAINTEXT_HEADER):
        raise Damaged(f"The database {path.name} is cut short.")
    if header == PLAINTEXT_HEADER:
        raise Damaged(f"The database {path.name} is not encrypted, so it is not the one openchair made.")


def connect(path: Path, key: bytes, *, readonly: bool = False, fresh: bool = False) -> Any:
    """A raw connection to an existing file (`fresh`: still empty, a copy goes there); `key` is 32 bytes.

    Raises the driver's own errors.
    """
    if len(key) != 32:  # SQLCipher would take any other length for a passphrase
        raise ValueError("a page key has 32 bytes")
    uri = f"{path.absolute().as_uri()}?{_mode(path) if readonly else 'mode=rw'}"
    connection = sqlcipher.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        _prepare(connection, key)
        if not readonly and not fresh:
            _be_durable(connection, far=bool(drives.far(path.parent)))
    except BaseException:
        connection.close()
        raise
    return connection


def _mode(path: Path) -> str:
    """How to open a file that is only read. SQLite would put files beside it, which a read-only folder does
    not take; where no log waits to be read, it is told that nothing changes there."""
    log = path.with_name(f"{path.name}-wal")
    waits = log.exists() and log.stat().st_size > 0
    return "mode=ro" if waits or os.access(path.parent, os.W_OK) else "mode=ro&immutable=1"


def _prepare(connection: Any, key: bytes) -> None:
    # A wrong key would otherwise be written about on stderr, over the screen.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise Unsupported("The installed sqlcipher3 cannot encrypt; run `pip install --upgrade sqlcipher3`.")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA temp_store = 2")  # in memory: no plaintext in temporary files
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the first page decrypts, or not


def _be_durable(connection: Any, *, far: bool) -> None:
    """What is acknowledged is on the disk; on a network drive without the log that needs shared memory."""
    connection.execute(f"PRAGMA journal_mode = {'DELETE' if far else 'WAL'}")
    connection.execute(f"PRAGMA synchronous = {'EXTRA' if far else 'FULL'}")
    connection.execute("PRAGMA fullfsync = ON")  # on macOS a plain fsync stops at the drive's cache


def engine(path: Path, key: Callable[[], bytes], *, readonly: bool = False) -> Engine:
    """A small pool of connections; `key` is asked for each time a connection is opened."""
    made = create_engine(
        "sqlite://",
        creator=lambda: connect(path, key(), readonly=readonly),
        module=sqlcipher,
        poolclass=QueuePool,
        pool_size=2,
        max_overflow=6,
        hide_parameters=True,
    )
    event.listen(made, "begin", _begin)
    return made


def _begin(connection: Connection) -> None:
    """Writers take the lock at once, so that none of them reads a head that another is about to move."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextlib.contextmanager
def writing(made: Engine, *, tables: bool = False) -> Iterator[Connection]:
    """One transaction that is durable when the block has ended, or did not happen.

    `tables`: there are none yet, so there is no row at which writers could wait for each other.
    """
    options = {"writes": "tables" if tables else True}
    with sentences(), made.connect().execution_options(**options) as connection, connection.begin():
        yield connection


@contextlib.contextmanager
def reading(made: Engine) -> Iterator[Connection]:
    """One consistent view of the rows."""
    with sentences(), made.connect() as connection, connection.begin():
        yield connection


@contextlib.contextmanager
def sentences() -> Iterator[None]:
    """Turn the driver's errors into ours; what they say about statements and values stays behind."""
    try:
        yield
    except DBAPIError as error:
        trouble = _said(error.orig)
    except sqlcipher.Error as error:
        trouble = _said(error)
    else:
        return
    raise trouble from None


_DAMAGE = "The database records.db is damaged."


def _said(error: BaseException | None) -> RecordError:
    if hasattr(error, "sqlstate"):
        from facilitator.records.server import trouble_of

        return trouble_of(error)
    return Moved() if str(error) == "moved" else _trouble(error)


def _trouble(error: BaseException | None) -> RecordError:
    code = getattr(error, "sqlite_errorcode", 0) or 0
    name = getattr(error, "sqlite_errorname", "") or type(error).__name__
    match code & 0xFF:
        case sqlcipher.SQLITE_FULL:
            return DiskFull()
        case sqlcipher.SQLITE_READONLY | sqlcipher.SQLITE_CANTOPEN | sqlcipher.SQLITE_PERM:
            return ReadOnly()
        case sqlcipher.SQLITE_BUSY | sqlcipher.SQLITE_LOCKED:
            return Busy()
        case sqlcipher.SQLITE_CORRUPT | sqlcipher.SQLITE_NOTADB:
            return Damaged(_DAMAGE)
        case sqlcipher.SQLITE_ERROR | sqlcipher.SQLITE_SCHEMA:
            # Our statements are right, so a page that decrypts but makes no sense is damage too.
            return Damaged(_DAMAGE)
        case _:
            return CannotWrite(name)
