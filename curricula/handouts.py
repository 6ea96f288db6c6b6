"""The text of a handout, which may stand in a file inside its module's folder and nowhere else."""

from pathlib import Path

from curricula.module import Handout
from curricula.text import clean

MAX_BYTES = 200_000


class Outside(ValueError):
    """The name of a handout's file leads out of its module's folder, or could on some system."""


def locate(folder: Path, name: str) -> Path:
    """The file `name` inside `folder`. Raises Outside; symbolic links are followed before the decision."""
    if any(sign in name for sign in '\\:~\0<>|?*"') or name.startswith("/"):
        raise Outside("use a plain relative path with / between folders")
    try:
        found = (folder / name).resolve()
    except (OSError, RuntimeError):  # a circle of links
        raise Outside("replace the link by the file") from None
    if not found.is_relative_to(folder.resolve()):
        raise Outside("move the file into the module's folder")
    return found


def handout_text(handout: Handout, folder: Path | None) -> str:
    """The Markdown of a handout. Raises Outside, OSError or UnicodeDecodeError for a file of no use."""
    if not handout.file:
        return handout.body
    if folder is None:
        raise FileNotFoundError("a module without a folder has no files")
    path = locate(folder, handout.file)
    if not path.is_file():
        raise OSError("it is a folder, or no ordinary file" if path.exists() else "no such file")
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise OSError("the file is larger than 200 kB")
    return clean(raw.decode("utf-8-sig"))
