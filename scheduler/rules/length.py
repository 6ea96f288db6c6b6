"""A group session lasts as long as its group says, an appointment as long as it is prescribed.

An appointment that is not prescribed at all has no length to compare; `prescription` reports it.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation, label, length

ID = "length"
SENTENCE = "A session lasts as long as its group, an appointment as long as it is prescribed."
READS = (
    "groups.minutes",
    "appointments.minutes",
)
HELD = "Candidates have the length of their group or their prescription."


def check(facts: Facts) -> Iterator[Violation]:
    """Every end less its start is what the clinic says."""
    for session in facts.timetable.sessions:
        minutes = facts.groups[session.group].minutes
        if length(session) != minutes:
            message = f"{label(session)} lasts {length(session)} minutes; the group meets for {minutes}."
            yield Violation(ID, message, label(session))
    for booking in facts.timetable.appointments:
        appointment = facts.prescribed(booking)
        if appointment is not None and length(booking) != appointment.minutes:
            minutes = appointment.minutes
            message = f"{label(booking)} lasts {length(booking)} minutes; {minutes} are prescribed."
            yield Violation(ID, message, label(booking))
