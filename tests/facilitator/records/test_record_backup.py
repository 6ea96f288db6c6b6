"""A backup is whole, private, encrypted and checked, or there is none."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from attrs import evolve
from cheap_store import PASSPHRASE

from facilitator.events import NoShow, SharedNote
from facilitator.records import anchors, backup, errors, keys
from facilitator.records.audit import verify
from facilitator.records.closing import back_up_at_close
from facilitator.records.connection import connect
from facilitator.records.store import Record
from scheduler.clinic import Clinic


def test_a_backup_opens_with_the_same_passphrase_and_holds(record: Record, tmp_path: Path) -> None:
    record.append("session:s1", SharedNote("Zbigniew-Quorl"), NoShow("P-1"))
    folder, manifest = backup.backup(record, tmp_path / "backups")
    assert (manifest.entries, manifest.head) == (3, record.head())
    assert backup.read_manifest(folder) == manifest
    with Record.open(folder, "t1", PASSPHRASE, readonly=True) as copy:
        assert copy.entries() == record.entries()
        assert verify(copy, extra=[manifest.anchor]).ok
    names = {path.name for path in (folder / "records").iterdir()}
    assert names == {"records.db", "keys.json"}
    assert not any(b"Zbigniew" in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert manifest.sha256["records.db"] == backup.digest(folder / "records/records.db")


def test_the_head_of_a_backup_is_written_down_beside_the_record(record: Record, tmp_path: Path) -> None:
    backup.backup(record, tmp_path)
    last = anchors.last(record.places.heads)
    assert last is not None
    assert (last.where, last.head) == ("backup", record.head())


def test_two_backups_in_one_second_stand_side_by_side(record: Record, tmp_path: Path) -> None:
    one, _ = backup.backup(record, tmp_path)
    two, _ = backup.backup(record, tmp_path)
    assert one != two
    assert sorted(tmp_path.glob("openchair-*")) == sorted([one, two])


def test_a_backup_under_a_live_writer_is_consistent(record: Record, clinic: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            record.append("session:s1", SharedNote("words " * 100))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        folders = [backup.backup(record, tmp_path)[0] for _ in range(3)]
    finally:
        stop.set()
        writer.join()
    counts = []
    for folder in folders:
        with Record.open(folder, "t1", PASSPHRASE, readonly=True) as copy:
            assert verify(copy).ok
            counts.append(copy.count())
    assert counts == sorted(counts)


def test_a_record_that_does_not_hold_makes_no_backup(record: Record, tmp_path: Path) -> None:
    record.append("session:s1", NoShow("P-1"), NoShow("P-2"))
    raw = connect(record.places.database, keys.page_key(bytes(record._master)))
    raw.execute("DROP TRIGGER entries_keep_words")
    raw.execute("UPDATE entries SET who = 't9' WHERE seq = 2")
    raw.close()
    with pytest.raises(errors.Damaged, match="First at entry 2"):
        backup.backup(record, tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_backup_cut_short_is_said(record: Record, tmp_path: Path) -> None:
    folder, _ = backup.backup(record, tmp_path)
    database = folder / "records/records.db"
    database.write_bytes(database.read_bytes()[:-5000])
    with pytest.raises(errors.Damaged, match="is not the one"):
        backup.check(folder)


def test_a_file_in_the_way_is_said(record: Record, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file/below"):
        with pytest.raises(errors.NoPlaceForCopy, match=r"file is a file.* another place"):
            backup.backup(record, place)


def test_no_manifest_and_a_broken_one(tmp_path: Path) -> None:
    with pytest.raises(errors.NotABackup):
        backup.read_manifest(tmp_path)
    (tmp_path / "manifest.json").write_text('{"aura": 1}')
    with pytest.raises(errors.Damaged):
        backup.read_manifest(tmp_path)


def test_a_scheduled_backup_is_made_at_close_and_its_trouble_is_said(
    record: Record, clinic: Path, tmp_path: Path
) -> None:
    config = Clinic("Riverside", "America/Chicago", ())
    assert back_up_at_close(record, config, clinic) == ""
    said = back_up_at_close(record, evolve(config, backup_to="../copies"), clinic)
    (copy,) = (tmp_path / "copies").iterdir()
    assert said.startswith("Backed up and checked")
    assert backup.check(copy).entries == record.count()
    (tmp_path / "file").write_text("")
    assert "backup needs a folder" in back_up_at_close(record, evolve(config, backup_to="../file"), clinic)
    record.lock()
    again = evolve(config, backup_to="../copies")
    assert "locked when it was closed" in back_up_at_close(record, again, clinic)
