"""How long the steps of a session really took, from every time it ran: what its author learns from the rooms.

Pure. Only minutes and counts leave the record; who was in the room plays no part. A session counts when it
is over and at least two of its steps were begun: otherwise nobody used the keys, and its minutes say nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from statistics import median

from attrs import frozen

from curricula.module import Module, Segment, Session
from facilitator.live.agenda import MINUTE, spent
from facilitator.live.state import SessionState

FEWEST = 3
"""Times a step must have run before its minutes are taken for a suggestion."""


@frozen
class Took:
    """One step of a session: planned minutes, and those of each time it ran, the shortest first."""

    label: str
    planned: int
    minutes: tuple[int, ...] = ()
    suggested: int = 0

    @property
    def times(self) -> int:
        return len(self.minutes)

    @property
    def middle(self) -> float:
        """The median; 0 when it never ran."""
        return median(self.minutes) if self.minutes else 0.0


@frozen
class Timing:
    """One session of a module: how often it ran, and its steps in the order of the module as it is now."""

    session: Session
    runs: int
    steps: tuple[Took, ...]


def timings(module: Module, states: Iterable[SessionState]) -> tuple[Timing, ...]:
    """The timing of every session of `module`, or of a process format as one session.

    Steps are told by their labels, so renamed ones start anew.
    """
    ran = [s for s in states if s.opened and s.opened.module == module.id and s.ended and _walked(s)]
    return tuple(
        _timing(each, [s for s in ran if s.opened and (s.opened.topic or module.id) == each.id])
        for each in module.sessions or (_rounds(module),)
    )


def _rounds(module: Module) -> Session:
    """A process format as a session whose steps are its rounds."""
    steps = tuple(Segment(each.label, "open-process", each.minutes) for each in module.rounds)
    return Session(module.id, module.title, module.minutes or 1, agenda=steps)


def _walked(state: SessionState) -> bool:
    return len({run.step for run in state.runs}) > 1


def _timing(session: Session, states: list[SessionState]) -> Timing:
    real = [tuple(sorted(_minutes(states, step.label))) for step in session.agenda]
    steps = [Took(s.label, s.minutes, took) for s, took in zip(session.agenda, real, strict=True)]
    wanted = [_wanted(step) for step in steps]
    rounded = _whole(wanted, session.minutes)
    return Timing(
        session,
        len(states),
        tuple(Took(s.label, s.planned, s.minutes, give) for s, give in zip(steps, rounded, strict=True)),
    )


def _wanted(step: Took) -> float:
    """The median once it says something, but never less than half the plan: cut short is not too long."""
    return max(step.middle, step.planned / 2) if step.times >= FEWEST else float(step.planned)


def _minutes(states: Iterable[SessionState], label: str) -> Iterable[int]:
    for state in states:
        for index, step in enumerate(state.steps):
            took = spent(state, index, state.ended) if state.ended and step.plan.label == label else None
            if took is not None and step.plan.member is None:  # no welcome, no goodbye
                yield round(took / MINUTE)


def _whole(wanted: list[float], total: int) -> list[int]:
    """`wanted` in proportion, as whole minutes of at least 1 that add up to `total`."""
    if not wanted or not sum(wanted) or total < len(wanted):
        return [round(each) for each in wanted]
    exact = [each * total / sum(wanted) for each in wanted]
    given = [max(1, int(each)) for each in exact]
    while sum(given) != total:
        more = 1 if sum(given) < total else -1
        able = [i for i in range(len(given)) if given[i] + more >= 1]
        i = max(able, key=lambda i: more * (exact[i] - given[i]))
        given[i] += more
    return given


def as_csv(module: Module, found: Iterable[Timing]) -> str:
    """A small file for the author: one row a step, minutes and counts alone."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(
        ["module", "version", "session", "step", "planned", "times", "median", "least", "most", "suggested"]
    )
    for timing in found:
        for step in timing.steps:
            ends = (step.minutes[0], step.minutes[-1]) if step.minutes else ("", "")
            middle = f"{step.middle:g}" if step.times else ""
            row = (step.planned, step.times, middle, *ends, step.suggested)
            table.writerow([module.id, module.version, timing.session.id, _cell(step.label), *row])
    return out.getvalue()


def _cell(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{words}" if words[:1] in "=+-@\t" else words
