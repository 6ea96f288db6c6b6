"""A session has exactly as many facilitators as its group asks for at this size.

`leaders`, and one more above `second_leader_above` members (of a leaderless group too). More only where
pins that this session fulfils name more people together: then exactly those.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, label
from scheduler.rules.pins import fulfilled_by
from scheduler.timetable import Session

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "facilitators"
SENTENCE = "Every group session has exactly the facilitators it needs, one more when it is large."
READS = (
    "groups.leaders",
    "groups.second_leader_above",
    "pins.leaders",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The facilitators of every session are counted against its members and the pins that it fulfils."""
    for session in facts.timetable.sessions:
        pinned = {leader for pin in fulfilled_by(facts, session) for leader in pin.leaders}
        needed = max(facts.groups[session.group].leaders_for(len(session.members)), len(pinned))
        if len(session.leaders) != needed:
            led = ", ".join(map(facts.staff, session.leaders)) or "nobody"
            members = len(session.members)
            message = f"{label(session)} with {members} members is led by {led}; it needs exactly {needed}"
            yield Violation(ID, f"{message}{_why(facts, session)}.", label(session), mendable=True)


def _why(facts: Facts, session: Session) -> str:
    """The figure behind a second facilitator, where the group has one."""
    above = facts.groups[session.group].second_leader_above
    return "" if above is None else f" (one more above {above} members)"


def post(model: Model) -> None:
    """At each start of a group exactly as many therapists lead as its sessions need."""
    import numpy as np

    kinds, leads = model.found.kinds, model.found.leads
    row = np.concatenate([leads.key, kinds.key])
    column = np.concatenate([model.lead, model.runs])
    weight = np.concatenate([np.ones(len(leads), dtype=np.int64), -kinds.leaders])
    model.program.rows(ID, row, column, weight, low=0, high=0, count=len(model.found.keys))
