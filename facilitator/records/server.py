"""A PostgreSQL server that keeps a record: a safe connection to it, and its troubles as sentences.

Needs the extra `postgres`. No password passes through here: the server trusts the system's user, or libpq
takes the password out of its own file.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from attrs import frozen

from curricula.text import clean
from facilitator.records.errors import (
    Busy,
    CannotWrite,
    Damaged,
    DiskFull,
    RecordError,
    ServerGone,
    ServerRefused,
    Unsupported,
)
from facilitator.records.places import Change

if TYPE_CHECKING:
    import psycopg

WAIT_S = 5
"""Seconds that a lock may take, which another room holds."""
NOTICE_S = 2
"""Seconds after which a server that is silent is gone; libpq takes no fewer."""
_SETTINGS = {
    "lock_timeout": f"{WAIT_S}s",
    "idle_in_transaction_session_timeout": f"{2 * WAIT_S}s",  # a room that went away lets its lock go
    "synchronous_commit": "on",  # what is acknowledged is on the server's disk
    "client_min_messages": "error",
}
_QUICK_TO_NOTICE = {
    "connect_timeout": NOTICE_S,
    "tcp_user_timeout": NOTICE_S * 1000,
    "keepalives_idle": NOTICE_S,
    "keepalives_interval": 1,
    "keepalives_count": NOTICE_S,
}


def driver() -> Any:
    """The module psycopg. Raises Unsupported where it is not installed."""
    try:
        import psycopg
    except ImportError:
        raise Unsupported(
            "This record is on a PostgreSQL server, which needs one more part: "
            "`pip install 'openchair[postgres]'`."
        ) from None
    return psycopg


def connect(address: str, *, readonly: bool = False) -> psycopg.Connection[Any]:
    """A connection on which every statement is its own transaction, unless BEGIN is said.

    Raises the driver's own errors.
    """
    settings = _SETTINGS | {"default_transaction_read_only": "on" if readonly else "off"}
    given = {
        "application_name": "openchair",
        "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        **_QUICK_TO_NOTICE,
        **_sealed_line(address),
    }
    made: psycopg.Connection[Any] = driver().connect(address, autocommit=True, **given)
    return made


def _sealed_line(address: str) -> dict[str, str]:
    """Between computers only an encrypted connection will do, unless the address or the service says how."""
    from psycopg.conninfo import conninfo_to_dict

    told = conninfo_to_dict(address)
    host = str(told.get("host") or "")
    here = not host or host.startswith(("/", "@")) or host in ("localhost", "127.0.0.1", "::1")
    return {} if here or "sslmode" in told or "service" in told else {"sslmode": "require"}


def name(address: str) -> str:
    """What to call it in a sentence: `openchair on server`."""
    from scheduler.files.addresses import database

    host = urlsplit(address).hostname
    return f"{database(address)} on {host}" if host else database(address)


# --- the small texts --------------------------------------------------------------------------------------


@frozen
class ServerShelf:
    """Keys and tries as rows of `meta`, read before anybody is let in."""

    address: str

    def read(self, name: str) -> str | None:
        with sentences(), contextlib.closing(connect(self.address, readonly=True)) as db:
            if not _has_tables(db):
                return None
            return _text(db, "SELECT value FROM meta WHERE key = %s", name)

    def change(self, name: str, change: Change) -> None:
        with sentences(), contextlib.closing(connect(self.address)) as db, db.transaction():
            _text(db, "SELECT value FROM meta WHERE key = %s FOR UPDATE", "store")  # one room at a time
            new = change(_text(db, "SELECT value FROM meta WHERE key = %s", name))
            db.execute(
                "INSERT INTO meta (key, value) VALUES (%s, %s) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (name, new),
            )


def _has_tables(db: psycopg.Connection[Any]) -> bool:
    found = db.execute("SELECT to_regclass('meta') IS NOT NULL").fetchone()
    return bool(found and found[0])


def _text(db: psycopg.Connection[Any], query: str, key: str) -> str | None:
    found = db.execute(query, (key,)).fetchone()
    return None if found is None else str(found[0])


# --- troubles ---------------------------------------------------------------------------------------------


@contextlib.contextmanager
def sentences() -> Iterator[None]:
    """Turn psycopg's errors into ours; what they say about statements and rows stays behind."""
    psycopg = driver()
    try:
        yield
    except psycopg.Error as error:
        trouble = trouble_of(error)
    else:
        return
    raise trouble from None


def _not_reached(error: Any) -> RecordError:
    line = getattr(error, "pgconn", None)
    if line is not None and getattr(line, "needs_password", False):
        return ServerRefused("it asks for a password and finds none in your password file")
    if line is not None and getattr(line, "used_password", False):
        return ServerRefused("it did not take the password in your password file")
    return ServerGone(_reason(error))


def _reason(error: Any) -> str:
    """The first line of what libpq says; an address holds no password, so it says none."""
    words = clean(str(error)).strip().splitlines()
    return words[0].removesuffix(".")[:200] if words else type(error).__name__


_SENTENCES: dict[str, Callable[[Any], RecordError]] = {
    **dict.fromkeys(("55P03", "40P01", "40001", "57014"), lambda _: Busy()),
    **dict.fromkeys(("42501", "25006", "28", "3D", "53300"), lambda error: ServerRefused(_reason(error))),
    "53100": lambda _: DiskFull("The server's disk"),
    **dict.fromkeys(("42", "XX"), lambda _: Damaged("The tables of this record are not as they were made.")),
    **dict.fromkeys(("", "08", "57"), _not_reached),
}
"""By SQLSTATE, or by its class."""


def trouble_of(error: Any) -> RecordError:
    """What a psycopg error means for whoever is at the keyboard."""
    state = error.sqlstate or ""
    known = _SENTENCES.get(state) or _SENTENCES.get(state[:2])
    if known is None or (not state and not isinstance(error, driver().OperationalError)):
        return CannotWrite(type(error).__name__)
    return known(error)
