"""Tables become values, and every problem is reported once, at its place."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

import pytest
from attrs import field, frozen

from curricula.diagnostics import Diagnostic
from curricula.shape import about, read
from curricula.source import Source


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def pair(text: str) -> tuple[str, str]:
    first, dash, last = text.partition("-")
    if not dash:
        raise ValueError(f"`{text}` is no pair", "write a-b")
    return first, last


@frozen
class Away:
    start: datetime = field(metadata=about("From when.", alias="from"))


@frozen
class Item:
    id: str = field(metadata=about("Its name.", pattern="[a-z0-9]+", form="small letters"))
    minutes: int = field(metadata=about("How long.", at_least=1, at_most=600))
    pairs: tuple[tuple[str, str], ...] = field(default=(), metadata=about("Pairs.", toml=str, each=pair))
    best: tuple[str, str] | None = field(default=None, metadata=about("Best pair.", toml=str, convert=pair))
    tags: tuple[str, ...] = ()
    away: tuple[date | Away, ...] = ()
    remote: bool | Literal["hybrid"] = False
    kind: Literal["group", "single"] = "group"
    colour: Colour = Colour.RED
    weight: float = 1.0
    pause: Away | None = field(default=None, metadata=about("A break.", alias="break"))
    services: Mapping[str, int] = field(factory=dict)
    windows: Mapping[str, tuple[str, str]] = field(
        factory=dict, metadata=about("By name.", toml=str, each=pair)
    )

    def __attrs_post_init__(self) -> None:
        if self.id == "never":
            raise ValueError("this one is never right")


@frozen
class File:
    items: tuple[Item, ...] = ()


def problems_of(body: str) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    result = read(File, Source.parse(body, "x.toml"), found)
    assert (result is None) == any(d.is_error for d in found)
    return found


GOOD = '[[items]]\nid = "a"\nminutes = 60\n'


def test_everything_is_read() -> None:
    text = GOOD + (
        'pairs = ["a-b", "c-d"]\nbest = "x-y"\ntags = ["t"]\nremote = "hybrid"\nkind = "single"\n'
        "away = [2026-01-02, { from = 2026-01-03T10:00:00 }]\nweight = 2\ncolour = 'blue'\n"
        "break = { from = 2026-01-03T10:00:00 }\n"
        'services = { process = 180 }\nwindows = { mon = "a-b" }\n'
    )
    found: list[Diagnostic] = []
    result = read(File, Source.parse(text), found)
    assert found == []
    assert result is not None
    pause = Away(datetime(2026, 1, 3, 10))
    assert result.items == (
        Item(
            id="a",
            minutes=60,
            pairs=(("a", "b"), ("c", "d")),
            best=("x", "y"),
            tags=("t",),
            away=(date(2026, 1, 2), pause),
            remote="hybrid",
            kind="single",
            colour=Colour.BLUE,
            weight=2.0,
            pause=pause,
            services={"process": 180},
            windows={"mon": ("a", "b")},
        ),
    )
    assert isinstance(result.items[0].weight, float)


@pytest.mark.parametrize(
    ("line", "code", "column", "message", "hint"),
    [
        ("minuts = 3", "F010", 1, "unknown key `minuts` in [[items]]", "known here"),
        ("tag = []", "F010", 1, "unknown key `tag`", "did you mean `tags`?"),
        ("Colour = 'red'", "F010", 1, "unknown key `Colour`", "did you mean `colour`?"),
        ("tags = 'x'", "F012", 8, "`tags` must be a list, not text", 'tags = ["x"]'),
        ("tags = ['x', 3]", "F012", 14, "`tags[2]` must be text, not a whole number", '= "3"'),
        ("weight = '2'", "F012", 10, "`weight` must be a number, not text", "weight = 2"),
        ("weight = true", "F012", 10, "not true or false", ""),
        ("weight = nan", "F015", 10, "not a number that can be used", ""),
        (f"weight = {10**30}", "F015", 10, "not a number that can be used", ""),
        (
            "away = ['2026-01-01']",
            "F012",
            9,
            "`away[1]` must be a date or a table, not text",
            "without quotes",
        ),
        ("away = [2026-01-01T10:00:00]", "F012", 9, "not a date with time", ""),
        ("remote = 'hybird'", "F013", 10, 'unknown value "hybird" for `remote`', "did you mean `hybrid`?"),
        ("remote = 1", "F012", 10, "must be true or false or text", ""),
        ("kind = 'pair'", "F013", 8, 'unknown value "pair"', '"group", "single"'),
        ("colour = 'bleu'", "F013", 10, "unknown value", "did you mean `blue`?"),
        ("pairs = ['a-b', 'c']", "F015", 17, "`c` is no pair", "write a-b"),
        ("best = 'c'", "F015", 8, "`c` is no pair", "write a-b"),
        ("windows = { mon = 'c' }", "F015", 19, "`c` is no pair", "write a-b"),
        ("services = { process = '3' }", "F012", 24, "whole number", "process = 3"),
        ("break = {}", "F011", 9, "`from` is missing in [items.break]", "From when."),
        ('tags = ["a\\u001b[1m"]', "F020", 9, "U+001B", ""),
    ],
)
def test_one_problem_is_one_diagnostic(line: str, code: str, column: int, message: str, hint: str) -> None:
    (found,) = problems_of(GOOD + line)
    assert (found.code, found.line, found.column) == (code, 4, column)
    assert message in found.message
    assert hint in found.hint


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('[[items]]\nid = "A!"\nminutes = 1', "F015", (2, 6)),
        ('[[items]]\nid = ""\nminutes = 1', "F016", (2, 6)),
        ('[[items]]\nid = "a"\nminutes = 0', "F015", (3, 11)),
        ('[[items]]\nid = "a"', "F011", (1, 1)),
        ('[[items]]\nid = "a"\nmintes = 1', "F010", (3, 1)),
        ('[items]\nid = "a"\nminutes = 1', "F012", (1, 1)),
        ('[[items]]\nid = "never"\nminutes = 1', "F015", (1, 1)),
        (GOOD + GOOD, "F014", (5, 6)),
    ],
)
def test_problems_of_the_first_keys(text: str, code: str, place: tuple[int, int]) -> None:
    (found,) = problems_of(text)
    assert (found.code, (found.line, found.column)) == (code, place)


def test_all_problems_are_reported_at_once() -> None:
    found = problems_of(
        '[[items]]\nid = "a"\nminutes = "x"\nkind = "x"\n[[items]]\nminutes = 3\nremote = 1\n'
    )
    assert [(d.code, d.line) for d in found] == [("F012", 3), ("F013", 4), ("F011", 5), ("F012", 7)]


def test_strings_are_cleaned_everywhere() -> None:
    found: list[Diagnostic] = []
    text = GOOD + 'tags = ["a\\u001b]2;b"]\nservices = { "p\\u202e" = 1 }'
    result = read(File, Source.parse(text), found)
    assert result is not None
    assert result.items[0].tags == ("a]2;b",)
    assert list(result.items[0].services) == ["p"]


def test_ids_that_look_the_same_are_the_same() -> None:
    found = problems_of(GOOD + GOOD.replace('"a"', '"a\\u200b"'))
    assert [(d.code, d.line) for d in found] == [("F020", 5), ("F014", 5)]
    assert "look the same" in found[1].hint
