"""After a rehearsal: what was hoped for and when it was done, and everything that was used. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from attrs import frozen

from facilitator.events import (
    Arrived,
    Entry,
    Fact,
    FlagAnswered,
    FlagRaised,
    Left,
    Located,
    Rated,
    SharedNote,
    StepExtended,
    StepSkipped,
    StepStarted,
    Tagged,
    WordsShown,
)
from facilitator.live.state import SessionState
from facilitator.rehearsal.scenario import Goal, Scenario

Test = Callable[[Fact, Goal, SessionState], bool]


@frozen
class Seen:
    """A goal with the moment (from the start) at which it was met; None when it was not, or too late."""

    goal: Goal
    after: timedelta | None
    late: bool = False


@frozen
class Debrief:
    goals: tuple[Seen, ...]
    used: tuple[str, ...]

    @property
    def met(self) -> int:
        return sum(each.after is not None and not each.late for each in self.goals)


def debrief(scenario: Scenario, state: SessionState, started: datetime) -> Debrief:
    """What stands in the entries of a rehearsal that began at `started`."""
    entries = [*reversed(list(state.standing()))]
    return Debrief(
        tuple(_seen(goal, entries, state, started) for goal in scenario.goals), tuple(_used(entries, state))
    )


def _seen(goal: Goal, entries: Sequence[Entry], state: SessionState, started: datetime) -> Seen:
    test = TESTS[goal.hope]
    found = [e.at - started for e in entries if e.at - started >= goal.at and test(e.fact, goal, state)]
    if not found:
        return Seen(goal, None)
    return Seen(goal, found[0], late=found[0] > goal.at + goal.within)


def _member(fact: Fact, goal: Goal, state: SessionState) -> bool:
    who = getattr(fact, "member", "")
    return not goal.of or (who in state.members and state.members[who].who.initials == goal.of)


def _of_kind(*kinds: type) -> Test:
    return lambda fact, goal, state: isinstance(fact, kinds) and _member(fact, goal, state)


def _step(fact: Fact, goal: Goal, state: SessionState) -> bool:
    return isinstance(fact, StepStarted) and state.steps[fact.step].plan.kind == goal.of


def _words(fact: Fact, goal: Goal, _: SessionState) -> bool:
    return isinstance(fact, WordsShown) and fact.situation == goal.of


TESTS: dict[str, Test] = {
    "stamped": _of_kind(Arrived),
    "left": _of_kind(Left),
    "flagged": _of_kind(FlagRaised),
    "answered": _of_kind(FlagAnswered),
    "tagged": _of_kind(Tagged),
    "rated": _of_kind(Rated),
    "located": _of_kind(Located),
    "step": _step,
    "words": _words,
}


def _used(entries: Sequence[Entry], state: SessionState) -> Iterator[str]:
    """In sentences: stamps, steps, words, tags, flags, time, the note."""
    facts = [entry.fact for entry in entries]

    def count(*kinds: type) -> int:
        return sum(isinstance(fact, kinds) for fact in facts)

    opened = state.opened
    titles = {each.kind: each.title for each in opened.situations} if opened else {}
    yield f"{count(Arrived)} arrivals stamped, {count(Left)} leavings, {count(Rated)} check-in answers"
    yield f"{count(StepStarted)} steps begun, {count(StepExtended)} made longer or shorter, " \
          f"{count(StepSkipped)} skipped or parked"  # fmt: skip
    shown = [titles.get(kind, kind) for kind in dict.fromkeys(state.shown)]
    yield f"Words brought up: {', '.join(shown) if shown else 'none (i brings them up)'}"
    tags = [fact.tag for fact in facts if isinstance(fact, Tagged) and fact.on]
    yield f"Tags: {', '.join(dict.fromkeys(tags)) if tags else 'none'}"
    open_flags = f", {len(state.open_flags)} without an answer" if state.open_flags else ""
    yield f"Private flags: {len(state.flags)}{open_flags}"
    kinds = {state.steps[run.step].plan.kind for run in state.runs}
    for kind in ("welcome", "goodbye"):
        if any(step.plan.kind == kind for step in state.steps):
            yield f"The {kind} {'took place' if kind in kinds else 'did not take place'}"
    yield "The shared note was written" if count(SharedNote) else "The shared note is empty"
