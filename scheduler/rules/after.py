"""Who has both groups in one week has the first of the later one after the first of the earlier one.

For each group listed in `after`, by each patient's own first start in the week; patients with only one of
the two are free.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation
from scheduler.timetable import Session
from scheduler.week import when

ID = "after"
SENTENCE = "Groups that come after others start later in each person's week."


def check(facts: Facts) -> Iterator[Violation]:
    for patient, items in facts.of_patient.items():
        first: dict[str, int] = {}
        for item in items:
            if isinstance(item, Session):
                first.setdefault(item.group, item.start)
        for group, start in first.items():
            for earlier in facts.groups[group].after:
                if start <= first.get(earlier, -1):
                    message = f"{patient} has {group} on {when(start)}, not after {earlier}, "
                    message += f"which is on {when(first[earlier])}."
                    yield Violation(ID, message, patient, mendable=True)
