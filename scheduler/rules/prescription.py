"""Nobody has more than is prescribed: group minutes by service, appointments by service and number.

An appointment that is not due this week is prescribed 0 times, and outside the stay nothing is
prescribed. Whether an appointment has its length is `length`'s to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.facts import Facts, Violation, length
from scheduler.timetable import Session

ID = "prescription"
SENTENCE = "Patients have nothing beyond their prescription."


def check(facts: Facts) -> Iterator[Violation]:
    for patient in facts.of_patient:
        yield from _groups(facts, patient)
        yield from _appointments(facts, patient)


def _groups(facts: Facts, patient: str) -> Iterator[Violation]:
    given: Counter[str] = Counter()
    for item in facts.of_patient[patient]:
        if isinstance(item, Session):
            given[facts.groups[item.group].service] += length(item)
    prescribed = facts.group_services(patient)
    for service, minutes in given.items():
        most = prescribed.get(service, 0)
        if minutes > most:
            message = f"{patient} has {minutes} minutes of {service} in groups; {most} are prescribed."
            yield Violation(ID, message, patient)


def _appointments(facts: Facts, patient: str) -> Iterator[Violation]:
    items = facts.of_patient[patient]
    given = Counter(item.service for item in items if not isinstance(item, Session))
    prescribed = facts.appointments_due(patient)
    for service, times in given.items():
        most = prescribed[service].times if service in prescribed else 0
        if times > most:
            message = f"{patient} has {times} appointments of {service}; {most} this week by prescription."
            yield Violation(ID, message, patient)
