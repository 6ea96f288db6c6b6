"""Where a record stands in a clinic's folder, and how its small files are written: whole, and private."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from attrs import frozen


@frozen
class Places:
    """The files of one record; `clinic` is the folder that has, or will have, `records/` in it."""

    clinic: Path

    @property
    def folder(self) -> Path:
        return self.clinic / "records"

    @property
    def database(self) -> Path:
        return self.folder / "records.db"

    @property
    def keys(self) -> Path:
        return self.folder / "keys.json"

    @property
    def heads(self) -> Path:
        return self.folder / "heads.txt"

    @property
    def tries(self) -> Path:
        return self.folder / "tries.json"

    @property
    def exists(self) -> bool:
        return self.keys.exists() or self.database.exists()


def private_folder(path: Path) -> None:
    """Make `path` with its parents; it is for its owner only where the system knows such a thing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)


def private_file(path: Path) -> None:
    """Make an empty file that only its owner can read. Raises FileExistsError."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def write_whole(path: Path, content: str | bytes) -> None:
    """Replace `path` by `content` in one step: a reader, or a crash, sees the old file or the new one."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        private_file(part)
        with part.open("wb") as out:
            out.write(content if isinstance(content, bytes) else content.encode())
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def append_line(path: Path, line: str) -> None:
    """Add one line to a private text file, on disk before it returns."""
    handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    try:
        os.write(handle, f"{line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Make a rename inside `path` durable, where folders can be synced at all (not on Windows)."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
