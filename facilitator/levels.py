"""A level of care that changes within a week: what that week asks for. Pure.

Each level counts for the days on which it holds and the person can come: a service has the minutes that come
together of both, rounded up to whole sessions of its groups, and never more than the larger of the two. The
day's shape is as wide as either level lets it be, for it holds on every day of the week.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import ceil
from typing import Any, TypeVar

from attrs import asdict, evolve

from scheduler.clinic import Clinic, Patient, Prescription, present_spans
from scheduler.week import DAY, Span, Week, overlap

N = TypeVar("N", int, float)


def blended(before: Patient, after: Patient, config: Clinic, week: Week, on: date) -> Patient:
    """What `week` asks for when `before` holds until the day before `on`, and `after` from then on.

    The level is the one that holds on more of the days; a tie is the later one's.
    """
    share = _share(before, after, config, week, on)
    first, then = config.prescription(before), config.prescription(after)
    longer, main = (before, first) if share > 0.5 else (after, then)
    asked = Prescription(
        days=_both(first.days, then.days, share, up=True),
        hours_min=_both(first.hours_min, then.hours_min, share),
        hours_max=_widest(first.hours_max, then.hours_max),
        day_hours_min=_least(first.day_hours_min, then.day_hours_min),
        day_hours_max=_widest(first.day_hours_max, then.day_hours_max),
        max_gap=_widest(first.max_gap, then.max_gap),
        services={
            name: _minutes(name, first.services.get(name, 0), then.services.get(name, 0), share, config)
            for name in {**first.services, **then.services}
        },
        once_a_day=first.once_a_day and then.once_a_day,
        appointments=main.appointments,
    )
    own: dict[str, Any] = asdict(asked, recurse=False)
    return evolve(after, level=longer.level, own={**longer.own, **own})


def _share(before: Patient, after: Patient, config: Clinic, week: Week, on: date) -> float:
    """The earlier level's part of the days on which the clinic is open and the person can come."""
    opened = config.open_spans(week)
    was, then = (_days(present_spans(patient, week), opened) for patient in (before, after))
    at = (on - week.monday).days
    earlier, later = len([day for day in was if day < at]), len([day for day in then if day >= at])
    return earlier / (earlier + later) if earlier + later else 0.0


def _days(spans: Iterable[Span], opened: Iterable[Span]) -> set[int]:
    opened = tuple(opened)
    return {span[0] // DAY for span in spans if any(overlap(span, other) for other in opened)}


def _both(first: N | None, then: N | None, share: float, *, up: bool = False) -> Any:
    """Both in their parts; None (no bound) as soon as one is none."""
    if first is None or then is None:
        return None
    value = first * share + then * (1 - share)
    return ceil(value - 1e-9) if up else round(value, 2)


def _widest(first: N | None, then: N | None) -> N | None:
    return None if first is None or then is None else max(first, then)


def _least(first: N | None, then: N | None) -> N | None:
    return None if first is None or then is None else min(first, then)


def _minutes(service: str, first: int, then: int, share: float, config: Clinic) -> int:
    """Minutes that sessions of the service's groups add up to, the next above both parts together."""
    wanted, most = first * share + then * (1 - share), max(first, then)
    lengths = {group.minutes for group in config.groups if group.service == service}
    sums = {0}
    while more := {a + b for a in sums for b in lengths if a + b <= most} - sums:
        sums |= more
    return min((minutes for minutes in sums if minutes >= wanted - 1e-9), default=most)
