"""Sign-in sheet and run-sheet of a group, written into a folder."""

from __future__ import annotations

from pathlib import Path

from textual.content import Content

from curricula.pages.files import write
from curricula.typesetting import INSTALL, CannotTypeset, available
from facilitator.before.sheets import papers
from facilitator.desk import Desk
from facilitator.events import SessionOpened
from facilitator.today import Meeting
from facilitator.tui.text import line, said


def forms() -> list[tuple[str, Content]]:
    pdf = "for a printer" if available() else f"needs: {INSTALL}"
    return [
        ("html", said("Web pages  ", ("open in any browser and print", "$quiet"))),
        ("pdf", said("PDF  ", (pdf, "$quiet"))),
        ("md", said("Text  ", ("Markdown, readable as it is", "$quiet"))),
    ]


def write_sheets(desk: Desk, meeting: Meeting, opened: SessionOpened, folder: str, form: str) -> str:
    """Write both. Returns what to say, also when it cannot be done. It may take seconds."""
    place = Path(folder).expanduser()
    try:
        paths = write(papers(meeting, opened, desk.rules, desk.people), form, place)
    except CannotTypeset as error:
        return f"Nothing was written: {error}."
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or "it cannot be used"
        return f"Nothing was written to {place}: {reason.lower()}."
    names = " and ".join(path.name for path in paths)
    return line(
        f"Wrote {names} to {place.absolute()}. They hold initials: never leave them on a table."
    ).plain
