"""How the rows of Today read, at any width."""

from __future__ import annotations

from datetime import datetime
from textwrap import wrap

from textual.content import Content

from facilitator.owed import Owed
from facilitator.today import Meeting, Reminder, Stage, short, title_of
from facilitator.tui.text import line, said
from scheduler.week import hours as duration

WIDE = 96
"""From this many cells on a group's facts stand on one line."""


def meeting_row(meeting: Meeting, now: datetime, user: str, width: int) -> Content:
    """One group: when, what and where, who; then the topic with its reason."""
    lead = line(countdown(meeting, now), STYLES[meeting.stage])
    today = meeting.starts.date() == now.date()
    times = f"{meeting.starts:%H:%M}-{meeting.ends:%H:%M}" if today else short(meeting.starts)
    title = line(meeting.title, "bold", width=24)
    room = line(title_of(meeting.room) if meeting.room else "no room", width=10)
    people = _people(meeting, user, width)
    head = _columns((lead, 9), (times, 13), (title, 25), (room, 11))
    rows = [said(head, people)] if width >= WIDE else [head, said(" " * 9, people)]
    if about := _topic(meeting, width - 9):
        rows.append(said(" " * 9, about))
    return Content("\n").join(rows)


STYLES = {
    Stage.COMING: "$primary",
    Stage.OPEN: "bold $accent",
    Stage.ENDED: "$warning",
    Stage.FINISHED: "$success",
    Stage.CANCELLED: "$quiet",
}


def countdown(meeting: Meeting, now: datetime) -> str:
    """How far the group is from its start, or what became of it, in at most eight cells."""
    words = {
        Stage.OPEN: "▶ open",
        Stage.ENDED: "◆ wrap",
        Stage.FINISHED: "✓ done",
        Stage.CANCELLED: "× off",
    }
    if meeting.stage in words:
        return words[meeting.stage]
    left = int((meeting.starts - now).total_seconds() // 60)
    return (
        f"in {duration(left)}" if left >= 0 else f"{duration(-left)} late" if now < meeting.ends else "past"
    )


def _people(meeting: Meeting, user: str, width: int) -> Content:
    """`with t2   9 of 10   2 new`."""
    others = meeting.others(user)
    company = (
        f"with {', '.join(others)}" if meeting.led_by(user) else f"by {', '.join(others) or 'nobody yet'}"
    )
    seats = f"{len(meeting.members)} of {meeting.cap}" if meeting.cap else f"{len(meeting.members)} expected"
    shown = line(company if others or not meeting.led_by(user) else "alone", "$quiet", width=16)
    return _columns((shown, 17), (seats.rjust(8), 10), (line(meeting.news, "$accent", width=24), 0))


def _topic(meeting: Meeting, width: int) -> Content | None:
    if meeting.stage is Stage.CANCELLED:
        return line(f"cancelled: {meeting.because}", "$quiet", width=width)
    if not meeting.topic or meeting.topic == meeting.title:
        return None
    words = said(("▸ ", "$primary"), line(meeting.topic))
    if meeting.because:
        words = said(words, "   ", line(meeting.because, "$quiet"))
    return words.truncate(width, ellipsis=True)


def _columns(*cells: tuple[str | Content, int]) -> Content:
    """Cells, each at least as wide as its number says."""
    made = [(line(cell) if isinstance(cell, str) else cell, width) for cell, width in cells]
    return Content("").join(cell.pad_right(max(0, width - cell.cell_length)) for cell, width in made)


def reminder_row(reminder: Reminder, width: int) -> Content:
    """Mark, initials, and the words beside them on as many lines as they need."""
    mark = ("! ", "bold $warning") if reminder.urgent else ("· ", "$quiet")
    initials = line(reminder.initials, "bold", width=8)
    head = said(mark, initials.pad_right(max(1, 6 - initials.cell_length)))
    words = wrap(line(reminder.words).plain, max(12, width - head.cell_length)) or [""]
    rows = [said(head, words[0]), *(said(" " * head.cell_length, more) for more in words[1:])]
    return Content("\n").join(rows)


def owed_row(owed: Owed) -> Content:
    return said(("! ", "bold $warning") if owed.overdue else ("· ", "$quiet"), line(owed.words))
