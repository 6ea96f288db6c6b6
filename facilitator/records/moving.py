"""Moving a record from its file to a server: copied whole, checked there, and only then is the server's used.

A crash at any moment leaves the file as the record, or the checked copy on the server, and a sentence that
says which.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

from attrs import frozen
from sqlalchemy import Connection

from curricula.writing import replace
from facilitator.access.roles import May, may
from facilitator.records import building, server
from facilitator.records.audit import Report, verify
from facilitator.records.connection import writing
from facilitator.records.errors import Damaged, NotAllowed, NotNamed, OnServerAlready, Taken
from facilitator.records.home import FROZEN
from facilitator.records.places import Places, private_folder, sync_folder
from facilitator.records.pouring import Progress, pour
from facilitator.records.restore import move_away
from facilitator.records.schema import META, METADATA
from facilitator.records.seals import Sealed
from facilitator.records.server_home import ServerHome
from facilitator.records.store import Record


@frozen
class Arrival:
    """What stands on the server, as it was checked there, and where the file is kept that it came from."""

    report: Report
    before: Path
    named_in: Path  # the clinic's file that says where the record is


def move(record: Record, address: str, progress: Progress | None = None) -> Arrival:
    """Copy an open record from its file to the empty database at `address`, and make that the record.

    Nothing can be added to the file meanwhile, nor afterwards. Raises the sentences of `errors`, with the
    record where it was; NotNamed when it is moved and only the clinic's file could not be changed.
    """
    here = record.places
    if here.server:
        raise OnServerAlready(server.name(here.server))
    if not may(record.roles, May.KEEP_RECORD):
        raise NotAllowed("move the record")
    there = Places(here.clinic, address)
    path, text = _renamed(here.clinic, address)
    with writing(record._live) as source:
        _copy(record, source, there, progress)
        try:
            report = _checked(record, source, there)
        except BaseException:
            building.tear_down(there, record.store)
            raise
        source.exec_driver_sql(FROZEN)
    record.close()
    try:
        replace(path, text)
        before = move_away(here.folder)
        private_folder(here.folder)
        if (before / here.heads.name).exists():
            shutil.copy(before / here.heads.name, here.heads)
        sync_folder(here.clinic)
    except OSError as trouble:
        raise NotNamed(path, address, trouble.strerror or type(trouble).__name__) from None
    return Arrival(report, before, path)


def _copy(record: Record, source: Connection, there: Places, progress: Progress | None) -> None:
    """All of it in one transaction of the server, with the keys and the count of wrong tries."""
    made = ServerHome(there.server).engine(lambda: b"", readonly=False)
    shelf, names = record.places.shelf, (there.keys.name, there.tries.name)
    texts = [{"key": name, "value": text} for name in names if (text := shelf.read(name)) is not None]
    try:
        with writing(made, tables=True) as target:
            if building.taken(target):
                raise Taken(server.name(there.server))
            METADATA.create_all(target)
            pour(source, record.seals, target, Sealed(record.store, record._unlocked), progress)
            target.execute(META.insert(), texts)
    finally:
        made.dispose()


def _checked(record: Record, source: Connection, there: Places) -> Report:
    """Read back and verified: every entry, link and signature, and that none is missing. Raises Damaged."""
    with Record(there, record.who, record.store, record._unlocked, readonly=True) as copy:
        report = verify(copy)
    if not report.ok:
        raise Damaged(f"The record stays where it is. {report.sentence}")
    if (report.entries, report.head) != record._last(source):
        raise Damaged("The record stays where it is: the copy on the server does not end where it does.")
    return report


def _renamed(clinic: Path, address: str) -> tuple[Path, str]:
    """The clinic's file that has its name, and its text with `record =` below that. Raises NotNamed."""
    line = f'record = "{address}"'
    for path in sorted(clinic.glob("*.toml")):
        try:
            text = path.read_text(encoding="utf-8")
            old = tomllib.loads(text)
        except (OSError, ValueError, RecursionError):
            continue
        if "name" not in old or "week" in old:
            continue
        lines = text.splitlines(keepends=True)
        for number, words in enumerate(lines):
            if words.split("=")[0].strip() == "name":
                new = "".join([*lines[: number + 1], f"{line}\n", *lines[number + 1 :]])
                if _says(new, old | {"record": address}):
                    return path, new
    raise NotNamed(clinic, address, "no file there has a line `name = ...`")


def _says(text: str, wanted: dict[str, object]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except ValueError:
        return False
