"""What a packet is put together from: signatures, sentences about what does not agree, sections of a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from attrs import frozen

from facilitator.access.consents import Part
from facilitator.events import NoteAmended, NoteSigned
from facilitator.today import short

Holds = Callable[[NoteSigned | NoteAmended], bool]
"""Whether a signature fits the words it stands under."""


@frozen
class Signature:
    """One signed text: a note, a co-signature of it, or what was added to it."""

    fact: NoteSigned | NoteAmended
    written: datetime
    holds: bool


@frozen
class Disagreement:
    """`part`: of the record that it tells of; it is handed over with that part only."""

    day: date
    about: str  # the session, the contact, the plan, the bill
    what: str
    part: Part = Part.ATTENDANCE

    @property
    def words(self) -> str:
        return f"{short(self.day)} {self.day.year}, {self.about}: {self.what}"


@frozen
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@frozen
class Plot:
    """The same course twice: as a picture, and in lines of characters for where there are none."""

    title: str
    svg: str
    lines: tuple[str, ...]


@frozen
class Section:
    title: str
    words: tuple[str, ...] = ()
    table: Table | None = None
    plots: tuple[Plot, ...] = ()


@frozen
class Page:
    """`front` stands at the top of everything that leaves: for whom, what for, on what ground."""

    title: str
    front: tuple[tuple[str, str], ...]
    notice: tuple[str, ...]
    sections: tuple[Section, ...]
