"""Handouts and guides of what is highlighted, written into a folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from textual.content import Content

from curricula.module import Module
from curricula.pages.files import write
from curricula.pages.sheets import Unreadable, sheets
from curricula.typesetting import INSTALL, CannotTypeset, available
from curricula.writing import replace
from facilitator.shelf import Volume
from facilitator.timings import Timing, as_csv
from facilitator.tui.text import line, said


def forms() -> list[tuple[str, Content]]:
    """The rows of the dialog that asks for a form."""
    pdf = "tagged, for a printer or for mail" if available() else f"needs: {INSTALL}"
    return [
        ("html", said("Web pages  ", ("open in any browser, print on one page", "$quiet"))),
        ("pdf", said("PDF  ", (pdf, "$quiet"))),
        ("md", said("Markdown  ", ("for a document of your own", "$quiet"))),
    ]


def write_into(folder: str, volume: Volume, session: str, form: str) -> str:
    """Write the pages of a module, or of one session. Returns what to say, also when it cannot be done.

    It may take seconds: not for the thread of the screen.
    """
    place = Path(folder).expanduser()
    if volume.module is None:
        return "Nothing was written: this file cannot be read as a module yet."
    try:
        paths = write(sheets(volume.module, volume.folder, session), form, place)
    except (Unreadable, CannotTypeset) as error:
        return f"Nothing was written: {error}."
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or "it cannot be used"
        return f"Nothing was written to {place}: {reason.lower()}."
    names = ", ".join(path.name for path in paths[:2]) + (" ..." if len(paths) > 2 else "")
    return line(f"Wrote {len(paths)} page{'s' * (len(paths) != 1)} to {place.absolute()}: {names}").plain


def write_timings(folder: str, module: Module, found: Iterable[Timing]) -> str:
    """Write the real minutes of a module. Returns what to say, also when it cannot be done."""
    path = Path(folder).expanduser() / f"timings-{module.id}.csv"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace(path, as_csv(module, found))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be used"
        return f"Nothing was written to {path}: {reason.lower()}."
    return line(f"Wrote {path.absolute()}: minutes and counts, nothing about anybody.").plain
