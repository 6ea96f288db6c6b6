"""How reliably each person comes, learned from the sessions they were expected in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from facilitator.live.digest import Digest
from scheduler.topics.request import ATTENDANCE

LEARNED_FROM = timedelta(weeks=12)
"""How far back it is looked at."""
WEIGHT = 5
"""Sessions that the usual attendance counts for, so that one absence of a newcomer says little."""


def learned(sessions: Iterable[Digest], now: datetime) -> Mapping[str, float]:
    """The share of sessions each person can be expected at, from those that have ended lately."""
    came: Counter[str] = Counter()
    expected: Counter[str] = Counter()
    for session in sessions:
        if session.ended and session.starts >= now - LEARNED_FROM:
            expected.update(session.roster)
            came.update(session.came.keys())
    return {name: (came[name] + WEIGHT * ATTENDANCE) / (count + WEIGHT) for name, count in expected.items()}
