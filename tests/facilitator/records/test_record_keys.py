"""Passphrases, the recovery key, the lock-out, and a key file that was touched."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cheap_store import CHEAP, PASSPHRASE

from facilitator.events import NoShow
from facilitator.records import attempts, errors, keys, slots
from facilitator.records.places import Places
from facilitator.records.slots import RECOVERY, Cost
from facilitator.records.store import Record


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def test_the_passphrase_opens_and_another_does_not(record: Record, clinic: Path) -> None:
    record.close()
    Record.open(clinic, "t1", PASSPHRASE).close()
    with pytest.raises(errors.WrongPassphrase) as caught:
        Record.open(clinic, "t1", PASSPHRASE + " ")
    assert caught.value.wait == 0
    with pytest.raises(errors.UnknownUser, match="it knows t1"):
        Record.open(clinic, "t2", PASSPHRASE)


def test_accents_typed_in_two_ways_are_one_passphrase(clinic: Path) -> None:
    Record.create(clinic, "t1", "caf\u00e9 lamp", cost=CHEAP)[0].close()
    Record.open(clinic, "t1", "cafe\u0301 lamp").close()


def test_wrong_tries_make_the_next_one_wait(record: Record, clinic: Path) -> None:
    record.close()
    clock, waits = Clock(), []
    for _ in range(6):
        with pytest.raises(errors.WrongPassphrase) as caught:
            Record.open(clinic, "t1", "no", clock=clock)
        waits.append(caught.value.wait)
        clock.wait(caught.value.wait)
    assert waits == [0, 0, 5, 10, 20, 40]
    Record.open(clinic, "t1", PASSPHRASE, clock=clock).close()
    with pytest.raises(errors.WrongPassphrase) as caught:
        Record.open(clinic, "t1", "no", clock=clock)
    assert caught.value.wait == 0, "the right passphrase clears the count"


def test_during_the_pause_even_the_right_one_is_not_tried(record: Record, clinic: Path) -> None:
    record.close()
    clock = Clock()
    for _ in range(3):
        with pytest.raises(errors.WrongPassphrase):
            Record.open(clinic, "t1", "no", clock=clock)
    clock.wait(2)
    with pytest.raises(errors.LockedOut, match="waits 3 s") as caught:
        Record.open(clinic, "t1", PASSPHRASE, clock=clock)
    assert caught.value.wait == 3
    clock.wait(3.1)
    Record.open(clinic, "t1", PASSPHRASE, clock=clock).close()


def test_a_clock_set_back_does_not_lock_for_days(record: Record, clinic: Path) -> None:
    record.close()
    clock = Clock()
    for _ in range(3):
        with pytest.raises(errors.WrongPassphrase):
            Record.open(clinic, "t1", "no", clock=clock)
    clock.wait(-86400)
    with pytest.raises(errors.LockedOut) as caught:
        Record.open(clinic, "t1", PASSPHRASE, clock=clock)
    assert caught.value.wait <= 5


def test_signing_with_a_wrong_passphrase_counts_too(record: Record) -> None:
    for _ in range(3):
        with pytest.raises(errors.WrongPassphrase):
            record.sign(b"words", "no")
    with pytest.raises(errors.LockedOut):
        record.sign(b"words", PASSPHRASE)


def test_the_longest_pause_is_a_quarter_of_an_hour() -> None:
    assert [attempts.pause_after(wrong) for wrong in (0, 2, 3, 9, 10, 11, 10**6)] == [
        0, 0, 5, 320, 640, 900, 900
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["", "[]", "{", '{"t1": 3}', '{"t1": {"wrong": "x", "last": "y"}}'])
def test_a_broken_count_is_no_reason_to_keep_anyone_out(record: Record, clinic: Path, words: str) -> None:
    record.close()
    Places(clinic).tries.write_text(words)
    Record.open(clinic, "t1", PASSPHRASE).close()


def test_the_recovery_key_gives_a_new_passphrase(clinic: Path) -> None:
    record, recovery = Record.create(clinic, "t1", "forgotten", name="J. O.", cost=CHEAP)
    record.append("session:s1", NoShow("P-1"))
    old = record.sign(b"words", "forgotten")
    record.close()
    badly_written = recovery.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    with Record.recover(clinic, badly_written, "t1", "remembered") as again:
        assert len(again.read("session:s1")) == 1
        assert again.verify_signature("t1", b"words", old), "what was signed before still holds"
        assert again.verify_signature("t1", b"new", again.sign(b"new", "remembered"))
    Record.open(clinic, "t1", "remembered").close()
    with pytest.raises(errors.WrongPassphrase):
        Record.open(clinic, "t1", "forgotten")
    with pytest.raises(errors.WrongPassphrase):
        Record.recover(clinic, keys.new_recovery_key(), "t1", "x")


def test_a_changed_passphrase_keeps_the_keys(record: Record, clinic: Path) -> None:
    before = record.sign(b"words", PASSPHRASE)
    record.change_passphrase(PASSPHRASE, "another one")
    assert record.sign(b"words", "another one") == before
    record.close()
    with pytest.raises(errors.WrongPassphrase):
        Record.open(clinic, "t1", PASSPHRASE)
    Record.open(clinic, "t1", "another one").close()


def test_recovery_keys_differ_and_read_well() -> None:
    made = {keys.new_recovery_key() for _ in range(20)}
    assert len(made) == 20
    for key in made:
        assert len(key) == 39
        assert not set(key) & set("ILOU")


def test_a_slot_opens_for_its_own_user_only(record: Record, clinic: Path) -> None:
    """Copying one's own slot over another user's name does not make one that user."""
    places = Places(clinic)
    tree = json.loads(places.keys.read_text())
    tree["slots"][0]["user"] = "t2"
    tree["sha256"] = slots._digest(tree)
    places.keys.write_text(json.dumps(tree))
    with pytest.raises(errors.WrongPassphrase):
        Record.open(clinic, "t2", PASSPHRASE)


def test_a_greedy_key_file_is_refused(record: Record, clinic: Path) -> None:
    places = Places(clinic)
    tree = json.loads(places.keys.read_text())
    tree["slots"][0]["cost"]["memory"] = 1 << 40
    tree["sha256"] = slots._digest(tree)
    places.keys.write_text(json.dumps(tree))
    with pytest.raises(errors.Damaged):
        Record.open(clinic, "t1", PASSPHRASE)


def test_a_newer_key_file_is_refused(record: Record, clinic: Path) -> None:
    Places(clinic).keys.write_text('{"format": 2}')
    with pytest.raises(errors.NewerStore):
        Record.open(clinic, "t1", PASSPHRASE)


def test_a_flipped_bit_in_the_key_file_is_never_a_wrong_passphrase(record: Record, clinic: Path) -> None:
    record.close()
    places, chance = Places(clinic), random.Random(4)
    good = places.keys.read_bytes()
    for _ in range(60):
        bad = bytearray(good)
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        places.keys.write_bytes(bad)
        with pytest.raises((errors.Damaged, errors.NewerStore)):
            slots.read_keys(places)


def test_keys_stand_nowhere_in_the_clear(record: Record, clinic: Path) -> None:
    master = bytes(record._master)
    for secret in (master, keys.page_key(master), keys.chain_key(master), PASSPHRASE.encode()):
        for path in (clinic / "records").iterdir():
            assert secret not in path.read_bytes()
            assert secret.hex().encode() not in path.read_bytes()
    assert keys.page_key(master) != keys.chain_key(master) != master


def test_who_can_unlock_is_read_without_a_passphrase(record: Record, clinic: Path) -> None:
    file = slots.read_keys(Places(clinic))
    assert [(slot.user, slot.name) for slot in file.users] == [("t1", "J. O.")]
    assert file.slot(RECOVERY).signing is None


def test_the_cost_of_a_guess_is_as_measured() -> None:
    assert Cost() == Cost(time=3, memory=64 * 1024, lanes=4)
