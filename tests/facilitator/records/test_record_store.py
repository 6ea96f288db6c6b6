"""The store keeps what it acknowledged, once, in order, for everyone who has it open."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from attrs import evolve
from cheap_store import CHEAP, ON_BOTH, PASSPHRASE
from sqlalchemy.exc import DBAPIError

from facilitator.events import Admitted, Arrived, NoShow, Rated, SharedNote, UserAdded
from facilitator.records import errors, slots
from facilitator.records.audit import verify
from facilitator.records.connection import writing
from facilitator.records.store import Record
from scheduler.clinic import Patient

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)


@ON_BOTH
def test_what_is_appended_is_read_back_in_order(record: Record) -> None:
    written = record.append("session:s1", Arrived("P-1", NOW), Rated("P-1", "mood", 6), at=NOW)
    record.append("session:s2", NoShow("P-2"))
    assert record.read("session:s1") == written
    assert [entry.fact for entry in record.read_like("session:")] == [
        Arrived("P-1", NOW), Rated("P-1", "mood", 6), NoShow("P-2")
    ]  # fmt: skip
    assert [entry.seq for entry in record.entries()] == [1, 2, 3, 4]
    assert {entry.who for entry in record.entries()} == {"t1"}
    assert written[0].at == NOW


@ON_BOTH
def test_reading_by_kind_and_since(record: Record) -> None:
    record.append("session:s1", Arrived("P-1", NOW), NoShow("P-2"))
    assert [e.fact for e in record.entries(kinds=[NoShow.kind])] == [NoShow("P-2")]
    assert [e.fact for e in record.read_like("session:", kinds=[Arrived.kind])] == [Arrived("P-1", NOW)]
    assert [e.seq for e in record.entries(since_seq=2)] == [3]
    assert [e.seq for e in record.latest(2)] == [2, 3]


@ON_BOTH
def test_a_prefix_is_no_pattern(record: Record) -> None:
    record.append("session:a", NoShow("P-1"))
    assert record.read_like("sess%") == ()
    assert record.read_like("session_") == ()


@ON_BOTH
def test_it_is_there_after_reopening(record: Record, clinic: Path) -> None:
    record.append("session:s1", NoShow("P-1"))
    record.close()
    with Record.open(clinic, "t1", PASSPHRASE) as again:
        assert [entry.fact for entry in again.read("session:s1")] == [NoShow("P-1")]
        assert again.warnings == ()


@ON_BOTH
def test_a_retry_counts_once(record: Record) -> None:
    first = record.append("session:s1", NoShow("P-1"), NoShow("P-2"), ids=["a", "b"])
    again = record.append("session:s1", NoShow("P-1"), NoShow("P-2"), NoShow("P-3"), ids=["a", "b", "c"])
    assert again[:2] == first
    assert len(record.read("session:s1")) == 3


@ON_BOTH
def test_a_retry_cannot_say_something_else(record: Record) -> None:
    record.append("session:s1", NoShow("P-1"), ids=["a"])
    with pytest.raises(errors.Conflict):
        record.append("session:s1", NoShow("P-3"), NoShow("P-2"), ids=["b", "a"])
    assert len(record.read("session:s1")) == 1


@ON_BOTH
def test_history_is_taken_in_as_it_was(record: Record) -> None:
    then = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    record.append_many([("session:s1", NoShow("P-1"), then, "t9"), ("session:s2", NoShow("P-2"), NOW, "t2")])
    assert [(e.at, e.who) for e in record.read_like("session:")] == [(then, "t9"), (NOW, "t2")]
    assert verify(record).ok


def test_a_moment_without_a_zone_is_refused(record: Record) -> None:
    with pytest.raises(ValueError, match="timezone-aware"):
        record.append("session:s1", NoShow("P-1"), at=datetime(2026, 1, 1))


@ON_BOTH
def test_an_entry_says_what_is_kept_not_what_was_given(record: Record) -> None:
    (entry,) = record.append("session:s1", SharedNote("calm\x1b[31m"))
    assert entry.fact == SharedNote("calm[31m")
    assert record.read("session:s1") == (entry,)


@ON_BOTH
def test_a_second_reader_sees_new_entries(record: Record, clinic: Path) -> None:
    with Record.open(clinic, "t1", PASSPHRASE, readonly=True) as other:
        assert other.read("session:s1") == ()
        written = record.append("session:s1", NoShow("P-1"))
        assert other.read("session:s1") == written
        with pytest.raises(errors.ReadOnly):
            other.append("session:s1", NoShow("P-2"))


@ON_BOTH
def test_threads_write_without_losing_or_breaking_the_chain(record: Record) -> None:
    def write(name: str) -> None:
        for i in range(40):
            record.append(f"session:{name}", Rated(f"P-{i}", "mood", i % 10))

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert record.count() == 1 + 3 * 40
    assert verify(record).ok


WRITER = """
import sys
from facilitator.events import NoShow
from facilitator.records.store import Record
record = Record.open(sys.argv[1], "t1", sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
for i in range(150):
    record.append("session:" + sys.argv[3], NoShow(f"P-{i}"))
record.close()
"""


@ON_BOTH
def test_two_programs_write_at_once(record: Record, clinic: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(clinic), PASSPHRASE, name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for name in "ab"
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for i in range(150):
        record.append("session:c", NoShow(f"P-{i}"))
    for writer in writers:
        _, complaints = writer.communicate(timeout=60)
        assert writer.returncode == 0, complaints
    for name in "abc":
        facts = [entry.fact for entry in record.read(f"session:{name}")]
        assert facts == [NoShow(f"P-{i}") for i in range(150)]
    assert verify(record).ok


@ON_BOTH
def test_no_update_and_no_delete(record: Record) -> None:
    record.append("session:s1", NoShow("P-1"))
    with record._live.connect().execution_options(writes=True) as db:
        for statement in (
            "UPDATE entries SET who = 't2'",
            "DELETE FROM entries",
            "INSERT INTO entries SELECT seq + 3, id || 'x', at, who, stream, kind, data, mac FROM entries",
        ):
            with pytest.raises(DBAPIError, match=r"never|at the end"):
                db.exec_driver_sql(statement)
            db.rollback()
    assert verify(record).ok


@ON_BOTH
def test_a_locked_record_says_so_and_holds_no_key(record: Record) -> None:
    record.append("session:s1", NoShow("P-1"))
    record.lock()
    assert record.locked
    assert record._master == bytearray()
    for act in (
        lambda: record.read("session:s1"),
        lambda: record.append("session:s1", NoShow("P-2")),
        record.head,
        lambda: record.chain_key,
    ):
        with pytest.raises(errors.RecordLocked):
            act()
    with pytest.raises(errors.WrongPassphrase):
        record.unlock("not it")
    assert record.locked
    record.unlock(PASSPHRASE)
    assert len(record.read("session:s1")) == 1


def test_a_second_store_in_the_same_folder_is_refused(record: Record, clinic: Path) -> None:
    before = {path.name: path.read_bytes() for path in (clinic / "records").iterdir()}
    with pytest.raises(errors.AlreadyAStore):
        Record.create(clinic, "t2", "another", cost=CHEAP)
    assert {path.name: path.read_bytes() for path in (clinic / "records").iterdir()} == before


@pytest.mark.parametrize("user", ["", "two words", "t\x1b1", "x" * 65])
def test_a_user_id_is_one_word(clinic: Path, user: str) -> None:
    with pytest.raises(ValueError, match="one word"):
        Record.create(clinic, user, PASSPHRASE, cost=CHEAP)
    assert not clinic.exists()


def test_no_store_yet(tmp_path: Path) -> None:
    with pytest.raises(errors.NotAStore, match="records init"):
        Record.open(tmp_path, "t1", PASSPHRASE)


@ON_BOTH
def test_a_newer_store_is_refused(record: Record, clinic: Path) -> None:
    with writing(record._live) as db:
        db.exec_driver_sql("UPDATE meta SET value = '99' WHERE key = 'schema'")
    record.close()
    with pytest.raises(errors.NewerStore, match="update openchair"):
        Record.open(clinic, "t1", PASSPHRASE)


def test_a_plaintext_database_is_refused(record: Record, clinic: Path) -> None:
    record.close()
    database = clinic / "records" / "records.db"
    database.unlink()
    plain = sqlcipher.connect(str(database))
    plain.execute("CREATE TABLE entries (seq)")
    plain.commit()
    plain.close()
    with pytest.raises(errors.Damaged, match="not encrypted"):
        Record.open(clinic, "t1", PASSPHRASE)


def test_keys_of_another_store_do_not_fit(record: Record, clinic: Path, tmp_path: Path) -> None:
    other, _ = Record.create(tmp_path / "other", "t1", PASSPHRASE, cost=CHEAP)
    other.close()
    record.close()
    (clinic / "records" / "keys.json").write_bytes((tmp_path / "other/records/keys.json").read_bytes())
    with pytest.raises(errors.Damaged, match="restore the newest backup"):
        Record.open(clinic, "t1", PASSPHRASE)


SENTINEL = "Zbigniew-Quorl"


def test_nothing_readable_on_disk(record: Record, clinic: Path) -> None:
    patient = Patient(f"P-{SENTINEL}", "iop", ())
    record.append(f"patient:{SENTINEL}", Admitted(patient, SENTINEL, name=SENTINEL))
    record.append("session:s1", *(SharedNote(f"{SENTINEL} {i}") for i in range(400)))
    record.append("session:s1", *(Rated(SENTINEL, "mood", 3) for i in range(400)))
    on_disk = {path.name: path.read_bytes() for path in (clinic / "records").iterdir()}
    assert len(on_disk["records.db-wal"]) > 10_000
    assert [name for name, content in on_disk.items() if SENTINEL.encode() in content] == []
    assert [name for name, content in on_disk.items() if b"CREATE TABLE" in content] == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no POSIX permissions to look at")
def test_files_are_for_their_owner_only(record: Record, clinic: Path) -> None:
    record.append("session:s1", NoShow("P-1"))
    modes = {path.name: path.stat().st_mode & 0o777 for path in (clinic / "records").iterdir()}
    assert set(modes.values()) == {0o600}, modes
    assert (clinic / "records").stat().st_mode & 0o777 == 0o700


@ON_BOTH
def test_errors_repeat_no_words_of_a_note(record: Record) -> None:
    record.append("session:s1", NoShow("P-1"), ids=["taken"])
    with writing(record._live) as db:
        db.exec_driver_sql("DROP TABLE entries")
    with pytest.raises(errors.Damaged) as caught:
        record.append("session:s1", SharedNote(SENTINEL))
    assert SENTINEL not in str(caught.value)
    assert "entries" not in re.sub(r"[\w]+\.db", "", str(caught.value))
    assert caught.value.__suppress_context__


@ON_BOTH
def test_users_sign_with_their_own_keys(record: Record) -> None:
    record.add_user("t2", "another passphrase", name="M. B.", cost=CHEAP)
    mine, theirs = record.sign(b"words", PASSPHRASE), record.signer("another passphrase", "t2").sign(b"words")
    assert record.verify_signature("t1", b"words", mine)
    assert record.verify_signature("t2", b"words", theirs)
    assert not record.verify_signature("t2", b"words", mine)
    assert not record.verify_signature("t1", b"words.", mine)
    assert not record.verify_signature("t9", b"words", mine)
    assert not record.verify_signature("t1", b"words", "not base64!")
    with pytest.raises(errors.WrongPassphrase):
        record.signer(PASSPHRASE, "t2")
    with pytest.raises(errors.UserExists):
        record.add_user("t2", "again", cost=CHEAP)


def test_a_signature_fits_one_store_only(record: Record, tmp_path: Path) -> None:
    signer = record.signer(PASSPHRASE)
    assert evolve(signer, store="another").sign(b"words") != signer.sign(b"words")


def test_a_key_put_into_the_key_file_signs_nothing(record: Record) -> None:
    """Signatures are checked against keys in the chain; exchanging the key file's does not help."""
    forged, _ = Record.create(record.places.clinic.parent / "forged", "t1", PASSPHRASE, cost=CHEAP)
    signature = evolve(forged.signer(PASSPHRASE), store=record.store).sign(b"words")
    forged.close()
    keys = slots.read_keys(record.places)
    foreign = slots.read_keys(forged.places).slot("t1")
    slots.write_keys(record.places, keys.with_slot(evolve(keys.slot("t1"), public=foreign.public)))
    assert not record.verify_signature("t1", b"words", signature)


@ON_BOTH
def test_who_may_unlock_is_in_the_record(record: Record) -> None:
    record.add_user("t2", "another passphrase", cost=CHEAP)
    assert [e.fact.user for e in record.entries(kinds=[UserAdded.kind]) if isinstance(e.fact, UserAdded)] == [
        "t1",
        "t2",
    ]
