"""What can go wrong with a record, each with a sentence that a person can act on.

No message carries a key, a passphrase, an SQL parameter or the text of a fact.
"""

import contextlib
import errno
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path


class RecordError(Exception):
    """Any trouble with the record; `str()` of it is one or two plain sentences."""


class NotAStore(RecordError):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds no record yet; `openchair records init {folder}` makes one.")


class AlreadyAStore(RecordError):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} already holds a record; nothing was changed. Open it instead.")


class NotABackup(RecordError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is not a backup; name the folder that `openchair records backup` made, "
            "such as openchair-20261125-180000."
        )


class NoPlaceForCopy(RecordError):
    """The folder for backups will not take one; the record itself is as it was."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"No backup was made: {_place_trouble(folder, why)}")


class UnknownUser(RecordError):
    def __init__(self, user: str, known: tuple[str, ...]) -> None:
        super().__init__(f"'{user}' cannot unlock this record; it knows {', '.join(known) or 'nobody'}.")


class UserExists(RecordError):
    def __init__(self, user: str) -> None:
        super().__init__(f"'{user}' can already unlock this record; choose another id.")


class UserGone(RecordError):
    def __init__(self, user: str) -> None:
        super().__init__(f"'{user}' was removed from this record and cannot unlock it any more.")


class NotAllowed(RecordError):
    """`what` follows "may": `make and publish timetables`."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"Your role does not let you {what}, so nothing was stored. An administrator can change that."
        )


class LastAdministrator(RecordError):
    def __init__(self, user: str) -> None:
        super().__init__(
            f"'{user}' is the last administrator; make somebody else one first. Nothing was changed."
        )


class WrongPassphrase(RecordError):
    """`wait` is the pause in seconds before the next try is taken, 0 for none."""

    def __init__(self, wait: float = 0) -> None:
        self.wait = wait
        pause = f" The next try is taken in {_duration(wait)}." if wait else ""
        super().__init__(f"That passphrase does not open this record; check the keyboard layout.{pause}")


class LockedOut(RecordError):
    """Too many wrong tries: `until` is the moment (UTC) of the next one, `wait` the seconds till then."""

    def __init__(self, until: datetime, wait: float) -> None:
        self.until, self.wait = until, wait
        super().__init__(
            f"After several wrong passphrases this user waits {_duration(wait)} more; then try again."
        )


class RecordLocked(RecordError):
    def __init__(self) -> None:
        super().__init__("The record is locked; unlock it with your passphrase to go on.")


class Damaged(RecordError):
    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} Leave the folder as it is and restore the newest backup: `openchair records restore`."
        )


class NewerStore(RecordError):
    def __init__(self, what: str = "This record") -> None:
        super().__init__(f"{what} was written by a newer openchair; update openchair to open it.")


class NotBroughtUp(RecordError):
    """The tables of an older record stay as they were."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "This record was written by an older openchair and is brought up to date after a backup of it, "
            f"which did not work out; the record is as it was. {why}"
        )


class ReadOnly(RecordError):
    def __init__(self, outcome: str = "What you just did was not stored.") -> None:
        super().__init__(
            f"The record's folder cannot be written to; make it writable or copy it where it is. {outcome}"
        )


class ServerGone(RecordError):
    """The database server does not answer; `why` is libpq's word for it."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "The database server does not answer. What was shown as saved is saved; "
            f"try again when it is back. ({why})"
        )


class ServerRefused(RecordError):
    """The database server answers and does not let openchair in, or not do what it has to."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The database server of this record does not let you in: {why}. What was shown as saved is "
            'saved. The guide "Use PostgreSQL" tells what it needs.'
        )


class OnServer(RecordError):
    """Something that is done to a record in a file only."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"The record of {folder} is on a server. To put a backup in its place, take the line "
            "`record = ...` out of the clinic's file, restore, and move the record to a new, empty database."
        )


class OnServerAlready(RecordError):
    def __init__(self, database: str) -> None:
        super().__init__(
            f"This record is on a server already, in the database {database}; nothing was changed. To take "
            "it elsewhere, back it up, restore that into a file, and move it from there."
        )


class Taken(RecordError):
    def __init__(self, database: str) -> None:
        super().__init__(
            f"The database {database} holds tables of a record already; nothing was changed. "
            "Name an empty one."
        )


class NotNamed(RecordError):
    """The clinic's file does not say where the record is: nothing was moved, or it is there already."""

    def __init__(self, where: Path, address: str, why: str) -> None:
        super().__init__(
            f'{where} could not be made to say where the record is ({why}). Write record = "{address}" below '
            "the clinic's name in it yourself."
        )


class Moved(RecordError):
    """The record in this file was moved to a server; nothing is added to it here any more."""

    def __init__(self) -> None:
        super().__init__(
            "This record was moved to a database server, so nothing is added to the file any more. "
            "Close openchair and open it again."
        )


class DiskFull(RecordError):
    def __init__(self, disk: str = "The disk") -> None:
        super().__init__(
            f"{disk} is full, so what you just did was not stored; everything before it is. "
            "Free some space and do it again."
        )


class Busy(RecordError):
    def __init__(self) -> None:
        super().__init__("Another program kept the record busy for too long; nothing was stored. Try again.")


class Conflict(RecordError):
    """An entry id came back with other words than before: a retry may repeat, never replace."""

    def __init__(self) -> None:
        super().__init__("An entry with this id already says something else; nothing was changed.")


class CannotWrite(RecordError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"The record could not be written ({reason}); what you just did was not stored.")


class Unsupported(RecordError):
    """The program's own parts will not do (an SQLite with a known corruption bug, no encryption)."""


@contextlib.contextmanager
def sentences_of_system() -> Iterator[None]:
    """Turn what the file system refuses into our sentences."""
    try:
        yield
    except OSError as error:
        trouble: RecordError = CannotWrite(error.strerror or type(error).__name__)
        if error.errno in _NO_SPACE:
            trouble = DiskFull()
        elif error.errno in _NOT_ALLOWED:
            trouble = ReadOnly()
    else:
        return
    raise trouble from None


@contextlib.contextmanager
def full_disk_said(folder: Path) -> Iterator[None]:
    """SQLite does not always say that it was the disk: where `folder` has no room left, DiskFull does."""
    try:
        yield
    except CannotWrite:
        if shutil.disk_usage(folder).free >= _LITTLE_ROOM:
            raise
    else:
        return
    raise DiskFull


@contextlib.contextmanager
def sentences_of_copy(folder: Path) -> Iterator[None]:
    """Turn what refuses a copy in `folder` into a sentence about that folder."""
    try:
        with full_disk_said(folder):
            yield
    except OSError as error:
        why = "full" if error.errno in _NO_SPACE else error.strerror or type(error).__name__
        why = "closed" if error.errno in _NOT_ALLOWED else why
    except DiskFull:
        why = "full"
    else:
        return
    raise NoPlaceForCopy(folder, why) from None


def _place_trouble(folder: Path, why: str) -> str:
    file = next((path for path in (folder, *folder.parents) if path.is_file()), None)
    if file is not None:
        return f"{file} is a file, and a backup needs a folder. Choose another place for it."
    if why == "full":
        return f"the disk that {folder} is on is full. Free some space there or choose another place."
    if why == "closed":
        return f"{folder} cannot be written to. Make it writable or choose another place."
    return f"{folder} does not take it ({why}). Choose another place."


_LITTLE_ROOM = 128 * 1024
"""Bytes free below which a write that failed without a reason failed for want of room."""
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


def _duration(seconds: float) -> str:
    whole = max(1, round(seconds))
    return f"{whole} s" if whole < 120 else f"{round(whole / 60)} min"
