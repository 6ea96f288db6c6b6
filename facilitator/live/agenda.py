"""How a session's steps keep their time: plan and real, what is left, and what gives way when it is short.

Every duration here is computed from moments and a wall-clock `now`, never counted, so it is right after a
crash, a lock or a suspended laptop. A `now` before the start of something reads as nothing elapsed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from attrs import frozen

from facilitator.events import Step, StepExtended, StepSkipped
from facilitator.live.attendance import scheduled_end
from facilitator.live.session import AgendaStep, SessionState

MINUTE = timedelta(minutes=1)
NOTHING = timedelta(0)


class Progress(StrEnum):
    AHEAD = "ahead"
    NOW = "now"
    DONE = "done"
    SKIPPED = "skipped"
    PARKED = "parked"


@frozen
class Line:
    """One line of the agenda; `real` is whole minutes so far, None when the step never began."""

    step: int
    plan: Step
    minutes: int
    real: int | None
    progress: Progress
    over: bool  # took, or is taking, longer than planned


@frozen
class Clock:
    """Where something stands: how long it ran, how long it was given."""

    elapsed: timedelta
    given: timedelta

    @property
    def left(self) -> timedelta:
        return max(NOTHING, self.given - self.elapsed)

    @property
    def over(self) -> timedelta:
        return max(NOTHING, self.elapsed - self.given)

    @property
    def share(self) -> float:
        """0 at the start, 1 when the time is used up, never beyond."""
        return 1.0 if self.elapsed >= self.given else self.elapsed / self.given


def spent(state: SessionState, step: int, now: datetime) -> timedelta | None:
    """How long the group was at `step`, all its runs together; None when it never began."""
    ends = [*(run.at for run in state.runs[1:]), state.ended or now]
    runs = [
        max(NOTHING, end - run.at) for run, end in zip(state.runs, ends, strict=False) if run.step == step
    ]
    return sum(runs, NOTHING) if runs else None


def lines(state: SessionState, now: datetime) -> tuple[Line, ...]:
    """The agenda with plan and real."""
    return tuple(_line(state, index, now) for index in range(len(state.steps)))


def _line(state: SessionState, index: int, now: datetime) -> Line:
    step, took = state.steps[index], spent(state, index, now)
    return Line(
        step=index,
        plan=step.plan,
        minutes=step.minutes,
        real=None if took is None else took // MINUTE,
        progress=_progress(state, index, begun=took is not None),
        over=took is not None and took // MINUTE > step.minutes,
    )


def _progress(state: SessionState, index: int, *, begun: bool) -> Progress:
    step = state.steps[index]
    if state.current == index:
        return Progress.NOW
    if step.skipped:
        return Progress.PARKED if step.parked else Progress.SKIPPED
    return Progress.DONE if begun else Progress.AHEAD


def step_clock(state: SessionState, now: datetime) -> Clock | None:
    """The current step's clock, None when no step runs."""
    if state.current is None:
        return None
    elapsed = spent(state, state.current, now) or NOTHING
    return Clock(elapsed, state.steps[state.current].minutes * MINUTE)


def session_clock(state: SessionState, now: datetime) -> Clock | None:
    """The whole session's clock against its schedule, None before it was opened."""
    if state.opened is None:
        return None
    elapsed = max(NOTHING, (state.ended or now) - state.opened.starts)
    return Clock(elapsed, state.opened.minutes * MINUTE)


def ahead(state: SessionState) -> tuple[int, ...]:
    """Steps still to come: after the current one, not skipped, never begun."""
    begun = {run.step for run in state.runs}
    after = -1 if state.current is None else state.current
    return tuple(i for i, step in enumerate(state.steps) if i > after and not step.skipped and i not in begun)


def next_step(state: SessionState) -> int | None:
    """The step that comes next, None when all are done."""
    return next(iter(ahead(state)), None)


# --- when time is short -------------------------------------------------------------------------------------


def fit(steps: Sequence[Step], minutes: int) -> tuple[int, ...]:
    """Minutes for each step so that together they take at most `minutes`, as far as `if_short` allows.

    First what may shrink gives up to half of itself, in proportion; then what may be dropped goes, from the
    end; then what may shrink gives up to three quarters. What is to be kept is never touched, so the sum can
    still be above `minutes`: the caller says so. Nothing grows: what fits already comes back as it was.
    """
    given = [step.minutes for step in steps]
    for i in (None, *reversed(range(len(steps)))):
        if i is not None and steps[i].if_short == "drop":
            given[i] = 0
        shrunk = _shrink(steps, given, minutes, keep=2)
        if sum(shrunk) <= minutes:
            return tuple(shrunk)
    return tuple(_shrink(steps, given, minutes, keep=4))


def _shrink(steps: Sequence[Step], given: list[int], minutes: int, *, keep: int) -> list[int]:
    """Take what is too much from the shrinkable steps, leaving each at least 1/`keep` of its plan."""
    spare = [
        max(0, now - -(-step.minutes // keep)) if step.if_short == "shrink" else 0
        for step, now in zip(steps, given, strict=True)
    ]
    return take(given, spare, sum(given) - minutes)


def take(given: Sequence[int], spare: Sequence[int], much: int) -> list[int]:
    """`given` less `much` in all, in proportion to what each can spare, in whole minutes."""
    much = min(max(0, much), sum(spare))
    if not much:
        return list(given)
    exact = [part * much / sum(spare) for part in spare]
    taken = [int(part) for part in exact]
    by_remainder = sorted(range(len(given)), key=lambda i: (taken[i] - exact[i], i))
    for i in by_remainder[: much - sum(taken)]:
        taken[i] += 1
    return [now - part for now, part in zip(given, taken, strict=True)]


@frozen
class Shortened:
    """What to record so that the rest fits, and by how many minutes it still does not."""

    facts: tuple[StepExtended | StepSkipped, ...]
    minutes: int  # that the rest will take
    over: int  # minutes still too many


def shorten(state: SessionState, now: datetime, minutes: int | None = None) -> Shortened:
    """Fit the rest of the current step and all steps ahead into `minutes` (default: until the scheduled end).

    The current step is never dropped, and never given less than it has already used.
    """
    rest = _rest(state, now)
    if minutes is None:
        end = scheduled_end(state)
        minutes = 0 if end is None else max(0, (end - now) // MINUTE)
    plans = tuple(step for _, step in rest)
    given = fit(plans, minutes)
    facts = (_change(i, step, new) for (i, step), new in zip(rest, given, strict=True) if new != step.minutes)
    return Shortened(tuple(facts), sum(given), max(0, sum(given) - minutes))


def _rest(state: SessionState, now: datetime) -> list[tuple[int, Step]]:
    """Steps from the current one on, with the minutes each still has; the current one cannot be dropped."""
    rest = [(i, _remaining(state.steps[i], state.steps[i].minutes, current=False)) for i in ahead(state)]
    if state.current is None:
        return rest
    step = state.steps[state.current]
    used = -(-(spent(state, state.current, now) or NOTHING) // MINUTE)
    return [(state.current, _remaining(step, step.minutes - used, current=True)), *rest]


def _remaining(step: AgendaStep, left: int, *, current: bool) -> Step:
    plan = step.plan
    if_short = "shrink" if current and plan.if_short == "drop" else plan.if_short
    return Step(label=plan.label, kind=plan.kind, minutes=max(0, left), if_short=if_short)


def _change(index: int, step: Step, minutes: int) -> StepExtended | StepSkipped:
    if minutes == 0 and step.if_short == "drop":
        return StepSkipped(index)
    return StepExtended(index, minutes - step.minutes)
