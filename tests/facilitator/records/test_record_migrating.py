"""A record of an older version opens after a checked backup; of a newer one, never; and no crash matters."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from cheap_store import CHEAP, PASSPHRASE

from facilitator.events import NoShow
from facilitator.records import errors, migrating
from facilitator.records.audit import verify
from facilitator.records.backup import check
from facilitator.records.connection import reading, writing
from facilitator.records.kept import Kept
from facilitator.records.migrating import BESIDE
from facilitator.records.schema import META, VERSION
from facilitator.records.store import Record


@pytest.fixture
def old(clinic: Path) -> Path:
    """A record as the first version of the tables had it, with one entry and a head outside."""
    with Record.create(clinic, "t1", PASSPHRASE, cost=CHEAP)[0] as record:
        record.append("session:s1", NoShow("P-001"))
        with writing(record._live) as db:
            db.exec_driver_sql("DROP TABLE digests")
            set_version(db, 1)
    return clinic


def set_version(db: sa.Connection, version: int) -> None:
    db.execute(sa.update(META).where(META.c.key == "schema").values(value=str(version)))


def version_of(clinic: Path) -> int:
    with Record.open(clinic, "t1", PASSPHRASE, readonly=True) as record:
        return record.version


def tables(record: Record) -> dict[str, str]:
    """Every table, index and trigger as the database describes it, spacing aside."""
    with reading(record._live) as db:
        rows = db.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: "".join(words.split()) for name, words in rows}


def test_an_older_record_is_backed_up_and_brought_up(old: Path, tmp_path: Path) -> None:
    assert version_of(old) == 1, "reading alone changes nothing"
    with Record.open(old, "t1", PASSPHRASE) as record:
        assert verify(record).ok
        assert [e.fact for e in record.read("session:s1")] == [NoShow("P-001")]
        record.keep(Kept(record.count(), "1", (("s1", 2, "[]"),)))
        with Record.create(tmp_path / "new", "t1", PASSPHRASE, cost=CHEAP)[0] as new:
            assert tables(record) == tables(new), "brought up or new, the tables are the same"
    assert version_of(old) == VERSION
    (copy,) = (old / BESIDE).iterdir()
    check(copy)
    assert version_of(copy) == 1, "the backup is of the record as it was"
    with Record.open(old, "t1", PASSPHRASE):
        assert len(list((old / BESIDE).iterdir())) == 1, "once is enough"


def test_a_backup_that_does_not_succeed_leaves_the_record_as_it_was(old: Path) -> None:
    (old / BESIDE).write_text("a file in the way")
    with pytest.raises(errors.NotBroughtUp, match=r"is as it was.*is a file, and a backup needs a folder"):
        Record.open(old, "t1", PASSPHRASE)
    assert version_of(old) == 1


CRASH = """
import os, sys
from facilitator.records import migrating
from facilitator.records.migrations import to_2
from facilitator.records.store import Record
migrating.steps = lambda version: (to_2.upgrade, lambda op: os._exit(9))
Record.open(sys.argv[1], "t1", sys.argv[2])
"""


def test_a_crash_between_the_steps_leaves_the_tables_of_before(old: Path) -> None:
    run = subprocess.run([sys.executable, "-c", CRASH, str(old), PASSPHRASE], check=False)
    assert run.returncode == 9
    assert version_of(old) == 1
    with Record.open(old, "t1", PASSPHRASE) as record:
        assert record.version == VERSION
        assert verify(record).ok


def test_another_program_may_have_been_first(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = migrating._change

    def twice(db: sa.Connection) -> None:
        real(db)
        real(db)

    monkeypatch.setattr(migrating, "_change", twice)
    Record.open(old, "t1", PASSPHRASE).close()
    assert version_of(old) == VERSION


def test_a_newer_record_is_refused_with_a_sentence(clinic: Path) -> None:
    with Record.create(clinic, "t1", PASSPHRASE, cost=CHEAP)[0] as record, writing(record._live) as db:
        set_version(db, VERSION + 1)
    with pytest.raises(errors.NewerStore, match="update openchair to open it"):
        Record.open(clinic, "t1", PASSPHRASE)


LOADED = """
import sys
from facilitator.records.store import Record
Record.open(sys.argv[1], "t1", sys.argv[2]).close()
sys.exit("alembic" in sys.modules)
"""


def test_what_changes_tables_is_not_loaded_where_nothing_changes(clinic: Path) -> None:
    Record.create(clinic, "t1", PASSPHRASE, cost=CHEAP)[0].close()
    assert (
        subprocess.run([sys.executable, "-c", LOADED, str(clinic), PASSPHRASE], check=False).returncode == 0
    )
