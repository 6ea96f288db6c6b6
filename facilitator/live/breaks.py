"""When the whole group had a break: by key, or because the agenda has a step for it.

Breaks are logged apart. Whether their minutes count as attendance is the rule pack's to say; the time of a
step never runs on while the group rests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from facilitator.live.state import SessionState

Stretch = tuple[datetime, datetime]


def by_key(state: SessionState, now: datetime) -> tuple[Stretch, ...]:
    """Breaks that somebody called; `now` closes one that still lasts."""
    last = state.ended or now
    return tuple(
        (pause.since, end) for pause in state.pauses if (end := min(pause.until or last, last)) > pause.since
    )


def breaks(state: SessionState, now: datetime) -> tuple[Stretch, ...]:
    """Every break, in order, none touching another."""
    ends = [*(run.at for run in state.runs[1:]), state.ended or now]
    steps = [
        (run.at, end)
        for run, end in zip(state.runs, ends, strict=False)
        if state.steps[run.step].plan.kind == "break" and end > run.at
    ]
    return tuple(_joined(sorted((*by_key(state, now), *steps))))


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Stretches in order of their start, with those that touch made one."""
    held: Stretch | None = None
    for start, end in stretches:
        if held is not None and start <= held[1]:
            held = (held[0], max(held[1], end))
            continue
        if held is not None:
            yield held
        held = (start, end)
    if held is not None:
        yield held


def without(stretch: Stretch, taken: Iterable[Stretch]) -> Iterator[Stretch]:
    """What is left of `stretch` outside `taken` (in order, none touching another)."""
    start, end = stretch
    for other_start, other_end in taken:
        if other_end <= start or other_start >= end:
            continue
        if other_start > start:
            yield start, other_start
        start = other_end
    if start < end:
        yield start, end


def length(stretches: Iterable[Stretch]) -> timedelta:
    return sum((end - start for start, end in stretches), timedelta(0))
