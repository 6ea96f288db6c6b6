"""The key file: who can unlock a record, and the wrapped keys. Reading it needs no passphrase and no crypto.

The database key is random and stands nowhere in the clear. Each user's *slot* holds it wrapped under a key
derived from that user's passphrase, beside the user's own signing key; one more slot is wrapped under the
recovery key that was shown once. Changing a passphrase rewrites a slot and re-encrypts nothing.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from attrs import asdict, frozen

from facilitator.records.errors import Damaged, NewerStore, NotAStore, UnknownUser
from facilitator.records.places import Places

FORMAT = 1
_UNREADABLE = "The key file keys.json cannot be read or is damaged."
RECOVERY = "recovery key"
"""The name under which the recovery slot is opened; users' ids have no spaces, so it is never one."""


@frozen
class Cost:
    """What one guess at a passphrase costs: Argon2id passes, memory in KiB, lanes."""

    time: int = 3
    memory: int = 64 * 1024
    lanes: int = 4

    @property
    def sane(self) -> bool:
        """A file from outside must not be able to ask for all memory there is."""
        return 1 <= self.time <= 20 and 8 * self.lanes <= self.memory <= 1 << 20 and 1 <= self.lanes <= 16


@frozen
class Sealed:
    """Bytes under AES-256-GCM."""

    nonce: bytes
    data: bytes


@frozen
class Slot:
    """One way in. `signing` and `public` are the user's Ed25519 key pair; the recovery slot has none."""

    user: str
    name: str
    cost: Cost
    salt: bytes
    key: Sealed
    signing: Sealed | None = None
    public: bytes | None = None


@frozen
class KeyFile:
    store: str  # id of the store these keys belong to
    slots: tuple[Slot, ...]

    @property
    def users(self) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.user != RECOVERY)

    def slot(self, user: str) -> Slot:
        """The slot of `user` (or RECOVERY). Raises UnknownUser."""
        for slot in self.slots:
            if slot.user == user:
                return slot
        raise UnknownUser(user, tuple(slot.user for slot in self.users))

    def with_slot(self, new: Slot) -> KeyFile:
        """The same file with `new` in place of that user's slot, or added."""
        kept = tuple(slot for slot in self.slots if slot.user != new.user)
        return KeyFile(self.store, (*kept, new))

    def without(self, user: str) -> KeyFile:
        """The same file without that user's slot."""
        return KeyFile(self.store, tuple(slot for slot in self.slots if slot.user != user))


def read_keys(places: Places) -> KeyFile:
    """Raises NotAStore, NewerStore, or Damaged when any bit of the file is not as it was written."""
    try:
        text = places.shelf.read(places.keys.name)
    except (OSError, ValueError):
        raise Damaged(_UNREADABLE) from None
    if text is None:
        if places.server or not places.exists:
            raise NotAStore(places.clinic)
        raise Damaged("The key file keys.json is missing from the record's folder.")
    return parse_keys(text)


def parse_keys(text: str) -> KeyFile:
    """Raises NewerStore, or Damaged."""
    try:
        tree = json.loads(text)
        if isinstance(tree, dict) and isinstance(tree.get("format"), int) and tree["format"] > FORMAT:
            raise NewerStore()
        if tree["sha256"] != _digest(tree):
            raise ValueError
        keys = KeyFile(tree["store"], tuple(_slot(slot) for slot in tree["slots"]))
        if not all(slot.cost.sane for slot in keys.slots):
            raise ValueError
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Damaged(_UNREADABLE) from None
    return keys


def write_keys(places: Places, keys: KeyFile) -> None:
    """The first keys of a record, or others in their place."""
    places.shelf.change(places.keys.name, lambda _: key_text(keys))


def change_keys(places: Places, change: Callable[[KeyFile], KeyFile]) -> None:
    """Add, replace or take out slots of the keys as they are now."""

    def changed(text: str | None) -> str:
        return key_text(change(parse_keys(text or "")))

    places.shelf.change(places.keys.name, changed)


def key_text(keys: KeyFile) -> str:
    """The key file's text."""
    tree: dict[str, Any] = {"format": FORMAT, "store": keys.store, "slots": [_tree(s) for s in keys.slots]}
    tree["sha256"] = _digest(tree)
    return json.dumps(tree, indent=1, ensure_ascii=False) + "\n"


def _digest(tree: dict[str, Any]) -> str:
    """Tells damage from a wrong passphrase; it is no secret and protects from no one."""
    rest = {key: value for key, value in tree.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def _tree(slot: Slot) -> dict[str, Any]:
    return asdict(
        slot, value_serializer=lambda _, __, v: b64encode(v).decode() if isinstance(v, bytes) else v
    )


def _slot(tree: dict[str, Any]) -> Slot:
    signing, public = tree["signing"], tree["public"]
    return Slot(
        user=tree["user"],
        name=tree["name"],
        cost=Cost(**tree["cost"]),
        salt=b64decode(tree["salt"], validate=True),
        key=_sealed(tree["key"]),
        signing=None if signing is None else _sealed(signing),
        public=None if public is None else b64decode(public, validate=True),
    )


def _sealed(tree: dict[str, str]) -> Sealed:
    return Sealed(b64decode(tree["nonce"], validate=True), b64decode(tree["data"], validate=True))
