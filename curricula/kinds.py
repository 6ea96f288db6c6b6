"""Annotations of attrs classes, seen as the types of TOML."""

import types
from collections.abc import Mapping
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

import attrs

WORDS: dict[Any, str] = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    datetime: "a date with time",
    date: "a date",
    time: "a time",
    list: "a list",
    dict: "a table",
}


@cache
def options(kind: Any) -> tuple[Any, ...]:
    """The members of a union, without None; of anything else, itself."""
    if get_origin(kind) in (Union, types.UnionType):
        return tuple(k for k in get_args(kind) if k is not type(None))
    return (kind,)


def choose(kind: Any, raw: Any) -> Any:
    """The member of a union that takes a value of this TOML type; the whole union when none does."""
    members = options(kind)
    if len(members) == 1:
        return members[0]
    return next((k for k in members if accepts(k, raw)), kind)


def accepts(kind: Any, raw: Any) -> bool:
    """True when `raw` is of the TOML type that `kind` is read from."""
    return type(raw) in toml_types(kind)


@cache
def toml_types(kind: Any) -> tuple[type, ...]:
    """What tomllib may give for a kind; nothing for a union, which is taken apart first."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return ()
    if origin is Literal:
        return tuple(dict.fromkeys(type(c) for c in get_args(kind)))
    if origin in (tuple, frozenset):
        return (list,)
    if origin in (dict, Mapping) or attrs.has(kind):
        return (dict,)
    if issubclass(kind, Enum):
        return tuple(dict.fromkeys(type(m.value) for m in kind))
    return (float, int) if kind is float else (kind,)


def expected(kind: Any) -> str:
    """What a kind is called in a sentence."""
    found = [WORDS[toml_types(k)[0]] for k in options(kind)]
    return " or ".join(dict.fromkeys(found))


@cache
def item(kind: Any) -> Any:
    """The type of the elements of a list or of the values of a Mapping (of the first one in a union)."""
    whole = next(k for k in options(kind) if get_args(k))
    return get_args(whole)[1] if get_origin(whole) in (dict, Mapping) else get_args(whole)[0]
