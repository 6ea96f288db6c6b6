"""Does the record still say what was written? Every link, every signature, every head kept outside.

`verify` names the first entry that does not hold. It reads in pages, so it runs beside a live session.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from attrs import Factory, define, frozen

from facilitator.events import Fact, NoteAmended, NoteSigned, UserAdded
from facilitator.records import anchors, chain, fitting, signing
from facilitator.records.anchors import Anchor
from facilitator.records.chain import Row
from facilitator.records.codec import decode
from facilitator.records.errors import RecordError
from facilitator.records.fitting import Fit, Look, Note, looker
from facilitator.records.store import Record

Progress = Callable[[int, int], None]
"""Called with entries checked and entries in all; may raise to stop."""

MOST = 100
"""Findings after which the walk only counts on: one is enough to distrust a record."""


@frozen
class Finding:
    """One thing that does not hold: at which entry (0: the file itself), and what, in a sentence."""

    seq: int
    what: str

    @property
    def at(self) -> str:
        """`at entry 12`; a damaged page of the file, before all entries, is `in its file`."""
        return f"at entry {self.seq}" if self.seq else "in its file"


@frozen
class Report:
    """What was checked and what was found; `head` is that of the newest entry."""

    entries: int
    head: str
    signatures: int
    anchors: int
    findings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.findings

    @property
    def sentence(self) -> str:
        if self.findings:
            return f"The record does not hold. First {self.findings[0].at}: {self.findings[0].what}"
        return (
            f"The record holds: {_many(self.entries, 'entry', 'entries')} in one unbroken chain, "
            f"{_many(self.signatures, 'signature that fits', 'signatures that fit')}, "
            f"and {_outside(self.anchors)}."
        )


def verify(record: Record, progress: Progress | None = None, extra: Iterable[Anchor] = ()) -> Report:
    """Check every page, link, signature and outside head (`extra`: heads from backups' manifests)."""
    known = (*anchors.read(record.places.heads), *extra)
    total = record.count()
    with looker(total) as look, ThreadPoolExecutor(1) as beside:
        pages = beside.submit(record.damaged_pages)
        walk = _Walk(record.store, record.chain_key, {anchor.seq for anchor in known}, look)
        for page in record.pages():
            for row, mac in page:
                walk.take(row, mac)
            walk.look_on()
            if progress:
                progress(walk.seq, max(total, walk.seq))
        walk.end()
        walk.findings += [Finding(0, _of_page(words)) for words in pages.result()]
    walk.findings += _unmet(known, walk)
    found = sorted(walk.findings, key=lambda finding: finding.seq)
    return Report(walk.entries, walk.prev, walk.signatures, len(known), tuple(found[:MOST]))


@frozen
class _Looked:
    """Notes that are being looked at, with the keys there were at that point of the chain."""

    rows: dict[int, Row]
    keys: dict[str, tuple[bytes, ...]]
    notes: list[Note]
    fits: Future[list[Fit]]


@define
class _Walk:
    """The state of going through the entries in order."""

    store: str
    key: bytes
    anchored: set[int]
    look: Look
    prev: str = Factory(lambda self: chain.start(self.store), takes_self=True)
    seq: int = 0
    entries: int = 0
    signatures: int = 0
    findings: list[Finding] = Factory(list)
    heads: dict[int, str] = Factory(dict)  # the stored MACs at the anchored numbers
    passed: dict[str, int] = Factory(lambda self: {self.prev: 0}, takes_self=True)  # every MAC and its entry
    signers: dict[str, tuple[bytes, ...]] = Factory(dict)
    waiting: list[Row] = Factory(list)  # notes that nobody has looked at
    looked: list[_Looked] = Factory(list)

    def take(self, row: Row, mac: str) -> None:
        gap = row.seq != self.seq + 1
        if gap:
            self._find(self.seq + 1, f"{_missing(self.seq + 1, row.seq - 1)}.")
        elif chain.link(self.key, row, self.prev) != mac:
            about = f" ({row.kind}, {row.at[:16]})" if row.kind else ""
            self._find(row.seq, f"It was changed after it was written{about}.")
        if row.kind in _NOTES:
            self.waiting.append(row)
        elif row.kind == UserAdded.kind:
            self._meet(row)
        if row.seq in self.anchored:
            self.heads[row.seq] = mac
        self.seq, self.prev = row.seq, mac
        self.passed.setdefault(mac, row.seq)
        self.entries += 1

    def _meet(self, row: Row) -> None:
        """A user's key fits what they sign from here on."""
        self.look_on()
        fact = self._fact(row)
        if isinstance(fact, UserAdded):
            known = self.signers.get(fact.user, ())
            self.signers[fact.user] = (*known, signing.public_bytes(fact.public_key))

    def look_on(self) -> None:
        """Have the waiting notes looked at; some here, where there are more than a process beside can do."""
        if self.waiting:
            rows, keys = {row.seq: row for row in self.waiting}, dict(self.signers)
            notes = [(row.seq, row.kind, row.data) for row in self.waiting]
            self.looked.append(_Looked(rows, keys, notes, self.look(self.store, keys, notes)))
            self.waiting = []
        while self.looked and self.looked[0].fits.done():
            self._settle(self.looked.pop(0))
        if len(self.looked) > _AT_ONCE:
            self._settle(self.looked.pop())

    def end(self) -> None:
        self.look_on()
        while self.looked:
            self._settle(self.looked.pop())

    def _settle(self, looked: _Looked) -> None:
        """What nobody has begun to look at is looked at here, so that this never waits for a slow process."""
        here = looked.fits.cancel()
        fits = fitting.look(self.store, looked.keys, looked.notes) if here else looked.fits.result()
        for seq, holds, head in fits:
            if holds and self._vouched(head, seq):
                self.signatures += 1
            else:
                self._read(looked.rows[seq], looked.keys)

    def _read(self, row: Row, keys: dict[str, tuple[bytes, ...]]) -> None:
        """Field by field, what did not fit at once."""
        fact = self._fact(row)
        if not isinstance(fact, NoteSigned | NoteAmended):
            return
        self.signatures += 1
        data = signing.note_bytes(fact)
        public = keys.get(fact.signer, ())
        if not any(fitting.holds(key, self.store, fact.signer, data, fact.signature) for key in public):
            self._find(row.seq, f"The signature of {fact.signer} on this note does not fit its words.")
        elif not self._vouched(fact.head, row.seq):
            self._find(row.seq, f"{fact.signer} signed this note after entries that are no longer there.")

    def _vouched(self, head: str, seq: int) -> bool:
        """Whether a head that a note at `seq` was signed after stands before it."""
        return not head or self.passed.get(head, seq) < seq

    def _fact(self, row: Row) -> Fact | None:
        try:
            return decode(row.kind, row.data)
        except RecordError as error:
            self._find(row.seq, str(error))
            return None

    def _find(self, seq: int, what: str) -> None:
        if len(self.findings) < MOST:
            self.findings.append(Finding(seq, what))


_NOTES = {NoteSigned.kind, NoteAmended.kind}
_AT_ONCE = 4  # pages whose notes are held in memory while they are looked at


def _unmet(known: Iterable[Anchor], walk: _Walk) -> list[Finding]:
    """Heads that were written down outside and are not in the chain any more."""
    broken = [anchor for anchor in known if walk.heads.get(anchor.seq) != anchor.head]
    return [Finding(anchor.seq, anchors.MISSING.format(seq=anchor.seq, at=anchor.at)) for anchor in broken]


def _of_page(words: str) -> str:
    """SQLCipher's `HMAC verification failed for page 3`, for people."""
    page = re.search(r"page (\d+)", words)
    where = f"Page {page[1]} of records.db" if page else "A page of records.db"
    return f"{where} is damaged: it is not as it was written."


def _missing(first: int, last: int) -> str:
    if last < first:
        return "The entries are numbered out of order"
    return f"Entry {first} is missing" if first == last else f"Entries {first} to {last} are missing"


def _outside(count: int) -> str:
    """What the heads kept outside the database say, in words."""
    if not count:
        return "no note of its end kept outside it yet, so a missing end would not show"
    return f"nothing missing of what was there when its end was noted outside it ({_many(count, 'time')})"


def _many(count: int, one: str, more: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else more or one + 's'}"
