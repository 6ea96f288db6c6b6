"""Time as a weekly program knows it: ISO weeks, weekdays, windows and spans, all local wall clock.

Inside the scheduler a moment is an `int`: minutes since Monday 00:00 of the week (0..10079), and
a span is a half-open pair of them. Only the edges (TOML, screens, calendars) speak of dates.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo

from attrs import frozen

DAY = 24 * 60
WEEK = 7 * DAY
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Span = tuple[int, int]
"""Half-open: (first minute of the week, minute after the last)."""

_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_TIME = re.compile(r"(\d{1,2}):(\d{2})")


@frozen(order=True)
class Window:
    """A stretch of one weekday: `day` 0 (Monday) to 6; `start` < `end` <= 1440 in minutes of that day."""

    day: int
    start: int
    end: int

    @property
    def span(self) -> Span:
        return self.day * DAY + self.start, self.day * DAY + self.end

    def __str__(self) -> str:
        return f"{DAYS[self.day]} {clock(self.start)}-{clock(self.end)}"


@frozen(order=True)
class Start:
    """A moment that comes back every week: weekday and minute of that day."""

    day: int
    minute: int

    @property
    def at(self) -> int:
        return self.day * DAY + self.minute

    def __str__(self) -> str:
        return f"{DAYS[self.day]} {clock(self.minute)}"


@frozen(order=True)
class Period:
    """From one local moment to another on the calendar, half-open; how absences and closures are kept."""

    start: datetime
    end: datetime

    @classmethod
    def day(cls, day: date) -> Period:
        """A whole day; of the last one that the calendar has, all but its last minute."""
        first = datetime(day.year, day.month, day.day)
        return cls(first, first + min(timedelta(days=1), datetime(9999, 12, 31, 23, 59) - first))


@frozen(order=True)
class Week:
    """One ISO week, known by its Monday."""

    monday: date

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read `2026-W48`. Raises ValueError with a sentence."""
        match = _WEEK.fullmatch(text.strip())
        if not match:
            raise ValueError(f"'{text}' is not a week; write it like 2026-W48")
        try:
            return cls(date.fromisocalendar(int(match[1]), int(match[2]), 1))
        except ValueError:
            raise ValueError(f"the year {match[1]} has no week {match[2]}") from None

    @classmethod
    def of(cls, day: date) -> Week:
        return cls(day - timedelta(days=day.weekday()))

    def __str__(self) -> str:
        year, week, _ = self.monday.isocalendar()
        return f"{year}-W{week:02d}"

    def shifted(self, weeks: int) -> Week:
        return Week(self.monday + timedelta(weeks=weeks))

    def date(self, day: int) -> date:
        return self.monday + timedelta(days=day)

    def moment(self, at: int) -> datetime:
        """The local date and time of minute `at` of this week (`at` may be 10080, the next Monday)."""
        return datetime(self.monday.year, self.monday.month, self.monday.day) + timedelta(minutes=at)

    def minute(self, moment: datetime) -> int:
        """The minute of this week at which `moment` lies; outside 0..10080 for other weeks."""
        first = datetime(self.monday.year, self.monday.month, self.monday.day)
        return int((moment - first).total_seconds() // 60)

    def span(self, period: Period) -> Span | None:
        """The part of `period` inside this week, or None."""
        start, end = max(0, self.minute(period.start)), min(WEEK, self.minute(period.end))
        return (start, end) if start < end else None


def clock_change(moment: datetime, zone: tzinfo) -> str:
    """`skips` or `repeats` when a clock change in `zone` does that to a local time; otherwise empty."""
    first, second = (moment.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    if first == second or first is None or second is None:
        return ""
    return "skips" if first < second else "repeats"


def unclear_spans(week: Week, zone: tzinfo) -> tuple[Span, ...]:
    """The stretches of `week` that a clock change in `zone` skips or repeats; nothing happens in them."""
    found: list[Span] = []
    for day in range(7):
        midnights = (week.moment(at).replace(tzinfo=zone).utcoffset() for at in (day * DAY, (day + 1) * DAY))
        if len(set(midnights)) == 1:
            continue
        for at in range(day * DAY, (day + 1) * DAY):
            if clock_change(week.moment(at), zone):
                joins = bool(found) and found[-1][1] == at
                found[-1:] = [(found[-1][0], at + 1)] if joins else [*found[-1:], (at, at + 1)]
    return tuple(found)


def clock(minute: int) -> str:
    """Minutes of a day as `HH:MM`; 1440 is `24:00`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def when(at: int) -> str:
    """A minute of the week in words: `Tuesday 18:00`."""
    return f"{DAY_NAMES[at // DAY]} {clock(at % DAY)}"


def hours(minutes: int) -> str:
    """A duration as people read it: `1:30`."""
    return f"{minutes // 60}:{minutes % 60:02d}"


def parse_clock(text: str, *, last: int = DAY) -> int:
    """Read `HH:MM` up to `last` minutes. Raises ValueError with a sentence."""
    match = _TIME.fullmatch(text.strip())
    if not match or int(match[2]) > 59 or int(match[1]) * 60 + int(match[2]) > last:
        raise ValueError(f"'{text.strip()}' is not a time of day; write 24-hour times such as 08:30 or 20:00")
    return int(match[1]) * 60 + int(match[2])


def parse_days(text: str) -> tuple[int, ...]:
    """Read `mon`, `mon-fri` or `mon,wed,fri` into sorted weekdays. Raises ValueError with a sentence."""
    found: set[int] = set()
    for part in text.strip().lower().split(","):
        first, dash, last = (piece.strip() for piece in part.partition("-"))
        for name in (first, last) if dash else (first,):
            if name not in DAYS:
                raise ValueError(f"'{name}' is not a weekday; use {', '.join(DAYS)}")
        low, high = DAYS.index(first), DAYS.index(last if dash else first)
        if high < low:
            raise ValueError(
                f"'{part.strip()}' runs backwards; a range goes from an earlier to a later weekday"
            )
        found.update(range(low, high + 1))
    return tuple(sorted(found))


def parse_windows(text: str) -> tuple[Window, ...]:
    """Read `mon-fri 08:00-20:00` into one window a day. Raises ValueError with a sentence."""
    days, _, times = text.strip().partition(" ")
    first, dash, last = times.partition("-")
    if not times or not dash:
        raise ValueError(f"'{text}' is not a window; write days and times such as 'mon-fri 08:00-20:00'")
    start, end = parse_clock(first), parse_clock(last)
    if end <= start:
        raise ValueError(f"'{text}' ends before it starts; a window lies within one day")
    return tuple(Window(day, start, end) for day in parse_days(days))


def parse_range(text: str) -> Span:
    """Read `11:00-14:00` into minutes of a day. Raises ValueError with a sentence."""
    first, dash, last = text.partition("-")
    if not dash:
        raise ValueError(f"'{text}' is not a stretch of the day; write it like 11:00-14:00")
    start, end = parse_clock(first), parse_clock(last)
    if end <= start:
        raise ValueError(f"'{text}' ends before it starts")
    return start, end


def parse_starts(text: str) -> tuple[Start, ...]:
    """Read `mon,wed,fri 09:00` into the starts it names. Raises ValueError with a sentence."""
    days, _, time = text.strip().partition(" ")
    if not time:
        raise ValueError(f"'{text}' is not a start; write days and a time such as 'mon,wed 09:00'")
    return tuple(Start(day, parse_clock(time, last=DAY - 1)) for day in parse_days(days))


def joined(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    """Windows of the same day that touch or overlap become one; sorted."""
    result: list[Window] = []
    for window in sorted(windows):
        last = result[-1] if result else None
        if last and last.day == window.day and window.start <= last.end:
            result[-1] = Window(last.day, last.start, max(last.end, window.end))
        else:
            result.append(window)
    return tuple(result)


def without(spans: tuple[Span, ...], holes: tuple[Span, ...]) -> tuple[Span, ...]:
    """What is left of `spans` after `holes` are cut out; sorted."""
    left = sorted(spans)
    for start, end in holes:
        left = [
            piece
            for low, high in left
            for piece in ((low, min(high, start)), (max(low, end), high))
            if piece[0] < piece[1]
        ]
    return tuple(sorted(set(left)))


def overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]
