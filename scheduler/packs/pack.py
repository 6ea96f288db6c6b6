"""What a pack holds, as values: figures with their sources, and rules for billing units."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import field, frozen

from scheduler.packs.kinds import KINDS, Kind

Value = float | bool | tuple[str, ...]
Unit = Literal["day", "person-day", "session", "quarter-hour"]
Rounding = Literal["down", "half", "up"]


@frozen
class Scope:
    """What a figure is limited to; empty means everything. `levels` match whole words of a level's id."""

    levels: frozenset[str] = frozenset()
    bands: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()

    @property
    def limits(self) -> int:
        """How specific it is: of one pack, the more specific figure wins."""
        return sum(1 for names in (self.levels, self.bands, self.services) if names)

    def covers(self, level: str | None, band: str | None, service: str | None) -> bool:
        """Whether it holds for what is asked; a limit holds only where its kind is asked for."""
        return (
            (not self.levels or bool(self.levels & words_of(level)))
            and (not self.bands or band in self.bands)
            and (not self.services or service in self.services)
        )

    def __str__(self) -> str:
        return ", ".join(", ".join(sorted(n)) for n in (self.levels, self.bands, self.services) if n)


def words_of(level: str | None) -> frozenset[str]:
    """A level's id and its words: `iop-evening` is of `iop`."""
    return frozenset() if level is None else frozenset({level, *level.replace("_", "-").split("-")})


@frozen
class Figure:
    """One limit: its value, where it is from, of which pack, and whether somebody looked it up there."""

    name: str
    value: Value
    source: str
    date: str  # of the source: 2024, 2024-01 or 2024-01-01
    pack: str
    confirmed: bool = True
    scope: Scope = field(factory=Scope)
    note: str = ""

    @property
    def kind(self) -> Kind:
        return KINDS[self.name]

    @property
    def number(self) -> float:
        """The value of a figure that is a number."""
        assert not isinstance(self.value, tuple), f"{self.name} is a list"
        return float(self.value)

    @property
    def words(self) -> tuple[str, ...]:
        """The value of a figure that is a list."""
        assert isinstance(self.value, tuple), f"{self.name} is not a list"
        return self.value

    @property
    def shown(self) -> str:
        """The value in words: `9 hours a week`."""
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        if isinstance(self.value, tuple):
            return ", ".join(self.value)
        return f"{self.value:g} {self.kind.unit}".rstrip()

    @property
    def cited(self) -> str:
        """Where it is from: `generic-iop: SAMHSA advisory, 2021`; says so where nobody confirmed it."""
        doubt = "" if self.confirmed else "; not confirmed"
        return f"{self.pack}: {self.source}, {self.date}{doubt}"


@frozen
class BillingRule:
    """How one code is counted. Codes and figures only: what a code is called is licensed.

    `services`: what it pays; `minimum_minutes`: of one person in a `day` (all services together) or in one
    session (every other unit); `group_min` and `group_max`: members present; `adds_up`: minutes of one day
    are added before they are rounded; `bundles`: codes that are not billed on a day on which this one is.
    """

    code: str
    services: frozenset[str]
    unit: Unit
    source: str
    date: str
    pack: str
    minimum_minutes: int = 1
    rounding: Rounding = "down"
    adds_up: bool = True
    group_min: int = 1
    group_max: int | None = None
    most_a_day: int | None = None
    bundles: frozenset[str] = frozenset()
    confirmed: bool = True
    scope: Scope = field(factory=Scope)
    note: str = ""

    @property
    def cited(self) -> str:
        doubt = "" if self.confirmed else "; not confirmed"
        return f"{self.pack}: {self.source}, {self.date}{doubt}"


@frozen
class Pack:
    """One file: what it is about, as of when, and what it holds."""

    id: str
    title: str
    date: date
    about: str = ""
    figures: tuple[Figure, ...] = ()
    billing: tuple[BillingRule, ...] = ()
    file: str = ""
