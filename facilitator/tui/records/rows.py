"""How the rows of the Records workspace read."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from facilitator.desk import Desk
from facilitator.events import Entry
from facilitator.today import short
from facilitator.tui.records.papers import Absence, OwedNote, SignedNote
from facilitator.tui.records.trail import words
from facilitator.tui.text import line, said
from facilitator.tui.today.rows import _columns as columns


def owed_row(note: OwedNote, today: date) -> Content:
    """Who, which group, since when, and when it is due."""
    late = note.due < today
    mark = ("! ", "bold $warning") if late else ("· ", "$quiet")
    age = (today - note.day).days
    due = f"{'was due' if late else 'due'} {short(note.due)}"
    return columns(
        (said(mark, line(note.initials, "bold", width=8)), 11),
        (line(note.title, width=21), 23),
        (said(f"{short(note.day)}, {_days(age)}"), 24),
        (said((due, "$warning" if late else "$quiet")), 0),
    )


def signed_row(note: SignedNote, *, read: bool = True) -> Content:
    """`read`: of a list to co-sign, whether it was on screen."""
    more = f"+ {len(note.later)}" if note.later else ""
    return columns(
        (said(("● ", "$success") if read else ("○ ", "$warning"), line(note.initials, "bold", width=8)), 11),
        (line(note.title, width=26), 28),
        (said(f"{short(note.starts.date())} {note.starts:%H:%M}"), 19),
        (said(("by ", "$quiet"), line(note.fact.signer, width=12), "  ", (more, "$accent")), 0),
    )


def absence_row(absence: Absence) -> Content:
    return columns(
        (said(("○ ", "$warning"), line(absence.initials, "bold", width=8)), 11),
        (line(absence.title, width=26), 28),
        (said((short(absence.day), "$quiet")), 0),
    )


def trail_row(entry: Entry, desk: Desk) -> Content:
    """`  412  Wed 25 Nov 18:02  t1  A.M. present from 18:02`."""
    at = entry.at.astimezone(desk.zone)
    number = f"{entry.seq:>6}"
    return said(
        (f"{number}  {short(at.date()):<10} {at:%H:%M}  ", "$quiet"),
        line(entry.who, "bold", width=10),
        "  ",
        line(trail_words(entry, desk)),
    )


def trail_words(entry: Entry, desk: Desk) -> str:
    people = desk.people
    return words(entry, lambda member: people[member].initials if member in people else member)


def _days(count: int) -> str:
    return "today" if count == 0 else f"{count} day{'' if count == 1 else 's'} ago"
