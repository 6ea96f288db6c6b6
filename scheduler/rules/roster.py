"""Every session of a group with `members` has exactly these people.

Those not yet admitted or already discharged on the day of the session are left out. Members may attend
other groups.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation, day_of, label
from scheduler.timetable import Session

ID = "roster"
SENTENCE = "A closed group has exactly the people on its roster."


def check(facts: Facts) -> Iterator[Violation]:
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
