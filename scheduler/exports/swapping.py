"""A folder of files replaced as a whole: whoever looks sees the old set or the new one, never half."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_EXCHANGE, _HERE = 2, -100  # RENAME_EXCHANGE, AT_FDCWD


class Busy(Exception):
    """Somebody else is writing the same folder; the sentence says who."""


@contextmanager
def alone(folder: Path, who: str) -> Iterator[None]:
    """The only one who writes `folder` for as long as this lasts. Raises Busy at once, OSError.

    The lock belongs to this process and ends with it, however it ends.
    """
    path = folder.with_name(f".{folder.name}.lock")
    with path.open("a+", encoding="utf-8") as stream:
        try:
            _lock(stream)
        except OSError:
            stream.seek(0)
            other = " ".join(stream.read(200).split()) or "somebody else"
            raise Busy(f"{other} is publishing into {folder} at this moment") from None
        stream.truncate(0)
        stream.write(who)
        stream.flush()
        try:
            yield
        finally:
            stream.truncate(0)


def _lock(stream: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt

        stream.seek(10_000)  # beyond the words, which others may read
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put `files` (paths inside the folder) in place of everything in it. Raises OSError; the old set stays.

    Everything is on the disk before the two folders change places. Whoever calls is `alone`.
    """
    restore(folder)
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        for name, data in files.items():
            _write(new / name, data)
        _settle(new)
        old = _swap(new, folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    shutil.rmtree(old, ignore_errors=True)


def restore(folder: Path) -> None:
    """Bring back the old set where a system without an exchange was stopped between its two renames."""
    old = folder.with_name(f".{folder.name}.old")
    if old.exists() and not folder.exists():
        old.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()


def _settle(folder: Path) -> None:
    """Everything below `folder` on the disk, each folder after its files."""
    folder.mkdir(exist_ok=True)
    for path in sorted(folder.rglob("*"), reverse=True):
        _flush(path)
    _flush(folder)


def _flush(path: Path) -> None:
    with suppress(OSError):  # Windows opens no folders
        number = os.open(path, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _swap(new: Path, folder: Path) -> Path:
    """`new` is `folder` from now on; returns where the old one is."""
    if not folder.exists():
        new.rename(folder)
        return new
    if _exchange(new, folder):
        return new
    old = folder.with_name(f".{folder.name}.old")
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    return old


def _exchange(one: Path, other: Path) -> bool:
    """Two folders change places in one step, where the system can (Linux); False where it cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    done: int = rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    return done == 0
