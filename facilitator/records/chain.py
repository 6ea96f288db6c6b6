"""The chain: each entry's MAC covers the entry and the MAC before it, so that no link can change unseen."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring
from typing import NamedTuple

from facilitator.records.fitting import canonical


class Row(NamedTuple):
    """An entry as the database keeps it; a tuple, since hundreds of thousands are made to verify a record."""

    seq: int
    id: str
    at: str
    who: str
    stream: str
    kind: str
    data: str


def start(store: str) -> str:
    """What stands before the first entry of a store."""
    return hashlib.sha256(canonical(["openchair chain", 1, store]).encode()).hexdigest()


def link(key: bytes, row: Row, prev: str) -> str:
    """The MAC of `row` after `prev`, in hex."""
    words = map(encode_basestring, (row.id, row.at, row.who, row.stream, row.kind, row.data, prev))
    text = f"[{row.seq},{','.join(words)}]"  # what `canonical` makes of such a list, ten times as quickly
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()


def linked(key: bytes, rows: Iterable[Row], prev: str) -> Iterator[tuple[Row, str]]:
    """Each row with its MAC, one after the other."""
    for row in rows:
        prev = link(key, row, prev)
        yield row, prev
