"""A therapist's sessions and appointments stay within `max_hours_day` on each day and `max_hours_week` in
the week.

Telehealth counts; time between things does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, by_day, day_name, length, minutes_of
from scheduler.week import DAY, hours

if TYPE_CHECKING:
    from scheduler.program.model import Model
    from scheduler.program.possible import Ints

ID = "therapist-hours"
SENTENCE = "Therapists work no more hours a day and a week than they may."
READS = (
    "therapists.max_hours_day",
    "therapists.max_hours_week",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The minutes of each therapist are summed by day and for the week."""
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


def post(model: Model) -> None:
    """Minutes of a therapist's day and week; only where the candidates could exceed them."""
    import numpy as np

    staff, therapists = model.staff, model.clinic.therapists
    day = np.array([_minutes(t.max_hours_day) for t in therapists], dtype=np.int64)
    week = np.array([_minutes(t.max_hours_week) for t in therapists], dtype=np.int64)
    _limit(model, staff.therapist * 7 + staff.start // DAY, day.repeat(7))
    _limit(model, staff.therapist, week)


def _minutes(most: float | None) -> int:
    from scheduler.program.columns import FAR

    return FAR if most is None else minutes_of(most)


def _limit(model: Model, owner: Ints, most: Ints) -> None:
    import numpy as np

    minutes = model.staff.end - model.staff.start
    tight = np.bincount(owner, minutes, len(most)) > most
    mine = tight[owner]
    owners, row = np.unique(owner[mine], return_inverse=True)
    model.program.rows(ID, row, model.staff_columns[mine], minutes[mine], high=most[owners])
