"""Sheets as files in a folder."""

from collections.abc import Sequence
from pathlib import Path

from curricula.pages.sheets import Sheet
from curricula.writing import replace


def render(sheets: Sequence[Sheet], form: str) -> tuple[bytes, ...]:
    """Each sheet as `md`, `html` or `pdf`. Raises CannotTypeset."""
    if form == "pdf":
        from curricula.pages.pdf import pdfs

        return pdfs(sheets)
    if form == "html":
        from curricula.pages.html import page

        return tuple(page(sheet).encode("utf-8") for sheet in sheets)
    return tuple(sheet.markdown.encode("utf-8") for sheet in sheets)


def write(sheets: Sequence[Sheet], form: str, folder: Path) -> tuple[Path, ...]:
    """Write `STEM.FORM` into a folder for each sheet, in place of what has that name; all are made first.

    Raises CannotTypeset, OSError.
    """
    made = render(sheets, form)
    folder.mkdir(parents=True, exist_ok=True)
    paths = tuple(folder / f"{sheet.stem}.{form}" for sheet in sheets)
    for path, content in zip(paths, made, strict=True):
        replace(path, content)
    return paths
