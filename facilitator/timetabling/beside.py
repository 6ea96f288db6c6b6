"""Last week beside this one: what is gone, and who came to or left what is still there. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from attrs import frozen

from scheduler.facts import Item
from scheduler.timetable import Session, Timetable

Entry = tuple[str, str, int]


@frozen
class Turnover:
    """People of one session who were not in it the week before, and those who were and are not any more."""

    came: tuple[str, ...]
    left: tuple[str, ...]


def entry(item: Item) -> Entry:
    """What an item is the same by from week to week: a group or somebody's appointment, at its start."""
    if isinstance(item, Session):
        return "", item.group, item.start
    return item.patient, item.service, item.start


def gone(previous: Timetable | None, timetable: Timetable | None) -> frozenset[Item]:
    """What the week before had and this one has not, at that weekday and start."""
    if previous is None or timetable is None:
        return frozenset()
    before, now = _items(previous), _items(timetable)
    here = set(map(entry, now))
    return frozenset(item for item in before if entry(item) not in here)


def _items(timetable: Timetable) -> tuple[Item, ...]:
    return (*timetable.sessions, *timetable.appointments)


def turnover(previous: Timetable | None, timetable: Timetable | None) -> Mapping[Item, Turnover]:
    """Sessions that both weeks have and that have other people now; copies at one start count together."""
    before, now = _members(previous), _members(timetable)
    found: dict[Item, Turnover] = {}
    for session in timetable.sessions if timetable else ():
        known = before.get(entry(session))
        if known is None:
            continue
        came = tuple(m for m in session.members if m not in known)
        left = tuple(sorted(known - now[entry(session)]))
        if came or left:
            found[session] = Turnover(came, left)
    return found


def _members(timetable: Timetable | None) -> Mapping[Entry, set[str]]:
    found: dict[Entry, set[str]] = defaultdict(set)
    for session in timetable.sessions if timetable else ():
        found[entry(session)] |= set(session.members)
    return dict(found)
