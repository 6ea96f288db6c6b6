"""Signatures on notes: whose they are, what exactly they cover, and whether they hold.

Attributable and tamper-evident within this record; no outside authority vouches for a key. The bytes name
the store, the signer and the purpose, so that a signature can never be moved to another place.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from typing import TypeVar

from attrs import evolve, frozen
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from facilitator.events import NoteAmended, NoteSigned
from facilitator.records.codec import encode
from facilitator.records.fitting import bytes_as_kept, framed

SignedFact = NoteSigned | NoteAmended
Note = TypeVar("Note", NoteSigned, NoteAmended)


@frozen
class Signer:
    """One unlocked signing key: signs a displayed batch, then is let go."""

    user: str
    store: str
    _key: Ed25519PrivateKey
    head: str = ""
    """Of the audit chain when the key was unlocked: each signature vouches for everything up to there."""

    def sign(self, data: bytes) -> str:
        """Base64 Ed25519 over `data`, bound to this store and user."""
        return b64encode(self._key.sign(framed(self.store, self.user, data))).decode()

    def signed(self, fact: Note) -> Note:
        """`fact` with its signature filled in. Its `signer` must be this user."""
        if fact.signer != self.user:
            raise ValueError("a note is signed by the one it names")
        whole = evolve(fact, head=self.head)
        return evolve(whole, signature=self.sign(note_bytes(whole)))


def note_bytes(fact: SignedFact) -> bytes:
    """The canonical bytes that a note's signature covers: every field but the signature itself."""
    return bytes_as_kept(fact.kind, json.loads(encode(fact)))


def public_bytes(text: str) -> bytes:
    """A public key from its base64 text; empty, which fits no signature, when it is none."""
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""
