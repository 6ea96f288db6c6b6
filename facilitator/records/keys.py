"""From a passphrase to the keys of a record and back: Argon2id, AES-256-GCM, Ed25519."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import unicodedata

from argon2.low_level import Type, hash_secret_raw
from attrs import evolve
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from facilitator.records import attempts
from facilitator.records.attempts import Clock, utc_now
from facilitator.records.errors import WrongPassphrase
from facilitator.records.places import Places
from facilitator.records.slots import FORMAT, RECOVERY, Cost, Sealed, Slot, read_keys

KEY_BYTES = 32
_DATABASE, _SIGNING = "database key", "signing key"
# 32 letters and digits that are not mistaken for each other on paper (no I, L, O, U).
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")
_RECOVERY_LETTERS = 32  # 160 random bits


def new_recovery_key() -> str:
    """Eight groups of four, to be written on paper."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_LETTERS))
    return "-".join(letters[i : i + 4] for i in range(0, _RECOVERY_LETTERS, 4))


def page_key(master: bytes) -> bytes:
    """The key of the database pages."""
    return _derived(master, b"openchair pages 1")


def chain_key(master: bytes) -> bytes:
    """The key of the audit chain."""
    return _derived(master, b"openchair audit chain 1")


def entry_key(master: bytes) -> bytes:
    """The key that entries are sealed with where the database encrypts nothing."""
    return _derived(master, b"openchair entries 1")


def name_key(master: bytes) -> bytes:
    """The key of the names by which such a database finds sealed entries."""
    return _derived(master, b"openchair names 1")


def make_slot(store: str, user: str, name: str, passphrase: str, master: bytes, cost: Cost) -> Slot:
    """A way in for `user`, with a new signing key pair (none for the recovery slot)."""
    salt = secrets.token_bytes(16)
    wrapping = _wrapping_key(user, passphrase, salt, cost)
    slot = Slot(user, name, cost, salt, _seal(wrapping, master, store, _DATABASE, user))
    if user == RECOVERY:
        return slot
    private = Ed25519PrivateKey.generate()
    sealed = _seal(wrapping, private.private_bytes_raw(), store, _SIGNING, user)
    return evolve(slot, signing=sealed, public=private.public_key().public_bytes_raw())


def rewrapped(slot: Slot, store: str, old: str, new: str) -> Slot:
    """The same keys under a new passphrase. Raises WrongPassphrase."""
    master, private = _open_slot(store, slot, old)
    salt = secrets.token_bytes(16)
    wrapping = _wrapping_key(slot.user, new, salt, slot.cost)
    signing = None if private is None else _seal(wrapping, private, store, _SIGNING, slot.user)
    return evolve(slot, salt=salt, key=_seal(wrapping, master, store, _DATABASE, slot.user), signing=signing)


def unlock(
    places: Places, user: str, passphrase: str, clock: Clock = utc_now
) -> tuple[bytes, Ed25519PrivateKey | None]:
    """The database key and the user's signing key.

    Raises NotAStore, Damaged, UnknownUser, WrongPassphrase, or LockedOut after too many wrong ones.
    """
    keys = read_keys(places)
    slot = keys.slot(user)
    attempts.check(places, user, clock)
    try:
        master, private = _open_slot(keys.store, slot, passphrase)
    except WrongPassphrase:
        raise WrongPassphrase(attempts.count_wrong(places, user, clock)) from None
    attempts.forget(places, user)
    return master, None if private is None else Ed25519PrivateKey.from_private_bytes(private)


def _open_slot(store: str, slot: Slot, passphrase: str) -> tuple[bytes, bytes | None]:
    wrapping = _wrapping_key(slot.user, passphrase, slot.salt, slot.cost)
    master = _unseal(wrapping, slot.key, store, _DATABASE, slot.user)
    if slot.signing is None:
        return master, None
    return master, _unseal(wrapping, slot.signing, store, _SIGNING, slot.user)


def _wrapping_key(user: str, passphrase: str, salt: bytes, cost: Cost) -> bytes:
    return hash_secret_raw(
        _spelled(user, passphrase).encode("utf-8", "surrogatepass"),
        salt,
        time_cost=cost.time,
        memory_cost=cost.memory,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _spelled(user: str, passphrase: str) -> str:
    """One spelling of what was typed: composed accents; a recovery key without dashes and misread letters."""
    if user == RECOVERY:
        return "".join(c for c in passphrase.upper().translate(_MISREAD) if c in _ALPHABET)
    return unicodedata.normalize("NFC", passphrase)


def _seal(key: bytes, plain: bytes, store: str, purpose: str, user: str) -> Sealed:
    nonce = secrets.token_bytes(12)
    return Sealed(nonce, AESGCM(key).encrypt(nonce, plain, _bound(store, purpose, user)))


def _unseal(key: bytes, sealed: Sealed, store: str, purpose: str, user: str) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed.nonce, sealed.data, _bound(store, purpose, user))
    except (InvalidTag, ValueError):
        raise WrongPassphrase() from None


def _bound(store: str, purpose: str, user: str) -> bytes:
    """What a wrapped key is bound to: it opens for this version, store, purpose and user, or not at all."""
    return json.dumps(["openchair", FORMAT, store, purpose, user]).encode()


def _derived(master: bytes, purpose: bytes) -> bytes:
    return hmac.digest(master, purpose, hashlib.sha256)
