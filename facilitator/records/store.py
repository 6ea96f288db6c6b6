"""The record itself: open it, append facts, read entries, sign, lock.

    record, recovery_key = Record.create(folder, "t1", "four words are easy enough")
    record = Record.open(folder, "t1", "four words are easy enough")
    record.append(session_stream("s1"), Arrived("P-001", now), Rated("P-001", "mood", 6))
    for entry in record.read(session_stream("s1")): ...

`folder` is the clinic's; the store stands in its `records/`. An append is on disk when it returns. Several
threads and several programs may use one store at once. Every method raises the sentences of `errors`.
"""

from __future__ import annotations

import errno
import secrets
import uuid
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import asdict, evolve
from sqlalchemy import Connection, Engine, Select, func, select

from curricula.text import clean
from facilitator.events import Entry, Fact, UserAdded, user_stream
from facilitator.records import anchors, chain, keys, signing
from facilitator.records.attempts import Clock, utc_now
from facilitator.records.chain import Row
from facilitator.records.codec import decode, encode
from facilitator.records.connection import check_engine, check_header, engine, reading, writing
from facilitator.records.errors import (
    AlreadyAStore,
    CannotWrite,
    Conflict,
    Damaged,
    DiskFull,
    NewerStore,
    ReadOnly,
    RecordError,
    RecordLocked,
    UserExists,
)
from facilitator.records.places import Places, private_file, private_folder
from facilitator.records.schema import ENTRIES, META, METADATA, VERSION
from facilitator.records.slots import RECOVERY, Cost, KeyFile, read_keys, write_keys

Written = tuple[str, Fact, datetime, str]
"""Stream, fact, when it was written and by whom: history that is taken in as it was."""

_COLUMNS = tuple(ENTRIES.c[name] for name in ("seq", "id", "at", "who", "stream", "kind", "data", "mac"))


class Record:
    """One open store, as one user. Made by `create`, `open` or `recover`, never directly."""

    def __init__(
        self, places: Places, who: str, store: str, master: bytes, *, readonly: bool = False
    ) -> None:
        self.places = places
        self.who = who
        self.store = store
        self.readonly = readonly
        self.warnings: tuple[str, ...] = ()
        self._master = bytearray(master)
        self._engine: Engine | None = None
        self._connect()

    # --- opening ------------------------------------------------------------------------------------

    @classmethod
    def create(
        cls, folder: Path | str, user: str, passphrase: str, *, name: str = "", cost: Cost | None = None
    ) -> tuple[Record, str]:
        """A new, empty store with one user. Returns it with its recovery key, which is kept nowhere.

        Raises AlreadyAStore; on any failure nothing is left behind that looks like a store.
        """
        check_engine()
        places = Places(Path(folder))
        if places.exists:
            raise AlreadyAStore(places.clinic)
        cost = cost or Cost()
        store, master, recovery = str(uuid.uuid4()), secrets.token_bytes(32), keys.new_recovery_key()
        slots = (
            keys.make_slot(store, _user_id(user), clean(name), passphrase, master, cost),
            keys.make_slot(store, RECOVERY, "", recovery, master, cost),
        )
        try:
            private_folder(places.folder)
            private_file(places.database)
            _lay_tables(places, store, master)
            write_keys(places, KeyFile(store, slots))
        except OSError as error:
            places.database.unlink(missing_ok=True)
            raise _from_system(error) from None
        record = cls(places, user, store, master)
        record._welcome(user, clean(name), slots[0].public or b"")
        return record, recovery

    @classmethod
    def open(
        cls,
        folder: Path | str,
        user: str,
        passphrase: str,
        *,
        readonly: bool = False,
        clock: Clock = utc_now,
    ) -> Record:
        """Raises NotAStore, UnknownUser, WrongPassphrase, LockedOut, Damaged, NewerStore or ReadOnly."""
        check_engine()
        places = Places(Path(folder))
        master, _ = keys.unlock(places, user, passphrase, clock)
        return cls(places, user, read_keys(places).store, master, readonly=readonly)

    @classmethod
    def recover(cls, folder: Path | str, recovery_key: str, user: str, passphrase: str) -> Record:
        """Give `user` a new passphrase and signing key by the recovery key. Raises WrongPassphrase."""
        record = cls.open(folder, RECOVERY, recovery_key)
        file = read_keys(record.places)
        old = file.slot(user)
        slot = keys.make_slot(record.store, user, old.name, passphrase, bytes(record._master), old.cost)
        record.who = user
        record._welcome(user, old.name, slot.public or b"")
        write_keys(record.places, file.with_slot(slot))
        return record

    def _connect(self) -> None:
        check_header(self.places.database)
        self._engine = engine(self.places.database, self._page_key, readonly=self.readonly)
        try:
            self._check_schema()
            self.warnings = self._check_anchor()
        except BaseException:
            self._disconnect()
            raise

    def _page_key(self) -> bytes:
        if not self._master:
            raise RecordLocked
        return keys.page_key(bytes(self._master))

    def _check_schema(self) -> None:
        with reading(self._live) as db:
            meta = {row.key: row.value for row in db.execute(select(META.c.key, META.c.value))}
        if int(meta.get("schema", 0)) > VERSION:
            raise NewerStore
        if meta.get("store") != self.store:
            raise Damaged("The key file and the database belong to different records.")
        if not self.readonly:
            with writing(self._live):
                pass  # a folder that cannot be written to is said now, not at the first note

    def _check_anchor(self) -> tuple[str, ...]:
        """The newest head that was kept outside must still be in the chain."""
        last = anchors.last(self.places.heads)
        if last is None or self.mac(last.seq) == last.head:
            return ()
        return (anchors.MISSING.format(seq=last.seq, at=last.at),)

    # --- writing ------------------------------------------------------------------------------------

    def append(
        self,
        stream: str,
        *facts: Fact,
        ids: Sequence[str] | None = None,
        at: datetime | None = None,
        who: str | None = None,
    ) -> tuple[Entry, ...]:
        """Add facts in one transaction, durable before this returns; the entries as they are kept.

        `ids` (one a fact) make a retry safe: an entry that is there already is returned, not added again;
        Conflict when it says something else. `at` (timezone-aware) defaults to now, `who` to the user.
        """
        if ids is not None and len(ids) != len(facts):
            raise ValueError("one id a fact")
        moment, user = at or datetime.now(UTC), who or self.who
        named = ids or [new_id() for _ in facts]
        rows = [_row(i, stream, fact, moment, user) for i, fact in zip(named, facts, strict=True)]
        with writing(self._writable) as db:
            kept = self._add(db, rows, known=self._known(db, named) if ids else {})
        return tuple(_entry(row) for row in kept)

    def append_many(self, written: Iterable[Written]) -> None:
        """Add history as it was written then, in one transaction (imports, sample clinics)."""
        rows = [_row(new_id(), stream, fact, at, who) for stream, fact, at, who in written]
        with writing(self._writable) as db:
            self._add(db, rows, known={})

    def _add(self, db: Connection, rows: Sequence[Row], known: dict[str, Row]) -> list[Row]:
        """Number and chain the rows that are not known yet; all of them as they are kept."""
        seq, prev = self._last(db)
        kept, new = [], []
        for row in rows:
            if row.id in known:
                kept.append(_same(row, known[row.id]))
                continue
            seq += 1
            kept.append(evolve(row, seq=seq))
            new.append(kept[-1])
        if new:
            links = chain.linked(self._chain_key, new, prev)
            db.execute(ENTRIES.insert(), [asdict(row) | {"mac": mac} for row, mac in links])
        return kept

    def _known(self, db: Connection, ids: Sequence[str]) -> dict[str, Row]:
        found = db.execute(select(*_COLUMNS).where(ENTRIES.c.id.in_(ids)))
        return {row.id: Row(*row[:7]) for row in found}

    def _last(self, db: Connection) -> tuple[int, str]:
        last = db.execute(
            select(ENTRIES.c.seq, ENTRIES.c.mac).order_by(ENTRIES.c.seq.desc()).limit(1)
        ).first()
        return (0, chain.start(self.store)) if last is None else (last.seq, last.mac)

    # --- reading ------------------------------------------------------------------------------------

    def read(self, stream: str) -> tuple[Entry, ...]:
        """The entries of one stream, oldest first."""
        return self._entries(select(*_COLUMNS).where(ENTRIES.c.stream == stream))

    def read_like(self, prefix: str, kinds: Iterable[str] | None = None) -> tuple[Entry, ...]:
        """The entries of every stream whose name starts with `prefix`, oldest first."""
        inside = (ENTRIES.c.stream >= prefix) & (ENTRIES.c.stream < prefix + "\U0010ffff")
        return self._entries(_of_kinds(select(*_COLUMNS).where(inside), kinds))

    def entries(self, kinds: Iterable[str] | None = None, since_seq: int = 0) -> tuple[Entry, ...]:
        """The entries after `since_seq`, of the given kinds or all, oldest first."""
        return self._entries(_of_kinds(select(*_COLUMNS).where(ENTRIES.c.seq > since_seq), kinds))

    def count(self) -> int:
        with reading(self._live) as db:
            return int(db.execute(select(func.coalesce(func.max(ENTRIES.c.seq), 0))).scalar_one())

    def latest(self, number: int) -> tuple[Entry, ...]:
        """The last `number` entries, oldest first."""
        return self.entries(since_seq=max(0, self.count() - number))

    def _entries(self, query: Select[Any]) -> tuple[Entry, ...]:
        with reading(self._live) as db:
            rows = [Row(*found[:7]) for found in db.execute(query.order_by(ENTRIES.c.seq))]
        return tuple(_entry(row) for row in rows)

    # --- the chain ----------------------------------------------------------------------------------

    def head(self) -> str:
        """The MAC of the newest entry, in hex: it stands for everything up to here."""
        with reading(self._live) as db:
            return self._last(db)[1]

    def mac(self, seq: int) -> str | None:
        """The stored MAC of one entry; None when there is no such entry."""
        with reading(self._live) as db:
            found: str | None = db.execute(select(ENTRIES.c.mac).where(ENTRIES.c.seq == seq)).scalar()
            return found

    def anchor(self, where: str) -> None:
        """Write the head down outside the database, unless it stands there already."""
        with reading(self._live) as db:
            seq, head = self._last(db)
        last = anchors.last(self.places.heads)
        if seq and (last is None or last.head != head):
            anchors.write(self.places.heads, anchors.Anchor(datetime.now(UTC), seq, head, where))

    # --- users and signatures -----------------------------------------------------------------------

    def signer(self, passphrase: str, user: str | None = None) -> signing.Signer:
        """The signing key of the user, or of a co-signer at this keyboard, by their own passphrase.

        Raises WrongPassphrase or LockedOut.
        """
        user = user or self.who
        _, private = keys.unlock(self.places, user, passphrase)
        if private is None:
            raise ValueError("the recovery key signs nothing")
        return signing.Signer(user, self.store, private)

    def sign(self, data: bytes, passphrase: str) -> str:
        """Base64 Ed25519 of the user over `data`. Raises WrongPassphrase or LockedOut."""
        return self.signer(passphrase).sign(data)

    def verify_signature(self, user: str, data: bytes, signature: str) -> bool:
        """Whether it is a signature over `data` by a key that `user` has, or once had, in this record."""
        return any(
            signing.holds(key, self.store, user, data, signature) for key in self.public_keys().get(user, ())
        )

    def public_keys(self) -> dict[str, tuple[bytes, ...]]:
        """Every signing key each user ever had here, from the chained entries (not from the key file)."""
        found: dict[str, tuple[bytes, ...]] = {}
        for entry in self.entries(kinds=(UserAdded.kind,)):
            if isinstance(entry.fact, UserAdded):
                known = found.get(entry.fact.user, ())
                found[entry.fact.user] = (*known, b64decode(entry.fact.public_key))
        return found

    def add_user(self, user: str, passphrase: str, *, name: str = "", cost: Cost | None = None) -> None:
        """Let one more person in, with a slot and a signing key of their own. Raises UserExists."""
        file = read_keys(self.places)
        if any(slot.user == user for slot in file.slots):
            raise UserExists(user)
        slot = keys.make_slot(
            self.store, _user_id(user), clean(name), passphrase, bytes(self._unlocked), cost or Cost()
        )
        self._welcome(user, slot.name, slot.public or b"")
        write_keys(self.places, file.with_slot(slot))

    def change_passphrase(self, old: str, new: str) -> None:
        """The same keys under a new passphrase. Raises WrongPassphrase or LockedOut."""
        keys.unlock(self.places, self.who, old)
        file = read_keys(self.places)
        slot = keys.rewrapped(file.slot(self.who), self.store, old, new)
        write_keys(self.places, file.with_slot(slot))

    def _welcome(self, user: str, name: str, public: bytes) -> None:
        self.append(user_stream(user), UserAdded(user, b64encode(public).decode(), name))

    # --- locking ------------------------------------------------------------------------------------

    @property
    def locked(self) -> bool:
        return not self._master

    def lock(self) -> None:
        """Close the database and forget the key. Everything appended is stored already."""
        if self._engine is not None:
            self._leave_anchor()
            self._disconnect()
        for i in range(len(self._master)):
            self._master[i] = 0
        self._master.clear()

    close = lock

    def unlock(self, passphrase: str, *, clock: Clock = utc_now) -> None:
        """Open the same store again for the same user. Raises WrongPassphrase or LockedOut."""
        master, _ = keys.unlock(self.places, self.who, passphrase, clock)
        self._master[:] = master
        try:
            self._connect()
        except BaseException:
            self._master.clear()
            raise

    def _leave_anchor(self) -> None:
        if self.readonly:
            return
        try:
            self.anchor("closed")
        except Exception:
            # A full disk or a damaged file must not keep the record open, and its key in memory.
            return

    def _disconnect(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    @property
    def _unlocked(self) -> bytearray:
        if not self._master:
            raise RecordLocked
        return self._master

    @property
    def _live(self) -> Engine:
        if self._engine is None:
            raise RecordLocked
        return self._engine

    @property
    def _writable(self) -> Engine:
        if self.readonly:
            raise ReadOnly
        return self._live

    @property
    def _chain_key(self) -> bytes:
        return keys.chain_key(bytes(self._unlocked))

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Record of {self.who}, {'locked' if self.locked else 'open'}>"


def new_id() -> str:
    """An id for an entry that nobody else will make."""
    return uuid.uuid4().hex


def _user_id(user: str) -> str:
    """A user id is one short printable word. Raises ValueError."""
    if not user or user != clean(user) or any(c.isspace() for c in user) or len(user) > 64:
        raise ValueError("a user id is one word of at most 64 characters, such as t1")
    return user


def _lay_tables(places: Places, store: str, master: bytes) -> None:
    made = engine(places.database, lambda: keys.page_key(master))
    about = {"store": store, "schema": str(VERSION), "created": datetime.now(UTC).isoformat()}
    try:
        with writing(made) as db:
            METADATA.create_all(db)
            db.execute(META.insert(), [{"key": key, "value": value} for key, value in about.items()])
    finally:
        made.dispose()


def _row(entry_id: str, stream: str, fact: Fact, at: datetime, who: str) -> Row:
    if at.tzinfo is None:
        raise ValueError("an entry is written at a timezone-aware moment")
    return Row(0, clean(entry_id), at.isoformat(), clean(who), clean(stream), fact.kind, encode(fact))


def _same(row: Row, known: Row) -> Row:
    """`known`, if it says what `row` says."""
    if (row.stream, row.kind, row.data, row.who) != (known.stream, known.kind, known.data, known.who):
        raise Conflict
    return known


def _entry(row: Row) -> Entry:
    fact = decode(row.kind, row.data)
    return Entry(row.seq, row.id, datetime.fromisoformat(row.at), row.who, row.stream, fact)


def _of_kinds(query: Select[Any], kinds: Iterable[str] | None) -> Select[Any]:
    return query if kinds is None else query.where(ENTRIES.c.kind.in_(tuple(kinds)))


def _from_system(error: OSError) -> RecordError:
    if error.errno == errno.ENOSPC:
        return DiskFull()
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ReadOnly()
    return CannotWrite(error.strerror or "unknown reason")
