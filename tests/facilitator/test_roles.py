"""Roles: the table, what each may write, and the users of a real record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from facilitator import events
from facilitator.access.roles import TABLE, May, Role, allowed, may, may_read_counselling, named, needed
from facilitator.access.users import administrators, last_administrator, users
from facilitator.events import Arrived, Entry, RolesGiven, UserAdded, UserRemoved, Viewed, WeekDrafted
from facilitator.records import errors
from facilitator.records.codec import encode
from facilitator.records.slots import Cost, read_keys, write_keys
from facilitator.records.store import Record

CHEAP = Cost(time=1, memory=8, lanes=1)
PASSPHRASE = "harbour lamp quiet seven"
NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)


def test_every_role_stands_in_the_table_and_nobody_else_reads_counselling_notes() -> None:
    assert set(TABLE) == set(Role)
    assert allowed(list(Role)) == frozenset(May), "everything may be done by somebody"
    readers = [role for role in Role if may([role], May.READ_COUNSELLING)]
    assert readers == [Role.SUPERVISOR]
    assert may_read_counselling([Role.FACILITATOR], "t1", author="t1")
    assert not may_read_counselling([Role.ADMINISTRATOR], "t2", author="t1")


@pytest.mark.parametrize(
    ("role", "writes", "refused"),
    [
        ("facilitator", {May.RUN_GROUPS, May.WRITE_NOTES}, {May.ADMIT, May.PLAN_WEEKS, May.MANAGE_USERS}),
        ("coordinator", {May.ADMIT, May.PLAN_WEEKS}, {May.RUN_GROUPS, May.READ_NOTES, May.SEE_TRAIL}),
        ("author", {May.WRITE_MODULES}, {May.SEE_OWN, May.SEE_ALL, May.WRITE_CONTACTS}),
        ("supervisor", {May.READ_NOTES, May.SEE_TRAIL}, {May.MANAGE_USERS, May.KEEP_RECORD}),
    ],
)
def test_what_a_role_may_and_may_not(role: str, writes: set[May], refused: set[May]) -> None:
    assert writes <= TABLE[Role(role)]
    assert not refused & TABLE[Role(role)]


def test_every_fact_says_what_it_needs() -> None:
    free = {fact for fact in events.FACTS if needed(fact.__new__(fact)) is None}
    assert free == {events.Unlocked, events.Locked, events.Viewed, events.PassphraseChanged, events.Undone}


def entry(fact: events.Fact, seq: int) -> Entry:
    return Entry(seq, str(seq), NOW, "t1", "user:x", fact)


def test_users_from_before_roles_are_administrators_and_a_new_key_changes_no_role() -> None:
    facts: list[events.Fact] = [
        UserAdded("old", "k"), UserAdded("t2", "k", roles=("facilitator", "some-day")),
        UserAdded("t2", "other key"), UserAdded("t3", "k", roles=("author",)), UserRemoved("t3"),
        RolesGiven("nobody", ("administrator",)),
    ]  # fmt: skip
    found = users(entry(fact, seq) for seq, fact in enumerate(facts, 1))
    assert {user.id: user.words for user in found.values()} == {
        "old": "administrator", "t2": "facilitator", "t3": "",
    }  # fmt: skip
    assert found["t3"].removed
    assert administrators(found) == ("old",)
    assert last_administrator(found, "old", named(["author"]))
    assert not last_administrator(found, "t2")


def test_a_later_field_leaves_the_bytes_of_older_facts_alone() -> None:
    assert encode(UserAdded("t1", "k")) == '{"name":"","public_key":"k","user":"t1"}'
    assert '"roles":["author"]' in encode(UserAdded("t1", "k", roles=("author",)))


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    made, _ = Record.create(tmp_path / "clinic", "t1", PASSPHRASE, name="J. O.", cost=CHEAP)
    made.add_user("t2", "another passphrase", cost=CHEAP)
    yield made
    made.close()


def test_the_first_user_is_administrator_and_gives_roles(record: Record) -> None:
    assert record.roles == {Role.ADMINISTRATOR}
    assert record.users["t2"].roles == {Role.FACILITATOR}
    with pytest.raises(errors.LastAdministrator, match="last administrator"):
        record.give_roles("t1", [Role.AUTHOR])
    with pytest.raises(errors.UnknownUser):
        record.give_roles("t9", [Role.AUTHOR])
    record.give_roles("t2", [Role.COORDINATOR, Role.ADMINISTRATOR])
    assert record.users["t2"].words == "coordinator, administrator"


def test_who_is_not_allowed_writes_nothing(record: Record) -> None:
    record.lock()
    record.unlock("another passphrase", user="t2")
    count = record.count()
    record.append("session:s1", Arrived("P-001", NOW))
    with pytest.raises(errors.NotAllowed, match="does not let you make and publish timetables"):
        record.append("week:2026-W48", WeekDrafted("2026-W48", ""))
    with pytest.raises(errors.NotAllowed):
        record.append("session:s1", Arrived("P-002", NOW), RolesGiven("t2", ("administrator",)))
    with pytest.raises(errors.NotAllowed):
        record.add_user("t3", "yet another passphrase", cost=CHEAP)
    with pytest.raises(errors.NotAllowed):
        record.remove_user("t2")
    assert record.count() == count + 1
    record.append("user:t2", Viewed("patient:P-001"))


def test_a_removed_user_stays_out_even_with_the_key_file_from_before(record: Record) -> None:
    before = read_keys(record.places)
    record.remove_user("t2", "left the clinic")
    assert [slot.user for slot in read_keys(record.places).users] == ["t1"]
    record.lock()
    with pytest.raises(errors.UnknownUser):
        Record.open(record.places.clinic, "t2", "another passphrase")
    write_keys(record.places, before)
    with pytest.raises(errors.UserGone, match="was removed"):
        Record.open(record.places.clinic, "t2", "another passphrase")
    with pytest.raises(errors.UserGone):
        record.unlock("another passphrase", user="t2")
    assert record.locked


def test_a_removed_user_can_come_back_with_a_new_key(record: Record) -> None:
    record.remove_user("t2")
    record.add_user("t2", "a third passphrase", roles=[Role.SUPERVISOR], cost=CHEAP)
    assert record.users["t2"].roles == {Role.SUPERVISOR}
    assert not record.users["t2"].removed
