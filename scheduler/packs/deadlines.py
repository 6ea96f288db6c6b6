"""Days counted as packs count them: by when a note is due, how late it is, when the next review comes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from attrs import frozen

from scheduler.packs.pack import Figure
from scheduler.packs.rules import Rules


@frozen
class Due:
    """The last moment (local) for something, and the figure that says so."""

    at: datetime
    figure: Figure


def note_due(
    rules: Rules,
    ended: datetime,
    *,
    crisis: bool = False,
    level: str | None = None,
    band: str | None = None,
    service: str | None = None,
    holidays: Collection[date] = (),
) -> Due | None:
    """By when the note of a service that `ended` has to be signed; None where no pack says.

    Days are whole: a note that is due on Thursday may be signed until Thursday's end. The day of service is
    day 0; Saturday, Sunday and `holidays` are no business days. A crisis counts hours besides. The earliest
    of several deadlines binds.
    """
    found: list[Due] = []
    business = rules.figure("note.business_days", level=level, band=band, service=service)
    if business is not None:
        found.append(Due(_end(add_business_days(ended.date(), int(business.number), holidays)), business))
    calendar = rules.figure("note.calendar_days", level=level, band=band, service=service)
    if calendar is not None:
        found.append(Due(_end(ended.date() + timedelta(days=int(calendar.number))), calendar))
    urgent = rules.figure("note.crisis_hours", level=level, band=band, service=service) if crisis else None
    if urgent is not None:
        found.append(Due(ended + timedelta(hours=urgent.number), urgent))
    return min(found, key=lambda due: due.at.replace(tzinfo=None), default=None)


def _end(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59))


def add_business_days(day: date, days: int, holidays: Collection[date] = ()) -> date:
    """The business day that comes `days` business days after `day`."""
    while days > 0:
        day += timedelta(days=1)
        days -= is_business_day(day, holidays)
    return day


def is_business_day(day: date, holidays: Collection[date] = ()) -> bool:
    return day.weekday() < 5 and day not in holidays


def next_due(
    rules: Rules, name: str, last: date, *, level: str | None = None, band: str | None = None
) -> date | None:
    """When the next of a rhythm (`plan.review_days`, `certification.days`, `measure.days`) is due.

    None where no pack has that rhythm.
    """
    figure = rules.figure(name, level=level, band=band)
    return None if figure is None else last + timedelta(days=int(figure.number))
