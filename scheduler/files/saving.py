"""Writing a file whole or not at all, with a sentence when it cannot be written."""

from __future__ import annotations

from pathlib import Path

from curricula.diagnostics import BadInput, Diagnostic
from curricula.writing import replace
from scheduler.files import codes


def save(path: Path, content: str | bytes) -> None:
    """Replace the file at `path`; text is UTF-8. Raises BadInput when that fails; the old file stays then."""
    try:
        replace(path, content)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        hint = "check the folder, its permissions and the space on the disk; what was there is unchanged"
        problem = Diagnostic(str(path), 1, 1, codes.NOT_WRITTEN, f"cannot be written: {reason}", hint)
        raise BadInput([problem]) from None
