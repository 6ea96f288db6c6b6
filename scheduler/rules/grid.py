"""Starts fall on the clinic's grid, counted from midnight of their day; lengths are free."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation, label
from scheduler.week import DAY

ID = "grid"
SENTENCE = "Everything starts on the clinic's grid of minutes, counted from midnight."


def check(facts: Facts) -> Iterator[Violation]:
    grid = facts.clinic.grid
    for item in facts.items:
        if item.start % DAY % grid:
            yield Violation(ID, f"{label(item)} does not start on the {grid}-minute grid.", label(item))
