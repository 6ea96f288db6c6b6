"""The same week on a coarser grid, where nothing that can be had is lost: what cannot be had there cannot be
had at all.

When everything lasts a multiple of half an hour, move every start of a timetable down to the half hour. What
did not overlap still does not, for ends move down alike; who was there still is, once hours begin and end at
half hours too; a wait grows by less than half an hour. So every timetable has one on the coarser grid with
the same people in as many sessions, and the least unmet there is a bound for the week. The starts are half as
many, and what a solver has to understand about them far less than half.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd

from attrs import evolve

from scheduler.clinic import Break, Clinic, Prescription, Room, Therapist
from scheduler.week import Period, Start, Window

STEP = 30  # minutes: the coarsest grid that says something about a clinic's days


def coarser(clinic: Clinic) -> Clinic | None:
    """`clinic` on a grid of half an hour; None where lengths do not allow that, or pins name times."""
    step = STEP
    for minutes in _lengths(clinic):
        step = gcd(step, minutes)
    if clinic.pins or step <= clinic.grid or step % clinic.grid:
        return None
    slack = step - clinic.grid
    return evolve(
        clinic,
        grid=step,
        open=_down(clinic.open, step),
        rooms=tuple(_room(room, step) for room in clinic.rooms),
        therapists=tuple(_therapist(therapist, step) for therapist in clinic.therapists),
        groups=tuple(
            evolve(group, starts=tuple(Start(s.day, s.minute // step * step) for s in group.starts))
            if group.starts is not None
            else group
            for group in clinic.groups
        ),
        levels=tuple(
            evolve(level, prescription=evolve(level.prescription, max_gap=_wait(level.prescription, slack)))
            for level in clinic.levels
        ),
        patients=tuple(
            evolve(
                patient,
                available=_down(patient.available, step),
                away=_moved(patient.away, step),
                own=patient.own | {"max_gap": _wait(clinic.prescription(patient), slack)},
            )
            for patient in clinic.patients
        ),
    )


def _lengths(clinic: Clinic) -> Iterator[int]:
    """Minutes of everything that takes time."""
    yield from (group.minutes for group in clinic.groups)
    yield from (t.pause.minutes for t in clinic.therapists if t.pause is not None)
    prescriptions = [level.prescription for level in clinic.levels]
    for prescription in (*prescriptions, *(clinic.prescription(patient) for patient in clinic.patients)):
        yield from (appointment.minutes for appointment in prescription.appointments)


def _down(windows: tuple[Window, ...], step: int) -> tuple[Window, ...]:
    moved = (Window(w.day, w.start // step * step, w.end // step * step) for w in windows)
    return tuple(window for window in moved if window.start < window.end)


def _moved(periods: tuple[Period, ...], step: int) -> tuple[Period, ...]:
    """Absences: what is free before them ends, and after them begins, at a coarser moment."""

    def down(period: Period) -> Period:
        first, last = (at.replace(minute=at.minute // step * step) for at in (period.start, period.end))
        return Period(first, last)

    return tuple(period for period in map(down, periods) if period.start < period.end)


def _wait(prescription: Prescription, slack: int) -> int | None:
    return None if prescription.max_gap is None else prescription.max_gap + slack


def _room(room: Room, step: int) -> Room:
    hours = None if room.open is None else _down(room.open, step)
    return evolve(room, open=hours, away=_moved(room.away, step))


def _therapist(therapist: Therapist, step: int) -> Therapist:
    """With their break only where coarser hours ask for exactly the same one."""
    pause = therapist.pause if _kept(therapist, therapist.pause, step) else None
    return evolve(
        therapist,
        available=_down(therapist.available, step),
        away=_moved(therapist.away, step),
        pause=pause,
    )


def _kept(therapist: Therapist, pause: Break | None, step: int) -> bool:
    times = [at for window in therapist.available for at in (window.start, window.end)]
    return pause is not None and all(at % step == 0 for at in (*times, *pause.between))
