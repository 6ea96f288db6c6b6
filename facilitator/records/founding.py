"""A new record together with what it starts with: either both stand, or nothing was made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from facilitator.records import building
from facilitator.records.store import Record

Filling = Callable[[Record], None]


def found(
    folder: Path, user: str, passphrase: str, *, name: str = "", fill: Filling | None = None
) -> tuple[Record, str]:
    """The open record and its recovery key. Nobody can show that again, so a failing `fill` undoes all."""
    record, recovery_key = Record.create(folder, user, passphrase, name=name)
    try:
        if fill:
            fill(record)
    except BaseException:
        record.close()
        building.tear_down(record.places, record.store)
        raise
    return record, recovery_key
