"""Every session of a group with `members` has exactly these people.

Those not yet admitted or already discharged on the day of the session are left out. Members may attend
other groups.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.clinic import Patient
from scheduler.facts import Facts, Violation, day_of, label
from scheduler.timetable import Session
from scheduler.week import DAY, Week

if TYPE_CHECKING:
    from scheduler.model import Model
    from scheduler.possible import Possible

ID = "roster"
SENTENCE = "A closed group has exactly the people on its roster."
READS = (
    "groups.members",
    "patients.admitted",
    "patients.discharge",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The members of every session are compared with the roster, both ways."""
    for session in facts.timetable.sessions:
        roster = facts.groups[session.group].members
        if roster is None:
            continue
        for member in session.members:
            if member not in roster:
                yield Violation(ID, f"{member} is in {label(session)} but not on its roster.", member)
        for member in roster:
            if member not in session.members and _staying(facts, member, session):
                message = f"{member} is on the roster of {session.group} but not in {label(session)}."
                yield Violation(ID, message, member, mendable=True)


def _staying(facts: Facts, member: str, session: Session) -> bool:
    patient, date = facts.patients[member], facts.week.date(day_of(session))
    begun = patient.admitted is None or patient.admitted <= date
    return begun and (patient.discharge is None or date <= patient.discharge)


def narrow(possible: Possible) -> None:
    """People who are not on the roster are no members of a closed group."""
    import numpy as np

    for g, group in enumerate(possible.clinic.groups):
        if group.members is not None:
            possible.attends[:, g] &= np.array(
                [patient.id in group.members for patient in possible.clinic.patients], dtype=bool
            )


def post(model: Model) -> None:
    """At each start one session or none, with everybody who stays that day; none where somebody cannot."""
    import numpy as np

    keys, attendances, kinds = model.found.keys, model.found.attendances, model.found.kinds
    patients = {patient.id: i for i, patient in enumerate(model.clinic.patients)}
    for key in model.used_keys:
        roster = model.clinic.groups[keys.group[key]].members
        if roster is None:
            continue
        people = [model.clinic.patients[patients[member]] for member in roster]
        due = [p for p in people if _stays(p, model.found.week, int(keys.start[key]))]
        come = attendances.key == key
        can = set(attendances.patient[come].tolist()) == {patients[p.id] for p in due}
        runs, attend = model.runs[kinds.key == key], model.attend[come]
        model.program.rows(ID, np.zeros(len(runs)), runs, high=int(can))
        for column in attend:
            row = np.append(runs, column)
            model.program.rows(ID, np.zeros(len(row)), row, [*[1] * len(runs), -1], low=0, high=0)


def _stays(patient: Patient, week: Week, start: int) -> bool:
    date = week.date(start // DAY)
    begun = patient.admitted is None or patient.admitted <= date
    return begun and (patient.discharge is None or date <= patient.discharge)
