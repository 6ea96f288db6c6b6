"""Another topic for a session that was opened, while its topic has not begun.

Pure. What the group has begun (a welcome, the check-in) stays as it ran; what comes after it is the other
topic's agenda, with the same welcomes and goodbyes and as many minutes as before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Protocol

from facilitator.events import TopicChosen
from facilitator.live.attendance import Mark, attended, mark
from facilitator.live.opening import Plan, agenda
from facilitator.live.state import SessionState
from scheduler.topics.suggestions import Suggestion

LEADING = frozenset({"welcome", "check-in", "homework-review"})
"""Kinds of steps that a group has whatever its topic is."""
CLEARLY = 1.15
"""How much more a topic must be worth to those who came than the planned one, to be offered."""


class Topics(Protocol):
    """What the room asks about topics."""

    def ranked(self, state: SessionState) -> tuple[Suggestion, ...]:
        """Every topic for those who came, the best first."""

    def plan(self, topic: str) -> Plan: ...


def changeable(state: SessionState) -> bool:
    """Whether the topic may still change: nothing of it has begun."""
    if state.opened is None or state.opened.topic is None or state.ended or state.cancelled:
        return False
    return all(step.plan.kind in LEADING for step in state.steps[: _begun(state)])


def settled_who_came(state: SessionState) -> bool:
    """Attendance is taken: of everyone expected it is known, and somebody came."""
    marks = [mark(member, state) for member in state.members.values()]
    return Mark.EXPECTED not in marks and any(attended(m) for m in state.members.values())


def better(state: SessionState, ranked: Sequence[Suggestion]) -> Suggestion | None:
    """A topic that is clearly worth more to those who came than the one that was planned."""
    planned = state.opened.topic if state.opened else None
    now = next((s for s in ranked if s.session == planned), None)
    best = ranked[0] if ranked else None
    if best is None or now is None or best is now or not best.needed_by:
        return None
    return best if best.worth > CLEARLY * max(now.worth, 0.0) + 1e-9 else None


def chosen(state: SessionState, plan: Plan, at: datetime) -> TopicChosen:
    """The fact that gives the session the topic of `plan`."""
    opened = state.opened
    assert opened is not None
    begun = _begun(state)
    wanted = agenda(plan, opened.roster, opened.minutes)
    leading = len(list(takewhile(lambda step: step.kind in LEADING, wanted)))
    return TopicChosen(
        at=at,
        agenda=wanted[min(begun, leading) :],
        kept=begun,
        module=plan.module,
        topic=plan.topic,
        title=plan.title,
        handouts=plan.handouts,
        homework=plan.homework,
        scales=plan.scales,
        questions=plan.questions,
        variants=plan.variants,
    )


def _begun(state: SessionState) -> int:
    """Steps from the first to the last that was begun."""
    return max((run.step for run in state.runs), default=-1) + 1
