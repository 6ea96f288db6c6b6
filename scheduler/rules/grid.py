"""Starts fall on the clinic's grid, counted from midnight of their day; lengths are free."""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation, label
from scheduler.week import DAY, clock

ID = "grid"
SENTENCE = "Everything starts on the clinic's grid of minutes, counted from midnight."
READS = ("grid",)
HELD = "Candidates start on the grid only."


def check(facts: Facts) -> Iterator[Violation]:
    """Every start is divided by the grid."""
    grid = facts.clinic.grid
    for item in facts.items:
        late = item.start % DAY % grid
        if late:
            near = " and ".join(clock((item.start - late + more) % DAY) for more in (0, grid))
            message = f"{label(item)} does not start on the {grid}-minute grid; beside it lie {near}."
            yield Violation(ID, message, label(item))
