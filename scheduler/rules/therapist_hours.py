"""A therapist's sessions and appointments stay within `max_hours_day` on each day and `max_hours_week` in
the week.

Telehealth counts; time between things does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from scheduler.facts import Facts, Violation, by_day, day_name, length, minutes_of
from scheduler.week import hours

ID = "therapist-hours"
SENTENCE = "Therapists work no more hours a day and a week than they may."


def check(facts: Facts) -> Iterator[Violation]:
    for therapist in facts.clinic.therapists:
        items, who = facts.of_therapist[therapist.id], facts.staff(therapist.id)
        daily, weekly = therapist.max_hours_day, therapist.max_hours_week
        for day, todays in by_day(items) if daily is not None else ():
            load = sum(map(length, todays))
            if daily is not None and load > minutes_of(daily):
                message = f"{who} works {hours(load)} on {day_name(day)}; {hours(minutes_of(daily))} at most."
                yield Violation(ID, message, therapist.id)
        load = sum(map(length, items))
        if weekly is not None and load > minutes_of(weekly):
            message = f"{who} works {hours(load)} in the week; {hours(minutes_of(weekly))} at most."
            yield Violation(ID, message, therapist.id)
