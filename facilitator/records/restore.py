"""Putting a backup in the place of a record: checked first, and what stood there is kept beside it."""

from __future__ import annotations

import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path

from facilitator.access.roles import May, may
from facilitator.records.audit import Progress, verify
from facilitator.records.backup import Manifest, check
from facilitator.records.errors import Damaged, NotAllowed, OnServer, sentences_of_system
from facilitator.records.places import Places, private_folder, sync_file, sync_folder
from facilitator.records.store import Record


def restore(
    backup: Path, clinic: Path, user: str, passphrase: str, progress: Progress | None = None
) -> tuple[Manifest, Path | None]:
    """Make `backup` the record of `clinic`; what it holds, and where the record that was there went.

    Nothing is changed unless the backup's files, chain and signatures hold. No program may have the record
    open meanwhile. Raises the sentences of `errors`.
    """
    if Places.of(clinic).server:
        raise OnServer(clinic)
    manifest = check(backup)
    with Record.open(backup, user, passphrase, readonly=True) as record:
        if not may(record.roles, May.KEEP_RECORD):
            raise NotAllowed("put a backup in the place of the record")
        report = verify(record, progress, [manifest.anchor])
    if not report.ok:
        raise Damaged(f"This backup was not restored. {report.sentence}")
    with sentences_of_system():
        replaced = _put(Places(backup), Places(clinic))
    return manifest, replaced


def _put(backup: Places, clinic: Places) -> Path | None:
    """Copy aside, move the old folder away, move the copy in; a crash between leaves both folders whole."""
    aside = clinic.clinic / f".restored-{secrets.token_hex(4)}"
    try:
        private_folder(aside)
        for path in (backup.database, backup.keys, backup.heads):
            if path.exists():
                shutil.copyfile(path, aside / path.name)
                (aside / path.name).chmod(0o600)
                sync_file(aside / path.name)
        sync_folder(aside)
        replaced = move_away(clinic.folder) if clinic.folder.exists() else None
        aside.rename(clinic.folder)
        sync_folder(clinic.clinic)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return replaced


def move_away(folder: Path) -> Path:
    """Give a record's folder another name, and keep it."""
    stamp = f"{datetime.now(UTC):%Y%m%d-%H%M%S}"
    kept = folder.with_name(f"records-before-{stamp}-{secrets.token_hex(2)}")
    folder.rename(kept)
    return kept
