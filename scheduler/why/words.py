"""How times and names stand in a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scheduler.facts import on_day
from scheduler.week import DAY, DAY_NAMES, Span, clock

MOST_NAMES = 3
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def listed(names: Sequence[str], most: int = MOST_NAMES) -> str:
    """`t1`, `t1 and t2`, `t1, t2, t3 and 4 more`; `none` where there are none."""
    if not names:
        return "none"
    shown = [*names[:most], *([f"{len(names) - most} more"] if len(names) > most else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def days_of(spans: Iterable[Span]) -> str:
    """`Monday to Friday 17:00-20:00`, `Monday 17:00-20:00, Wednesday 09:00-12:00 and 13:00-15:00`."""
    every = list(spans)
    by_day = {day: on_day(every, day) for day in sorted({low // DAY for low, _ in every})}
    told: list[str] = []
    for times in dict.fromkeys(by_day.values()):
        told.append(f"{day_names([day for day, other in by_day.items() if other == times])} {times}")
    return ", ".join(told)


def day_names(days: Sequence[int]) -> str:
    """`Monday to Friday`, `Monday and Wednesday`."""
    if len(days) > 2 and list(days) == list(range(days[0], days[-1] + 1)):
        return f"{DAY_NAMES[days[0]]} to {DAY_NAMES[days[-1]]}"
    return listed([DAY_NAMES[day] for day in days], 7)


def number(count: int) -> str:
    """Small numbers in letters."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def be(names: Sequence[object]) -> str:
    return "is" if len(names) == 1 else "are"


def part_of_day(minute: int) -> str:
    """`morning`, `afternoon` or `evening` of a minute of a day."""
    return "morning" if minute < 12 * 60 else "afternoon" if minute < 17 * 60 else "evening"


def span_words(span: Span) -> str:
    """`Monday 17:30-20:00`."""
    day = span[0] // DAY
    return f"{DAY_NAMES[day]} {clock(span[0] - day * DAY)}-{clock(span[1] - day * DAY)}"
