"""What the door does behind its screens, in a thread: load the database parts, open, found, recover.

Nothing here touches a widget. The heavy modules are imported when they are first asked for, so that the
unlock screen is up before they are.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from facilitator.records.places import Places
from facilitator.records.slots import read_keys

if TYPE_CHECKING:
    from facilitator.records.store import Record

AfterFounding = Callable[["Record"], None]


def has_record(folder: Path) -> bool:
    """Whether there is something to unlock in `folder`; without it the set-up comes first."""
    return Places.of(folder).exists


def users(folder: Path) -> list[tuple[str, str]]:
    """Id and name of everyone who can unlock, without a passphrase. Raises NotAStore or Damaged."""
    return [(slot.user, slot.name) for slot in read_keys(Places.of(folder)).users]


def warm_up() -> None:
    """Import what opening needs while somebody is still typing."""
    import_module("facilitator.records.store")


def open_record(folder: Path, user: str, passphrase: str) -> Record:
    """Raises the sentences of `records.errors`."""
    wrong = _wrong(folder, user)
    return _signed_in(_store().open(folder, user, passphrase), user, wrong)


def found_record(
    folder: Path, user: str, passphrase: str, name: str, then: AfterFounding | None = None
) -> tuple[Record, str]:
    """A new record and its recovery key; `then` fills it (the clinic's coded people)."""

    def fill(record: Record) -> None:
        if then:
            then(record)
        _signed_in(record, user)

    founding = import_module("facilitator.records.founding")
    made: tuple[Record, str] = founding.found(folder, user, passphrase, name=name, fill=fill)
    return made


def recover_record(folder: Path, recovery_key: str, user: str, passphrase: str) -> Record:
    return _signed_in(_store().recover(folder, recovery_key, user, passphrase), user)


def lock_record(record: Record, why: str) -> None:
    """Write down that it was locked, close the database, forget the key; the last two come what may."""
    from facilitator.events import Locked, user_stream

    try:
        record.append(user_stream(record.who), Locked(record.who, why))
    finally:
        record.lock()


def unlock_record(record: Record, user: str, passphrase: str) -> None:
    """Open a locked record again, for the same or another user."""
    wrong = _wrong(record.places.clinic, user)
    record.unlock(passphrase, user=user)
    _signed_in(record, user, wrong)


def _wrong(folder: Path, user: str) -> int:
    """How often a wrong passphrase was given for `user` since they last came in."""
    from facilitator.records import attempts

    return attempts.wrong(Places.of(folder), user)


def _signed_in(record: Record, user: str, wrong: int = 0) -> Record:
    """Nobody is let in without a trace: what cannot be written down closes the record again."""
    from facilitator.events import Unlocked, user_stream

    try:
        record.append(user_stream(user), Unlocked(user, wrong))
    except BaseException:
        record.lock()
        raise
    return record


def _store() -> type[Record]:
    module = import_module("facilitator.records.store")
    store: type[Record] = module.Record
    return store
