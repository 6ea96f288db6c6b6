"""Copies of the record that can be trusted: whole, encrypted, checked before they count as made.

A backup is a folder shaped like a clinic's: `records/` with the database, the key slots and the heads, and
`manifest.json`, which says what it holds. It opens with the same passphrases as the record it came from.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path

from attrs import asdict, frozen

from facilitator.records.anchors import Anchor
from facilitator.records.audit import Progress, verify
from facilitator.records.errors import Damaged, NotABackup, sentences_of_copy
from facilitator.records.places import Places, private_folder, sync_file, sync_folder, write_whole
from facilitator.records.slots import read_keys, write_keys
from facilitator.records.store import Record

FORMAT = 1
MANIFEST = "manifest.json"


@frozen
class Manifest:
    """What a backup holds; `head` stands for every entry up to `entries`."""

    store: str
    made: str  # ISO, UTC
    entries: int
    head: str
    sha256: dict[str, str]  # file name -> digest
    format: int = FORMAT

    @property
    def anchor(self) -> Anchor:
        return Anchor(datetime.fromisoformat(self.made), self.entries, self.head, "backup")


def backup(record: Record, to: Path | str, progress: Progress | None = None) -> tuple[Path, Manifest]:
    """Copy the record into a new folder under `to`, replay the copy, and only then give it its name.

    Works beside a live writer. Raises the sentences of `errors`; nothing half-made is left behind.
    """
    to, made = Path(to), datetime.now(UTC)
    part = to / f".openchair-{secrets.token_hex(4)}.part"
    with sentences_of_copy(to):
        private_folder(to)
        private_folder(part)
    try:
        with sentences_of_copy(to):
            manifest = _fill(record, part, made, progress)
            final = _rename(part, to / f"openchair-{made:%Y%m%d-%H%M%S}")
    finally:
        shutil.rmtree(part, ignore_errors=True)
    record.anchor("backup")
    return final, manifest


def read_manifest(folder: Path) -> Manifest:
    """Raises NotABackup or Damaged."""
    try:
        tree = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**tree)
        datetime.fromisoformat(manifest.made)
    except (FileNotFoundError, NotADirectoryError):
        raise NotABackup(folder) from None
    except (OSError, ValueError, TypeError):
        raise Damaged(f"{MANIFEST} of this backup cannot be read.") from None
    return manifest


def check(folder: Path) -> Manifest:
    """Whether the files are those of the manifest; needs no passphrase. Raises NotABackup or Damaged."""
    manifest = read_manifest(folder)
    for name, wanted in manifest.sha256.items():
        path = Places(folder).folder / Path(name).name
        if not path.exists() or digest(path) != wanted:
            raise Damaged(f"{name} in this backup is not the one that was saved.")
    return manifest


def _fill(record: Record, part: Path, made: datetime, progress: Progress | None) -> Manifest:
    places = Places(part)
    private_folder(places.folder)
    record.copy_to(places.database)
    write_keys(places, read_keys(record.places))
    if record.places.heads.exists():
        shutil.copyfile(record.places.heads, places.heads)
    with record.twin(part) as copy:
        report = verify(copy, progress)
    if not report.ok:
        raise Damaged(f"The copy was not kept. {report.sentence}")
    digests = {path.name: digest(path) for path in (places.database, places.keys)}
    manifest = Manifest(record.store, made.isoformat(), report.entries, report.head, digests)
    for path in sorted(places.folder.iterdir()):
        path.chmod(0o600)
        sync_file(path)
    write_whole(part / MANIFEST, json.dumps(asdict(manifest), indent=1) + "\n")
    sync_folder(places.folder)
    return manifest


def _rename(part: Path, wanted: Path) -> Path:
    final, number = wanted, 1
    while final.exists():
        number += 1
        final = wanted.with_name(f"{wanted.name}-{number}")
    part.rename(final)
    sync_folder(final.parent)
    return final


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
