"""How single values of a clinic are written in TOML: windows, starts, dates, periods. Both ways."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from scheduler.week import (
    DAYS,
    Period,
    Span,
    Start,
    Week,
    Window,
    clock,
    joined,
    parse_range,
    parse_starts,
    parse_windows,
)

MAX_BYTES = 10_000_000
"""The largest clinic or timetable: the week of a thousand people takes one tenth of it."""

FORMAT = 1
"""The version of both formats that this release reads and writes."""


def read_format(version: int) -> int:
    """Check the `format` of a file. Raises ValueError."""
    if version != FORMAT:
        raise ValueError(
            f"this file has format {version}; this release reads format {FORMAT}",
            "update openchair" if version > FORMAT else "write format = 1",
        )
    return version


@cache
def read_windows(text: str) -> tuple[Window, ...]:
    """`mon-fri 08:00-20:00` as one window a day. Raises ValueError."""
    return parse_windows(text)


@cache
def read_starts(text: str) -> tuple[Start, ...]:
    """`mon,wed 09:00` as the starts it names. Raises ValueError."""
    return parse_starts(text)


def read_range(text: str) -> Span:
    """`11:00-14:00` in minutes of a day. Raises ValueError."""
    return parse_range(text)


def read_week(text: str) -> Week:
    """`2026-W48`. Raises ValueError."""
    return Week.parse(text)


def read_moment(moment: datetime) -> datetime:
    """A local date and time to the minute. Raises ValueError for an offset or seconds."""
    if moment.tzinfo is not None:
        raise ValueError(
            f"{moment.isoformat()} has an offset; times here are the clinic's own",
            f"write {moment.replace(tzinfo=None).isoformat()}",
        )
    if moment.second or moment.microsecond:
        raise ValueError(f"{moment.isoformat()} has seconds; times here are whole minutes", "end it with :00")
    return moment


def all_windows(read: Iterable[tuple[Window, ...]]) -> tuple[Window, ...]:
    """The windows of several texts, those that touch made one, in order."""
    return joined(tuple(window for windows in read for window in windows))


def all_starts(read: Iterable[tuple[Start, ...]]) -> tuple[Start, ...]:
    """The starts of several texts, each once, in order."""
    return tuple(sorted({start for starts in read for start in starts}))


def period(first: date | datetime, last: date | datetime) -> Period:
    """From `first` to `last`; a date alone stands for its whole day."""
    start = first if isinstance(first, datetime) else Period.day(first).start
    end = last if isinstance(last, datetime) else Period.day(last).end
    return Period(start, end)


def write_windows(windows: Iterable[Window]) -> list[str]:
    """Windows as texts, one for all days that share the same hours."""
    days: dict[tuple[int, int], list[int]] = {}
    for window in joined(tuple(windows)):
        days.setdefault((window.start, window.end), []).append(window.day)
    return [f"{_days(found)} {clock(start)}-{clock(end)}" for (start, end), found in days.items()]


def write_starts(starts: Iterable[Start]) -> list[str]:
    """Starts as texts, one for all days that share the same time."""
    days: dict[int, list[int]] = {}
    for start in sorted(set(starts)):
        days.setdefault(start.minute, []).append(start.day)
    return [f"{_days(found)} {clock(minute)}" for minute, found in days.items()]


def write_period(away: Period) -> date | dict[str, datetime]:
    """A period as a date when it is one whole day, otherwise with both ends."""
    if away == Period.day(away.start.date()):
        return away.start.date()
    return {"from": away.start, "to": away.end}


def write_hours(least: float | None, most: float | None) -> dict[str, float]:
    """`{ min = .., max = .. }` without what is not given."""
    return given(min=number(least), max=number(most))


def number(hours: float | None) -> float | None:
    """Hours as people write them: 7 and not 7.0."""
    return int(hours) if hours is not None and hours == int(hours) else hours


def given(**values: Any) -> dict[str, Any]:
    """The values that are there; a trailing underscore keeps a key out of Python's way."""
    return {key.rstrip("_"): value for key, value in values.items() if value is not None}


def _days(days: list[int]) -> str:
    """Weekdays as a range where three or more follow each other, otherwise one by one."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    spans = [f"{DAYS[r[0]]}-{DAYS[r[-1]]}" if len(r) > 2 else ",".join(DAYS[d] for d in r) for r in runs]
    return ",".join(spans)
