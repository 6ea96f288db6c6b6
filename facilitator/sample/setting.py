"""Where and when the sample clinic is: always in a time zone where the evening groups are about to start.

The clinic runs five days a week. On a Saturday or Sunday its working week is moved so that today is one of
its days, and its own time zone is the one in which it is between 17:00 and 18:00 now.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import attrs
from attrs import frozen

from scheduler.clinic import Clinic
from scheduler.timetable import Timetable
from scheduler.week import DAY, Start, Week, Window

EVENING = 17
"""The hour that it is at the sample clinic, whenever it is opened."""
HOLIDAY = 3
"""The fourth working day of next week is a holiday."""

T = TypeVar("T")


@frozen
class Setting:
    """`now` is aware, on the clinic's clock; `shift` moves Monday-to-Friday to its working days."""

    now: datetime
    timezone: str
    shift: int

    @classmethod
    def at(cls, moment: datetime) -> Setting:
        """The setting for an aware moment."""
        ahead = EVENING - moment.astimezone(UTC).hour
        ahead -= 24 if ahead > 12 else 0
        zone = f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"  # the sign of these names is turned round
        now = moment.astimezone(ZoneInfo(zone))
        return cls(now, zone, max(0, now.weekday() - 4))

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def week(self) -> Week:
        return Week.of(self.today)

    @property
    def holiday(self) -> date:
        return self.week.shifted(1).date(HOLIDAY + self.shift)

    def moment(self, day: date, minute: int) -> datetime:
        """Minute `minute` of `day` on the clinic's clock."""
        first = datetime(day.year, day.month, day.day, tzinfo=self.now.tzinfo)
        return first + timedelta(minutes=minute)


def moved(value: T, days: int) -> T:
    """`value` with every window and start inside it moved by `days` weekdays."""
    if isinstance(value, Window | Start):
        return attrs.evolve(value, day=value.day + days)
    if isinstance(value, tuple):
        return tuple(moved(item, days) for item in value)  # type: ignore[return-value]
    kind: type = type(value)
    if attrs.has(kind):
        changes = {f.name: moved(getattr(value, f.name), days) for f in attrs.fields(kind)}
        return attrs.evolve(value, **changes)  # type: ignore[misc]
    return value


def premises(template: Clinic, setting: Setting) -> Clinic:
    """The clinic's configuration in its setting: working days moved, the holiday closed, nobody in it."""
    placed = moved(template, setting.shift)
    return attrs.evolve(placed, timezone=setting.timezone, closed=(setting.holiday,), patients=())


def in_week(template: Timetable, setting: Setting, week: Week) -> Timetable:
    """The template timetable as it stands in `week`, on the clinic's working days."""
    by = setting.shift * DAY
    return attrs.evolve(
        template,
        week=week,
        sessions=tuple(attrs.evolve(s, start=s.start + by, end=s.end + by) for s in template.sessions),
        appointments=tuple(
            attrs.evolve(b, start=b.start + by, end=b.end + by) for b in template.appointments
        ),
    )
