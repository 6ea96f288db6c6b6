"""Bringing the tables of an older record up to date: a checked backup first, then all steps or none.

Loaded only when a record's version differs, and Alembic with it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, select

from facilitator.records.connection import writing
from facilitator.records.errors import NotBroughtUp, RecordError
from facilitator.records.schema import META, VERSION

if TYPE_CHECKING:
    from facilitator.records.store import Record

Step = Callable[[Operations], None]
BESIDE = "before-update"
"""The folder beside `records/` for the backups that are made before the tables change."""


def steps(version: int) -> tuple[Step, ...]:
    """What leads from the tables of `version` to those of this program."""
    modules = (f"facilitator.records.migrations.to_{number}" for number in range(version + 1, VERSION + 1))
    return tuple(import_module(module).upgrade for module in modules)


def bring_up(record: Record, live: Engine) -> None:
    """Back the record up, check the copy, then change the tables in one transaction.

    A crash at any moment leaves the tables of before or those of now. Raises NotBroughtUp, with the record
    as it was.
    """
    from facilitator.records.backup import backup

    try:
        backup(record, record.places.clinic / BESIDE)
        with writing(live) as db:
            _change(db)
    except RecordError as trouble:
        raise NotBroughtUp(str(trouble)) from None


def _change(db: Connection) -> None:
    """Another program may have been first: the version is read once more under the lock."""
    version = int(db.execute(select(META.c.value).where(META.c.key == "schema")).scalar_one())
    op = Operations(MigrationContext.configure(db))
    for step in steps(version):
        step(op)
    db.execute(META.update().where(META.c.key == "schema").values(value=str(max(version, VERSION))))
