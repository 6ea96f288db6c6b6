"""A module as the planner sees it: what teaches what, and what builds on what."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from attrs import frozen

from curricula.module import Module, Session


@frozen
class Course:
    """A module's sessions with the questions that are asked of them a thousand times.

    `builds_on` holds, for each topic, those that every session teaching it requires; `topics` is sorted so
    that what is built on comes before what builds on it.
    """

    sessions: dict[str, Session]
    topics: tuple[str, ...]
    taught_in: dict[str, tuple[Session, ...]]
    builds_on: dict[str, tuple[str, ...]]
    runs: dict[str, tuple[Session, ...]]  # where pairs begin: the sessions that come in a row
    followers: frozenset[str]  # sessions that only ever follow the one they are paired with
    credentials: dict[str, frozenset[str]]  # of whoever leads a session
    in_order: bool
    counts_core: bool  # some session comes after a number of core sessions
    gated: bool  # who may use a session depends on more than what it teaches

    @classmethod
    def of(cls, module: Module) -> Course:
        sessions = {s.id: s for s in module.sessions}
        builds_on = {t: required for t in module.topics if (required := _common(t, module.sessions))}
        last = any(s.order == "last" for s in module.sessions)
        counts = any(s.after_core for s in module.sessions)
        return cls(
            sessions,
            _sorted(module.topics, builds_on),
            {t: tuple(s for s in module.sessions if t in s.teaches) for t in module.topics},
            builds_on,
            _runs(module.sessions),
            frozenset(s.pair_with for s in module.sessions if s.pair_with),
            {s.id: module.credentials_for(s) for s in module.sessions},
            module.entry != "any-session",
            counts,
            last or counts or any(s.requires for s in module.sessions),
        )

    def core_sessions(self) -> Iterable[Session]:
        return (s for s in self.sessions.values() if s.requirement == "core")

    def first(self) -> Session | None:
        """The session that a group begins with."""
        return next((s for s in self.sessions.values() if s.order == "first"), None)

    def follower(self, session: str) -> Session | None:
        """The session that has to come right after `session`."""
        pair = self.sessions[session].pair_with if session in self.sessions else ""
        return self.sessions.get(pair)

    def closure(self, topics: Iterable[str]) -> set[str]:
        """`topics` and everything that they build on."""
        found: set[str] = set()
        waiting = list(topics)
        while waiting:
            topic = waiting.pop()
            if topic not in found:
                found.add(topic)
                waiting += self.builds_on.get(topic, ())
        return found


def cycle(module: Module) -> tuple[str, ...]:
    """Topics that build on each other in a circle, so that nobody can have any of them; mostly empty."""
    graph = {t: _common(t, module.sessions) for t in module.topics}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return tuple(error.args[1])
    return ()


def _runs(sessions: Iterable[Session]) -> dict[str, tuple[Session, ...]]:
    """Sessions that come one right after the other, by the first of each such row."""
    by_id = {s.id: s for s in sessions}
    led = {s.pair_with for s in by_id.values() if s.pair_with}
    found = {}
    for head in by_id.values():
        row = [head]
        while (after := by_id.get(row[-1].pair_with)) and after not in row:
            row.append(after)
        if len(row) > 1 and head.id not in led:
            found[head.id] = tuple(row)
    return found


def _common(topic: str, sessions: Iterable[Session]) -> tuple[str, ...]:
    """What all sessions that teach `topic` require: one that requires less is a way around."""
    each = [set(s.requires) - {topic} for s in sessions if topic in s.teaches]
    return tuple(sorted(set.intersection(*each))) if each else ()


def _sorted(topics: tuple[str, ...], builds_on: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    graph = {t: [r for r in builds_on.get(t, ()) if r in topics] for t in topics}
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError:
        return topics
