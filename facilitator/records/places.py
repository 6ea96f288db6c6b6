"""Where a record stands: in a clinic's folder or on the server that the clinic's file names; small files."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from attrs import frozen

from facilitator.records.errors import Unsupported

Change = Callable[[str | None], str]
"""From the text that is kept, or None, to the one to keep instead."""
_NAMED = re.compile(rb"^[ \t]*[\"']?record[\"']?[ \t]*=", re.M)


class Shelf(Protocol):
    """The two small texts that are read before anybody is let in: `keys.json` and `tries.json`."""

    def read(self, name: str) -> str | None:
        """The text; None when there is none. Raises OSError, or RecordError for a server."""

    def change(self, name: str, change: Change) -> None:
        """Replace a text in one step; two rooms that do it at once do it one after the other on a server."""


@frozen
class Places:
    """One record; `clinic` is the folder that has, or will have, `records/` in it.

    With a `server` (an address without a password) the entries, keys and tries stand there, and only the
    heads of the chain in the folder.
    """

    clinic: Path
    server: str = ""

    @classmethod
    def of(cls, clinic: Path | str) -> Places:
        """The record of a clinic's folder: where its files say. Raises Unsupported for a bad address."""
        folder = Path(clinic)
        return cls(folder, _server(folder))

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
    def shelf(self) -> Shelf:
        if self.server:
            from facilitator.records.server import ServerShelf

            return ServerShelf(self.server)
        return _Folder(self.folder)

    @property
    def exists(self) -> bool:
        """Whether there is a record. Raises RecordError when its server cannot be asked."""
        if self.server:
            return self.shelf.read(self.keys.name) is not None
        return self.keys.exists() or self.database.exists()


@frozen
class _Folder:
    """The small texts as files beside the database."""

    folder: Path

    def read(self, name: str) -> str | None:
        try:
            return (self.folder / name).read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return None

    def change(self, name: str, change: Change) -> None:
        write_whole(self.folder / name, change(self.read(name)))


def _server(folder: Path) -> str:
    """The address behind `record =` in the files of a clinic; "" where none names one."""
    for path in sorted(folder.glob("*.toml")):
        try:
            data = path.read_bytes()
            address = tomllib.loads(data.decode()).get("record") if _NAMED.search(data) else None
        except (OSError, ValueError, RecursionError):
            raise Unsupported(
                f"{path.name} cannot be read, and it may say where the record is; "
                f"`openchair schedule check {folder}` tells what is wrong in it."
            ) from None
        if address is not None:
            return _address(path, address)
    return ""


def _address(path: Path, address: object) -> str:
    from scheduler.files.addresses import read_address

    try:
        return read_address(address if isinstance(address, str) else "")
    except ValueError as trouble:
        words, *hint = trouble.args
        raise Unsupported(f"record in {path.name}: {'; '.join([words, *hint])}.") from None


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
