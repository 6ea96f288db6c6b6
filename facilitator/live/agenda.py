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
from facilitator.live.attendance import in_room, in_room_at, scheduled_end
from facilitator.live.breaks import by_key, length, without
from facilitator.live.state import AgendaStep, SessionState

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
    """How long the group was at `step`, all its runs together without breaks; None when it never began."""
    rests = by_key(state, now)
    runs = [length(without((start, max(start, end)), rests)) for start, end in _runs(state, step, now)]
    return sum(runs, NOTHING) if runs else None


def _runs(state: SessionState, step: int, now: datetime) -> list[tuple[datetime, datetime]]:
    ends = [*(run.at for run in state.runs[1:]), state.ended or now]
    return [(run.at, end) for run, end in zip(state.runs, ends, strict=False) if run.step == step]


def given(state: SessionState, index: int, now: datetime) -> int:
    """Minutes that a step is given. Where everyone has a turn: less or more by who is there to take one."""
    step = state.steps[index]
    plan = step.plan
    if not plan.per_person_minutes or not plan.people:
        return step.minutes
    count = people(state, index, now)
    turns = -int(-plan.per_person_minutes * count // 1)
    fitting = step.minutes - round(plan.per_person_minutes * (plan.people - count))
    return max(fitting, min(step.minutes, turns))  # what was made shorter than its turns stays as it is


def people(state: SessionState, index: int, now: datetime) -> int:
    """How many a step is for: who is in the room; when it is over, who was at its end."""
    runs = _runs(state, index, now)
    members = state.members.values()
    if runs and state.current != index:
        return sum(in_room_at(member, runs[-1][1]) for member in members) or len(members)
    inside = sum(in_room(member, state) for member in members)
    return inside or sum(not member.absence for member in members)


@frozen
class Turn:
    """About whose turn it would be by now, in a step where everyone has one."""

    number: int
    of: int


def turn(state: SessionState, now: datetime) -> Turn | None:
    """Where the round stands if everybody takes an equal part; None in any other step."""
    clock = step_clock(state, now)
    if clock is None or state.current is None or not state.steps[state.current].plan.per_person_minutes:
        return None
    count = max(1, people(state, state.current, now))
    return Turn(min(count, int(clock.share * count) + 1), count)


def lines(state: SessionState, now: datetime) -> tuple[Line, ...]:
    """The agenda with plan and real."""
    return tuple(_line(state, index, now) for index in range(len(state.steps)))


def _line(state: SessionState, index: int, now: datetime) -> Line:
    step, took = state.steps[index], spent(state, index, now)
    minutes = given(state, index, now)
    return Line(
        step=index,
        plan=step.plan,
        minutes=minutes,
        real=None if took is None else took // MINUTE,
        progress=_progress(state, index, begun=took is not None),
        over=took is not None and took // MINUTE > minutes,
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
    return Clock(elapsed, given(state, state.current, now) * MINUTE)


class Notice(StrEnum):
    """What is said, without a sound, when a step nears its end."""

    SOON = "soon"
    UP = "up"


NOTICE = timedelta(minutes=2)
"""A step that is to end within this time says so, unless it is hardly longer than that."""


def notice(state: SessionState, now: datetime) -> Notice | None:
    clock = step_clock(state, now)
    if clock is None or state.resting:
        return None
    if clock.elapsed >= clock.given:
        return Notice.UP
    return Notice.SOON if clock.left <= NOTICE and clock.given > 2 * NOTICE else None


def session_clock(state: SessionState, now: datetime) -> Clock | None:
    """The whole session's clock against its schedule, None before it was opened."""
    if state.opened is None:
        return None
    elapsed = max(NOTHING, (state.ended or now) - state.opened.starts)
    return Clock(elapsed, state.opened.minutes * MINUTE)


def shortened(state: SessionState) -> bool:
    """Whether something of the plan was made to give way."""
    return any(step.extra < 0 or (step.skipped and not step.parked) for step in state.steps)


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
    rest = [(i, _remaining(state.steps[i], given(state, i, now), current=False)) for i in ahead(state)]
    if state.current is None:
        return rest
    step = state.steps[state.current]
    used = -(-(spent(state, state.current, now) or NOTHING) // MINUTE)
    return [(state.current, _remaining(step, given(state, state.current, now) - used, current=True)), *rest]


def _remaining(step: AgendaStep, left: int, *, current: bool) -> Step:
    plan = step.plan
    if_short = "shrink" if current and plan.if_short == "drop" else plan.if_short
    return Step(label=plan.label, kind=plan.kind, minutes=max(0, left), if_short=if_short)


def _change(index: int, step: Step, minutes: int) -> StepExtended | StepSkipped:
    if minutes == 0 and step.if_short == "drop":
        return StepSkipped(index)
    return StepExtended(index, minutes - step.minutes)
