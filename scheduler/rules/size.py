"""Every session that runs has at least `size.min` and at most `size.max` members; each parallel copy for
itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, label

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "size"
SENTENCE = "Every group session has as many members as its group allows, neither fewer nor more."
READS = ("groups.size",)


def check(facts: Facts) -> Iterator[Violation]:
    """The members of every session are counted."""
    for session in facts.timetable.sessions:
        size, members = facts.groups[session.group].size, len(session.members)
        if members < size.min:
            some = "1 member" if members == 1 else f"{members} members"
            message = f"{label(session)} has {some}; it needs at least {size.min}."
            yield Violation(ID, message, label(session), mendable=True)
        if members > size.max:
            message = f"{label(session)} has {members} members; it takes at most {size.max}."
            yield Violation(ID, message, label(session))


def post(model: Model) -> None:
    """Members at a start lie between what its sessions need and what they take; nobody attends what does not
    run.
    """
    import numpy as np

    kinds, key = model.found.kinds, model.found.attendances.key
    width = len(model.found.keys)
    row = np.concatenate([key, kinds.key])
    column = np.concatenate([model.attend, model.runs])
    ones = np.ones(len(key), dtype=np.int64)
    model.program.rows(ID, row, column, np.concatenate([ones, -kinds.low]), low=0, count=width)
    model.program.rows(ID, row, column, np.concatenate([ones, -kinds.high]), high=0, count=width)
    own, run = model.runs_at(key)
    rows = np.concatenate([np.arange(len(key)), own])
    signs = np.repeat([1, -1], [len(key), len(own)])
    model.program.rows(ID, rows, np.concatenate([model.attend, model.runs[run]]), signs, high=0)
