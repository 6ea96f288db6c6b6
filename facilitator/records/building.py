"""Making the place of a new record: all of it stands, or nothing is left that looks like a record."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection

from facilitator.records import keys
from facilitator.records.connection import engine, writing
from facilitator.records.errors import AlreadyAStore
from facilitator.records.places import Places, private_file, private_folder, sync_folder
from facilitator.records.schema import META, METADATA, VERSION
from facilitator.records.slots import KeyFile, write_keys


@contextlib.contextmanager
def site(places: Places, store: str) -> Iterator[Places]:
    """Where to build the record with the id `store`; what fails inside leaves no trace.

    Raises AlreadyAStore for a server whose clinic has a record in a file.
    """
    if not places.server:
        with _aside(places) as new:
            yield new
        return
    if places.database.exists():
        raise AlreadyAStore(places.folder)
    private_folder(places.folder)
    if places.heads.exists():  # of a record that is no more; they say nothing about this one
        places.heads.rename(places.heads.with_name(f"heads-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"))
    try:
        yield places
    except BaseException:
        tear_down(places, store)
        raise


def lay(places: Places, file: KeyFile, master: bytes) -> None:
    """The empty tables and the keys. Raises AlreadyAStore where a server's database has such tables."""
    about = {"store": file.store, "schema": str(VERSION), "created": datetime.now(UTC).isoformat()}
    if places.server:
        from facilitator.records.server_home import ServerHome

        made = ServerHome(places.server).engine(lambda: b"", readonly=False)
    else:
        private_file(places.database)
        made = engine(places.database, lambda: keys.page_key(master))
    try:
        with writing(made, tables=True) as db:
            if taken(db):
                raise AlreadyAStore(places.clinic)
            METADATA.create_all(db)
            db.execute(META.insert(), [{"key": key, "value": value} for key, value in about.items()])
    finally:
        made.dispose()
    write_keys(places, file)


def taken(db: Connection) -> bool:
    """Whether a database has tables of our names, whosever they are."""
    return any(db.dialect.has_table(db, name) for name in METADATA.tables)


def tear_down(places: Places, store: str) -> None:
    """Take away what was made for the record `store`, which did not come to be."""
    if not places.server:
        shutil.rmtree(places.folder, ignore_errors=True)
        return
    from facilitator.records.server_home import ServerHome

    ServerHome(places.server).tear_down(store)
    places.heads.unlink(missing_ok=True)


@contextlib.contextmanager
def _aside(places: Places) -> Iterator[Places]:
    """A folder to build a store in, which becomes `records/` in one step, or goes away without a trace."""
    places.clinic.mkdir(parents=True, exist_ok=True)
    aside = Places(places.clinic / f".new-{secrets.token_hex(4)}")
    try:
        private_folder(aside.clinic)
        private_folder(aside.folder)
        yield aside
        if places.folder.exists():
            places.folder.rmdir()  # an empty one; anything in it is not ours to remove
        aside.folder.rename(places.folder)
        sync_folder(places.clinic)
    finally:
        shutil.rmtree(aside.clinic, ignore_errors=True)
