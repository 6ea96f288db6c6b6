"""What single cells of a list mean: days, times, windows, names. Each raises ValueError with a hint."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from scheduler.week import DAY, DAYS, Window, joined, parse_clock, parse_windows

_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_TWELVE = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*([ap])\.?m\.?", re.IGNORECASE)
_YES, _NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0", ""})


@cache
def read_date(text: str) -> date:
    """`2026-11-25` or `11/25/2026`."""
    found = _US.fullmatch(text)
    try:
        if found:
            return date(int(found[3]), int(found[1]), int(found[2]))
        return date.fromisoformat(text.partition(" ")[0])
    except ValueError:
        raise ValueError(f"`{text[:40]}` is not a date", "write 2026-11-25 or 11/25/2026") from None


@cache
def read_time(text: str, last: int = DAY) -> int:
    """`17:30`, `5:30 pm` or `5pm` in minutes of the day."""
    found = _TWELVE.fullmatch(text.strip())
    if found and 1 <= int(found[1]) <= 12 and int(found[2] or 0) < 60:
        return (int(found[1]) % 12 + 12 * (found[3].lower() == "p")) * 60 + int(found[2] or 0)
    try:
        return parse_clock(re.sub(r"^(\d{1,2}:\d{2}):00$", r"\1", text.strip()), last=last)
    except ValueError:
        raise ValueError(f"`{text[:40]}` is not a time of day", "write 17:30 or 5:30 pm") from None


@cache
def read_windows(text: str) -> tuple[Window, ...]:
    """`mon-fri 17:30-20:00; sat 9:00-12:00`."""
    try:
        return joined(tuple(w for part in names(text) for w in parse_windows(part)))
    except ValueError as error:
        hint = "write days and 24-hour times: mon-fri 17:30-20:00; sat 9:00-12:00"
        raise ValueError(str(error).partition("; write ")[0], hint) from None


@cache
def read_day(text: str) -> int:
    """A weekday by its name or the first three letters of it."""
    word = text.strip().casefold()
    if len(word) >= 3 and word[:3] in DAYS:
        return DAYS.index(word[:3])
    raise ValueError(f"`{text[:40]}` is not a weekday", f"write one of {', '.join(DAYS)}")


def read_yes(text: str) -> bool:
    """`yes` or `no`."""
    word = text.strip().casefold()
    if word not in _YES | _NO:
        raise ValueError(f"`{text[:40]}` is neither yes nor no", "write yes or no")
    return word in _YES


def names(text: str) -> tuple[str, ...]:
    """Names with semicolons, or line breaks, between."""
    return tuple(part for raw in re.split(r"[;\n]", text) if (part := raw.strip()))


def people(text: str) -> tuple[str, ...]:
    """Names with commas or semicolons between."""
    return tuple(part for raw in re.split(r"[;,\n]", text) if (part := raw.strip()))
