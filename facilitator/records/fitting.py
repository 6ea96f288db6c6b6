"""Whether signatures fit the text that a record keeps. Loads little, since it also runs beside.

A signature takes 0.1 ms to check, most of the time that verifying a record of notes takes. A second process
does that beside the first, which follows the chain.
"""

from __future__ import annotations

import contextlib
import json
import pickle
import signal
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Note = tuple[int, str, str]
"""Number, kind and JSON text of an entry that should carry a signature."""
Fit = tuple[int, bool, str]
"""Its number, whether the signature fits at once, and the head of the chain that it vouches for, or ""."""
Keys = Mapping[str, Sequence[bytes]]
"""The public keys of each user so far."""
Look = Callable[[str, Keys, Sequence[Note]], Future[list[Fit]]]

MANY = 20_000
"""Entries from which on a second process is worth its start, a fifth of a second."""
LATER_FIELDS = ("head", "happened")
"""Fields that notes have had since a later version: covered where they say something, so that signatures from
before them still hold."""
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: object) -> str:
    """`value`, made of JSON's own types, as its one JSON text."""
    return _ENCODER.encode(value)


def bytes_as_kept(kind: str, fields: Mapping[str, Any]) -> bytes:
    """The canonical bytes that a note's signature covers, from the fields of its JSON text."""
    bare = {**fields, "signature": ""}
    covered = {name: value for name, value in bare.items() if value or name not in LATER_FIELDS}
    return canonical([kind, canonical(covered)]).encode()


def framed(store: str, user: str, data: bytes) -> bytes:
    """What is signed: `data`, bound to a store and a user."""
    return canonical(["openchair signature", 1, store, user]).encode() + b"\x00" + data


def holds(public: bytes, store: str, user: str, data: bytes, signature: str) -> bool:
    """Whether `signature` is that user's over `data`; False for anything malformed."""
    try:
        _public(public).verify(b64decode(signature, validate=True), framed(store, user, data))
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=256)
def _public(key: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(key)


def look(store: str, keys: Keys, notes: Sequence[Note]) -> list[Fit]:
    """Each note, by its text as it is kept. That spares reading it field by field; whatever does not fit at
    once has to be read so, and said."""
    return [_look(store, keys, *note) for note in notes]


def _look(store: str, keys: Keys, seq: int, kind: str, text: str) -> Fit:
    try:
        tree = json.loads(text)
        signer, signature, head = tree["signer"], tree["signature"], tree.get("head", "")
        data, known = bytes_as_kept(kind, tree), keys.get(signer, ())
        fits = any(holds(key, store, signer, data, signature) for key in known)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return seq, False, ""
    return seq, fits, str(head)


@contextlib.contextmanager
def looker(entries: int) -> Iterator[Look]:
    """Something that looks at notes for a record of so many entries: here, or in a process beside."""
    if entries < MANY:
        yield _here
        return
    with _child() as child, ThreadPoolExecutor(1) as asking:
        try:
            yield lambda store, keys, notes: asking.submit(_ask, child, store, keys, notes)
        finally:
            asking.shutdown(wait=False, cancel_futures=True)
            child.kill()


def _here(store: str, keys: Keys, notes: Sequence[Note]) -> Future[list[Fit]]:
    done: Future[list[Fit]] = Future()
    done.set_result(look(store, keys, notes))
    return done


_BEGIN = "import sys; sys.path[:] = sys.argv[1:]; from facilitator.records.fitting import answer; answer()"


@contextlib.contextmanager
def _child() -> Iterator[subprocess.Popen[bytes]]:
    child = subprocess.Popen(
        [sys.executable, "-P", "-c", _BEGIN, *sys.path],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def _ask(child: subprocess.Popen[bytes], store: str, keys: Keys, notes: Sequence[Note]) -> list[Fit]:
    """What the child finds; where it went away, it is found out here."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        pickle.dump((store, keys, notes), child.stdin)
        child.stdin.flush()
        fits: list[Fit] = pickle.load(child.stdout)
    except (OSError, ValueError, EOFError, pickle.UnpicklingError):
        return look(store, keys, notes)
    return fits


def answer() -> None:
    """What the child does until its input ends, as it does when its parent goes; Ctrl+C is the parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, OSError):
        while True:
            pickle.dump(look(*pickle.load(sys.stdin.buffer)), sys.stdout.buffer)
            sys.stdout.buffer.flush()
