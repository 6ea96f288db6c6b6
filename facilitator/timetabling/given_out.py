"""Published weeks whose files are not all there: the folder was never reached, or the app ended in between.

A version is stored first and its files are written afterwards, so the record knows at least what they say.
"""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from facilitator.desk import Desk
from facilitator.events import WeekPublished, week_stream
from facilitator.owed import Owed
from facilitator.timetabling.words import week_name
from scheduler.exports.index import version_in
from scheduler.week import Week

AHEAD = 6
"""Weeks from this one on that are looked at; nobody needs calendars of weeks that are over."""


@frozen
class Missing:
    """`version` of `week` is published, and `there` is the last version that was written whole (0: none)."""

    week: Week
    version: int
    there: int
    folder: Path

    def __str__(self) -> str:
        there = f"version {self.there} is there" if self.there else "nothing of that week is there"
        return (
            f"The files of {week_name(self.week)}, version {self.version}, were not all written to "
            f"{self.folder}; {there}."
        )


def missing(desk: Desk, week: Week) -> Missing | None:
    """What a week lacks in the folder that the clinic gives weeks out into; None where it asks for none."""
    if desk.config.publish_to is None or week < desk.week():
        return None
    version = sum(isinstance(entry.fact, WeekPublished) for entry in desk.read(week_stream(str(week))))
    folder = desk.folder / Path(desk.config.publish_to).expanduser()
    there = version_in(folder, week) if version else 0
    return Missing(week, version, there, folder) if there < version else None


def files_owed(desk: Desk) -> Owed | None:
    """A row of Today for whoever gives weeks out."""
    weeks = (desk.week().shifted(by) for by in range(AHEAD))
    found = [one for week in weeks if (one := missing(desk, week))]
    if not found:
        return None
    first = found[0]
    words = f"calendars of {week_name(first.week)}, version {first.version}, were not all written"
    return Owed("files", words, True, tuple(str(one.week) for one in found))
