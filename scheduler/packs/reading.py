"""Reading a pack: every problem of its file at once, each at its place.

Codes: P001 a name that is not a figure, P002 a value of the wrong kind, P003 the same figure twice for the
same people, P004 the id is not the file's name, P005 a least above its most.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

from attrs import field, frozen

from curricula.diagnostics import BadInput, Diagnostic, did_you_mean, has_errors, in_order
from curricula.shape import about, read
from curricula.source import Document, Source
from scheduler.files.values import read_format
from scheduler.packs.kinds import KINDS, Kind
from scheduler.packs.pack import BillingRule, Figure, Pack, Rounding, Scope, Unit, Value

UNKNOWN_FIGURE, WRONG_VALUE, TWICE, OTHER_NAME, LEAST_ABOVE_MOST = "P001", "P002", "P003", "P004", "P005"
TITLES = {
    UNKNOWN_FIGURE: "A pack has a figure of a name that is not known.",
    WRONG_VALUE: "A figure's value is not of its kind.",
    TWICE: "A pack has a figure, or a code, twice for the same people.",
    OTHER_NAME: "A pack's id is not the name of its file.",
    LEAST_ABOVE_MOST: "A pack asks for more than it allows.",
}
_DATE = r"\d{4}(-\d{2}(-\d{2})?)?"


@frozen(kw_only=True)
class FigureTable:
    """One limit, for everybody or for those of some levels, bands or services."""

    name: str = field(metadata=about("Which figure: a name of the list below."))
    value: float | int | bool | tuple[str, ...] = field(metadata=about("A number, true or false, or a list."))
    source: str = field(metadata=about("Where it is from: section, notice, manual. Never licensed text."))
    date: str = field(metadata=about("When that was in force, such as 2024 or 2024-01-01.", pattern=_DATE))
    levels: frozenset[str] = field(
        default=frozenset(), metadata=about("Only for these levels; `iop` covers `iop-evening` too.")
    )
    bands: frozenset[Literal["adult", "adolescent"]] = field(
        default=frozenset(), metadata=about("Only for this age band.")
    )
    services: frozenset[str] = field(default=frozenset(), metadata=about("Only for these services."))
    confirmed: bool = field(
        default=True, metadata=about("false: nobody has looked it up at its source; reports say so.")
    )
    note: str = field(default="", metadata=about("What to know about it."))


@frozen(kw_only=True)
class BillingTable:
    """How one code is counted; the code alone, never its descriptor."""

    code: str = field(metadata=about("Such as H0015.", pattern="[A-Z0-9]{4,7}", form="a code such as H0015"))
    services: frozenset[str] = field(metadata=about("The services that it pays."))
    unit: Unit = field(metadata=about("day, person-day, session or quarter-hour."))
    source: str = field(metadata=about("Where it is from."))
    date: str = field(metadata=about("When that was in force.", pattern=_DATE))
    minimum_minutes: int = field(
        default=1, metadata=about("Minutes of one person, at least.", at_least=0, at_most=1440)
    )
    rounding: Rounding = field(
        default="down",
        metadata=about("Of quarter hours: down (whole ones), half (8 minutes make one), up (any minute)."),
    )
    adds_up: bool = field(
        default=True, metadata=about("Minutes of one day are added before they are rounded.")
    )
    group_min: int = field(default=1, metadata=about("Members present, at least.", at_least=1, at_most=1000))
    group_max: int | None = field(
        default=None, metadata=about("Members present, at most.", at_least=1, at_most=1000)
    )
    most_a_day: int | None = field(
        default=None, metadata=about("Units of one person a day, at most.", at_least=1, at_most=1000)
    )
    bundles: frozenset[str] = field(
        default=frozenset(), metadata=about("Codes that are not billed on the same day.")
    )
    levels: frozenset[str] = field(default=frozenset(), metadata=about("Only for these levels."))
    bands: frozenset[Literal["adult", "adolescent"]] = field(
        default=frozenset(), metadata=about("Only for this age band.")
    )
    confirmed: bool = field(default=True, metadata=about("false: nobody has looked it up at its source."))
    note: str = field(default="", metadata=about("What to know about it."))


@frozen(kw_only=True)
class PackTable:
    """A rule pack: one file, named after its id."""

    format: int = field(metadata=about("1", convert=read_format))
    id: str = field(
        metadata=about("The pack's name.", pattern="[a-z0-9][a-z0-9-]*", form="small letters and hyphens")
    )
    title: str = field(metadata=about("What it is about."))
    compiled: date = field(metadata=about("When it was put together.", alias="date"))
    describes: str = field(default="", metadata=about("For whom; what it leaves out.", alias="about"))
    figures: tuple[FigureTable, ...] = field(default=(), metadata=about("The limits."))
    billing: tuple[BillingTable, ...] = field(default=(), metadata=about("How codes are counted."))


def load_pack(path: str | os.PathLike[str]) -> tuple[Pack | None, list[Diagnostic]]:
    """The pack at `path` and everything odd about it; None when anything is an error."""
    try:
        source = Source.load(path)
    except BadInput as bad:
        return None, in_order(bad.diagnostics)
    problems = list(source.warnings)
    table = read(PackTable, source, problems)
    if table is None:
        return None, in_order(problems)
    problems += _sense(source, table)
    if has_errors(problems):
        return None, in_order(problems)
    return _pack(table, str(path)), in_order(problems)


def _sense(document: Document, table: PackTable) -> Iterator[Diagnostic]:
    assert isinstance(document, Source)
    if table.id != Path(document.file).stem:
        message = f"the pack `{table.id}` stands in a file of another name"
        hint = f"call the file {table.id}.toml, or give it the id `{Path(document.file).stem}`"
        yield document.problem(("id",), OTHER_NAME, message, hint)
    seen: dict[object, int] = {}
    for i, figure in enumerate(table.figures):
        yield from _figure(document, i, figure)
        key = (figure.name, figure.levels, figure.bands, figure.services)
        if seen.setdefault(key, i) != i:
            message = f"`{figure.name}` is there twice for the same people"
            yield document.problem(("figures", i, "name"), TWICE, message, "keep one of the two")
    codes: dict[object, int] = {}
    for i, rule in enumerate(table.billing):
        if codes.setdefault((rule.code, rule.levels, rule.bands), i) != i:
            message = f"the code {rule.code} is there twice for the same people"
            yield document.problem(("billing", i, "code"), TWICE, message, "keep one of the two")
        if rule.group_max is not None and rule.group_min > rule.group_max:
            message = f"`group_min` is {rule.group_min}, above `group_max`, which is {rule.group_max}"
            path = ("billing", i, "group_min")
            yield document.problem(path, LEAST_ABOVE_MOST, message, "exchange the two, or change one")


def _figure(document: Source, i: int, figure: FigureTable) -> Iterator[Diagnostic]:
    kind = KINDS.get(figure.name)
    if kind is None:
        hint = did_you_mean(figure.name, KINDS) or f"known: {', '.join(KINDS)}"
        path = ("figures", i, "name")
        yield document.problem(path, UNKNOWN_FIGURE, f"there is no figure `{figure.name}`", hint)
        return
    wanted = _wanted(kind, figure.value)
    if wanted:
        message = f"`{figure.name}` must be {wanted}"
        yield document.problem(("figures", i, "value"), WRONG_VALUE, message, kind.about)


def _wanted(kind: Kind, value: float | int | bool | tuple[str, ...]) -> str:
    """What the value should be, where it is not."""
    if kind.stricter == "all":
        fits = isinstance(value, tuple) and set(value) <= set(kind.words)
        return "" if fits else f"a list of: {', '.join(kind.words)}"
    if kind.stricter == "true":
        return "" if isinstance(value, bool) else "true or false"
    if isinstance(value, bool | tuple) or not 0 <= value <= kind.most:
        return f"a number from 0 to {kind.most:g} ({kind.unit})"
    return f"a whole number of {kind.unit}" if kind.whole and value != int(value) else ""


def _pack(table: PackTable, file: str) -> Pack:
    return Pack(
        id=table.id,
        title=table.title,
        date=table.compiled,
        about=table.describes,
        figures=tuple(_read_figure(figure, table.id) for figure in table.figures),
        billing=tuple(_read_billing(rule, table.id) for rule in table.billing),
        file=file,
    )


def _read_figure(table: FigureTable, pack: str) -> Figure:
    value: Value = table.value if isinstance(table.value, bool | tuple) else float(table.value)
    if isinstance(value, tuple):
        value = tuple(word for word in KINDS[table.name].words if word in value)
    scope = Scope(table.levels, frozenset(table.bands), table.services)
    return Figure(table.name, value, table.source, table.date, pack, table.confirmed, scope, table.note)


def _read_billing(table: BillingTable, pack: str) -> BillingRule:
    return BillingRule(
        code=table.code,
        services=table.services,
        unit=table.unit,
        source=table.source,
        date=table.date,
        pack=pack,
        minimum_minutes=table.minimum_minutes,
        rounding=table.rounding,
        adds_up=table.adds_up,
        group_min=table.group_min,
        group_max=table.group_max,
        most_a_day=table.most_a_day,
        bundles=table.bundles,
        confirmed=table.confirmed,
        scope=Scope(table.levels, frozenset(table.bands)),
        note=table.note,
    )
