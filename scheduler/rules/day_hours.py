"""A patient's day stays within `day_hours`: at most `max` on every day, at least `min` on days with a group
session.

Group and appointment minutes are summed, telehealth included, gaps left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation, by_day, day_name, length, minutes_of
from scheduler.timetable import Session
from scheduler.week import hours

ID = "day-hours"
SENTENCE = "Patients' days are neither longer nor, with groups, shorter than prescribed."


def check(facts: Facts) -> Iterator[Violation]:
    for patient, items in facts.of_patient.items():
        least = facts.prescriptions[patient].day_hours_min
        most = facts.prescriptions[patient].day_hours_max
        if least is None and most is None:
            continue
        for day, todays in by_day(items):
            minutes, name = sum(map(length, todays)), day_name(day)
            if most is not None and minutes > minutes_of(most):
                message = f"{patient} has {hours(minutes)} on {name}; at most {hours(minutes_of(most))}."
                yield Violation(ID, message, patient)
            group_day = any(isinstance(item, Session) for item in todays)
            if group_day and least is not None and minutes < minutes_of(least):
                message = f"{patient} has {hours(minutes)} on {name}; at least {hours(minutes_of(least))}."
                yield Violation(ID, message, patient, mendable=True)
