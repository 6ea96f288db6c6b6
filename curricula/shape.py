"""Reads TOML into attrs classes by their annotations, and reports every problem at its place.

    @frozen
    class Break:
        minutes: int = field(metadata=about("How long it is.", at_least=1))
        between: Window = field(metadata=about("Where it lies.", toml=str, convert=read_window))

    @frozen
    class Therapist:
        id: str = field(metadata=about("The name used in this file.", pattern="[a-z0-9-]+", form="like t1"))
        available: tuple[Window, ...] = field(metadata=about("When they work.", toml=str, each=read_window))
        pause: Break | None = field(default=None, metadata=about("Their break.", alias="break"))

    problems: list[Diagnostic] = []
    clinic = read(Clinic, Source.load(path), problems)      # the object, or None when there was an error

Annotations: str, int, float, bool, date, time, datetime, Literal, Enum (by value), attrs classes,
tuple[X, ...], frozenset[X], Mapping[str, X], and unions of these told apart by their TOML type
(`date | Away`, `bool | Literal["hybrid"]`, `X | None`). A field with a default may be left out.

`about(doc, ...)` is a field's metadata:

- `alias`: its key in TOML, where that differs from the field's name;
- `convert`: a function of the value as TOML gives it (of type `toml`, or else of the annotation);
- `each`: the same for each element of a list, or value of a Mapping (`toml` is the element's type);
- `at_least`, `at_most`: bounds of a number;
- `pattern`: a regular expression that a string matches as a whole, `form`: what that means in words.

A converter raises `ValueError(message)` or `ValueError(message, hint)`, which becomes a diagnostic at the
value; so does a ValueError from the class itself (`__attrs_post_init__`), at its table. Tables in one list
may not share an `id`. Every string passes `clean`.

Codes: F010 unknown key, F011 missing key, F012 wrong type, F013 unknown value, F014 duplicate id, F015 value
that cannot be read, F016 empty text, F020 control character (warning).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

import attrs

from curricula.diagnostics import Diagnostic, Severity, did_you_mean, has_errors, suggest
from curricula.kinds import WORDS, accepts, choose, expected, item, options, toml_types
from curricula.paths import KeyPath
from curricula.source import Document
from curricula.text import clean, dropped

T = TypeVar("T")
_BAD: Any = object()  # stands for a value that was reported already
_GUESSES = 200  # problems in one file after which nobody reads guesses, and they take time


def about(
    doc: str,
    *,
    alias: str = "",
    toml: Any = None,
    convert: Callable[[Any], Any] | None = None,
    each: Callable[[Any], Any] | None = None,
    at_least: float | None = None,
    at_most: float | None = None,
    pattern: str = "",
    form: str = "",
) -> dict[str, Any]:
    """Metadata of a field; the module's docstring explains each part."""
    given = locals()
    return {name: value for name, value in given.items() if value not in (None, "")}


def read(cls: type[T], document: Document, problems: list[Diagnostic], path: KeyPath = ()) -> T | None:
    """Read the table at `path` as `cls`. Problems are appended; None when one of them is an error."""
    found: list[Diagnostic] = []
    data: Any = document.data
    for step in path:
        data = data[step]
    value = _Reader(document, found).value(cls, data, path)
    problems += found
    return None if value is _BAD or has_errors(found) else cast(T, value)


@cache
def keys(cls: type) -> dict[str, "attrs.Attribute[Any]"]:
    """The TOML keys of a class, in order, each with its resolved attribute."""
    attrs.resolve_types(cls)
    return {a.metadata.get("alias", a.name): a for a in attrs.fields(cls) if a.init}


class _Reader:
    def __init__(self, document: Document, problems: list[Diagnostic]) -> None:
        self.document = document
        self.problems = problems

    def report(self, path: KeyPath, code: str, message: str, hint: str = "", *, key: bool = False) -> Any:
        """Note an error and return the mark of a value that was reported."""
        self.problems.append(self.document.problem(path, code, message, hint, key=key))
        return _BAD

    def value(self, kind: Any, raw: Any, path: KeyPath) -> Any:
        """`raw` as `kind`, or the mark of a bad value."""
        kind = choose(kind, raw)
        if not accepts(kind, raw):
            return self.wrong_type(kind, raw, path)
        if isinstance(raw, dict):
            return self.table(kind, raw, path) if attrs.has(kind) else self.mapping(kind, raw, path)
        if isinstance(raw, list):
            return self.array(kind, raw, path)
        if get_origin(kind) is Literal:
            return self.one_of(get_args(kind), raw, path)
        if issubclass(kind, Enum):
            found = self.one_of([m.value for m in kind], raw, path)
            return found if found is _BAD else kind(found)
        return self.text(raw, path) if kind is str else self.number(kind, raw, path)

    def number(self, kind: Any, raw: Any, path: KeyPath) -> Any:
        """A number that TOML can hold everywhere (64 bits, finite); a bool or a date as it is."""
        if isinstance(raw, int | float) and not -(2**63) <= raw < 2**63:
            return self.report(
                path, "F015", f"`{_name(path)}` is not a number that can be used", "write a smaller number"
            )
        return float(raw) if kind is float else raw

    def table(self, cls: type, data: dict[str, Any], path: KeyPath) -> Any:
        known = keys(cls)
        meant = {self.unknown(key, known, data, path) for key in data if key not in known}
        values = {}
        for key, attribute in known.items():
            if key in data:
                values[attribute.alias] = self.field(attribute, data[key], (*path, key))
            elif attribute.default is attrs.NOTHING:
                values[attribute.alias] = _BAD if key in meant else self.missing(key, attribute, path)
        if any(v is _BAD for v in values.values()):
            return _BAD
        return self.convert(lambda v: cls(**v), values, path)

    def unknown(self, key: str, known: Iterable[str], data: dict[str, Any], path: KeyPath) -> str:
        """Report a key that is not known; return the one that was meant, if that can be told."""
        free = [k for k in known if k not in data]
        meant = suggest(key, free) if len(self.problems) < _GUESSES else ""
        hint = f"did you mean `{meant}`?" if meant else f"known here: {', '.join(known)}"
        self.report((*path, key), "F010", f"unknown key `{key}`{_within(path)}", hint, key=True)
        return meant

    def missing(self, key: str, attribute: "attrs.Attribute[Any]", path: KeyPath) -> Any:
        return self.report(
            path, "F011", f"`{key}` is missing{_within(path)}", attribute.metadata.get("doc", "")
        )

    def field(self, attribute: "attrs.Attribute[Any]", raw: Any, path: KeyPath) -> Any:
        rules = attribute.metadata
        kind: Any = attribute.type
        if "each" in rules:
            value = self.converted_items(rules["each"], rules.get("toml") or item(kind), kind, raw, path)
        else:
            value = self.value(rules.get("toml") or kind, raw, path)
        if isinstance(value, str) and not value.strip() and attribute.default is attrs.NOTHING:
            return self.report(path, "F016", f"`{path[-1]}` is empty", rules.get("doc", ""))
        if value is _BAD or not self.within_bounds(rules, value, path):
            return _BAD
        return self.convert(rules["convert"], value, path) if "convert" in rules else value

    def converted_items(
        self, each: Callable[[Any], Any], toml: Any, kind: Any, raw: Any, path: KeyPath
    ) -> Any:
        """A list (or Mapping) whose elements are read as `toml` and converted one by one."""
        whole = choose(kind, raw)
        if not accepts(whole, raw):
            return self.wrong_type(whole, raw, path)
        pairs = raw.items() if isinstance(raw, dict) else enumerate(raw)
        done = {}
        for k, v in pairs:
            value = self.value(toml, v, (*path, k))
            name = self.text(k, (*path, k)) if isinstance(k, str) else k
            done[name] = value if value is _BAD else self.convert(each, value, (*path, k))
        if any(v is _BAD for v in done.values()):
            return _BAD
        return done if isinstance(raw, dict) else get_origin(whole)(done.values())

    def convert(self, convert: Callable[[Any], Any], value: Any, path: KeyPath) -> Any:
        try:
            return convert(value)
        except ValueError as error:
            message, hint = (*error.args, "", "")[:2]
            return self.report(path, "F015", str(message), str(hint))

    def within_bounds(self, rules: Mapping[str, Any], value: Any, path: KeyPath) -> bool:
        wanted, number = "", isinstance(value, int | float)
        if number and value < rules.get("at_least", value):
            wanted = f"at least {rules['at_least']}"
        elif number and value > rules.get("at_most", value):
            wanted = f"at most {rules['at_most']}"
        elif isinstance(value, str) and "pattern" in rules and not _matches(rules["pattern"], value):
            wanted = rules.get("form") or f"of the form {rules['pattern']}"
        if wanted:
            message = f"`{_name(path)}` must be {wanted}, not {_shown(value)}"
            self.report(path, "F015", message, rules.get("doc", ""))
        return not wanted

    def text(self, raw: str, path: KeyPath) -> str:
        value = clean(raw)
        if value != raw:
            message = f"the text holds {', '.join(dropped(raw))}, which is left out"
            hint = "delete the invisible characters or escapes"
            self.problems.append(
                self.document.problem(path, "F020", message, hint, severity=Severity.WARNING)
            )
        return value

    def one_of(self, choices: Iterable[Any], raw: Any, path: KeyPath) -> Any:
        value = clean(raw) if isinstance(raw, str) else raw
        if any(value == c and type(value) is type(c) for c in choices):
            return value
        words = [_shown(c) for c in choices]
        hint = (
            did_you_mean(value, [c for c in choices if isinstance(c, str)]) if isinstance(value, str) else ""
        )
        hint = "; ".join(filter(None, [hint, f"known: {', '.join(words)}"]))
        return self.report(path, "F013", f"unknown value {_shown(value)} for `{_name(path)}`", hint)

    def array(self, kind: Any, raw: list[Any], path: KeyPath) -> Any:
        values = [self.value(item(kind), v, (*path, i)) for i, v in enumerate(raw)]
        self.duplicates(raw, path)
        return _BAD if any(v is _BAD for v in values) else get_origin(kind)(values)

    def duplicates(self, raw: list[Any], path: KeyPath) -> None:
        """Report tables of one list that share an `id`."""
        first: dict[str, int] = {}
        for i, entry in enumerate(raw):
            name = entry.get("id") if isinstance(entry, dict) else None
            if isinstance(name, str) and first.setdefault(name := clean(name), i) != i:
                there, here = (self.document.span((*path, n, "id")) for n in (first[name], i))
                where = "" if there.file == here.file else f" of {there.file}"
                hint = f"it was first used in line {there.line}{where}; give one of them another id"
                if raw[first[name]]["id"] != entry["id"]:
                    hint += " (the two look the same on screen)"
                self.report((*path, i, "id"), "F014", f"the id {_shown(name)} is used twice", hint)

    def mapping(self, kind: Any, raw: dict[str, Any], path: KeyPath) -> Any:
        values = {self.text(k, (*path, k)): self.value(item(kind), v, (*path, k)) for k, v in raw.items()}
        return _BAD if any(v is _BAD for v in values.values()) else values

    def wrong_type(self, kind: Any, raw: Any, path: KeyPath) -> Any:
        message = f"`{_name(path)}` must be {expected(kind)}, not {WORDS[type(raw)]}"
        return self.report(path, "F012", message, _type_hint(kind, raw, path))


def _type_hint(kind: Any, raw: Any, path: KeyPath) -> str:
    """How to write what was meant, where that is plain."""
    name = _name(path)
    wanted = {t for k in options(kind) for t in toml_types(k)}
    hint = ""
    if list in wanted and isinstance(raw, dict):
        hint = f"write [[{_dotted(path)}]] with two brackets for each"
    elif list in wanted and not isinstance(raw, list):
        hint = f"put it in brackets: {name} = [{_shown(raw)}]"
    elif isinstance(raw, str) and wanted & {int, float} and raw.strip().isdigit():
        hint = f"write it without quotes: {name} = {raw.strip()}"
    elif isinstance(raw, str) and date in wanted:
        hint = f"write a date without quotes: {name} = 2026-11-25"
    elif isinstance(raw, str) and bool in wanted:
        hint = "write true or false, without quotes"
    elif wanted == {str} and not isinstance(raw, list | dict):
        hint = f"put it in quotes: {name} = {_shown(str(_shown(raw)))}"
    return hint


def _matches(pattern: str, value: str) -> bool:
    import re

    return re.fullmatch(pattern, value) is not None


def _shown(value: Any) -> str:
    """A value as TOML would write it, cut to a readable length."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        short = clean(value) if len(value) <= 60 else clean(value)[:57] + "..."
        return f'"{short}"'
    return str(value)


def _name(path: KeyPath) -> str:
    """The last key of a path, with the number of the element."""
    if not path:
        return "the file"
    last = path[-1]
    return f"{path[-2]}[{last + 1}]" if isinstance(last, int) and len(path) > 1 else str(last)


def _dotted(path: KeyPath) -> str:
    return ".".join(p for p in path if isinstance(p, str))


def _within(path: KeyPath) -> str:
    """` in [sessions.agenda]`, or nothing at the top of a file."""
    names = _dotted(path)
    if not names:
        return ""
    return f" in [[{names}]]" if isinstance(path[-1], int) else f" in [{names}]"
