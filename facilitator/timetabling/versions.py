"""The drafts and versions of one week, folded from its stream."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property, lru_cache

from attrs import frozen

from facilitator.events import Entry, Undone, WeekDrafted, WeekPublished
from scheduler.clinic import Pin
from scheduler.files import read_timetable
from scheduler.timetable import Timetable


@frozen(eq=False)
class Draft:
    """A timetable that is not published. `entry` is the id of its entry in the record."""

    entry: str
    at: datetime
    who: str
    toml: str
    pins: tuple[Pin, ...] = ()

    @cached_property
    def timetable(self) -> Timetable | None:
        """None when the text cannot be read: the record keeps it, and its check names it."""
        return _read(self.toml)


@frozen(eq=False)
class Version:
    """A published timetable. `number` counts from 1."""

    number: int
    at: datetime
    who: str
    toml: str
    note: str = ""

    @cached_property
    def timetable(self) -> Timetable | None:
        """None when the text cannot be read."""
        return _read(self.toml)


@frozen
class History:
    """One week: what was published, oldest first, and the drafts made since, the newest last."""

    versions: tuple[Version, ...] = ()
    drafts: tuple[Draft, ...] = ()

    @property
    def draft(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    @property
    def version(self) -> Version | None:
        """What is published last."""
        return self.versions[-1] if self.versions else None

    @property
    def timetable(self) -> Timetable | None:
        """What is worked on: the draft, or else what is published."""
        latest = self.draft or self.version
        return latest.timetable if latest else None

    @property
    def settled(self) -> Timetable | None:
        """What another week is compared with: what is published, or else the draft."""
        latest = self.version or self.draft
        return latest.timetable if latest else None

    @property
    def pins(self) -> tuple[Pin, ...]:
        return self.draft.pins if self.draft else ()


def history(entries: Iterable[Entry]) -> History:
    """Fold a week's stream. A draft that was taken back is none; publishing ends the drafts before it."""
    entries = sorted(entries, key=lambda entry: entry.seq)
    undone = {entry.fact.entry for entry in entries if isinstance(entry.fact, Undone)}
    versions: list[Version] = []
    drafts: list[Draft] = []
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, WeekDrafted) and entry.id not in undone:
            drafts.append(Draft(entry.id, entry.at, entry.who, fact.timetable, fact.pins))
        elif isinstance(fact, WeekPublished):
            drafts = []
            versions.append(Version(len(versions) + 1, entry.at, entry.who, fact.timetable, fact.note))
    return History(tuple(versions), tuple(drafts))


@lru_cache(maxsize=6)
def _read(toml: str) -> Timetable | None:
    """A week is looked at again and again; its text is read once."""
    return read_timetable(toml)[0]
