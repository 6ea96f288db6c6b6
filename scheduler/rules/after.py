"""Who has both groups in one week has the first of the later one after the first of the earlier one.

For each group listed in `after`, by each patient's own first start in the week; patients with only one of
the two are free.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation
from scheduler.timetable import Session
from scheduler.week import when

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "after"
SENTENCE = "Groups that come after others start later in each person's week."
READS = ("groups.after",)


def check(facts: Facts) -> Iterator[Violation]:
    """The first starts of each patient's groups are compared."""
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


def post(model: Model) -> None:
    """Attending the later group at a start, with the earlier anywhere in the week, asks for it before."""
    index = {group.id: g for g, group in enumerate(model.clinic.groups)}
    for g, group in enumerate(model.clinic.groups):
        for earlier in group.after:
            if earlier in index:
                _order(model, index[earlier], g)


def _order(model: Model, earlier: int, later: int) -> None:
    import numpy as np

    from scheduler.program.columns import any_chosen

    items, make = model.items, model.program.columns
    one, other = items.take(items.group == earlier), items.take(items.group == later)
    for patient in np.intersect1d(one.patient, other.patient):
        mine = one.take(one.patient == patient)
        has = make(1, follow=partial(any_chosen, mine.column))
        row = np.arange(len(mine))
        columns = np.concatenate([mine.column, has.repeat(len(mine))])
        model.program.rows(ID, np.tile(row, 2), columns, np.repeat([1, -1], len(mine)), high=0)
        theirs = other.take(other.patient == patient)
        for column, start in zip(theirs.column, theirs.start, strict=True):
            before = mine.column[mine.start < start]
            weight = [1, 1, *[-1] * len(before)]
            model.program.rows(ID, [0] * len(weight), [column, has[0], *before], weight, high=1)
