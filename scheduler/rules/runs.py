"""A group runs at least `min_per_week` and at most `max_per_week` times; parallel copies are runs of their
own.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation

ID = "runs"
SENTENCE = "Groups run as often in a week as they are asked to."


def check(facts: Facts) -> Iterator[Violation]:
    for group in facts.clinic.groups:
        runs = len(facts.of_group[group.id])
        if runs < group.min_per_week:
            message = f"{group.id} runs {runs} times in the week; at least {group.min_per_week}."
            yield Violation(ID, message, group.id, mendable=True)
        if group.max_per_week is not None and runs > group.max_per_week:
            message = f"{group.id} runs {runs} times in the week; at most {group.max_per_week}."
            yield Violation(ID, message, group.id)
