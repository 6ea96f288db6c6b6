"""A week as counts: a value for every decision of a `Candidates`, and how sub-weeks cut and paste them."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from attrs import evolve, frozen

from scheduler.program.candidates import Candidates
from scheduler.program.possible import Ints, Mask

DECISIONS = ("attendances", "kinds", "leads", "bookings", "covers", "uses", "pauses")
"""The tables of candidates in the order of a model's first columns."""


@frozen(eq=False)
class Plan:
    """One integer per row of each decision table: chosen or not, how many sessions run, how many rooms are
    used.
    """

    attendances: Ints
    kinds: Ints
    leads: Ints
    bookings: Ints
    covers: Ints
    uses: Ints
    pauses: Ints

    @classmethod
    def empty(cls, found: Candidates) -> Plan:
        """Nothing takes place (and no break is chosen)."""
        return cls(*(np.zeros(len(getattr(found, name)), dtype=np.int64) for name in DECISIONS))

    @classmethod
    def of_values(cls, found: Candidates, values: Ints) -> Plan:
        """Cut a model's values into the tables of the candidates it was made for."""
        sizes = [len(getattr(found, name)) for name in DECISIONS]
        return cls(*np.split(values[: sum(sizes)], np.cumsum(sizes)[:-1]))

    @cached_property
    def chosen(self) -> dict[str, Ints]:
        """The rows of each table that are not 0."""
        return {name: np.flatnonzero(getattr(self, name)) for name in DECISIONS}

    @property
    def values(self) -> Ints:
        """The plan as the first columns of a model."""
        return np.concatenate([getattr(self, name) for name in DECISIONS])

    def cut(self, part: Part) -> Plan:
        """The values of the rows that `part` keeps."""
        return evolve(self, **{name: getattr(self, name)[rows] for name, rows in part.rows.items()})

    def paste(self, part: Part, inner: Plan) -> Plan:
        """This plan with `inner` for the rows of `part` and nothing for the others."""
        merged = {}
        for name, rows in part.rows.items():
            merged[name] = np.zeros_like(getattr(self, name))
            merged[name][rows] = getattr(inner, name)
        return evolve(self, **merged)


@frozen(eq=False)
class Part:
    """Some rows of every decision table of `whole`."""

    whole: Candidates
    rows: dict[str, Ints]

    @classmethod
    def of(cls, whole: Candidates, **masks: Mask) -> Part:
        """The rows where the masks are set; tables without a mask are kept whole."""
        rows = {}
        for name in DECISIONS:
            mask = masks.get(name)
            rows[name] = np.arange(len(getattr(whole, name))) if mask is None else np.nonzero(mask)[0]
        return cls(whole, rows)

    @property
    def found(self) -> Candidates:
        return self.whole.keep(**self.rows)
