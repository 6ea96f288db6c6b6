"""How a row stands in the database: as it is where every page is encrypted, sealed where none is.

On a server an entry is one AES-256-GCM text under the record's own key: who, when, about whom, what kind and
every word of it. What stays in clear is what the database needs to find it: its number, its random id, and
two *names*, keyed digests of its stream and of its kind, which say nothing without the key. The first word of
a stream (`patient`, `session`) stands before its name, so that all of a sort can be read at once.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import ColumnElement

from facilitator.records import keys
from facilitator.records.chain import Row
from facilitator.records.errors import Damaged
from facilitator.records.schema import ENTRIES

_LAST = "\U0010ffff"
_NONCE = 12
_END, _BLOCK = b"\x01", 64
"""Texts are filled up to a multiple of it, so that their length does not tell a mood of 10 from one of 3."""


class Seals(Protocol):
    """Between rows as the program knows them and as the database keeps them."""

    def stream(self, name: str) -> str: ...
    def kind(self, name: str) -> str: ...
    def within(self, prefix: str) -> ColumnElement[bool]:
        """At least the entries of every stream that starts with `prefix`; there may be others."""

    def kept(self, row: Row, mac: str) -> dict[str, Any]:
        """The values of the columns of `entries`."""

    def row(self, found: Sequence[Any]) -> Row:
        """From the columns in their order. Raises Damaged."""

    def looked_at(self, found: Sequence[Any]) -> Row:
        """The same for verifying: what cannot be read comes back as a row that fits no link."""

    def digest(self, session: str, data: str) -> tuple[str, str]:
        """A derived text and the name it is kept under, as they are kept."""

    def read_digest(self, session: str, data: str) -> tuple[str, str]:
        """The session and its text again. Raises Damaged."""


class Clear:
    """In an encrypted file: nothing is sealed twice."""

    def stream(self, name: str) -> str:
        return name

    def kind(self, name: str) -> str:
        return name

    def within(self, prefix: str) -> ColumnElement[bool]:
        return (ENTRIES.c.stream >= prefix) & (ENTRIES.c.stream < prefix + _LAST)

    def kept(self, row: Row, mac: str) -> dict[str, Any]:
        return {
            "seq": row.seq, "id": row.id, "at": row.at, "who": row.who, "stream": row.stream,
            "kind": row.kind, "data": row.data, "mac": mac,
        }  # fmt: skip

    def row(self, found: Sequence[Any]) -> Row:
        return Row._make(found[:7])

    looked_at = row

    def digest(self, session: str, data: str) -> tuple[str, str]:
        return session, data

    read_digest = digest


class Sealed:
    """On a server."""

    def __init__(self, store: str, master: bytes) -> None:
        self._store = store
        self._cipher = AESGCM(keys.entry_key(master))
        self._names = keys.name_key(master)
        self._known: dict[tuple[str, str], str] = {}

    def stream(self, name: str) -> str:
        head, colon, _ = name.partition(":")
        return f"{head}{colon}{self._name('stream', name)}"

    def kind(self, name: str) -> str:
        return self._name("kind", name)

    def within(self, prefix: str) -> ColumnElement[bool]:
        head, colon, _ = prefix.partition(":")
        return (ENTRIES.c.stream >= head + colon) & (ENTRIES.c.stream < head + colon + _LAST)

    def kept(self, row: Row, mac: str) -> dict[str, Any]:
        words = "\0".join((row.at, row.who, row.stream, row.kind, row.data))
        return {
            "seq": row.seq, "id": row.id, "at": "", "who": "", "stream": self.stream(row.stream),
            "kind": self.kind(row.kind), "data": self._seal("entry", row.id, words), "mac": mac,
        }  # fmt: skip

    def row(self, found: Sequence[Any]) -> Row:
        seq, entry_id, _, _, stream, kind, data, *_ = found
        try:
            row = Row(seq, entry_id, *self._open("entry", entry_id, data).split("\0"))
        except (InvalidTag, ValueError, TypeError):
            raise Damaged(_CHANGED) from None
        if (stream, kind) != (self.stream(row.stream), self.kind(row.kind)):
            raise Damaged(_CHANGED)
        return row

    def looked_at(self, found: Sequence[Any]) -> Row:
        try:
            return self.row(found)
        except Damaged:
            return Row(found[0], found[1], "", "", "", "", "")

    def digest(self, session: str, data: str) -> tuple[str, str]:
        name = self._name("session", session)
        return name, self._seal("digest", name, f"{session}\0{data}")

    def read_digest(self, session: str, data: str) -> tuple[str, str]:
        try:
            name, text = self._open("digest", session, data).split("\0")
        except (InvalidTag, ValueError):
            raise Damaged(_CHANGED) from None
        return name, text

    def _name(self, sort: str, words: str) -> str:
        found = self._known.get((sort, words))
        if found is None:
            digest = hmac.digest(self._names, _utf8(f"{sort}\0{words}"), "sha256")
            found = self._known[sort, words] = digest[:16].hex()
        return found

    def _seal(self, sort: str, name: str, words: str) -> str:
        plain, nonce = _utf8(words), secrets.token_bytes(_NONCE)
        plain += _END
        plain += b"\0" * (-len(plain) % _BLOCK)
        return b64encode(nonce + self._cipher.encrypt(nonce, plain, self._bound(sort, name))).decode()

    def _open(self, sort: str, name: str, text: str) -> str:
        whole = b64decode(text)
        plain = self._cipher.decrypt(whole[:_NONCE], whole[_NONCE:], self._bound(sort, name))
        return plain.rstrip(b"\0").removesuffix(_END).decode("utf-8", "surrogatepass")

    def _bound(self, sort: str, name: str) -> bytes:
        """A sealed text opens in its own row of its own record, or not at all."""
        return _utf8(f"openchair {sort} 1\0{self._store}\0{name}")


def _utf8(words: str) -> bytes:
    return words.encode("utf-8", "surrogatepass")


_CHANGED = (
    "Something else than openchair changed an entry on the server; `openchair records verify` says which."
)
