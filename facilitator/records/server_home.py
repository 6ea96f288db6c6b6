"""The tables of a record on a PostgreSQL server: entries sealed one by one, writers one after the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen
from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.pool import QueuePool

from facilitator.records import server
from facilitator.records.connection import writing
from facilitator.records.errors import RecordError
from facilitator.records.reach import Reach
from facilitator.records.schema import META, METADATA, SERVER_FUNCTIONS
from facilitator.records.seals import Sealed, Seals

if TYPE_CHECKING:
    from facilitator.records.entries import Entries

UNSAFE = (
    "The database server is set up with fsync = off: a power cut there can lose what was shown as saved. "
    "Ask whoever looks after it to turn fsync on."
)
_HEAD = "SELECT 1 FROM meta WHERE key = 'store' FOR UPDATE"


@frozen
class ServerHome:
    """`address` holds no password."""

    address: str

    def check(self) -> None:
        """What is wrong with tables is found when they are read."""

    def engine(self, key: Callable[[], bytes], *, readonly: bool) -> Engine:
        server.driver()
        made = create_engine(
            "postgresql+psycopg://",
            creator=Reach(lambda: server.connect(self.address, readonly=readonly)),
            poolclass=QueuePool,
            pool_size=2,
            max_overflow=6,
            pool_pre_ping=True,  # a server that was restarted is found again by the next key
            use_native_hstore=False,
            hide_parameters=True,
        )
        event.listen(made, "begin", _begin)
        return made

    def seals(self, store: str, master: bytes) -> Seals:
        return Sealed(store, master)

    def warnings(self, db: Connection) -> tuple[str, ...]:
        return () if db.exec_driver_sql("SHOW fsync").scalar() == "on" else (UNSAFE,)

    def failing(self, db: Connection) -> set[str]:
        return set()  # each entry is sealed by itself; a damaged one is named by the chain

    def copy(self, record: Entries, key: bytes, path: Path) -> None:
        from facilitator.records.pouring import into_file

        into_file(record, key, path)

    def tear_down(self, store: str) -> None:
        """Take the tables of the record `store` away, and no other's."""
        live = self.engine(lambda: b"", readonly=False)
        try:
            with writing(live) as db:
                if db.execute(select(META.c.value).where(META.c.key == "store")).scalar() == store:
                    METADATA.drop_all(db)
                    for name in SERVER_FUNCTIONS:
                        db.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}")
        except RecordError:
            return  # what went wrong before is what has to be said
        finally:
            live.dispose()


def _begin(connection: Connection) -> None:
    """Readers see one moment; writers wait for each other at one row, and then see the newest head."""
    match connection.get_execution_options().get("writes", False):
        case False:
            connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        case "tables":
            connection.exec_driver_sql("BEGIN")
        case _:
            connection.exec_driver_sql(f"BEGIN; {_HEAD}")  # one journey to the server, not two
