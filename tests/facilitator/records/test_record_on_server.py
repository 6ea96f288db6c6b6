"""A record on a PostgreSQL server: nothing readable there, nothing lost, and every trouble has a sentence."""

from __future__ import annotations

import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from cheap_store import CHEAP, ON_SERVER, PASSPHRASE

from benchmarks.cluster import name_server
from facilitator.events import Admitted, NoShow, Rated, SharedNote, patient_stream
from facilitator.records import errors, founding, server
from facilitator.records.audit import verify
from facilitator.records.backup import backup, check
from facilitator.records.connection import writing
from facilitator.records.kept import Kept
from facilitator.records.migrating import BESIDE
from facilitator.records.places import Places
from facilitator.records.restore import restore
from facilitator.records.schema import VERSION
from facilitator.records.store import Record
from scheduler.clinic import Patient

if TYPE_CHECKING:
    from benchmarks.cluster import Cluster

SENTINEL = "Zbigniew-Quorl"


@ON_SERVER
def test_nothing_readable_in_a_dump(record: Record, postgres: Cluster) -> None:
    """Neither words nor initials nor codes nor who nor when nor what kind; only numbers, ids and lengths."""
    stream = patient_stream(SENTINEL)
    record.append(stream, Admitted(Patient(SENTINEL, "iop", ()), "Z.Q.", name=SENTINEL))
    record.append("session:s1", SharedNote(f"{SENTINEL} was calm"), Rated(SENTINEL, "mood", 3))
    record.keep(Kept(record.count(), "1", (("s1", 2, SENTINEL),)))
    dump = postgres.dump(record.places.server)
    assert "patient:" in dump, "the sort of a stream is in clear"
    entries = dump[dump.index(".entries (seq") : dump.index(".meta (key")]
    for word in (SENTINEL, "Z.Q.", "Zbigniew", "calm", "mood", "admitted", ":s1", "t1\\t", "2026-"):
        assert word not in entries, word
    assert SENTINEL not in dump
    assert record.kept().rows == (("s1", 2, SENTINEL),)
    assert len(record.read(stream)) == 1


@ON_SERVER
def test_a_mood_does_not_show_in_the_length(record: Record) -> None:
    record.append("session:s1", Rated("P-1", "mood", 3), Rated("P-1", "mood", 10))
    with writing(record._live) as db:
        lengths = db.exec_driver_sql("SELECT length(data) FROM entries WHERE seq > 1").scalars().all()
    assert len(set(lengths)) == 1


CHANGES = {
    "words of another": "UPDATE entries SET data = (SELECT data FROM entries WHERE seq = 2) WHERE seq = 3",
    "another stream": "UPDATE entries SET stream = (SELECT stream FROM entries WHERE seq = 1) WHERE seq = 3",
    "another kind": "UPDATE entries SET kind = (SELECT kind FROM entries WHERE seq = 1) WHERE seq = 3",
    "spoilt": "UPDATE entries SET data = 'x' || data WHERE seq = 3",
    "gone": "DELETE FROM entries WHERE seq = 3",
    "another link": "UPDATE entries SET mac = repeat('0', 64) WHERE seq = 3",
}


@ON_SERVER
@pytest.mark.parametrize("how", CHANGES)
def test_a_change_on_the_server_is_named(record: Record, how: str) -> None:
    record.append("session:s1", *(NoShow(f"P-{n}") for n in range(4)))
    with writing(record._live) as db:
        db.exec_driver_sql("DROP TRIGGER entries_keep_words ON entries")
        db.exec_driver_sql(CHANGES[how])
    report = verify(record)
    assert report.findings[0].seq == 3, report.sentence


@ON_SERVER
def test_a_cut_tail_is_noticed_by_the_head_outside(record: Record, clinic: Path) -> None:
    record.append("session:s1", NoShow("P-1"), NoShow("P-2"))
    record.close()
    record.unlock(PASSPHRASE)
    with writing(record._live) as db:
        db.exec_driver_sql("DROP TRIGGER entries_keep_words ON entries")
        db.exec_driver_sql("DELETE FROM entries WHERE seq = 3")
    record.close()
    with Record.open(clinic, "t1", PASSPHRASE) as again:
        assert "Entry 3" in again.warnings[0]


# --- who may come in --------------------------------------------------------------------------------------


@ON_SERVER
def test_wrong_passphrases_count_for_every_room(record: Record, clinic: Path, tmp_path: Path) -> None:
    record.close()
    other = tmp_path / "other-room"
    shutil.copytree(clinic, other)
    for _ in range(3):
        with pytest.raises(errors.WrongPassphrase):
            Record.open(clinic, "t1", "not it")
    with pytest.raises(errors.LockedOut):
        Record.open(other, "t1", PASSPHRASE)


@ON_SERVER
def test_a_user_of_one_room_is_one_of_all(record: Record, clinic: Path, tmp_path: Path) -> None:
    other = tmp_path / "other-room"
    other.mkdir()
    shutil.copy(clinic / "clinic.toml", other)
    record.add_user("t2", "another passphrase", cost=CHEAP)
    with Record.open(other, "t2", "another passphrase") as second:
        second.append("session:s1", NoShow("P-1"))
        assert second.warnings == ()
    record.remove_user("t2")
    with pytest.raises(errors.UnknownUser):
        Record.open(other, "t2", "another passphrase")
    assert [entry.who for entry in record.read("session:s1")] == ["t2"]
    assert not list((other / "records").glob("*.json")), "keys stand on the server"


@ON_SERVER
def test_two_administrators_add_users_at_once(record: Record, clinic: Path) -> None:
    with Record.open(clinic, "t1", PASSPHRASE) as other:

        def add(room: Record, names: str) -> None:
            for name in names.split():
                room.add_user(name, "another passphrase", cost=CHEAP)

        adding = [
            threading.Thread(target=add, args=(record, "u1 u2 u3")),
            threading.Thread(target=add, args=(other, "v1 v2 v3")),
        ]
        for thread in adding:
            thread.start()
        for thread in adding:
            thread.join()
    for name in ("u1", "v1", "u3", "v3"):
        Record.open(clinic, name, "another passphrase").close()


@ON_SERVER
def test_what_fails_at_the_founding_leaves_nothing(clinic: Path) -> None:
    def fill(record: Record) -> None:
        record.append("session:s1", NoShow("P-1"))
        raise errors.Busy

    with pytest.raises(errors.Busy):
        founding.found(clinic, "t1", PASSPHRASE, fill=fill)
    assert not Places.of(clinic).exists
    founding.found(clinic, "t1", PASSPHRASE)[0].close()
    with pytest.raises(errors.AlreadyAStore):
        Record.create(clinic, "t1", PASSPHRASE, cost=CHEAP)


# --- nothing is lost --------------------------------------------------------------------------------------


def test_a_server_that_goes_and_comes_back(tmp_path: Path) -> None:
    """In the middle of a session, and not in good order; what was acknowledged is there."""
    from benchmarks.cluster import NoServer, cluster

    clinic = tmp_path / "clinic"
    try:
        with cluster("/dev/shm" if Path("/dev/shm").is_dir() else None) as postgres:
            name_server(clinic, postgres.place())
            record, _ = Record.create(clinic, "t1", PASSPHRASE, cost=CHEAP)
            record.append("session:s1", NoShow("P-1"))
            postgres.stop(signal.SIGQUIT)
            for attempt in (
                lambda: record.append("session:s1", NoShow("P-2"), ids=["second"]),
                lambda: record.read("session:s1"),
                lambda: Record.open(clinic, "t1", PASSPHRASE),
                lambda: Places.of(clinic).exists,
            ):
                with pytest.raises(
                    errors.ServerGone, match=r"does not answer\. What was shown as saved is saved; try again"
                ):
                    attempt()
            postgres.start()
            record.append("session:s1", NoShow("P-2"), ids=["second"])
            assert [entry.fact for entry in record.read("session:s1")] == [NoShow("P-1"), NoShow("P-2")]
            postgres.stop(signal.SIGQUIT)
            record.close()
            assert record.locked
            postgres.start()
            with Record.open(clinic, "t1", PASSPHRASE) as again:
                assert verify(again).ok
    except NoServer as trouble:
        pytest.skip(str(trouble))


@ON_SERVER
def test_a_password_is_asked_for_in_words(
    clinic: Path, postgres: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user with a password, and a file for it that has none, then a wrong one, then the right one."""
    user = str(urlsplit(Places.of(clinic).server).username)
    postgres.sql(f"ALTER ROLE {user} PASSWORD 'quiet harbour'")
    hba = postgres.folder / "data/pg_hba.conf"
    hba.write_text(f"local all {user} scram-sha-256\n{hba.read_text()}")
    postgres.sql("SELECT pg_reload_conf()")
    passfile = clinic / "pgpass"
    monkeypatch.setenv("PGPASSFILE", str(passfile))
    for line, said in (("", "finds none in your password file"), ("wrong", "did not take the password")):
        passfile.write_text(f"*:*:*:*:{line}\n" if line else "")
        passfile.chmod(0o600)
        with pytest.raises(errors.ServerRefused, match=said):
            Record.create(clinic, "t1", PASSPHRASE, cost=CHEAP)
    passfile.write_text("*:*:*:*:quiet harbour\n")
    Record.create(clinic, "t1", PASSPHRASE, cost=CHEAP)[0].close()


def test_without_the_extra_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    name_server(tmp_path, "postgresql://openchair@server/openchair")
    with pytest.raises(errors.Unsupported, match=r"pip install 'openchair\[postgres\]'"):
        Record.open(tmp_path, "t1", PASSPHRASE)


def test_between_computers_only_an_encrypted_line_will_do() -> None:
    sealed = {
        "postgresql://u@far/db": "require", "postgresql://u@localhost/db": "", "postgresql:///db": "",
        "postgresql://u@/db?host=/run/postgresql": "", "postgresql://u@far/db?sslmode=verify-full": "",
        "postgresql:///?service=clinic": "",
    }  # fmt: skip
    pytest.importorskip("psycopg")
    assert {address: server._sealed_line(address).get("sslmode", "") for address in sealed} == sealed


# --- versions and copies ----------------------------------------------------------------------------------


@ON_SERVER
def test_an_older_record_is_backed_up_and_brought_up(record: Record, clinic: Path) -> None:
    record.append("session:s1", NoShow("P-1"))
    with writing(record._live) as db:
        db.exec_driver_sql("DROP TABLE digests")
        db.exec_driver_sql("UPDATE meta SET value = '1' WHERE key = 'schema'")
    record.close()
    with Record.open(clinic, "t1", PASSPHRASE, readonly=True) as seen:
        assert (seen.version, seen.kept().rows) == (1, ())
    with Record.open(clinic, "t1", PASSPHRASE) as again:
        assert again.version == VERSION
        again.keep(Kept(again.count(), "1", (("s1", 2, "[]"),)))
        assert again.kept().rows == (("s1", 2, "[]"),)
    (copy,) = (clinic / BESIDE).iterdir()
    check(copy)


@ON_SERVER
def test_a_backup_is_a_file_that_restores_into_a_file(record: Record, clinic: Path, tmp_path: Path) -> None:
    record.append("session:s1", SharedNote(SENTINEL), NoShow("P-1"))
    record.keep(Kept(record.count(), "1", (("s1", 2, "[]"),)))
    folder, manifest = backup(record, tmp_path / "copies")
    assert (manifest.entries, manifest.head) == (3, record.head())
    assert not any(SENTINEL.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    with pytest.raises(errors.OnServer, match="take the line `record"):
        restore(folder, clinic, "t1", PASSPHRASE)
    restore(folder, tmp_path / "file", "t1", PASSPHRASE)
    with Record.open(tmp_path / "file", "t1", PASSPHRASE) as copy:
        assert copy.entries() == record.entries()
        assert copy.kept() == record.kept()
        assert verify(copy).ok
