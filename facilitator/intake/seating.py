"""A seat for one person in a week that stands: jobs for a process of its own."""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from scheduler.clinic import Clinic, Patient
from scheduler.mend.mended import Mended
from scheduler.progress import Listener, Stop
from scheduler.timetable import Timetable


def seat(
    clinic: Clinic,
    timetable: Timetable,
    patient: str,
    *,
    now: datetime,
    time_limit: float,
    listener: Listener | None = None,
    stop: Stop | None = None,
) -> Mended:
    """The week with `patient` in it from `now` on: nobody moved, or a few where that meets more hours.

    In a week that breaks a rule as it is nobody is moved: mending it is another question.
    """
    from scheduler.facts import Facts
    from scheduler.mend.admit import place_unmoved
    from scheduler.mend.changes import Admitted
    from scheduler.mend.mended import Arrival
    from scheduler.mend.mending import held_back, waiting
    from scheduler.mend.proof import Proof
    from scheduler.mend.repair import place_admission
    from scheduler.score import unmet
    from scheduler.validate import validate

    others = {*waiting(clinic, timetable)} - {patient}
    seen = held_back(clinic, timetable.week, others)
    found = place_unmoved(seen, timetable, patient, now=now, stop=stop)
    if found.unmet and validate(seen, timetable).valid:
        found = place_admission(seen, timetable, patient, now=now, time_limit=time_limit, stop=stop)
    moved = tuple(name for name in found.moved if name != patient)
    short = tuple(u for u in unmet(Facts(seen, found.timetable)) if u.patient == patient)
    arrival = Arrival(patient, moved, short)
    proof = Proof.LEAST if found.proven else Proof.NONE
    changes = (Admitted(patient),)
    return Mended(seen, timetable, found.timetable, changes, admissions=(arrival,), proof=proof)


def fitted(
    clinic: Clinic,
    timetable: Timetable,
    patient: Patient,
    *,
    now: datetime,
    time_limit: float,
    listener: Listener | None = None,
    stop: Stop | None = None,
) -> Mended:
    """The week from `now` on after somebody's prescription became that of `patient`: what is beyond it is
    left out, and what it asks for more finds its seats.

    `clinic` is as it was before.
    """
    from scheduler.mend.changes import Put
    from scheduler.mend.mending import mend

    half = time_limit / 2
    less = mend(clinic, timetable, (Put(patient),), now=now, time_limit=half, listener=listener, stop=stop)
    more = seat(less.clinic, less.new, patient.id, now=now, time_limit=half, stop=stop)
    return evolve(less, new=more.new, proof=min(less.proof, more.proof))  # nobody is new in the week
