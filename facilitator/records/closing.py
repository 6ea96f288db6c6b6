"""The backup that a clinic has scheduled for whenever the app is closed."""

from __future__ import annotations

from pathlib import Path

from facilitator.records.errors import RecordError
from facilitator.records.store import Record
from scheduler.clinic import Clinic


def back_up_at_close(record: Record, config: Clinic, folder: Path) -> str:
    """Make it, checked, where the clinic's `backup_to` says; what came of it in a sentence, "" for nothing.

    Never raises: what goes wrong is said, and the record itself is closed as ever.
    """
    if not config.backup_to:
        return ""
    if record.locked:
        return "No backup was made: it was locked when it was closed. `openchair records backup` makes one."
    from facilitator.records.backup import backup

    try:
        made, manifest = backup(record, folder / Path(config.backup_to).expanduser())
    except RecordError as trouble:
        return str(trouble)
    return f"Backed up and checked, {manifest.entries:,} entries: {made}"
