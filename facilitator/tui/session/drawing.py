"""How a line of the session looks. Pure: values in, `Content` out; colour never stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from attrs import frozen
from textual.content import Content

from facilitator.live import attendance
from facilitator.live.agenda import Clock, Line, Progress
from facilitator.live.attendance import Mark
from facilitator.live.state import PRIVATE_SCALES, Guest, Member, SessionState
from facilitator.tui.session.telling import Naming, step_label
from facilitator.tui.text import line, said

MARKS: Mapping[Mark, tuple[str, str]] = {
    Mark.EXPECTED: ("·", "$quiet"),
    Mark.PRESENT: ("✓", "$success"),
    Mark.LATE: ("L", "$warning"),
    Mark.EXCUSED: ("e", "$secondary"),
    Mark.NO_SHOW: ("–", "$quiet"),
    Mark.LEFT: ("→", "$secondary"),
}
PROGRESS: Mapping[Progress, tuple[str, str]] = {
    Progress.AHEAD: (" ", ""),
    Progress.NOW: ("▶", "bold $accent"),
    Progress.DONE: ("✓", "$success"),
    Progress.SKIPPED: ("–", "$quiet"),
    Progress.PARKED: ("=", "$quiet"),
}
HERE = ("›", "bold $primary")


@frozen
class Columns:
    """Widths of a member's line: name with its badge, time in, and each scale."""

    name: int
    time: int
    scales: tuple[tuple[str, int], ...]

    @classmethod
    def fitting(cls, width: int, scales: Sequence[str]) -> Columns:
        """Private scales are left out; narrow columns keep two letters of each heading."""
        public = [scale for scale in scales if scale not in PRIVATE_SCALES]
        wide = tuple((scale, len(scale) + 2) for scale in public)
        spare = width - 4 - 14 - 7
        if sum(size for _, size in wide) <= spare:
            return cls(14 + spare - sum(size for _, size in wide), 7, wide)
        return cls(max(8, width - 4 - 7 - 3 * len(public)), 7, tuple((scale, 3) for scale in public))


def heading(columns: Columns) -> Content:
    scales = "".join(f"{scale[: size - 1]:>{size}}" for scale, size in columns.scales)
    return said((f"    {'who':<{columns.name}}{'in':<{columns.time}}{scales}", "$quiet"))


def member_line(
    member: Member,
    state: SessionState,
    name: str,
    columns: Columns,
    *,
    selected: bool = False,
    moment: str = "in",
    asked: str | None = None,
) -> Content:
    """Mark, name with `new` or `last`, time or word, ratings; `asked` is the scale that waits."""
    mark = attendance.mark(member, state)
    glyph, style = MARKS[mark]
    badges = [word for word in (_stay(member), "far" if member.remote else "") if word]
    absent = mark in (Mark.EXCUSED, Mark.NO_SHOW, Mark.EXPECTED)
    shown = line(name, "$quiet" if absent else "bold", width=columns.name - 1)
    room = columns.name - shown.cell_length - 2
    badge = next((words for words in (" ".join(badges), *badges) if 0 < len(words) <= room), "")
    badge_part = said(" ", (badge, "italic $accent")) if badge else Content("")
    pad = " " * (columns.name - shown.cell_length - badge_part.cell_length)
    return said(
        HERE if selected else " ", " ", (glyph, style), " ", shown, badge_part, pad,
        (f"{_time(member, state, mark):<{columns.time}}", "$quiet" if absent else ""),
        *(_rating(member, scale, size, moment, asked) for scale, size in columns.scales),
    )  # fmt: skip


def _stay(member: Member) -> str:
    return "new" if member.who.first else "last" if member.who.last else ""


def guest_line(guest: Guest, state: SessionState, naming: Naming, *, selected: bool = False) -> Content:
    """A guest below the members: in what role, whose, and since when."""
    whose = f" of {naming(guest.of)}" if guest.of else ""
    when = f"→{_clock(guest.left, state)}" if guest.left else _clock(guest.came, state)
    glyph = ("→", "$secondary") if guest.left else ("+", "$secondary")
    words = line(f"guest: {guest.role}{whose}", "$quiet")
    return said(HERE if selected else " ", " ", glyph, " ", words, "  ", (when, "$quiet"))


def _time(member: Member, state: SessionState, mark: Mark) -> str:
    if mark in (Mark.EXCUSED, Mark.NO_SHOW):
        return mark.value
    if mark is Mark.LEFT:
        return f"→{_clock(member.stamps[-1].at, state)}"
    first = attendance.first_arrival(member)
    return _clock(first, state) if first else ""


def _clock(moment: datetime, state: SessionState) -> str:
    zone = state.opened.starts.tzinfo if state.opened else None
    return f"{moment.astimezone(zone):%H:%M}"


def _rating(member: Member, scale: str, size: int, moment: str, asked: str | None) -> Content:
    value = member.ratings.get((moment, scale))
    words = "" if value is None else str(value)
    if scale != asked:
        return said(f"{words:>{size}}")
    return said(" " * (size - 2), (f"{words or '?':>2}", "bold reverse $accent"))


def agenda_line(row: Line, naming: Naming, width: int, *, selected: bool = False) -> Content:
    """Progress, label, planned and real minutes."""
    glyph, style = PROGRESS[row.progress]
    quiet = row.progress in (Progress.SKIPPED, Progress.PARKED)
    label_style = "$quiet" if quiet else "bold" if row.progress is Progress.NOW else ""
    label = line(step_label(row.plan, naming), label_style, width=max(6, width - 4 - 11))
    pad = " " * (width - 4 - 11 - label.cell_length)
    real = row.progress.value if quiet else "" if row.real is None else str(row.real)
    plan = "" if quiet else str(row.minutes)
    return said(
        HERE if selected else " ", " ", (glyph, style), " ", label, pad,
        (f"{plan:>4}" if not quiet else f"{real:>11}", "$quiet"),
        (f"{real:>7}" if not quiet else "", "$warning" if row.over else "$quiet"),
    )  # fmt: skip


def agenda_heading(width: int) -> Content:
    return said((f"{'plan':>{width - 7}}{'real':>7}", "$quiet"))


def bar(clock: Clock, width: int) -> Content:
    """`━━━━━━──────  12:40 of 20:00 · 7:20 left`, filled to the share that is used."""
    over = bool(clock.over)
    words = f"{spell(clock.over)} over" if over else f"{spell(clock.left)} left"
    side = said(
        f"  {spell(clock.elapsed)} of {spell(clock.given)} · ", (words, "bold $warning" if over else "bold")
    )
    length = max(0, width - side.cell_length)
    full = round(length * clock.share)
    return said(("━" * full, "$warning" if over else "$primary"), ("─" * (length - full), "$rule"), side)


def resting(since: timedelta, width: int) -> Content:
    """In place of the bar while the group has a break."""
    words = said((f"break {spell(since)}", "bold $accent"), "  ", ("b", "bold $primary"), " ends it")
    return words.truncate(width, ellipsis=True)


def spell(duration: timedelta) -> str:
    """`m:ss`, whole seconds, rounded down."""
    seconds = int(duration.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02d}"


def hours(duration: timedelta) -> str:
    """`h:mm`, whole minutes, rounded down."""
    minutes = int(duration.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02d}"


def spread(left: Content, right: Content, width: int) -> Content:
    """`left` and `right` at the two ends; the left gives way."""
    room = width - right.cell_length - 2
    if left.cell_length > room:
        left = left.truncate(max(0, room), ellipsis=True)
    return said(left, " " * max(1, width - left.cell_length - right.cell_length), right)


def hanging(glyph: Content, words: Content, width: int) -> Content:
    """`words` wrapped to `width` behind `glyph`, later lines indented to where the words begin."""
    indent = glyph.cell_length
    lines = words.wrap(max(10, width - indent))
    return Content("\n").join(
        [glyph + part if not i else said(" " * indent, part) for i, part in enumerate(lines)]
    )
