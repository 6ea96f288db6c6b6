"""The cases that solvers are compared on: a kind of clinic in a size, made from a seed.

Seeds 1 to 9 are for tuning, whoever tunes; figures are reported on 101 and above.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from attrs import frozen

from benchmarks.weekly.campus import campus
from benchmarks.weekly.generate import WEEK, next_week, tight
from benchmarks.weekly.planting import roomy
from scheduler.by_hand.greedy import greedy
from scheduler.clinic import Clinic
from scheduler.files import dump_clinic, dump_timetable
from scheduler.timetable import Timetable

KINDS = {
    "s": ("tight", "roomy", "next-week"),
    "m": ("tight", "roomy", "next-week"),
    "l": ("tight", "roomy", "next-week"),
    "xl": ("tight", "roomy", "next-week"),
    "campus": ("planted",),
}
"""Size -> the kinds of clinic there are of it."""
SECONDS = {"s": 20.0, "m": 60.0, "l": 120.0, "xl": 300.0, "campus": 120.0}
"""How long each solver has by default."""
REPORTED = (101, 102, 103, 104, 105)
PLANTED = ("roomy", "planted")
"""Kinds in which a week without unmet minutes exists."""


@frozen(order=True)
class Case:
    """One clinic to be solved, and with `next-week` the timetable of the week before."""

    size: str
    kind: str
    seed: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.size}-{self.seed}"

    def make(self) -> tuple[Clinic, Timetable | None]:
        """(clinic, last week's timetable or None); the same case is always the same clinic."""
        if self.size == "campus":
            return campus(self.seed)[0], None
        if self.kind == "roomy":
            return roomy(self.size, self.seed)[0], None
        clinic = tight(self.size, self.seed)
        if self.kind == "tight":
            return clinic, None
        return next_week(clinic, greedy(clinic, WEEK), self.size, self.seed)


def cases(sizes: list[str], kinds: list[str], seeds: list[int]) -> Iterator[Case]:
    """Every case of these; `planted` comes with the size campus."""
    for size in sizes:
        for kind in KINDS[size]:
            if kind in kinds or kind == "planted":
                yield from (Case(size, kind, seed) for seed in seeds)


def digest(clinic: Clinic, previous: Timetable | None) -> str:
    """Eight letters that differ where the input of a case differs."""
    text = dump_clinic(clinic) + ("" if previous is None else dump_timetable(previous))
    return sha256(text.encode()).hexdigest()[:8]
