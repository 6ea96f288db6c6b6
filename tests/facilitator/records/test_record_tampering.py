"""Who has the key and a raw connection cannot change the past unseen; damage is said, never a traceback."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import threading
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from cheap_store import CHEAP, PASSPHRASE

from facilitator.events import NoShow, NoteSigned, Rated, SharedNote
from facilitator.records import anchors, audit, errors, fitting, keys
from facilitator.records.audit import Report, verify
from facilitator.records.connection import connect
from facilitator.records.schema import TRIGGERS
from facilitator.records.signing import note_bytes
from facilitator.records.store import Record

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
NOTE = NoteSigned(
    note="s1.P-1", session="s1", member="P-1", facts="90 minutes", shared="We practised.",
    response="Steady.", progress="Two plans.", goal="sleep", plan="", signer="t1", meaning="author",
    at=NOW, signature="",
)  # fmt: skip


@pytest.fixture
def full(record: Record) -> Record:
    """Ten entries: the user, eight marks, one signed note."""
    record.append("session:s1", *(Rated(f"P-{i}", "mood", i) for i in range(8)))
    record.append("session:s1", record.signer(PASSPHRASE).signed(NOTE))
    return record


def tamper(record: Record, *statements: str) -> None:
    """What somebody with the key and no scruples does: drop the triggers, then write."""
    raw = connect(record.places.database, keys.page_key(bytes(record._master)))
    for trigger in TRIGGERS:
        raw.execute(f"DROP TRIGGER {trigger}")
    for statement in statements:
        raw.execute(statement)
    raw.close()


def first(report: Report) -> int:
    assert not report.ok
    return report.findings[0].seq


def test_an_honest_record_holds(full: Record) -> None:
    seen: list[tuple[int, int]] = []
    report = verify(full, lambda done, total: seen.append((done, total)))
    assert report.ok, report
    assert (report.entries, report.signatures) == (10, 1)
    assert report.head == full.head()
    assert seen[-1] == (10, 10)


def test_an_empty_record_holds(record: Record) -> None:
    assert verify(record).sentence.startswith("The record holds: 1 entry")


@pytest.mark.parametrize(
    ("statement", "entry"),
    [
        ("UPDATE entries SET data = replace(data, '3', '9') WHERE seq = 5", 5),
        ("UPDATE entries SET who = 't2' WHERE seq = 4", 4),
        ("UPDATE entries SET at = '2026-01-01T00:00:00+00:00' WHERE seq = 7", 7),
        ("UPDATE entries SET stream = 'session:s2' WHERE seq = 2", 2),
        ("UPDATE entries SET kind = 'session.tagged' WHERE seq = 6", 6),
        ("UPDATE entries SET id = 'x' WHERE seq = 1", 1),
        ("UPDATE entries SET mac = 'x' WHERE seq = 8", 8),
        ("DELETE FROM entries WHERE seq = 6", 6),
        ("DELETE FROM entries WHERE seq IN (3, 4, 5)", 3),
        ("DELETE FROM entries WHERE seq = 1", 1),
        (
            "INSERT INTO entries SELECT 11, 'new', at, who, stream, kind, data, mac FROM entries WHERE seq=9",
            11,
        ),
    ],
)
def test_a_change_is_named(full: Record, statement: str, entry: int) -> None:
    tamper(full, statement)
    assert first(verify(full)) == entry


def test_swapped_entries_are_named(full: Record) -> None:
    tamper(
        full,
        "UPDATE entries SET seq = 100 WHERE seq = 4",
        "UPDATE entries SET seq = 4 WHERE seq = 7",
        "UPDATE entries SET seq = 7 WHERE seq = 100",
    )
    assert first(verify(full)) == 4


def test_a_number_taken_out_and_the_rest_moved_up_is_named(full: Record) -> None:
    tamper(full, "DELETE FROM entries WHERE seq = 3", "UPDATE entries SET seq = seq - 1 WHERE seq > 3")
    assert first(verify(full)) == 3


def test_a_cut_tail_is_noticed_by_the_head_outside(full: Record, clinic: Path) -> None:
    full.close()
    full.unlock(PASSPHRASE)
    tamper(full, "DELETE FROM entries WHERE seq >= 9")
    report = verify(full)
    assert first(report) == 10
    assert "cut off" in report.findings[0].what
    full.lock()
    with Record.open(clinic, "t1", PASSPHRASE) as again:
        assert "cut off" in again.warnings[0], "and said at the next opening"


def test_an_old_file_put_back_is_noticed(full: Record, clinic: Path, tmp_path: Path) -> None:
    full.close()
    shutil.copy(full.places.database, tmp_path / "old.db")
    full.unlock(PASSPHRASE)
    full.append("session:s1", NoShow("P-1"))
    full.close()
    shutil.copy(tmp_path / "old.db", full.places.database)
    with Record.open(clinic, "t1", PASSPHRASE) as again:
        assert again.warnings
        assert first(verify(again)) == 11


def test_without_heads_file_a_backups_head_still_tells(full: Record) -> None:
    kept = anchors.Anchor(NOW, 10, full.head(), "backup")
    tamper(full, "DELETE FROM entries WHERE seq = 10")
    assert verify(full).ok, "the chain alone cannot know"
    assert first(verify(full, extra=[kept])) == 10


def test_a_note_that_its_signer_did_not_sign_is_named(full: Record) -> None:
    other, _ = Record.create(full.places.clinic.parent / "other", "t1", PASSPHRASE, cost=CHEAP)
    signer = evolve(other.signer(PASSPHRASE), store=full.store)
    other.close()
    full.append("session:s1", signer.signed(evolve(NOTE, note="s1.P-2", member="P-2")))
    report = verify(full)
    assert first(report) == 11
    assert "signature of t1" in report.findings[0].what


def test_changed_words_under_an_old_signature_are_named(full: Record) -> None:
    signed = full.signer(PASSPHRASE).signed(NOTE)
    full.append("session:s1", evolve(signed, response="Worse."))
    assert first(verify(full)) == 11


def test_a_signature_vouches_for_every_entry_before_it(full: Record) -> None:
    signed = full.signer(PASSPHRASE).signed(NOTE)
    assert signed.head == full.head()
    tamper(full, "DELETE FROM entries WHERE seq = 10")
    full.append("session:s1", signed)  # the chain holds again, and so does the signature by itself
    report = verify(full)
    assert first(report) == 10
    assert "entries that are no longer there" in report.findings[0].what


def test_a_signature_from_before_heads_were_signed_still_holds(full: Record) -> None:
    assert b"head" not in note_bytes(NOTE)
    old = evolve(full.signer(PASSPHRASE), head="").signed(evolve(NOTE, note="s1.P-2", member="P-2"))
    full.append("session:s1", old)
    assert verify(full).ok
    forged = evolve(old, head=full.head(), note="s1.P-3", member="P-3")
    full.append("session:s1", forged)
    assert first(verify(full)) == 12, "a head put in afterwards is not signed"


def test_one_signs_only_in_ones_own_name(record: Record) -> None:
    with pytest.raises(ValueError, match="the one it names"):
        record.signer(PASSPHRASE).signed(evolve(NOTE, signer="t2"))


def open_and_check(folder: Path) -> str:
    """What happens with a file that may be damaged: "" when all is well, else the sentence."""
    try:
        with Record.open(folder, "t1", PASSPHRASE) as record:
            report = verify(record)
            record.entries()
            record.append("session:s2", NoShow("P-9"))
            return "" if report.ok else report.sentence
    except errors.RecordError as error:
        return str(error)


def damaged_once(good: bytes, chance: random.Random) -> bytes:
    bad = bytearray(good)
    match chance.randrange(4):
        case 0:
            bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        case 1:
            start = chance.randrange(len(bad))
            bad[start : start + 512] = chance.randbytes(len(bad[start : start + 512]))
        case 2:
            del bad[chance.randrange(len(bad)) :]
        case _:
            start = chance.randrange(len(bad))
            bad[start:start] = chance.randbytes(chance.choice([1, 4096]))
    return bytes(bad)


def test_any_damage_to_the_database_is_detected_and_said(full: Record, clinic: Path) -> None:
    full.append("session:s2", *(Rated(f"P-{i}", "craving", 3) for i in range(150)))
    full.close()
    database, chance = full.places.database, random.Random(7)
    good = database.read_bytes()
    assert open_and_check(clinic) == ""
    silent = []
    for number in range(60):
        bad = damaged_once(good, chance)
        for path in full.places.folder.glob("records.db*"):
            path.unlink()
        database.write_bytes(bad)
        if open_and_check(clinic) == "" and bad != good:
            silent.append((number, len(bad) - len(good)))
    assert silent == []


def test_a_damaged_log_never_breaks_the_chain(full: Record, clinic: Path, tmp_path: Path) -> None:
    """The newest entries may stand in the write-ahead log only; bytes flipped there cut it, no more."""
    full.append("session:s2", *(Rated(f"P-{i}", "craving", 3) for i in range(50)))
    chance, copy = random.Random(3), tmp_path / "copy"
    for _ in range(25):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(clinic, copy)  # as a crash would leave it
        log = copy / "records" / "records.db-wal"
        bad = bytearray(log.read_bytes())
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        log.write_bytes(bad)
        said = open_and_check(copy)
        assert said == "" or "restore the newest backup" in said, said


def test_a_missing_database_is_said(full: Record, clinic: Path) -> None:
    full.close()
    full.places.database.unlink()
    assert "records.db is missing" in open_and_check(clinic)
    full.places.database.touch()
    assert "cut short" in open_and_check(clinic)


def test_a_missing_key_file_is_said(full: Record, clinic: Path) -> None:
    full.close()
    full.places.keys.unlink()
    assert "keys.json is missing" in open_and_check(clinic)


def test_verifying_beside_a_writer(full: Record) -> None:
    def write(_: int, __: int) -> None:
        full.append("session:s1", Rated("P-1", "mood", 1))

    assert verify(full, write).ok


def test_verifying_beside_a_busy_writer_raises_no_false_alarm(full: Record) -> None:
    """Pages move from the log into the file all the while."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            full.append("session:s9", *(SharedNote("words " * 300) for _ in range(20)))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        reports = [verify(full) for _ in range(12)]
    finally:
        stop.set()
        writer.join()
    assert [report.findings for report in reports] == [()] * 12


def test_stopping_a_verification(full: Record) -> None:
    class Stop(Exception):
        pass

    def stop(*_: Any) -> None:
        raise Stop

    with pytest.raises(Stop):
        verify(full, stop)
    assert verify(full).ok


LEFT_OPEN = """
import os, sys
from facilitator.events import NoShow
from facilitator.records.store import Record
record = Record.open(sys.argv[1], "t1", sys.argv[2])
for number in range(20):
    record.append("session:s1", NoShow(str(number)))
os._exit(9)
"""


def test_a_damaged_write_ahead_log_is_said_at_the_next_opening(record: Record, clinic: Path) -> None:
    """SQLite itself drops everything behind the damage and says nothing."""
    record.close()
    run = [sys.executable, "-c", LEFT_OPEN, str(clinic), PASSPHRASE]
    subprocess.run(run, check=False)
    log = clinic / "records" / "records.db-wal"
    whole = log.read_bytes()
    sound = shutil.copytree(clinic, clinic.with_name("sound"))
    with Record.open(sound, "t1", PASSPHRASE) as again:
        assert again.warnings == (), "a crash alone leaves nothing to warn of"
        assert len(again.read("session:s1")) == 20
    log.write_bytes(whole[: len(whole) // 2] + b"\xff" + whole[len(whole) // 2 + 1 :])
    with Record.open(clinic, "t1", PASSPHRASE) as again:
        (said,) = again.warnings
        assert re.search(r"newest entries are missing.* \d+ times something was stored", said)
        assert len(again.read("session:s1")) < 20


def test_a_process_beside_finds_what_this_one_finds(full: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large record has its signatures looked at by a second process, and needs none when that one dies."""
    alone = verify(full)
    tamper(
        full,
        'UPDATE entries SET data = replace(data, \'"signature":"\', \'"signature":"AA\') '
        "WHERE kind LIKE 'note%'",
    )
    spoilt = verify(full)
    assert not spoilt.ok
    monkeypatch.setattr(fitting, "MANY", 1)
    assert verify(full) == spoilt
    monkeypatch.setattr(fitting, "_BEGIN", "raise SystemExit")
    assert verify(full) == spoilt
    assert alone.signatures == spoilt.signatures


def test_the_process_beside_goes_on_being_asked(full: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it has looked at makes room for more; this process looks at nothing it need not."""
    done: Future[list[fitting.Fit]] = Future()
    done.set_result([])
    walk = audit._Walk(full.store, full.chain_key, set(), lambda *_: done)
    monkeypatch.setattr(fitting, "look", None)  # nothing is taken back from it
    note = next(row for page in full.pages() for row, _ in page if row.kind == NoteSigned.kind)
    for _ in range(3 * audit._AT_ONCE):
        walk.waiting.append(note)
        walk.look_on()
    assert walk.looked == []
