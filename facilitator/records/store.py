"""The record itself: open it, append facts, read entries, sign, lock.

    record, recovery_key = Record.create(folder, "t1", "four words are easy enough")
    record = Record.open(folder, "t1", "four words are easy enough")
    record.append(session_stream("s1"), Arrived("P-001", now), Rated("P-001", "mood", 6))
    for entry in record.read(session_stream("s1")): ...

`folder` is the clinic's; the store stands in its `records/`, or on the server that its files name. An append
is on disk when it returns. Several threads, programs and rooms may use one store at once. Every method raises
the sentences of `errors`.
"""

from __future__ import annotations

import secrets
import uuid
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

from curricula.text import clean
from facilitator.access import users as people
from facilitator.access.roles import Role, refusal
from facilitator.access.users import User, Users, last_administrator
from facilitator.events import (
    Fact,
    PassphraseChanged,
    RolesGiven,
    UserAdded,
    UserRemoved,
    user_stream,
)
from facilitator.records import building, fitting, keys, signing
from facilitator.records.attempts import Clock, utc_now
from facilitator.records.connection import check_engine
from facilitator.records.entries import Entries
from facilitator.records.errors import (
    AlreadyAStore,
    LastAdministrator,
    NotAllowed,
    UnknownUser,
    UserExists,
    UserGone,
    full_disk_said,
    sentences_of_system,
)
from facilitator.records.places import Places
from facilitator.records.schema import VERSION
from facilitator.records.slots import RECOVERY, Cost, KeyFile, change_keys, read_keys


class Record(Entries):
    """One store, as one user. Made by `create`, `open` or `recover`, never directly."""

    # --- opening ------------------------------------------------------------------------------------

    @classmethod
    def create(
        cls, folder: Path | str, user: str, passphrase: str, *, name: str = "", cost: Cost | None = None
    ) -> tuple[Record, str]:
        """A new, empty store with one user. Returns it with its recovery key, which is kept nowhere.

        Raises AlreadyAStore; on any failure nothing is left behind that looks like a store.
        """
        check_engine()
        places = Places.of(folder)
        if places.exists:
            raise AlreadyAStore(places.clinic)
        cost = cost or Cost()
        store, master, recovery = str(uuid.uuid4()), secrets.token_bytes(32), keys.new_recovery_key()
        slots = (
            keys.make_slot(store, _user_id(user), clean(name), passphrase, master, cost),
            keys.make_slot(store, RECOVERY, "", recovery, master, cost),
        )
        with sentences_of_system(), full_disk_said(places.clinic):
            with building.site(places, store) as new:
                building.lay(new, KeyFile(store, slots), master)
                first = cls(new, user, store, master)
                try:
                    first._welcome(user, clean(name), slots[0].public or b"", [Role.ADMINISTRATOR])
                finally:
                    first._disconnect()
            return cls(places, user, store, master), recovery

    @classmethod
    def open(
        cls,
        folder: Path | str,
        user: str,
        passphrase: str,
        *,
        readonly: bool = False,
        clock: Clock = utc_now,
    ) -> Record:
        """Raises NotAStore, UnknownUser, WrongPassphrase, LockedOut, Damaged, NewerStore or ReadOnly."""
        check_engine()
        places = Places.of(folder)
        master, _ = keys.unlock(places, user, passphrase, clock)
        record = cls(places, user, read_keys(places).store, master, readonly=readonly)
        record._refuse_gone(user)
        return record

    @classmethod
    def recover(cls, folder: Path | str, recovery_key: str, user: str, passphrase: str) -> Record:
        """Give `user` a new passphrase and signing key by the recovery key. Raises WrongPassphrase."""
        record = cls.open(folder, RECOVERY, recovery_key)
        file = read_keys(record.places)
        old = file.slot(user)
        slot = keys.make_slot(record.store, user, old.name, passphrase, record._unlocked, old.cost)
        record._welcome(user, old.name, slot.public or b"", by=user)
        record.who = user
        with sentences_of_system():
            change_keys(record.places, lambda keys: keys.with_slot(slot))
        return record

    # --- users and signatures -----------------------------------------------------------------------

    def signer(self, passphrase: str, user: str | None = None) -> signing.Signer:
        """The signing key of the user, or of a co-signer at this keyboard, by their own passphrase.

        Raises WrongPassphrase or LockedOut.
        """
        user = user or self.who
        _, private = keys.unlock(self.places, user, passphrase)
        if private is None:
            raise ValueError("the recovery key signs nothing")
        return signing.Signer(user, self.store, private, self.head())

    def sign(self, data: bytes, passphrase: str) -> str:
        """Base64 Ed25519 of the user over `data`. Raises WrongPassphrase or LockedOut."""
        return self.signer(passphrase).sign(data)

    def verify_signature(self, user: str, data: bytes, signature: str) -> bool:
        """Whether it is a signature over `data` by a key that `user` has, or once had, in this record."""
        return any(
            fitting.holds(key, self.store, user, data, signature) for key in self.public_keys().get(user, ())
        )

    def public_keys(self) -> dict[str, tuple[bytes, ...]]:
        """Every signing key each user ever had here, from the chained entries (not from the key file)."""
        found: dict[str, tuple[bytes, ...]] = {}
        for entry in self.entries(kinds=(UserAdded.kind,)):
            if isinstance(entry.fact, UserAdded):
                known = found.get(entry.fact.user, ())
                found[entry.fact.user] = (*known, signing.public_bytes(entry.fact.public_key))
        return found

    @property
    def users(self) -> Users:
        """Everyone who could ever unlock, with their roles, from the chained entries."""
        if self._users is None:
            self._users = people.users(self.entries(kinds=people.KINDS))
        return self._users

    @property
    def roles(self) -> frozenset[Role]:
        """Of the user; the recovery key, and whoever makes the record, may do what an administrator may."""
        if self.who == RECOVERY or not self.users:
            return frozenset({Role.ADMINISTRATOR})
        return self.users.get(self.who, User(self.who)).roles

    def _allow(self, stream: str, facts: Iterable[Fact]) -> None:
        need = refusal(self.roles, ((stream, fact) for fact in facts))
        if need is not None:
            raise NotAllowed(need)

    def add_user(
        self,
        user: str,
        passphrase: str,
        *,
        name: str = "",
        roles: Iterable[Role] = (Role.FACILITATOR,),
        cost: Cost | None = None,
    ) -> None:
        """Let one more person in, with a slot and a signing key of their own.

        Raises UserExists, and NotAllowed for who is no administrator.
        """
        file = read_keys(self.places)
        if any(slot.user == user for slot in file.slots):
            raise UserExists(user)
        slot = keys.make_slot(
            self.store, _user_id(user), clean(name), passphrase, self._unlocked, cost or Cost()
        )
        self._welcome(user, slot.name, slot.public or b"", roles)
        with sentences_of_system():
            change_keys(self.places, lambda keys: keys.with_slot(slot))

    def give_roles(self, user: str, roles: Iterable[Role]) -> None:
        """These roles and no others. Raises UnknownUser, LastAdministrator or NotAllowed."""
        given = tuple(role for role in Role if role in set(roles))
        self._refuse_unknown(user)
        if last_administrator(self.users, user, given):
            raise LastAdministrator(user)
        self.append(user_stream(user), RolesGiven(user, given))

    def remove_user(self, user: str, reason: str = "") -> None:
        """From now on the user's passphrase opens nothing; what they wrote and signed stays and holds.

        Whoever kept a copy of the key file from before and knows the passphrase could still open a copy of
        the database from before. Raises UnknownUser, LastAdministrator or NotAllowed.
        """
        self._refuse_unknown(user)
        if last_administrator(self.users, user):
            raise LastAdministrator(user)
        self.append(user_stream(user), UserRemoved(user, clean(reason)))
        with sentences_of_system():
            change_keys(self.places, lambda keys: keys.without(user))

    def change_passphrase(self, old: str, new: str) -> None:
        """The same keys under a new passphrase. Raises WrongPassphrase or LockedOut."""
        keys.unlock(self.places, self.who, old)
        file = read_keys(self.places)
        slot = keys.rewrapped(file.slot(self.who), self.store, old, new)
        self.append(user_stream(self.who), PassphraseChanged(self.who))
        with sentences_of_system():
            change_keys(self.places, lambda keys: keys.with_slot(slot))

    def _welcome(
        self, user: str, name: str, public: bytes, roles: Iterable[Role] = (), *, by: str | None = None
    ) -> None:
        fact = UserAdded(user, b64encode(public).decode(), name, tuple(str(role) for role in roles))
        self.append(user_stream(user), fact, who=by)

    def _refuse_unknown(self, user: str) -> None:
        here = tuple(known.id for known in self.users.values() if not known.removed)
        if user not in here:
            raise UnknownUser(user, here)

    def _refuse_gone(self, user: str) -> None:
        """A key file from before must not let anyone in who was removed since."""
        if self.users.get(user, User(user)).removed:
            self.lock()
            raise UserGone(user)

    # --- locking ------------------------------------------------------------------------------------

    @property
    def locked(self) -> bool:
        return not self._master

    def lock(self) -> None:
        """Close the database and forget the key, as far as Python can. Everything appended is stored."""
        if self._engine is not None:
            self._leave_anchor()
            self._disconnect()
        for i in range(len(self._master)):
            self._master[i] = 0
        self._master.clear()

    close = lock

    def unlock(self, passphrase: str, *, user: str | None = None, clock: Clock = utc_now) -> None:
        """Open the same store again, for the same user or another. Raises WrongPassphrase or LockedOut."""
        user = user or self.who
        master, _ = keys.unlock(self.places, user, passphrase, clock)
        self._disconnect()
        self._master[:] = master
        try:
            self._connect()
        except BaseException:
            self._master.clear()
            raise
        self.who = user
        self._refuse_gone(user)

    def _leave_anchor(self) -> None:
        if self.readonly:
            return
        try:
            self.anchor("closed")
        except Exception:
            # A full disk or a damaged file must not keep the record open, and its key in memory.
            return

    def _bring_up(self) -> None:
        from facilitator.records.migrating import bring_up

        bring_up(self, self._live)
        self.version = VERSION

    # --- copies ---------------------------------------------------------------------------------------

    def copy_to(self, path: Path) -> None:
        """A consistent, encrypted copy of the whole database in one new file, beside live writers."""
        self._home.copy(self, self._page_key(), path)

    def twin(self, folder: Path) -> Record:
        """A copy of this record in another folder, opened to be read."""
        return Record(Places(folder), self.who, self.store, self._unlocked, readonly=True)

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Record of {self.who}, {'locked' if self.locked else 'open'}>"


def _user_id(user: str) -> str:
    """A user id is one short printable word. Raises ValueError."""
    if not user or user != clean(user) or any(c.isspace() for c in user) or len(user) > 64:
        raise ValueError("a user id is one word of at most 64 characters, such as t1")
    return user
