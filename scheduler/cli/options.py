"""Changes as they are typed on a command line: `--away t3@2026-11-25`, `--cancel "skills@wed 18:00"`.

A moment is a date, a date with a time (`2026-11-25T08:00`), or a weekday of the timetable's week (`wed`,
`"wed 08:00"`). Every value that cannot be read is told, with what is expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta

from attrs import frozen

from curricula.text import clean
from scheduler.clinic import Clinic
from scheduler.mend.changes import (
    Absent,
    Admitted,
    Away,
    Cancelled,
    Change,
    Closed,
    Discharged,
    ends,
)
from scheduler.mend.mistakes import mistakes
from scheduler.timetable import Timetable
from scheduler.week import DAY, DAYS, WEEK, Period, Week, parse_clock, when

EXAMPLES = {
    "--away": "t3@2026-11-25, t3@2026-11-24..2026-11-25 or t3@2026-11-25T14:00..2026-11-25T18:00",
    "--absent": "P-009@2026-11-25 or P-009@2026-11-24..2026-11-25",
    "--close": "room-1@2026-11-25 or room-1@2026-11-25T14:00..2026-11-25T18:00",
    "--cancel": "skills@2026-11-25T18:00",
    "--discharge": "P-007 or P-007@2026-11-25",
    "--admit": "P-101",
}
_POINT = re.compile(r"(?:(\d{4}-\d{2}-\d{2})|([a-z]{3,9}))(?:[t ]+(\d{1,2}:\d{2})(?::00)?)?")


@frozen
class Asked:
    """One option as it was typed, and the change it asks for."""

    option: str
    text: str
    change: Change


@frozen
class Refused:
    """One option that cannot be followed, why, and what to do about it."""

    option: str
    text: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        line = " ".join(clean(f"{f'{self.option} {self.text}'.strip()}: {self.message}").split("\n"))
        return f"{line}\n  hint: {self.hint}" if self.hint else line


def read_options(
    given: Iterable[tuple[str, str]], week: Week, today: date
) -> tuple[list[Asked], list[Refused]]:
    """What was asked for by (option, text), and what cannot be read; a discharge without a day is `today`."""
    asked: list[Asked] = []
    refused: list[Refused] = []
    for option, text in given:
        try:
            asked.append(Asked(option, text, _change(option, clean(text), week, today)))
        except ValueError as error:
            refused.append(Refused(option, text, str(error), f"write {option} {EXAMPLES[option]}"))
    return asked, refused


def _change(option: str, text: str, week: Week, today: date) -> Change:
    """Raises ValueError with a sentence."""
    name, at, moment = text.strip().rpartition("@")
    if not at:
        name, moment = moment, ""
    if not name.strip():
        raise ValueError("nobody and nothing is named")
    return _READERS[option](name.strip(), moment.strip(), week, today)


def _admitted(name: str, moment: str, _: Week, __: date) -> Change:
    if moment:
        raise ValueError("an admission has no date here; `admitted` in the clinic says the first day")
    return Admitted(name)


def _discharged(name: str, moment: str, week: Week, today: date) -> Change:
    day = read_moment(moment, week) if moment else today
    if isinstance(day, datetime):
        raise ValueError("the last day is a day, without a time")
    return Discharged(name, day)


def _cancelled(name: str, moment: str, week: Week, _: date) -> Change:
    start = _given(moment, week)
    if not isinstance(start, datetime):
        raise ValueError(f"`{moment}` is a whole day; a session has a start")
    return Cancelled(name, start)


def _absence(kind: type[Away | Absent | Closed]) -> Reader:
    def read(name: str, moment: str, week: Week, _: date) -> Change:
        first, dots, last = moment.partition("..")
        begin = _given(first, week)
        open_end = week.moment(WEEK) if dots else None
        return kind(name, *ends(begin, read_moment(last, week) if last.strip() else open_end, week))

    return read


def _given(moment: str, week: Week) -> date | datetime:
    if not moment:
        raise ValueError("it does not say when")
    return read_moment(moment, week)


Reader = Callable[[str, str, Week, date], Change]
_READERS: dict[str, Reader] = {
    "--away": _absence(Away),
    "--absent": _absence(Absent),
    "--close": _absence(Closed),
    "--admit": _admitted,
    "--discharge": _discharged,
    "--cancel": _cancelled,
}


def read_moment(text: str, week: Week) -> date | datetime:
    """A day or a moment: `2026-11-25`, `2026-11-25T08:00`, `wed`, `wed 08:00`. Raises ValueError."""
    match = _POINT.fullmatch(text.strip().lower())
    if not match:
        raise ValueError(f"`{text.strip()}` is not a date and not a date with a time")
    day = _date(match[1]) if match[1] else _weekday(match[2], week)
    if not match[3]:
        return day
    minute = parse_clock(match[3])
    return Period.day(day).end if minute == DAY else datetime.combine(day, time()) + timedelta(minutes=minute)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"there is no day `{text}`") from None


def _weekday(text: str, week: Week) -> date:
    """`wed` or `wednesday` of the week."""
    if text[:3] not in DAYS or not when(DAYS.index(text[:3]) * 1440).lower().startswith(text):
        raise ValueError(f"`{text}` is not a weekday; use {', '.join(DAYS)} or a date")
    return week.date(DAYS.index(text[:3]))


def misplaced(clinic: Clinic, timetable: Timetable, asked: Sequence[Asked]) -> list[Refused]:
    """Options that the clinic or the timetable contradict: unknown names, another week, nothing to cancel."""
    wrong = mistakes(clinic, [one.change for one in asked], timetable.week, timetable)
    return [Refused(asked[w.number].option, asked[w.number].text, w.message, w.hint) for w in wrong]
