"""What in a topic request has no meaning, or probably not the one that was meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, TypeVar

from curricula.diagnostics import Diagnostic, Severity, did_you_mean
from curricula.module import Module
from curricula.scanner import KeyPath
from curricula.shape import read
from curricula.source import Source
from curricula.text import clean
from scheduler.files import codes
from scheduler.files.request_tables import CORE, FixedTable, RequestTable
from scheduler.topics.course import cycle
from scheduler.topics.request import STEERED_KINDS
from scheduler.week import DAYS

T = TypeVar("T")
LONGEST_SPAN = timedelta(weeks=53)
"""Dates further apart are a slip of the year."""


def check(source: Source, module: Module | None, table: RequestTable | None) -> Iterator[Diagnostic]:
    """Every problem of meaning. `table` is None while the shape is wrong; what can be read is checked."""
    dates = _dates(source)
    yield from _of_dates(source, dates)
    yield from _of_rooms(source, module, table)
    if module is not None:
        yield from _of_module(source, module)
    if not source.data.get("members"):
        yield source.problem(
            (), codes.NO_MEMBERS, "nobody is in the group", "add a [[members]] table for each person"
        )
    for i, raw in enumerate(_tables(source, "members")):
        yield from _of_stay(source, ("members", i), raw, [day for _, day in dates])
        if module is not None:
            yield from _of_needs(source, ("members", i), raw, module)
    if module is not None:
        yield from _of_sessions(source, module, table, {day for _, day in dates})
        yield from _of_mandates(source, module, [day for _, day in dates])


def _rows(source: Source, table: RequestTable | None, key: str, cls: type[T]) -> list[tuple[KeyPath, T]]:
    """The tables under one key: all of a sound file, or those that can be read."""
    if table is not None:
        return [((key, i), row) for i, row in enumerate(getattr(table, key))]
    raw = source.data.get(key)
    places = [i for i, t in enumerate(raw) if isinstance(t, dict)] if isinstance(raw, list) else []
    rows = [((key, i), read(cls, source, [], (key, i))) for i in places]
    return [(path, row) for path, row in rows if row is not None]


def _dates(source: Source) -> list[tuple[KeyPath, date]]:
    """The dates that are dates, each with its place."""
    raw = source.data.get("dates")
    return [
        (("dates", i), day) for i, day in enumerate(raw if isinstance(raw, list) else ()) if type(day) is date
    ]


def _of_dates(source: Source, dates: list[tuple[KeyPath, date]]) -> Iterator[Diagnostic]:
    if source.data.get("dates") == []:
        hint = "name the days on which the group meets, such as [2026-11-23, 2026-11-25]"
        yield source.problem(("dates",), codes.NO_DATE, "there is no date to plan", hint)
    seen: set[date] = set()
    for path, day in dates:
        if day in seen:
            yield source.problem(path, codes.LISTED_TWICE, f"{day} is listed twice", "keep one")
        seen.add(day)
        if day - min(seen) > LONGEST_SPAN:
            message = f"{day} is more than a year after {min(seen)}"
            yield source.problem(path, codes.NO_DATE, message, "plan the next weeks; check the year")


def _of_rooms(source: Source, module: Module | None, table: RequestTable | None) -> Iterator[Diagnostic]:
    size = source.data.get("size")
    least, most = (size.get("min", 3), size.get("max", 12)) if isinstance(size, dict) else (3, 12)
    if isinstance(least, int) and isinstance(most, int) and 1 <= most < least:
        message = f"`min` is {least}, above `max`, which is {most}"
        yield source.problem(("size",), codes.LEAST_ABOVE_MOST, message, "exchange the two, or change one")
    rooms = source.data.get("rooms")
    if isinstance(rooms, int) and rooms > 1 and module is not None and module.kind not in STEERED_KINDS:
        message = f"members of a {module.kind} group are not steered between rooms"
        hint = "write rooms = 1; only psychoeducation and skills groups have parallel rooms"
        yield source.problem(("rooms",), codes.NOT_STEERED, message, hint)
    if table is not None and len(table.members) > table.rooms * table.size.max:
        message = f"{len(table.members)} members are more than {table.rooms} x {table.size.max} seats"
        hint = "all are planned for; add a room, or raise `size.max`"
        yield source.problem(("size",), codes.CROWDED, message, hint, severity=Severity.WARNING)


def _of_module(source: Source, module: Module) -> Iterator[Diagnostic]:
    place: KeyPath = ("curriculum",)
    if not module.topics:
        message = f"{module.id} has no topics to plan"
        hint = "a process format keeps its rounds; name a module with sessions"
        yield source.problem(place, codes.NO_CURRICULUM, message, hint)
    around = cycle(module)
    if around:
        message = f"topics of {module.id} build on each other in a circle: {', '.join(around)}"
        yield source.problem(place, codes.NO_CURRICULUM, message, "take one of the `requires` out")


def _tables(source: Source, key: str) -> list[dict[str, Any]]:
    """The tables of a list as written, in shape or not; what is no table stands in as an empty one."""
    raw = source.data.get(key)
    return [t if isinstance(t, dict) else {} for t in raw] if isinstance(raw, list) else []


def _called(raw: dict[str, Any]) -> str:
    name = raw.get("id")
    return clean(name) if isinstance(name, str) else "this member"


def _of_stay(source: Source, path: KeyPath, raw: dict[str, Any], dates: list[date]) -> Iterator[Diagnostic]:
    if not dates:
        return
    leaves = raw.get("leaves")
    if type(leaves) is date and leaves < min(dates):
        message = f"{_called(raw)} leaves on {leaves}, before the first date, {min(dates)}"
        yield source.problem(
            (*path, "leaves"), codes.LEFT_BEFORE, message, "take them out, or correct the date"
        )
    days = [day for _, day in _words(raw, "days") if day in DAYS]
    if days and len(days) == len(raw["days"]) and not any(DAYS[day.weekday()] in days for day in dates):
        message = f"{_called(raw)} comes on {', '.join(days)}, and no date is such a day"
        hint = "they are counted, and expected at none of these dates"
        yield source.problem((*path, "days"), codes.NEVER_THERE, message, hint, severity=Severity.WARNING)


def _of_needs(source: Source, path: KeyPath, raw: dict[str, Any], module: Module) -> Iterator[Diagnostic]:
    for i, topic in _words(raw, "required"):
        if topic not in module.topics and topic != CORE:
            message = f"no session of {module.id} teaches `{topic}`, which {_called(raw)} needs"
            hint = did_you_mean(topic, (*module.topics, CORE)) or "take it out, or add a session that does"
            yield source.problem((*path, "required", i), codes.NOT_TAUGHT, message, hint)
    for i, topic in _words(raw, "covered"):
        guess = did_you_mean(topic, module.topics)
        if topic not in module.topics and guess:
            message = f"no session of {module.id} teaches `{topic}`"
            place: KeyPath = (*path, "covered", i)
            yield source.problem(place, codes.NOT_TAUGHT, message, guess, severity=Severity.WARNING)


def _of_mandates(source: Source, module: Module, dates: list[date]) -> Iterator[Diagnostic]:
    for i, raw in enumerate(_tables(source, "mandated")):
        path: KeyPath = ("mandated", i)
        topic, by = raw.get("topic"), raw.get("by")
        if isinstance(topic, str) and clean(topic) not in module.topics:
            message = f"no session of {module.id} teaches `{clean(topic)}`, which is mandated"
            hint = did_you_mean(clean(topic), module.topics) or "take it out, or add a session that does"
            yield source.problem((*path, "topic"), codes.NOT_TAUGHT, message, hint)
        if type(by) is date and dates and by < min(dates):
            message = f"{by} is before the first date, {min(dates)}"
            yield source.problem((*path, "by"), codes.NO_DATE, message, "correct the date, or take it out")


def _words(raw: dict[str, Any], key: str) -> list[tuple[int, str]]:
    """The texts in a list as written, each with its number."""
    found = raw.get(key)
    return [
        (i, clean(word))
        for i, word in enumerate(found if isinstance(found, list) else ())
        if isinstance(word, str)
    ]


def _of_sessions(
    source: Source, module: Module, table: RequestTable | None, days: set[date]
) -> Iterator[Diagnostic]:
    """Sessions that are named: by hand, and as run lately."""
    yield from _of_credentials(source, module, table)
    for i, name in _words(source.data, "recent"):
        yield from _unknown(source, ("recent", i), name, module)
    rooms = source.data.get("rooms", 1)
    taken: set[tuple[date, int]] = set()
    for path, fixed in _rows(source, table, "fixed", FixedTable):
        yield from _unknown(source, (*path, "session"), fixed.session, module)
        if fixed.day not in days:
            message = f"{fixed.day} is not among the dates"
            yield source.problem((*path, "date"), codes.NO_DATE, message, "add it to `dates`, or correct it")
        if isinstance(rooms, int) and fixed.room > rooms >= 1:
            message = f"there is no room {fixed.room}; `rooms` is {rooms}"
            yield source.problem((*path, "room"), codes.UNKNOWN_NAME, message, "count rooms from 1")
        if (fixed.day, fixed.room) in taken:
            message = f"{fixed.day} has a session set by hand already"
            yield source.problem((*path, "date"), codes.LISTED_TWICE, message, "keep one of them")
        taken.add((fixed.day, fixed.room))


def _of_credentials(source: Source, module: Module, table: RequestTable | None) -> Iterator[Diagnostic]:
    """A credential that is nearly one that a session needs; a session set by hand that nobody can lead."""
    needed = sorted({name for session in module.sessions for name in module.credentials_for(session)})
    for i, name in _words(source.data, "credentials"):
        guess = did_you_mean(name, needed)
        if name not in needed and guess:
            message = f"no session of {module.id} needs the credential `{name}`"
            place: KeyPath = ("credentials", i)
            yield source.problem(place, codes.UNKNOWN_NAME, message, guess, severity=Severity.WARNING)
    if table is None or table.credentials is None:
        return
    for i, fixed in enumerate(table.fixed):
        session = module.session(fixed.session)
        lacks = sorted(module.credentials_for(session) - set(table.credentials)) if session else []
        if lacks:
            message = f"`{fixed.session}` needs a facilitator credentialed for {' and '.join(lacks)}"
            place = ("fixed", i, "session")
            hint = "it is planned as you set it; add to `credentials` what somebody has"
            yield source.problem(place, codes.UNLED, message, hint, severity=Severity.WARNING)


def _unknown(source: Source, path: KeyPath, name: str, module: Module) -> Iterator[Diagnostic]:
    known = [session.id for session in module.sessions]
    if name not in known:
        hint = did_you_mean(name, known) or f"known: {', '.join(known)}"
        yield source.problem(path, codes.UNKNOWN_NAME, f"there is no session `{name}` in {module.id}", hint)
