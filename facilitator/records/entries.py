"""The entries of one open database: add facts at the end, read them, follow the chain."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, select

from curricula.text import clean
from facilitator.access import users
from facilitator.access.users import Users
from facilitator.events import Entry, Fact
from facilitator.records import anchors, chain, derived, keys
from facilitator.records.chain import Row
from facilitator.records.codec import decode, encode
from facilitator.records.connection import reading, writing
from facilitator.records.errors import Conflict, Damaged, NewerStore, ReadOnly, RecordLocked
from facilitator.records.home import home_of, refuse_moved
from facilitator.records.kept import Kept
from facilitator.records.places import Places, private_folder
from facilitator.records.schema import COLUMNS, ENTRIES, META, VERSION
from facilitator.records.seals import Seals

Written = tuple[str, Fact, datetime, str]
"""Stream, fact, when it was written and by whom: history that is taken in as it was."""

_PAGE = 5000
_DERIVES = 2  # the first version whose tables keep what is derived
_LOOKS = 3  # times that a page which fails its check is looked at again
_ANCHORS = 1000  # that many of the newest heads are looked up at each opening; `verify` takes all


class Entries:
    """The append-only list behind `Record`: open with a key in memory, or locked without one."""

    def __init__(
        self, places: Places, who: str, store: str, master: bytes, *, readonly: bool = False
    ) -> None:
        self.places = places
        self.who = who
        self.store = store
        self.readonly = readonly
        self.warnings: tuple[str, ...] = ()
        """Sentences to show at once: the record opens, but something about it is not as it was left."""
        self._master = bytearray(master)
        self._home = home_of(places)
        self._engine: Engine | None = None
        self._seals: Seals | None = None
        self._users: Users | None = None  # as far as they were read
        self.version = VERSION  # of the tables, as they were found
        self._connect()

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
        self._allow(stream, facts)
        moment, user = at or datetime.now(UTC), who or self.who
        named = ids or [new_id() for _ in facts]
        rows = [_row(i, stream, fact, moment, user) for i, fact in zip(named, facts, strict=True)]
        with writing(self._writable) as db:
            kept = self._add(db, rows, known=self._known(db, named) if ids else {})
        if any(fact.kind in users.KINDS for fact in facts):
            self._users = None
        return tuple(_entry(row) for row in kept)

    def _allow(self, stream: str, facts: Iterable[Fact]) -> None:
        """Raises NotAllowed for facts that are not for this user to write."""

    def append_many(self, written: Iterable[Written]) -> tuple[Entry, ...]:
        """Add facts of many streams in one transaction (imports, sample clinics); the entries as kept."""
        rows = [_row(new_id(), stream, fact, at, who) for stream, fact, at, who in written]
        with writing(self._writable) as db:
            kept = self._add(db, rows, known={})
        return tuple(_entry(row) for row in kept)

    def _add(self, db: Connection, rows: Sequence[Row], known: dict[str, Row]) -> list[Row]:
        """Number and chain the rows that are not known yet; all of them as they are kept."""
        seq, prev = self._last(db)
        kept, new = [], []
        for row in rows:
            if row.id in known:
                kept.append(_same(row, known[row.id]))
                continue
            seq += 1
            kept.append(row._replace(seq=seq))
            new.append(kept[-1])
        if new:
            seals = self.seals
            links = chain.linked(self.chain_key, new, prev)
            db.execute(ENTRIES.insert(), [seals.kept(row, mac) for row, mac in links])
        return kept

    def _known(self, db: Connection, ids: Sequence[str]) -> dict[str, Row]:
        found = db.execute(select(*COLUMNS).where(ENTRIES.c.id.in_(ids)))
        return {row.id: self.seals.row(row) for row in found}

    def _last(self, db: Connection) -> tuple[int, str]:
        last = db.execute(
            select(ENTRIES.c.seq, ENTRIES.c.mac).order_by(ENTRIES.c.seq.desc()).limit(1)
        ).first()
        return (0, chain.start(self.store)) if last is None else (last.seq, last.mac)

    # --- reading ------------------------------------------------------------------------------------

    def read(self, stream: str, kinds: Iterable[str] | None = None, since_seq: int = 0) -> tuple[Entry, ...]:
        """The entries of one stream after `since_seq`, of the given kinds or all, oldest first."""
        here = (ENTRIES.c.stream == self.seals.stream(stream)) & (ENTRIES.c.seq > since_seq)
        return self._entries(self._of_kinds(select(*COLUMNS).where(here), kinds))

    def read_like(self, prefix: str, kinds: Iterable[str] | None = None) -> tuple[Entry, ...]:
        """The entries of every stream whose name starts with `prefix`, oldest first."""
        query = select(*COLUMNS).where(self.seals.within(prefix))
        # Looked up by stream, never by kind, of which there may be a hundred times as many.
        query = self._of_kinds(query, kinds, ENTRIES.c.kind.concat(""))
        return tuple(entry for entry in self._entries(query) if entry.stream.startswith(prefix))

    def entries(self, kinds: Iterable[str] | None = None, since_seq: int = 0) -> tuple[Entry, ...]:
        """The entries after `since_seq`, of the given kinds or all, oldest first."""
        return self._entries(self._of_kinds(select(*COLUMNS).where(ENTRIES.c.seq > since_seq), kinds))

    def count(self) -> int:
        with reading(self._live) as db:
            return int(db.execute(select(func.coalesce(func.max(ENTRIES.c.seq), 0))).scalar_one())

    def latest(self, number: int) -> tuple[Entry, ...]:
        """The last `number` entries, oldest first."""
        return self.entries(since_seq=max(0, self.count() - number))

    def _entries(self, query: Select[Any]) -> tuple[Entry, ...]:
        with reading(self._live) as db:
            found = db.execute(query.order_by(ENTRIES.c.seq)).all()
        read = self.seals.row
        return tuple(_entry(read(row)) for row in found)

    def _of_kinds(
        self, query: Select[Any], kinds: Iterable[str] | None, column: ColumnElement[str] = ENTRIES.c.kind
    ) -> Select[Any]:
        return query if kinds is None else query.where(column.in_([self.seals.kind(kind) for kind in kinds]))

    # --- what is derived ------------------------------------------------------------------------------

    def kept(self) -> Kept:
        """The texts that were kept last for the sessions; none in an older record that is only read."""
        if self.version < _DERIVES:
            return Kept()
        with reading(self._live) as db:
            return derived.kept(db, self.seals)

    def keep(self, new: Kept) -> None:
        """Keep the texts of sessions; see `derived.keep`."""
        with writing(self._writable) as db:
            derived.keep(db, new, self.seals)

    # --- the chain ----------------------------------------------------------------------------------

    def head(self) -> str:
        """The MAC of the newest entry, in hex: it stands for everything up to here."""
        with reading(self._live) as db:
            return self._last(db)[1]

    def pages(self) -> Iterator[list[tuple[Row, str]]]:
        """Every entry there is now, as it is kept, with its MAC, in order, some thousands at a time."""
        last, end = 0, self.count()
        while last < end:
            query = select(*COLUMNS).where(ENTRIES.c.seq > last, ENTRIES.c.seq <= end)
            with reading(self._live) as db:
                found = db.execute(query.order_by(ENTRIES.c.seq).limit(_PAGE)).all()
                page = [(self.seals.looked_at(row), row[7]) for row in found]
            if not page:
                return
            yield page
            last = page[-1][0].seq

    def damaged_pages(self) -> tuple[str, ...]:
        """Pages of the file whose bytes were not written by this record, in SQLCipher's words."""
        found = self._failing_pages()
        for _ in range(_LOOKS):
            if found:  # a page may have been half written by somebody else just then
                time.sleep(0.05)
                found &= self._failing_pages()
        return tuple(sorted(found))

    def _failing_pages(self) -> set[str]:
        with reading(self._live) as db:
            return self._home.failing(db)

    def anchor(self, where: str) -> None:
        """Write the head down outside the database, unless it stands there already."""
        with reading(self._live) as db:
            seq, head = self._last(db)
        last = anchors.last(self.places.heads)
        if seq and (last is None or last.head != head):
            private_folder(self.places.folder)
            anchors.write(self.places.heads, anchors.Anchor(datetime.now(UTC), seq, head, where))

    # --- the open database ----------------------------------------------------------------------------

    def _connect(self) -> None:
        self._home.check()
        self._users = None
        self._seals = self._home.seals(self.store, self._unlocked)
        self._engine = self._home.engine(self._page_key, readonly=self.readonly)
        try:
            self.version = self._check_schema()
            if self.version < VERSION and not self.readonly:
                self._bring_up()
            self.warnings = (*self._check_anchors(), *self._about_home())
        except BaseException:
            self._disconnect()
            raise

    def _disconnect(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = self._seals = None

    def _bring_up(self) -> None:
        """Change the tables of an older version into those of this one."""

    def _check_schema(self) -> int:
        """The version of the tables. An older one can be read as it is, and is brought up for writing."""
        with reading(self._live) as db:
            meta = {row.key: row.value for row in db.execute(select(META.c.key, META.c.value))}
        if meta.get("store") != self.store:
            raise Damaged("The key file and the database belong to different records.")
        version = int(meta.get("schema", VERSION))
        if version > VERSION:
            raise NewerStore
        if not self.readonly:
            with writing(self._live) as db:  # a folder that cannot be written to is said now
                refuse_moved(db)
        return version

    def _check_anchors(self) -> tuple[str, ...]:
        """The heads that were written down outside must still be in the chain; the first that is not."""
        known = anchors.read(self.places.heads)[-_ANCHORS:]
        query = select(ENTRIES.c.seq, ENTRIES.c.mac).where(ENTRIES.c.seq.in_([a.seq for a in known]))
        with reading(self._live) as db:
            kept = {row.seq: row.mac for row in db.execute(query)}
        lost = [anchor for anchor in known if kept.get(anchor.seq) != anchor.head]
        return tuple(anchors.MISSING.format(seq=anchor.seq, at=anchor.at) for anchor in lost[:1])

    def _about_home(self) -> tuple[str, ...]:
        with reading(self._live) as db:
            return self._home.warnings(db)

    def _page_key(self) -> bytes:
        return keys.page_key(self._unlocked)

    @property
    def chain_key(self) -> bytes:
        """The key of the chain, for checking it. Raises RecordLocked."""
        return keys.chain_key(self._unlocked)

    @property
    def _unlocked(self) -> bytes:
        if not self._master:
            raise RecordLocked
        return bytes(self._master)

    @property
    def seals(self) -> Seals:
        """How rows stand in the open database. Raises RecordLocked."""
        if self._seals is None:
            raise RecordLocked
        return self._seals

    @property
    def _live(self) -> Engine:
        if self._engine is None:
            raise RecordLocked
        return self._engine

    @property
    def _writable(self) -> Engine:
        live = self._live
        if self.readonly:
            raise ReadOnly
        return live


def new_id() -> str:
    """An id for an entry that nobody else will make."""
    return uuid.uuid4().hex


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
