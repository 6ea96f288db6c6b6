"""A reason at once, for when there is no time to ask the solver: what each possible start has against it."""

from __future__ import annotations

from collections import Counter

import numpy as np

from scheduler.program.possible import Mask
from scheduler.why.counting import counted, ruled_out
from scheduler.why.reasons import together
from scheduler.why.scene import Scene
from scheduler.why.words import be, days_of, listed


def tallied(scene: Scene) -> str:
    """What can be counted, or else what stands against each start at which the patient could come."""
    told = counted(scene) or ruled_out(scene)[0]
    if told:
        return told
    counts = Counter({name: int(mask.sum()) for name, mask in _against(scene)})
    total = int(scene.starts.sum())
    if not total:
        return f"{scene.who} can come only {days_of(scene.free)}, and {_what(scene)} cannot begin then."
    times = "one time" if total == 1 else f"{total} times"
    words = _words(scene)
    causes = [(name, count) for name, count in counts.most_common() if count]
    if len(causes) == 1:
        tally = f"each time {words[causes[0][0]]}"
    else:
        tally = ", ".join(f"at {count} of them {words[name]}" for name, count in causes)
    return f"{scene.who} could have {_what(scene)} at {times}: {tally}."


def _what(scene: Scene) -> str:
    groups = [scene.clinic.groups[g].id for g in scene.groups]
    return listed(groups) if groups else scene.wanted.service


def _against(scene: Scene) -> list[tuple[str, Mask]]:
    """(cause, [S] starts at which it is the first one): every start has exactly one."""
    left, found = scene.starts.copy(), []

    def take(name: str, blocked: Mask) -> None:
        nonlocal left
        found.append((name, left & blocked))
        left = left & ~blocked

    take("own", ~scene.occupied.slots("patients", scene.minutes)[scene.index])
    open_, full = _running(scene)
    take("full", full & ~open_)
    take("rest", open_)
    leaders = min((scene.clinic.groups[g].leaders for g in scene.groups), default=_staff_needed(scene))
    if leaders:
        take("staff", np.asarray(scene.idle("staff", scene.able).sum(0) < leaders))
    if scene.needs_room:
        take("room", ~np.asarray(scene.idle("rooms", scene.fitting).any(0)))
    if scene.groups:
        least = min(scene.clinic.groups[g].size.min for g in scene.groups)
        take("few", np.full(len(left), together(scene) + 1 < least))
    take("rest", np.ones(len(left), dtype=bool))
    return found


def _staff_needed(scene: Scene) -> int:
    return int(any(scene.possible.demands[d].appointment.staff for d in scene.demands))


def _running(scene: Scene) -> tuple[Mask, Mask]:
    """[S] starts at which a session has a seat, and those at which one is full."""
    sizes = {scene.clinic.groups[g].id: scene.clinic.groups[g].size.max for g in scene.groups}
    seats = {room.id: room.capacity for room in scene.clinic.rooms}
    open_: list[int] = []
    full: list[int] = []
    for session in scene.sessions:
        most = min(sizes[session.group], seats.get(session.room or "", sizes[session.group]))
        (full if len(session.members) >= most else open_).append(session.start)
    starts = scene.possible.starts
    return np.isin(starts, open_), np.isin(starts, full)


def _words(scene: Scene) -> dict[str, str]:
    names = [scene.clinic.therapists[t].id for t in scene.able]
    staff = f"{listed(names)} {be(names)} taken or away" if names else "nobody may give it"
    return {
        "own": f"{scene.who} has something else",
        "full": "the session is full",
        "staff": staff,
        "room": "no room is free",
        "few": "too few others who still need it are free",
        "rest": "it would break the shape of somebody's day or week",
    }
