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
    from scheduler.program.model import Model
    from scheduler.program.possible import Ints, Possible

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

    keys, kinds, key = model.found.keys, model.found.kinds, model.found.attendances.key
    closed = np.array([group.members is not None for group in model.clinic.groups], dtype=bool)
    if not closed.any():
        return
    ours = closed[keys.group]
    due = _due(model)[keys.group, keys.start // DAY]
    whole = np.bincount(key, minlength=len(keys)) == due
    run = np.nonzero(ours[kinds.key])[0]
    used, row = np.unique(kinds.key[run], return_inverse=True)
    model.program.rows(ID, row, model.runs[run], high=whole[used].astype(np.int64), count=len(used))
    come = np.nonzero(ours[key])[0]
    own, at = model.runs_at(key[come])
    rows = np.concatenate([own, np.arange(len(come))])
    columns = np.concatenate([model.runs[at], model.attend[come]])
    signs = np.repeat([1, -1], [len(own), len(come)])
    model.program.rows(ID, rows, columns, signs, low=0, high=0, count=len(come))


def _due(model: Model) -> Ints:
    """[G, 7] how many of each closed roster stay on each day; 0 for other groups."""
    import numpy as np

    clinic, week = model.clinic, model.found.week
    rosters = [frozenset(group.members or ()) for group in clinic.groups]
    wanted = frozenset().union(*rosters)
    stays = {
        person.id: np.array([_stays(person, week, day * DAY) for day in range(7)], dtype=np.int64)
        for person in clinic.patients
        if person.id in wanted
    }
    due = np.zeros((len(rosters), 7), dtype=np.int64)
    for g, roster in enumerate(rosters):
        if roster:
            due[g] = sum(stays[member] for member in roster)
    return due


def _stays(patient: Patient, week: Week, start: int) -> bool:
    date = week.date(start // DAY)
    begun = patient.admitted is None or patient.admitted <= date
    return begun and (patient.discharge is None or date <= patient.discharge)
