"""Why something is not met and why something is not elsewhere, as paragraphs: asked in a process of its own.

Each function is a job for `scheduler.apart.apart`: values go in, the scheduler's sentences come out.
"""

from __future__ import annotations

from attrs import evolve

from scheduler.clinic import Clinic
from scheduler.progress import Listener, Stop
from scheduler.timetable import Timetable


def unmet_of(
    clinic: Clinic,
    timetable: Timetable,
    patient: str,
    seconds: float,
    *,
    listener: Listener | None = None,
    stop: Stop | None = None,
) -> str:
    """Everything that one patient lacks, with reasons and fixes; none are looked for after `seconds`."""
    from scheduler.explain import answers
    from scheduler.why.saying import told

    whole = _counted(clinic, timetable)
    return told(whole, (), answers(clinic, whole, patient=patient, seconds=seconds), patient)


def wish_of(
    clinic: Clinic,
    timetable: Timetable,
    words: str,
    seconds: float,
    *,
    listener: Listener | None = None,
    stop: Stop | None = None,
) -> str:
    """Why `words` (`P-001 individual tue 09:00`) is not so, or what it would cost whom. Raises BadInput."""
    from scheduler.why.saying import wish_told
    from scheduler.why.wishes import why_not
    from scheduler.why.wishing import read_wish

    return wish_told(why_not(clinic, _counted(clinic, timetable), read_wish(words, clinic), seconds))


def _counted(clinic: Clinic, timetable: Timetable) -> Timetable:
    from scheduler.validate import validate

    report = validate(clinic, timetable)
    return evolve(timetable, unmet=report.unmet, score=report.score)
