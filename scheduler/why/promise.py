"""Which changes could help by themselves, told by looking: only these are worth planning with."""

from __future__ import annotations

import numpy as np

from scheduler.program.possible import Mask
from scheduler.why.change import Change
from scheduler.why.scene import Scene


def promising(scene: Scene, change: Change, causes: frozenset[str]) -> bool:
    """Whether the change alone could be enough.

    It has to ease one of the causes, a smallest set of them: without all the others the hour stays unmet.
    More time has to make room for something whole: the patient there, and somebody to lead or give it.
    """
    if causes and change.eases not in causes:
        return False
    if change.window is None:
        return True
    low, high = change.window.span
    if change.eases == "staff":
        return _staff_longer(scene, change.of, low, high)
    if change.eases == "times":
        return _patient_longer(scene, low, high)
    return True


def _staff_longer(scene: Scene, who: str, low: int, high: int) -> bool:
    """A slot that begins when the patient could, uses the new time, and finds the therapist idle."""
    idle = _idle_but_for(scene, [scene.possible.therapist_index[who]])
    idle[0, low:high] = True
    return bool((scene.where(idle)[0] & _touching(scene, low, high)).any())


def _patient_longer(scene: Scene, low: int, high: int) -> bool:
    """A slot in the new time with somebody idle to lead or give it, or a session that runs there."""
    free = scene.possible.patient_free[[scene.index]].copy()
    free[0, low:high] = True
    slots = scene.possible.fits(free, scene.minutes)[0] & _touching(scene, low, high)
    if not slots.any():
        return False
    groups = {scene.clinic.groups[g].id for g in scene.groups}
    running = [s.start for s in scene.timetable.sessions if s.group in groups]
    if np.isin(scene.possible.starts[slots], running).any():
        return True
    needed = any(scene.possible.demands[d].appointment.staff for d in scene.demands)
    needed |= any(scene.clinic.groups[g].leaders for g in scene.groups)
    if not needed:
        return True
    if not len(scene.able):
        return False
    idle = scene.possible.fits(_idle_but_for(scene, scene.able.tolist()), scene.minutes)
    return bool((idle & slots).any())


def _idle_but_for(scene: Scene, therapists: list[int]) -> Mask:
    """[n, WEEK] when therapists have nothing, what they have with the patient alone left out: it may move."""
    idle = scene.staff_idle[therapists].copy()
    rows = {scene.clinic.therapists[t].id: row for row, t in enumerate(therapists)}
    for booking in scene.timetable.appointments:
        if booking.patient == scene.who and booking.therapist in rows:
            idle[rows[booking.therapist], booking.start : booking.end] = True
    for session in scene.timetable.sessions:
        for leader in session.leaders:
            if leader in rows and session in scene.joinable:
                idle[rows[leader], session.start : session.end] = True
    return idle


def _touching(scene: Scene, low: int, high: int) -> Mask:
    """[S] slots that use some of these minutes."""
    starts = scene.possible.starts
    return np.asarray((starts < high) & (starts + scene.minutes > low))
