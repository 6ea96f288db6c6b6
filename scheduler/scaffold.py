"""`openchair new`: a commented clinic folder that can be solved as it stands."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from curricula.diagnostics import BadInput, Diagnostic
from curricula.writing import write_new

PARTS = ("clinic.toml", "people.toml")


def new_clinic(folder: Path) -> tuple[Path, ...]:
    """Write the commented files into `folder` (made if need be) and return their paths.

    Raises BadInput when a file of that name is there already, and OSError when the system refuses; writes
    nothing then.
    """
    taken = [folder / part for part in PARTS if (folder / part).exists()]
    if taken or (folder.exists() and not folder.is_dir()):
        place = taken[0] if taken else folder
        what, hint = "there is a file here already; nothing was written", "choose a new folder"
        raise BadInput([Diagnostic(str(place), 1, 1, "F030", what, hint)])
    source = files("scheduler") / "starter"
    written = tuple(folder / part for part in PARTS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in written:
            write_new(path, (source / path.name).read_text(encoding="utf-8"))
    except OSError:
        for path in written:
            path.unlink(missing_ok=True)  # both files or none
        raise
    return written
