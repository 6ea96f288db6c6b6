"""Writing a file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from curricula.diagnostics import BadInput, Diagnostic
from scheduler.files import codes


def write_bytes(path: Path, content: bytes) -> None:
    """Replace the file at `path`. Raises BadInput when that fails; the old file then stays as it was."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).chmod(_mode(path))
            Path(name).replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "check the folder, its permissions and the space on the disk; what was there is unchanged"
        problem = Diagnostic(str(path), 1, 1, codes.NOT_WRITTEN, f"cannot be written: {reason}", hint)
        raise BadInput([problem]) from None


def write_text(path: Path, text: str) -> None:
    """Replace the file at `path` by UTF-8 text. Raises BadInput as `write_bytes`."""
    write_bytes(path, text.encode())


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or what a new file here would have."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
