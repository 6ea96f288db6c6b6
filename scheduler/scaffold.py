"""`openchair new`: a commented clinic folder that can be solved as it stands."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from curricula.diagnostics import BadInput, Diagnostic

PARTS = ("clinic.toml", "people.toml")


def new_clinic(folder: Path) -> tuple[Path, ...]:
    """Write the commented files into `folder` (made if need be) and return their paths.

    Raises BadInput when a file of that name is there already, and writes nothing then.
    """
    taken = [folder / part for part in PARTS if (folder / part).exists()]
    if taken or (folder.exists() and not folder.is_dir()):
        place = taken[0] if taken else folder
        what, hint = "there is a file here already; nothing was written", "choose a new folder"
        raise BadInput([Diagnostic(str(place), 1, 1, "F020", what, hint)])
    folder.mkdir(parents=True, exist_ok=True)
    source = files("scheduler") / "starter"
    for part in PARTS:
        (folder / part).write_bytes((source / part).read_bytes())
    return tuple(folder / part for part in PARTS)
