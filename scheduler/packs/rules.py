"""What several packs ask for together: the strictest figure wins, and the answer keeps whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from attrs import evolve, frozen

from scheduler.packs.kinds import KINDS
from scheduler.packs.pack import BillingRule, Figure, Pack, Scope


@frozen
class Rules:
    """The packs of one clinic, in the order in which it names them. Without packs nothing is asked for."""

    packs: tuple[Pack, ...] = ()

    def figure(
        self, name: str, *, level: str | None = None, band: str | None = None, service: str | None = None
    ) -> Figure | None:
        """The figure that binds, or None where no pack has one. Raises KeyError for a name that is none.

        `level` is a level's id; a figure of `iop` holds for `iop` and `iop-evening`. A figure that is
        limited to levels, bands or services holds only where one is asked for. Of lists, the answer is all
        that any pack asks for, and names every pack that it is from.
        """
        if name not in KINDS:
            raise KeyError(name)
        found = self.every(name, level=level, band=band, service=service)
        return reduce(_stricter, found) if found else None

    def every(
        self, name: str, *, level: str | None = None, band: str | None = None, service: str | None = None
    ) -> tuple[Figure, ...]:
        """What each pack asks for by itself, in the order of the packs."""
        return tuple(f for pack in self.packs for f in _best(pack, name, level, band, service)[:1])

    def number(
        self,
        name: str,
        default: float,
        *,
        level: str | None = None,
        band: str | None = None,
        service: str | None = None,
    ) -> float:
        """The number that binds, or `default` where no pack has one."""
        found = self.figure(name, level=level, band=band, service=service)
        return default if found is None else found.number

    def billing(self, *, level: str | None = None, band: str | None = None) -> tuple[BillingRule, ...]:
        """How each code is counted, one rule a code: the strictest of what packs ask for."""
        by_code: dict[str, list[BillingRule]] = {}
        for pack in self.packs:
            mine: dict[str, BillingRule] = {}
            for rule in pack.billing:
                if rule.scope.covers(level, band, None):
                    known = mine.get(rule.code)
                    if known is None or rule.scope.limits > known.scope.limits:
                        mine[rule.code] = rule
            for code, rule in mine.items():
                by_code.setdefault(code, []).append(rule)
        return tuple(reduce(_stricter_billing, rules) for rules in by_code.values())

    def contradictions(self) -> tuple[str, ...]:
        """Sentences about what no clinic can meet: a least above a most, a code counted in two ways."""
        return tuple(dict.fromkeys([*self._least_above_most(), *self._counted_twice()]))

    def _least_above_most(self) -> Iterator[str]:
        pairs = (("hours.min", "hours.max"), ("day_hours.min", "day_hours.max"), ("group.min", "group.max"))
        for low, high in pairs:
            for level, band, service in self._scopes(low, high):
                least = self.figure(low, level=level, band=band, service=service)
                most = self.figure(high, level=level, band=band, service=service)
                if least is not None and most is not None and least.number > most.number:
                    who = ", ".join(word for word in (level, band, service) if word) or "everybody"
                    yield (
                        f"for {who}, {low} is {least.number:g} ({least.pack}) and {high} is "
                        f"{most.number:g} ({most.pack}): nothing can meet both"
                    )

    def _scopes(self, *names: str) -> Iterator[tuple[str | None, str | None, str | None]]:
        """Everything that figures of these names are limited to, and nothing."""
        scopes = [f.scope for pack in self.packs for f in pack.figures if f.name in names]
        levels: set[str | None] = {None, *(w for scope in scopes for w in scope.levels)}
        bands: set[str | None] = {None, *(w for scope in scopes for w in scope.bands)}
        services: set[str | None] = {None, *(w for scope in scopes for w in scope.services)}
        order = [sorted(some, key=lambda w: w or "") for some in (levels, bands, services)]
        yield from ((a, b, c) for a in order[0] for b in order[1] for c in order[2])

    def _counted_twice(self) -> Iterator[str]:
        first: dict[tuple[str, Scope], BillingRule] = {}
        for pack in self.packs:
            for rule in pack.billing:
                other = first.setdefault((rule.code, rule.scope), rule)
                if other.unit != rule.unit:
                    yield (
                        f"{rule.code} is counted by {other.unit} ({other.pack}) and by {rule.unit} "
                        f"({rule.pack}); the first is used"
                    )


def _best(pack: Pack, name: str, level: str | None, band: str | None, service: str | None) -> list[Figure]:
    """The pack's figures that hold, the most specific first and, of equals, the strictest."""
    mine = [f for f in pack.figures if f.name == name and f.scope.covers(level, band, service)]
    specific = max((f.scope.limits for f in mine), default=0)
    mine = [f for f in mine if f.scope.limits == specific]
    return [reduce(_stricter, mine)] if mine else []


def _stricter(one: Figure, other: Figure) -> Figure:
    """The one that binds more; of equals the first, unless only the other is confirmed."""
    way = one.kind.stricter
    if way == "all":
        return _both(one, other)
    if one.value == other.value:
        return other if other.confirmed and not one.confirmed else one
    larger = way in ("larger", "true")
    return one if (one.number > other.number) == larger else other


def _both(one: Figure, other: Figure) -> Figure:
    words = tuple(w for w in one.kind.words if w in one.words or w in other.words)
    if words == one.words:
        return one
    if words == other.words:
        return other
    return evolve(
        one,
        value=words,
        source=f"{one.source}; {other.source}",
        date=max(one.date, other.date),
        pack=f"{one.pack} + {other.pack}",
        confirmed=one.confirmed and other.confirmed,
    )


def _stricter_billing(one: BillingRule, other: BillingRule) -> BillingRule:
    """Both rules of a code at once; of two units, the first."""
    if one.unit != other.unit:
        return one
    order = ("down", "half", "up")
    merged = evolve(
        one,
        services=one.services | other.services,
        minimum_minutes=max(one.minimum_minutes, other.minimum_minutes),
        rounding=min(one.rounding, other.rounding, key=order.index),
        group_min=max(one.group_min, other.group_min),
        group_max=_least(one.group_max, other.group_max),
        most_a_day=_least(one.most_a_day, other.most_a_day),
        bundles=one.bundles | other.bundles,
        confirmed=one.confirmed and other.confirmed,
    )
    bound = evolve(merged, confirmed=one.confirmed)
    if bound == one:
        return one
    return evolve(
        merged, pack=f"{one.pack} + {other.pack}", source=f"{one.source}; {other.source}",
        date=max(one.date, other.date),
    )  # fmt: skip


def _least(one: int | None, other: int | None) -> int | None:
    return min((n for n in (one, other) if n is not None), default=None)
