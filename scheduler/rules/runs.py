"""A group runs at least `min_per_week` and at most `max_per_week` times; parallel copies are runs of their
own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation
from scheduler.week import when

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "runs"
SENTENCE = "Groups run as often in a week as they are asked to."
READS = (
    "groups.min_per_week",
    "groups.max_per_week",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The sessions of each group are counted."""
    for group in facts.clinic.groups:
        sessions = facts.of_group[group.id]
        runs, starts = len(sessions), ", ".join(when(session.start) for session in sessions)
        times = f"{runs} time{'' if runs == 1 else 's'} in the week" + (f" ({starts})" if starts else "")
        if runs < group.min_per_week:
            message = f"{group.id} runs {times}; at least {group.min_per_week}."
            yield Violation(ID, message, group.id, mendable=True)
        if group.max_per_week is not None and runs > group.max_per_week:
            message = f"{group.id} runs {times}; at most {group.max_per_week}."
            yield Violation(ID, message, group.id)


def post(model: Model) -> None:
    """The sessions of a group in the week lie between the two."""
    import numpy as np

    group = model.found.keys.group[model.found.kinds.key]
    for g, asked in enumerate(model.clinic.groups):
        if asked.min_per_week or asked.max_per_week is not None:
            mine = model.runs[group == g]
            most = len(mine) * 1000 if asked.max_per_week is None else asked.max_per_week
            row = np.zeros(len(mine))
            model.program.rows(ID, row, mine, low=asked.min_per_week, high=most, count=1)
