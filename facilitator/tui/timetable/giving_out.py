"""Giving a week out: what is said before it is published, and writing it as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from textual.content import Content

from curricula import typesetting
from curricula.diagnostics import BadInput
from curricula.typesetting import CannotTypeset
from facilitator.timetabling.view import WeekView
from facilitator.timetabling.words import counted, week_name
from facilitator.tui.text import line
from facilitator.tui.timetable.dialogs import listed
from scheduler.exports.publishing import Refused, publish
from scheduler.exports.rows import Detail, sheet
from scheduler.exports.swapping import Busy
from scheduler.files.saving import save
from scheduler.timetable import Timetable
from scheduler.week import hours

MOST_SHOWN = 12
"""Broken rules listed at once; the rest is counted."""

DETAILS: dict[str, tuple[Detail, str]] = {
    "neutral": (Detail(), "Rooms, times and staff; people are counted, no group and no patient is named"),
    "titles": (Detail(titles=True), "Groups and services by name as well; people are counted"),
    "people": (Detail(titles=True, people=True), "Patients by their codes as well: this discloses treatment"),
}
"""What an export may disclose, by the id of its row."""


def question(view: WeekView) -> str:
    """What is asked once before the week is published."""
    name, version = week_name(view.week), view.history.version
    what = (
        f"Publish {name}?" if version is None else f"Publish {name} again, as version {version.number + 1}?"
    )
    left = f" {hours(view.unmet_minutes)} h are not met." if view.unmet else " Every prescribed hour is met."
    changed = counted(len(view.changes), "person has", "people have")
    return what + left + (f" {changed} another week than before." if view.previous is not None else "")


def refusal(view: WeekView) -> Content:
    """The rules that the week breaks, and the ways out."""
    messages = [violation.message for violation in view.report.violations]
    more = f"And {len(messages) - MOST_SHOWN} more. " if len(messages) > MOST_SHOWN else ""
    ways = "Move or unpin what stands in the way, take it back (u), or solve the week anew (s)."
    return listed(messages[:MOST_SHOWN], view, more + ways)


def choices() -> list[tuple[str, Content]]:
    """The rows of the question what a file may disclose."""
    return [(name, line(words)) for name, (_, words) in DETAILS.items()]


SHEETS = ("html", "csv", "xlsx")
"""What the export of a week writes beside calendars, and PDF where that can be made."""


def write_week(
    folder: str,
    timetable: Timetable,
    detail: Detail,
    zone: ZoneInfo,
    *,
    formats: Sequence[str] = (),
    version: int | None = None,
    who: str = "",
) -> str:
    """Write calendars and sheets into `folder`, which is made if only it is missing, all of them or none.

    Without `formats` every one that can be made here. Returns what to say, also when it cannot be done.
    """
    place = Path(folder).expanduser()
    wanted = tuple(formats) or ("ics", *SHEETS, *(["pdf"] if typesetting.available() else []))
    try:
        done = publish(
            place,
            timetable,
            zone,
            stamp=datetime.now(UTC),
            formats=wanted,
            detail=detail,
            version=version,
            who=who,
        )
    except (Refused, Busy, CannotTypeset, ValueError) as error:
        return f"Nothing was written: {error.args[0]}."
    except OSError as error:
        return f"Nothing was written to {place}: {(error.strerror or 'it cannot be used').lower()}."
    calendars = sum(1 for name in done.files if name.endswith(".ics"))
    parts = [
        f"{calendars} calendars" if calendars else "",
        *(n for n in done.files if not n.endswith(".ics")),
    ]
    gives = sheet(timetable, detail=detail).discloses
    return f"Wrote {', '.join(filter(None, parts))} to {done.folder.absolute()}. {gives}"


def write_pages(folder: str, pages: Mapping[str, str]) -> str:
    """Write pages of text into `folder`, which is made if only it is missing. Returns what to say."""
    place = Path(folder).expanduser()
    try:
        place.mkdir(exist_ok=True)
        for name, words in pages.items():
            save(place / name, words)
    except BadInput as bad:
        return f"Not all was written: {bad.diagnostics[0].message}."
    except OSError as error:
        return f"Nothing was written to {place}: {(error.strerror or 'it cannot be used').lower()}."
    return f"Wrote {', '.join(pages)} to {place.absolute()}. They name patients by code: confidential."
