"""Pausing a stay and coming back, and another level of care, each from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from attrs import evolve

from curricula.diagnostics import did_you_mean
from facilitator.events import Changed, Fact, Paused, Resumed
from facilitator.pauses import Pause
from facilitator.people import Person
from facilitator.today import short
from facilitator.tui.dialogs.fields import Fields, Line
from facilitator.tui.place import Place
from scheduler.clinic import Clinic
from scheduler.week import Week

Made = tuple[Fact, str]
"""A fact, and how to say it."""
Words = Mapping[str, str]
Read = tuple[Made | None, Sequence[str]]


async def ask_pause(place: Place, person: Person, today: date) -> Made | None:
    """When the person pauses; for somebody who does, when they are back."""
    known = person.next_pause(today)
    if known is not None:
        title = f"{person.initials} pauses {until(known)}. First day back?"
        day = Line("on", "first day back", str(max(today, known.first)))
        return await place.app.push_screen_wait(
            Fields(title, [day], lambda words: read_back(words, person, known), yes="Is back")
        )
    lines = (
        Line("first", "first day away", str(today)),
        Line("last", "last day away", example="empty: until they are back"),
        Line("reason", "reason", example="in hospital, travelling, at work ..."),
    )
    title = f"Pause the stay of {person.initials}? Days away ask for nothing; the stay goes on."
    return await place.app.push_screen_wait(
        Fields(title, lines, lambda words: read_pause(words, person), yes="Pause")
    )


def until(pause: Pause) -> str:
    """`from Mon 23 Nov to Fri 4 Dec`."""
    return f"from {short(pause.first)} {f'to {short(pause.last)}' if pause.last else 'until they are back'}"


def read_pause(words: Words, person: Person) -> Read:
    problems: list[str] = []
    first = _date(words["first"], "First day away", problems)
    last = _date(words["last"], "Last day away", problems) if words["last"] else None
    if first and last and last < first:
        problems.append(f"The last day away {last} lies before the first, {first}.")
    if first and person.stay_on(first) is None:
        problems.append(f"{person.initials} is not enrolled on {first}.")
    if problems or first is None:
        return None, problems
    fact = Paused(person.id, first, last, words["reason"])
    return (fact, f"{person.initials} pauses {until(Pause(first, last))}"), ()


def read_back(words: Words, person: Person, known: Pause) -> Read:
    problems: list[str] = []
    day = _date(words["on"], "First day back", problems)
    if day and not (known.covers(day)):
        problems.append(f"The pause is {until(known)}; the first day back lies in it.")
    if problems or day is None:
        return None, problems
    return (Resumed(person.id, day), f"{person.initials} is back {short(day)}"), ()


async def ask_level(place: Place, person: Person, config: Clinic, today: date) -> Made | None:
    """Another level of care from a day on; within a week each counts for its days."""
    levels = tuple(level.id for level in config.levels)
    demand = person.demand(today)
    lines = (
        Line("level", f"level, now {demand.level}", choices=levels),
        Line("on", "from", str(max(Week.of(today).shifted(1).monday, person.stay.first))),
        Line("reason", "reason", example="steps down, steps up ..."),
    )
    title = f"Which level of care for {person.initials}? Within a week each level counts for its days."
    return await place.app.push_screen_wait(
        Fields(title, lines, lambda words: read_level(words, person, levels, today), yes="Change")
    )


def read_level(words: Words, person: Person, levels: tuple[str, ...], today: date) -> Read:
    problems: list[str] = []
    level, on = words["level"], _date(words["on"], "From", problems)
    if level not in levels:
        hint = did_you_mean(level, levels) or f"the clinic has {', '.join(levels)}."
        problems.append(f"There is no level '{level}'; {hint}" if level else f"Which level? {hint}")
    elif on and person.demand(on).level == level:
        problems.append(f"{person.initials} has {level} on {on} already.")
    if on and on < person.stay.first:
        problems.append(f"The stay began {person.stay.first}; nothing can change before it.")
    if problems or on is None:
        return None, problems
    profile = person.profile(on)
    fact = Changed(
        evolve(person.demand(on), level=level), on, profile.initials, profile.name, profile.goals,
        words["reason"],
    )  # fmt: skip
    return (fact, f"{person.initials} has {level} from {short(on)}"), ()


def _date(words: str, what: str, problems: list[str]) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        problems.append(f"{what}: write it like 2026-11-30.")
        return None
