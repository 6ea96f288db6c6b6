"""Pauses of a stay: the days on which a person stays enrolled and is not asked for.

Pure. A week in which a person could come on no day that is not paused asks nothing of them: no hours are
prescribed and no seat is used. In a week that a pause only touches, its days are days away.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from attrs import evolve, frozen

from scheduler.week import Period, Week

_ONE = timedelta(days=1)
_LATEST = datetime(9999, 12, 31)


@frozen
class Pause:
    """Both days inclusive; without `last` until somebody writes down that the person is back."""

    first: date
    last: date | None = None
    reason: str = ""

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def touches(self, week: Week) -> bool:
        return self.first <= week.date(6) and (self.last is None or week.monday <= self.last)

    @property
    def away(self) -> Period:
        """The same as an absence, for the scheduler."""
        end = _LATEST if self.last is None else datetime.combine(self.last + _ONE, time())
        return Period(datetime.combine(self.first, time()), end)


Pauses = tuple[Pause, ...]


def with_pause(known: Pauses, new: Pause) -> Pauses:
    """In order of time. A new pause takes the place of one that begins on the same day."""
    return tuple(sorted((*(p for p in known if p.first != new.first), new), key=lambda pause: pause.first))


def back_on(known: Pauses, day: date) -> Pauses:
    """From `day` on the person comes again: a pause that covers the day ends before it, or never began."""
    kept = []
    for pause in known:
        if pause.covers(day) and pause.first < day:
            kept.append(evolve(pause, last=day - _ONE))
        elif not pause.covers(day):
            kept.append(pause)
    return tuple(kept)
