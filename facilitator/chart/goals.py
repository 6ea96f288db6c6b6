"""The goals of a treatment plan: set, worded anew, achieved, dropped; each with its days.

Admission and later changes of a person's profile carry a list of goals as well. They are folded into the same
plan: words that are new there set a goal, words that are gone from one list to the next drop it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from attrs import evolve, frozen

from facilitator.events import GoalClosed, GoalSet

Goals = Mapping[str, "Goal"]


@frozen
class Goal:
    """`how` is "" while it is open; else achieved or dropped, on `closed`."""

    id: str
    words: str
    set: date
    how: str = ""
    closed: date | None = None
    why: str = ""
    before: tuple[str, ...] = ()  # how it was worded earlier

    @property
    def open(self) -> bool:
        return not self.how


def goal_set(goals: Goals, fact: GoalSet) -> Goals:
    known = goals.get(fact.goal)
    if known is None:
        return {**goals, fact.goal: Goal(fact.goal, fact.words, fact.on)}
    before = known.before if known.words == fact.words else (*known.before, known.words)
    return {**goals, fact.goal: evolve(known, words=fact.words, before=before, how="", closed=None, why="")}


def goal_closed(goals: Goals, fact: GoalClosed) -> Goals:
    known = goals.get(fact.goal)
    if known is None:
        return goals
    return {**goals, fact.goal: evolve(known, how=fact.how, closed=fact.on, why=fact.why)}


def listed(goals: Goals, words: Iterable[str], before: Iterable[str], on: date) -> Goals:
    """The goals after a profile listed `words` where the one before it listed `before`."""
    now, earlier = list(words), set(before)
    found = dict(goals)
    standing = {goal.words for goal in goals.values() if goal.open}
    for each in now:
        if each not in standing and each not in earlier:
            name = f"listed-{len(found) + 1}"
            found[name] = Goal(name, each, on)
    for name, goal in goals.items():
        if goal.open and goal.words in earlier and goal.words not in now:
            found[name] = evolve(goal, how="dropped", closed=on)
    return found


def open_words(goals: Goals) -> tuple[str, ...]:
    return tuple(goal.words for goal in goals.values() if goal.open)
