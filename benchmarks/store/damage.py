"""Files that are damaged in every way there is: each case is said, or it did no harm."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

from attrs import frozen

from benchmarks.store.kills import CHEAP, PASSPHRASE, killed, writers
from facilitator.events import NoShow, SharedNote
from facilitator.records.audit import verify
from facilitator.records.errors import RecordError
from facilitator.records.store import Record

Damage = Callable[[Path, random.Random], str]


@frozen
class Case:
    """`said`: the sentence; empty where nothing was. `harm`: entries that are gone or different."""

    how: str
    said: str
    harm: bool


def damage_all(folder: Path, cases: int, seed: int = 13) -> tuple[Case, ...]:
    """`cases` damaged copies of a record that was closed, and of one whose writer was killed."""
    chance = random.Random(seed)
    closed, crashed = _closed(folder / "closed"), _crashed(folder / "crashed")
    older = folder / "older"
    found = []
    for number in range(cases):
        of_log = number % 4 == 3
        source = crashed if of_log else closed
        copy = folder / f"case-{number}"
        shutil.copytree(source, copy)
        ways = LOG if of_log else WAYS
        how = ways[number % len(ways)](copy / "records", chance)
        found.append(_look(copy, how, _truth(source, older / source.name)))
        shutil.rmtree(copy)
    return tuple(found)


def _closed(clinic: Path) -> Path:
    record, _ = Record.create(clinic, "t1", PASSPHRASE, cost=CHEAP)
    for number in range(60):
        record.append("session:s1", NoShow(str(number)), SharedNote("words " * 100))
    record.close()
    return clinic


def _crashed(clinic: Path) -> Path:
    """The write-ahead log is still there, and no head stands outside for its last entries."""
    Record.create(clinic, "t1", PASSPHRASE, cost=CHEAP)[0].close()
    with writers(clinic) as process:
        killed(process, "s1", 0.5)
    return clinic


_TRUTHS: dict[Path, frozenset[str]] = {}


def _truth(source: Path, scratch: Path) -> frozenset[str]:
    """The ids of all entries of a sound copy."""
    if source not in _TRUTHS:
        shutil.copytree(source, scratch)
        with Record.open(scratch, "t1", PASSPHRASE) as record:
            _TRUTHS[source] = frozenset(entry.id for entry in record.entries())
    return _TRUTHS[source]


def _look(clinic: Path, how: str, truth: frozenset[str]) -> Case:
    """Open and verify as a person would: what is said, and what is missing."""
    try:
        with Record.open(clinic, "t1", PASSPHRASE) as record:
            report = verify(record)
            said = " ".join(record.warnings) or ("" if report.ok else report.sentence)
            found = frozenset(entry.id for entry in record.entries()) if not said else truth
    except RecordError as trouble:
        return Case(how, str(trouble), True)
    return Case(how, said, bool(said) or not truth <= found)


# --- the ways ---------------------------------------------------------------------------------------------


def _flip(path: Path, chance: random.Random, first: int = 0) -> int:
    data = bytearray(path.read_bytes())
    at = chance.randrange(first, len(data))
    data[at] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    return at


def flip_database(records: Path, chance: random.Random) -> str:
    return f"one bit of records.db at {_flip(records / 'records.db', chance)}"


def flip_keys(records: Path, chance: random.Random) -> str:
    return f"one bit of keys.json at {_flip(records / 'keys.json', chance)}"


def cut_database(records: Path, chance: random.Random) -> str:
    path = records / "records.db"
    size = chance.randrange(path.stat().st_size)
    with path.open("rb+") as file:
        file.truncate(size)
    return f"records.db cut to {size} bytes"


def cut_keys(records: Path, chance: random.Random) -> str:
    path = records / "keys.json"
    size = chance.randrange(path.stat().st_size - 1)
    with path.open("rb+") as file:
        file.truncate(size)
    return f"keys.json cut to {size} bytes"


def zero_page(records: Path, chance: random.Random) -> str:
    path = records / "records.db"
    page = chance.randrange(path.stat().st_size // 4096)
    with path.open("rb+") as file:
        file.seek(page * 4096)
        file.write(bytes(4096))
    return f"page {page + 1} of records.db all zero"


def swap_pages(records: Path, chance: random.Random) -> str:
    path = records / "records.db"
    data = bytearray(path.read_bytes())
    one, other = chance.sample(range(1, len(data) // 4096), 2)
    a, b = slice(one * 4096, one * 4096 + 4096), slice(other * 4096, other * 4096 + 4096)
    data[a], data[b] = data[b], data[a]
    path.write_bytes(data)
    return f"pages {one + 1} and {other + 1} of records.db swapped"


def no_database(records: Path, _: random.Random) -> str:
    (records / "records.db").unlink()
    return "records.db is gone"


def flip_log(records: Path, chance: random.Random) -> str:
    return f"one bit of the write-ahead log at {_flip(records / 'records.db-wal', chance)}"


def cut_log(records: Path, chance: random.Random) -> str:
    path = records / "records.db-wal"
    size = chance.randrange(path.stat().st_size)
    with path.open("rb+") as file:
        file.truncate(size)
    return f"the write-ahead log cut to {size} bytes"


WAYS: tuple[Damage, ...] = (
    flip_database, cut_database, zero_page, swap_pages, flip_keys, cut_keys, no_database,
)  # fmt: skip
LOG: tuple[Damage, ...] = (flip_log,)
