"""Who is away, what is closed, what was called off: folded from the clinic's stream, laid over its weeks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from functools import reduce

from attrs import frozen

from facilitator.events import AbsencePlanned, CalledOff, Entry, HolidaySettled, taken_back
from scheduler.clinic import Clinic
from scheduler.mend.changes import (
    Absence,
    Absent,
    Away,
    Cancelled,
    Change,
    Closed,
    Holiday,
    name_of,
    with_change,
)
from scheduler.week import Week

Fact = AbsencePlanned | CalledOff | HolidaySettled
KINDS = (AbsencePlanned, CalledOff, HolidaySettled)
_CHANGES: dict[str, type[Absence]] = {"therapist": Away, "patient": Absent, "room": Closed}
_ABOUT: dict[type, str] = {Away: "therapist", Absent: "patient", Closed: "room"}


@frozen
class Closure:
    """One fact that stands, with the entry that keeps it."""

    entry: str
    who: str  # wrote it
    fact: Fact


def closures(entries: Iterable[Entry]) -> tuple[Closure, ...]:
    """Everything that stands, in the order of time; of several words about one day the last counts."""
    entries = sorted(entries, key=lambda entry: entry.seq)
    undone = taken_back(entries)
    found: dict[object, Closure] = {}
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, AbsencePlanned | CalledOff | HolidaySettled) and entry.id not in undone:
            key = fact.day if isinstance(fact, HolidaySettled) else entry.id
            found[key] = Closure(entry.id, entry.who, fact)
    return tuple(sorted(found.values(), key=lambda closure: (first_day(closure.fact), closure.entry)))


def first_day(fact: Fact) -> date:
    return fact.day if isinstance(fact, HolidaySettled) else fact.start.date()


def last_day(fact: Fact) -> date:
    """The last day that is touched."""
    return fact.end.date() if isinstance(fact, AbsencePlanned) else first_day(fact)


def change_of(fact: Fact, zone: tzinfo) -> Change | None:
    """What it is to a scheduler, in local wall clock; None for a holiday on which the clinic opens."""
    if isinstance(fact, HolidaySettled):
        return Holiday(fact.day) if fact.closed else None
    if isinstance(fact, CalledOff):
        return Cancelled(fact.group, local(fact.start, zone))
    return _CHANGES[fact.about](fact.who, local(fact.start, zone), local(fact.end, zone))


def fact_of(change: Change, reason: str, zone: tzinfo) -> Fact:
    """The fact that keeps a change which somebody asked for. TypeError for any other kind."""
    match change:
        case Away(name, start, end) | Absent(name, start, end) | Closed(name, start, end):
            return AbsencePlanned(
                _ABOUT[type(change)], name, start.replace(tzinfo=zone), end.replace(tzinfo=zone), reason
            )
        case Cancelled(group, start):
            return CalledOff(group, start.replace(tzinfo=zone), reason)
        case Holiday(day):
            return HolidaySettled(day, True, reason)
        case _:
            raise TypeError(f"{type(change).__name__} is nothing that closes")


def local(moment: datetime, zone: tzinfo) -> datetime:
    """A moment as the wall clock of the clinic shows it."""
    return moment.astimezone(zone).replace(tzinfo=None)


def overlaid(clinic: Clinic, standing: Iterable[Closure], week: Week, zone: tzinfo) -> Clinic:
    """The clinic of `week` with what stands against it; what names somebody who left says nothing."""
    changes = [
        change
        for closure in standing
        if first_day(closure.fact) <= week.date(6) and last_day(closure.fact) >= week.monday
        and (change := change_of(closure.fact, zone)) is not None and _known(clinic, change)
    ]  # fmt: skip
    return reduce(with_change, changes, clinic)


def _known(clinic: Clinic, change: Change) -> bool:
    kind, name = name_of(change)
    return not kind or any(item.id == name for item in getattr(clinic, kind))
