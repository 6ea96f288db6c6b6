"""Moving a record to a server: whole and checked, or it stays where it was; its file takes nothing more."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from cheap_store import CHEAP, PASSPHRASE

from benchmarks.cluster import name_server
from facilitator.cli import main
from facilitator.events import NoShow, SharedNote
from facilitator.records import anchors, errors, moving
from facilitator.records.audit import verify
from facilitator.records.kept import Kept
from facilitator.records.places import Places
from facilitator.records.pouring import pour
from facilitator.records.seals import Seals
from facilitator.records.store import Record
from scheduler.files import load_clinic

if TYPE_CHECKING:
    from benchmarks.cluster import Cluster

CLINIC = """\
# Ours
format = 1
name = "Riverside IOP"    # as on the door
timezone = "UTC"
open = ["mon-fri 08:00-20:00"]

[[rooms]]
id = "room-1"
name = "not a key, but nobody reads it here"
"""


@pytest.fixture
def full(record: Record, clinic: Path) -> Record:
    """A record in a file with some entries, two users, a head outside and something derived."""
    (clinic / "clinic.toml").write_text(
        CLINIC.replace('name = "not a key, but nobody reads it here"\n', 'kind = "group"\ncapacity = 12\n')
    )
    record.add_user("t2", "another passphrase", cost=CHEAP)
    record.append("session:s1", SharedNote("words"), NoShow("P-1"))
    record.keep(Kept(record.count(), "1", (("s1", 3, "[]"),)))
    record.anchor("closed")
    return record


def test_it_stands_on_the_server_and_the_clinic_says_so(
    full: Record, clinic: Path, postgres: Cluster
) -> None:
    before, address = full.entries(), postgres.place()
    arrival = moving.move(full, address)
    assert arrival.report.ok
    config, problems = load_clinic(clinic)
    assert config is not None, problems
    assert config.record == address
    text = (clinic / "clinic.toml").read_text()
    assert text == text.replace(f'record = "{address}"\n', "").replace(
        "as on the door\n", f'as on the door\nrecord = "{address}"\n'
    ), "and nothing else in it changed"
    for user, passphrase in (("t1", PASSPHRASE), ("t2", "another passphrase")):
        with Record.open(clinic, user, passphrase) as moved:
            assert moved.places.server == address
            assert moved.entries() == before
            assert moved.kept().rows == (("s1", 3, "[]"),)
            assert moved.warnings == ()
            assert verify(moved).ok
            assert anchors.read(moved.places.heads), "the heads of the chain came along"
    assert sorted(path.name for path in (clinic / "records").iterdir()) == ["heads.txt"]
    assert (arrival.before / "records.db").exists()


def test_a_program_that_has_the_file_open_adds_nothing_to_it(
    full: Record, clinic: Path, postgres: Cluster
) -> None:
    with Record.open(clinic, "t1", PASSPHRASE) as late:
        moving.move(full, postgres.place())
        with pytest.raises(errors.Moved, match="Close openchair and open it again"):
            late.append("session:s1", NoShow("P-9"))


def test_a_copy_that_does_not_hold_is_taken_away_again(
    full: Record, clinic: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgres.place()

    def pour_and_spill(source: sa.Connection, opened: Seals, target: sa.Connection, *more: Any) -> None:
        pour(source, opened, target, *more)
        target.exec_driver_sql("DROP TRIGGER entries_keep_words ON entries")
        target.exec_driver_sql("DELETE FROM entries WHERE seq = 4")

    with monkeypatch.context() as patched:
        patched.setattr(moving, "pour", pour_and_spill)
        with pytest.raises(errors.Damaged, match="The record stays where it is"):
            moving.move(full, address)
    assert Places.of(clinic).server == ""
    full.append("session:s1", NoShow("P-2"))
    assert moving.move(full, address).report.entries == 5, "the same database will do, and the file took more"


@pytest.mark.parametrize("how", ["taken", "no file", "gone"])
def test_what_cannot_be_moved_stays(
    full: Record, clinic: Path, postgres: Cluster, tmp_path: Path, how: str
) -> None:
    address = postgres.place()
    said: type[errors.RecordError] = errors.Taken
    if how == "taken":
        name_server(tmp_path / "other", address)
        Record.create(tmp_path / "other", "t1", PASSPHRASE, cost=CHEAP)[0].close()
    elif how == "no file":
        (clinic / "clinic.toml").unlink()
        said = errors.NotNamed
    else:
        address, said = address.replace("host=/", "host=/nowhere/"), errors.ServerGone
    with pytest.raises(said):
        moving.move(full, address)
    full.append("session:s1", NoShow("P-2"))
    assert verify(full).ok
    full.close()
    with Record.open(clinic, "t1", PASSPHRASE) as again:
        assert again.count() == 5
    if how == "taken":
        with Record.open(tmp_path / "other", "t1", PASSPHRASE) as other:
            assert other.count() == 1


def test_only_who_keeps_the_record_moves_it(full: Record, clinic: Path) -> None:
    full.close()
    with Record.open(clinic, "t2", "another passphrase") as record, pytest.raises(errors.NotAllowed):
        moving.move(record, "postgresql://u@/db")


def test_the_command_moves_it_and_says_where_it_was(
    full: Record, clinic: Path, postgres: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    full.close()
    read, write = os.pipe()
    os.write(write, f"{PASSPHRASE}\n".encode())
    os.close(write)
    code = main(["records", "move", str(clinic), "--to", postgres.place(), "--passphrase-fd", str(read)])
    os.close(read)
    said = capsys.readouterr()
    assert code == 0, said.err
    assert said.out.startswith("The record holds: 4 entries in one unbroken chain")
    assert "clinic.toml says. The file is kept in" in said.err


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://u:hush-hush@server/db", "must not hold a password; take it out"),
        ("postgresql://u@server/db?password=hush-hush", "must not hold a password"),
        ("postgresql://u@server", "names no database"),
        ("mysql://u:hush-hush@server/db", "or on a PostgreSQL server"),
        ("postgresql://u@server/db?options=-cfsync=off", "not known: options"),
        ("postgresql://u@server:port/db", "no address of a database"),
    ],
)
def test_an_address_is_refused_without_repeating_a_password(
    address: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["records", "move", str(tmp_path), "--to", address])
    assert left.value.code == 2
    err = capsys.readouterr().err
    assert said in err
    assert "hush" not in err
    (tmp_path / "clinic.toml").write_text(CLINIC.replace("timezone", f'record = "{address}"\ntimezone'))
    config, problems = load_clinic(tmp_path)
    assert config is None
    assert "hush" not in str(problems[0])
    with pytest.raises(errors.Unsupported, match=r"record in clinic\.toml") as caught:
        Record.open(tmp_path, "t1", PASSPHRASE)
    assert "hush" not in str(caught.value)


def test_no_database_is_loaded_for_a_record_in_a_file(clinic: Path) -> None:
    Record.create(clinic, "t1", PASSPHRASE, cost=CHEAP)[0].close()
    loaded = (
        "import sys; from facilitator.records.store import Record; "
        'Record.open(sys.argv[1], "t1", sys.argv[2]).close(); sys.exit("psycopg" in sys.modules)'
    )
    assert (
        subprocess.run([sys.executable, "-c", loaded, str(clinic), PASSPHRASE], check=False).returncode == 0
    )
