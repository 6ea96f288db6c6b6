"""The address of a database server, as a clinic's file or a command names it: never with a password in it."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

PROTOCOL = "postgresql"
KEYS = (
    "host", "port", "dbname", "user", "service", "sslmode", "sslrootcert", "sslcert", "sslkey", "passfile",
)  # fmt: skip
"""What may stand behind the `?`; each is libpq's own."""
SECRET = ("password", "sslpassword")
NO_PASSWORD = (
    "take it out, and write it into your password file, ~/.pgpass, as a line host:port:database:user:password"
)


def read_address(text: str) -> str:
    """`postgresql://user@host/database` as it is. Raises ValueError, which repeats nothing of a password."""
    try:
        parts = urlsplit(text)
        port, given = parts.port, dict(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError:
        raise ValueError("this is no address of a database", _FORM) from None
    if parts.scheme != PROTOCOL:
        raise ValueError("the record is kept in a file here, or on a PostgreSQL server", _FORM)
    if parts.password is not None or any(key in given for key in SECRET):
        raise ValueError("the address of a database must not hold a password", NO_PASSWORD)
    unknown = [key for key in given if key not in KEYS]
    if unknown:
        raise ValueError(f"this address has a part that is not known: {unknown[0]}", f"use {', '.join(KEYS)}")
    if parts.fragment or not (_database(parts, given) or "service" in given) or port == 0:
        raise ValueError("this address names no database", _FORM)
    return text


def database(address: str) -> str:
    """The name of the database in an address that `read_address` took, or of the service."""
    parts = urlsplit(address)
    given = dict(parse_qsl(parts.query))
    return _database(parts, given) or given.get("service", "")


def _database(parts: SplitResult, given: dict[str, str]) -> str:
    return given.get("dbname", "") or unquote(parts.path.removeprefix("/"))


_FORM = "write postgresql://USER@HOST/DATABASE"
