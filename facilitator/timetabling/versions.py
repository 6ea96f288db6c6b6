"""The drafts and versions of one week, folded from its stream."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property, lru_cache

from attrs import field, frozen

from facilitator.events import Entry, Undone, WeekDrafted, WeekPublished, taken_back
from facilitator.merges import week_of_people
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
    calls: tuple[str, ...] = ()
    because: tuple[str, ...] = ()  # entries of the clinic's stream that it answers
    ids: Mapping[str, str] = field(factory=dict)  # of people who are somebody else's by now

    @cached_property
    def timetable(self) -> Timetable | None:
        """None when the text cannot be read: the record keeps it, and its check names it."""
        return _of_people(self.toml, self.ids)


@frozen(eq=False)
class Version:
    """A published timetable. `number` counts from 1."""

    number: int
    at: datetime
    who: str
    toml: str
    note: str = ""
    calls: tuple[str, ...] = ()
    ids: Mapping[str, str] = field(factory=dict)

    @cached_property
    def timetable(self) -> Timetable | None:
        """None when the text cannot be read."""
        return _of_people(self.toml, self.ids)


@frozen
class History:
    """One week: what was published, oldest first, and the drafts made since, the newest last."""

    versions: tuple[Version, ...] = ()
    drafts: tuple[Draft, ...] = ()
    back: tuple[Entry, ...] = ()  # entries that took drafts back and can be undone, the next one last

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
    def calls(self) -> tuple[str, ...]:
        """Whom to phone about what is worked on."""
        latest = self.draft or self.version
        return latest.calls if latest else ()

    @property
    def pins(self) -> tuple[Pin, ...]:
        return self.draft.pins if self.draft else ()


def history(entries: Iterable[Entry], ids: Mapping[str, str] | None = None) -> History:
    """Fold a week's stream, with everybody under the id they have now (`ids`: see `merges`).

    A draft that was taken back is none until that is undone; publishing ends the drafts before it, and a new
    draft ends what could be brought back.
    """
    now = ids or {}
    entries = sorted(entries, key=lambda entry: entry.seq)
    undone = taken_back(entries)
    versions: list[Version] = []
    drafts: list[Draft] = []
    back: list[Entry] = []
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, Undone):
            back += [entry] if entry.id not in undone else []
            continue
        if isinstance(fact, WeekDrafted | WeekPublished):
            back = [] if entry.id not in undone else back
        if isinstance(fact, WeekDrafted) and entry.id not in undone:
            drafts.append(
                Draft(
                    entry.id,
                    entry.at,
                    entry.who,
                    fact.timetable,
                    fact.pins,
                    fact.calls,
                    fact.because,
                    now,
                )
            )
        elif isinstance(fact, WeekPublished):
            drafts = []
            versions.append(
                Version(len(versions) + 1, entry.at, entry.who, fact.timetable, fact.note, fact.calls, now)
            )
    return History(tuple(versions), tuple(drafts), tuple(back))


def _of_people(toml: str, ids: Mapping[str, str]) -> Timetable | None:
    table = _read(toml)
    return week_of_people(table, ids) if table and ids else table


@lru_cache(maxsize=6)
def _read(toml: str) -> Timetable | None:
    """A week is looked at again and again; its text is read once."""
    return read_timetable(toml)[0]
