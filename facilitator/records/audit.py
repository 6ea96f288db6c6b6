"""Does the record still say what was written? Every link, every signature, every head kept outside.

`verify` names the first entry that does not hold. It reads in pages, so it runs beside a live session.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable

from attrs import Factory, define, frozen

from facilitator.events import NoteAmended, NoteSigned, UserAdded
from facilitator.records import anchors, chain, signing
from facilitator.records.anchors import Anchor
from facilitator.records.chain import Row
from facilitator.records.codec import decode
from facilitator.records.errors import RecordError
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
    walk = _Walk(record.store, record.chain_key, {anchor.seq for anchor in known})
    walk.findings += [Finding(0, _of_page(words)) for words in record.damaged_pages()]
    total = record.count()
    for page in record.pages():
        for row, mac in page:
            walk.take(row, mac)
        if progress:
            progress(walk.seq, max(total, walk.seq))
    walk.findings += _unmet(known, walk)
    found = sorted(walk.findings, key=lambda finding: finding.seq)
    return Report(walk.entries, walk.prev, walk.signatures, len(known), tuple(found[:MOST]))


@define
class _Walk:
    """The state of going through the entries in order."""

    store: str
    key: bytes
    anchored: set[int]
    prev: str = Factory(lambda self: chain.start(self.store), takes_self=True)
    seq: int = 0
    entries: int = 0
    signatures: int = 0
    findings: list[Finding] = Factory(list)
    heads: dict[int, str] = Factory(dict)  # the stored MACs at the anchored numbers
    passed: set[str] = Factory(lambda self: {self.prev}, takes_self=True)  # every MAC so far
    signers: dict[str, list[bytes]] = Factory(dict)

    def take(self, row: Row, mac: str) -> None:
        gap = row.seq != self.seq + 1
        if gap:
            self._find(self.seq + 1, f"{_missing(self.seq + 1, row.seq - 1)}.")
        elif chain.link(self.key, row, self.prev) != mac:
            self._find(row.seq, f"It was changed after it was written ({row.kind}, {row.at[:16]}).")
        if row.kind in _READ:
            self._read(row)
        if row.seq in self.anchored:
            self.heads[row.seq] = mac
        self.seq, self.prev = row.seq, mac
        self.passed.add(mac)
        self.entries += 1

    def _read(self, row: Row) -> None:
        if self._holds_as_kept(row):
            self.signatures += 1
            return
        try:
            fact = decode(row.kind, row.data)
        except RecordError as error:
            self._find(row.seq, str(error))
            return
        if isinstance(fact, UserAdded):
            self.signers.setdefault(fact.user, []).append(signing.public_bytes(fact.public_key))
        elif isinstance(fact, NoteSigned | NoteAmended):
            self._check_signature(row.seq, fact)

    def _holds_as_kept(self, row: Row) -> bool:
        """Whether it is a note whose signature fits the text as it is kept. That spares reading it field by
        field; whatever does not fit at once is read so, and said."""
        try:
            tree = json.loads(row.data)
            signer, signature, head = tree["signer"], tree["signature"], tree.get("head", "")
            data = signing.bytes_as_kept(row.kind, tree)
            keys = self.signers.get(signer, [])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return False
        fits = any(signing.holds(key, self.store, signer, data, signature) for key in keys)
        return fits and (not head or head in self.passed)

    def _check_signature(self, seq: int, fact: signing.SignedFact) -> None:
        self.signatures += 1
        data = signing.note_bytes(fact)
        public = self.signers.get(fact.signer, [])
        if not any(signing.holds(key, self.store, fact.signer, data, fact.signature) for key in public):
            self._find(seq, f"The signature of {fact.signer} on this note does not fit its words.")
        elif fact.head and fact.head not in self.passed:
            self._find(seq, f"{fact.signer} signed this note after entries that are no longer there.")

    def _find(self, seq: int, what: str) -> None:
        if len(self.findings) < MOST:
            self.findings.append(Finding(seq, what))


_READ = {UserAdded.kind, NoteSigned.kind, NoteAmended.kind}


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
