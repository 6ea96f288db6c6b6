"""What no choice of topics can exceed."""

from __future__ import annotations

from functools import cache
from math import comb


@cache
def met_at_most(sessions: int, attendance: float, needed: int, at_once: int = 1) -> float:
    """E[min(at_once x Bin(sessions, attendance), needed)]: a session brings so many topics, none twice."""
    absent = 1 - attendance
    total, sure = 0.0, 1.0
    for k in range(sessions + 1):
        if k * at_once >= needed:
            break
        chance = comb(sessions, k) * attendance**k * absent ** (sessions - k)
        total += k * at_once * chance
        sure -= chance
    else:
        return total
    return total + needed * max(0.0, sure)


def most(sessions: int, attendance: float, required: int, missing: int, at_once: int = 1) -> float:
    """The most coverage that somebody who lacks `missing` of `required` topics can be expected to reach."""
    if not required:
        return 1.0
    return (required - missing + met_at_most(sessions, attendance, missing, at_once)) / required
