"""Which session of a module to run next, from what the people in the room still need before they leave.

A member's need presses harder the more topics are open and the fewer sessions are left to meet them. A
session is worth the pressing needs it would meet today; someone who lacks what it builds on does not count.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from curricula.module import Module
from curricula.module import Session as Topic

PRESSURE = 1.75
"""How much more a short stay weighs than a long one; 1.5 to 2 did best in simulated clinics."""


@frozen
class Need:
    """What one expected member still needs. `sessions_left` counts this session too; `attendance` is 0-1."""

    member: str
    name: str  # how the sentence calls them: initials
    open_topics: frozenset[str]
    covered: frozenset[str]
    sessions_left: int
    attendance: float = 0.8

    @property
    def pressure(self) -> float:
        """Open topics per session that the member can expect to attend, today's included."""
        expected = max(1.0, 1 + (self.sessions_left - 1) * self.attendance)
        return float((len(self.open_topics) / expected) ** PRESSURE)


@frozen
class Suggestion:
    """One session of the module, how much it is worth today, and why in a sentence."""

    session: str
    title: str
    worth: float
    needed_by: tuple[str, ...]
    last_chance_for: tuple[str, ...]
    because: str


def required_topics(module: Module, by_plan: frozenset[str] = frozenset()) -> frozenset[str]:
    """The topics every member needs (core sessions) and those in this member's plan."""
    core = {topic for s in module.sessions if s.requirement == "core" for topic in s.teaches}
    return frozenset(core) | by_plan


def suggest(module: Module, needs: Sequence[Need], recent: Sequence[str] = ()) -> tuple[Suggestion, ...]:
    """Every session of `module`, most useful today first.

    `recent` are session ids run lately in this group, latest last; among equals the one longest ago wins.
    """
    ranked = [_suggestion(topic, needs) for topic in module.sessions]
    ago = {session: len(recent) - index for index, session in enumerate(recent)}
    ranked.sort(key=lambda s: (-s.worth, -ago.get(s.session, len(recent) + 1)))
    return tuple(ranked)


def _suggestion(topic: Topic, needs: Sequence[Need]) -> Suggestion:
    takers = [need for need in needs if _gains(topic, need)]
    last = [need for need in takers if need.sessions_left <= 1]
    return Suggestion(
        session=topic.id,
        title=topic.title,
        worth=sum(need.pressure for need in takers),
        needed_by=tuple(need.member for need in takers),
        last_chance_for=tuple(need.member for need in last),
        because=_because(len(takers), len(needs), [need.name for need in last]),
    )


def _gains(topic: Topic, need: Need) -> bool:
    return bool(need.open_topics.intersection(topic.teaches)) and need.covered.issuperset(topic.requires)


def _because(takers: int, expected: int, last: list[str]) -> str:
    if not takers:
        return "nobody expected today still needs it"
    sentence = f"{takers} of {expected} still need it" if expected > 1 else "still needed"
    if len(last) > 2:
        return f"{sentence}; last chance for {len(last)} of them"
    return f"{sentence}; last chance for {' and '.join(last)}" if last else sentence
