"""Files that appear whole or not at all."""

import os
from pathlib import Path


def write_new(path: Path, text: str) -> None:
    """Write a UTF-8 file that must not exist yet. Raises FileExistsError, OSError."""
    if path.exists() or path.is_symlink():
        raise FileExistsError(f"{path} exists already")
    replace(path, text)


def replace(path: Path, content: str | bytes) -> None:
    """Write a file (text as UTF-8) in place of the one that may be there. Raises OSError; that stays then."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as stream:
            stream.write(content if isinstance(content, bytes) else content.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
