"""With `once_a_day` a patient has each group service at most once on one day; appointments are free."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scheduler.facts import Facts, Violation, by_day, day_name
from scheduler.timetable import Session

ID = "once-a-day"
SENTENCE = "Patients have each group service at most once a day."


def check(facts: Facts) -> Iterator[Violation]:
    for patient, items in facts.of_patient.items():
        if not facts.prescriptions[patient].once_a_day:
            continue
        for day, todays in by_day(items):
            services = Counter(facts.groups[i.group].service for i in todays if isinstance(i, Session))
            for service, times in services.items():
                if times > 1:
                    message = f"{patient} has {service} {times} times on {day_name(day)}; once at most."
                    yield Violation(ID, message, patient)
