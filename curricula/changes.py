"""What differs between two versions of a module, in sentences.

    changes(old, new)
    # 'In "The hard hours", step "Round": minutes is 12 now, was 10.'

Sessions are the same when their ids are; steps, pages and the like when their names are, or else when both
are new to the other version and stand at the same place. Words are compared sentence by sentence.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from curricula.module import Module

_THINGS = {
    "sessions": ("session", "id"),
    "agenda": ("step", "label"),
    "rounds": ("round", "label"),
    "handouts": ("handout", "title"),
    "situations": ("situation", "title"),
}
_SHORT = 60  # characters; a longer text is compared by its sentences
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n+")
_SHOWN = 160


def changes(old: Module, new: Module) -> tuple[str, ...]:
    """One sentence for each difference, in the order of the file; empty when nothing differs."""
    return tuple(_table((), old, new))


def _table(where: tuple[str, ...], old: Any, new: Any) -> Iterator[str]:
    for field in attrs.fields(type(new)):
        was, now = getattr(old, field.name), getattr(new, field.name)
        if was != now:
            yield from _value(where, field.name, was, now)


def _value(where: tuple[str, ...], name: str, was: Any, now: Any) -> Iterator[str]:
    if name in _THINGS:
        yield from _things(where, name, was, now)
    elif attrs.has(type(was)) and attrs.has(type(now)):
        yield from _table((*where, f"`{name}`"), was, now)
    elif attrs.has(type(was)) or attrs.has(type(now)):
        yield _say(where, f"{name} is {'new' if was is None else 'gone'}")
    elif isinstance(now, tuple):
        yield from _list(where, name, was, now)
    elif isinstance(now, str) and max(len(was), len(now)) > _SHORT and was and now:
        yield from _words(where, name, was, now)
    else:
        yield _say(where, f"{name} is {_shown(now)} now, was {_shown(was)}")


def _things(where: tuple[str, ...], name: str, was: Sequence[Any], now: Sequence[Any]) -> Iterator[str]:
    """Sessions, steps, pages: what went, what came, then what changed within those that stayed."""
    thing, key = _THINGS[name]
    pairs = _pairs(was, now, key)
    kept = {id(old) for old, _ in pairs}
    for old in was:
        if id(old) not in kept:
            yield _say(where, f"{thing} {_shown(_title(old, key))} is gone")
    came = {id(new): old for old, new in pairs}
    for new in now:
        if id(new) in came:
            yield from _table((*where, f"{thing} {_shown(_title(came[id(new)], key))}"), came[id(new)], new)
        else:
            minutes = f", {new.minutes} minutes" if hasattr(new, "minutes") else ""
            yield _say(where, f"{thing} {_shown(_title(new, key))} is new{minutes}")
    order = [now.index(new) for _, new in pairs]
    if order != sorted(order):
        yield _say(where, f"the {thing}s stand in another order")


def _pairs(was: Sequence[Any], now: Sequence[Any], key: str) -> list[tuple[Any, Any]]:
    """Which of the old ones is which of the new ones, in the old order."""
    names = {getattr(new, key): new for new in now}
    old_names = {getattr(old, key) for old in was}
    pairs: list[tuple[Any, Any]] = []
    for place, old in enumerate(was):
        new = names.get(getattr(old, key))
        if new is None and key != "id" and place < len(now) and getattr(now[place], key) not in old_names:
            new = now[place]
        if new is not None and all(new is not taken for _, taken in pairs):
            pairs.append((old, new))
    return pairs


def _title(thing: Any, key: str) -> str:
    return str(getattr(thing, "title", "") or getattr(thing, key))


def _list(where: tuple[str, ...], name: str, was: Sequence[Any], now: Sequence[Any]) -> Iterator[str]:
    for entry in was:
        if entry not in now:
            yield _say(where, f"{name} has lost {_shown(entry)}")
    for entry in now:
        if entry not in was:
            yield _say(where, f"{name} has gained {_shown(entry)}")
    if set(was) == set(now):
        yield _say(where, f"{name} stand in another order")


def _words(where: tuple[str, ...], name: str, was: str, now: str) -> Iterator[str]:
    old, new = (_SENTENCE.split(text.strip()) for text in (was, now))
    gone, came = [s for s in old if s not in new], [s for s in new if s not in old]
    for sentence in gone:
        yield _say(where, f"{name} no longer says {_shown(sentence)}")
    for sentence in came:
        yield _say(where, f"{name} says now {_shown(sentence)}")
    if not gone and not came:
        yield _say(where, f"the sentences of {name} stand in another order or layout")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value in ("", None):
        return "empty"
    if not isinstance(value, str):
        return f"{value:g}" if isinstance(value, float) else str(value)
    text = " ".join(value.split())
    return f'"{text}"' if len(text) <= _SHOWN else f'"{text[: _SHOWN - 3]}..."'


def _say(where: tuple[str, ...], what: str) -> str:
    text = f"In {', '.join(where)}: {what}" if where else what[:1].upper() + what[1:]
    return f"{text}."
