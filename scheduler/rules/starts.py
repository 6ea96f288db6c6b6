"""A group with `starts` meets at those weekdays and times only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, label

if TYPE_CHECKING:
    from scheduler.program.possible import Possible

ID = "starts"
SENTENCE = "A group that names its starts meets at no other."
READS = ("groups.starts",)


def check(facts: Facts) -> Iterator[Violation]:
    """Every session of a group with `starts` begins at one of them."""
    for session in facts.timetable.sessions:
        starts = facts.groups[session.group].starts
        if starts is not None and session.start not in {start.at for start in starts}:
            allowed = ", ".join(map(str, starts)) or "nothing"
            message = f"{label(session)} is not a start of this group, which allows {allowed}."
            yield Violation(ID, message, label(session))


def narrow(possible: Possible) -> None:
    """A group with `starts` can begin at those alone."""
    import numpy as np

    for g, group in enumerate(possible.clinic.groups):
        if group.starts is not None:
            possible.group_starts[g] &= np.isin(possible.starts, [start.at for start in group.starts])
