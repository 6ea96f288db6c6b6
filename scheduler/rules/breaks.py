"""A therapist with a `break` has that many idle minutes in one piece inside `between`.

It binds on days when one joined window of `available` covers `between` and the therapist has anything at
all. An absence does not lift it, and counts as idle.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.clinic import Break
from scheduler.facts import Facts, Item, Violation, by_day, day_name, inside
from scheduler.timetable import Session
from scheduler.week import DAY, Span, clock

if TYPE_CHECKING:
    from scheduler.program.model import Model

ID = "breaks"
SENTENCE = "Therapists have their break on the days they work through it."
READS = (
    "therapists.break",
    "therapists.available",
)


def check(facts: Facts) -> Iterator[Violation]:
    """The longest idle piece of `between` is measured on each day that counts."""
    for therapist in facts.clinic.therapists:
        pause = therapist.pause
        if pause is None:
            continue
        available = facts.free(therapist.available, ())
        for day, items in by_day(facts.of_therapist[therapist.id]):
            between = day * DAY + pause.between[0], day * DAY + pause.between[1]
            if inside(between, available) and _longest_idle(items, between) < pause.minutes:
                message = f"{facts.staff(therapist.id)} has no {_words(pause)} on {day_name(day)}"
                yield Violation(ID, f"{message}; in the way: {_busy(items, between)}.", therapist.id)


def _longest_idle(items: tuple[Item, ...], between: Span) -> int:
    """The longest piece of `between` that no item touches; `items` in order of time."""
    free_from, longest = between[0], 0
    for item in items:
        longest = max(longest, min(item.start, between[1]) - free_from)
        free_from = max(free_from, item.end)
    return max(longest, between[1] - free_from)


def _busy(items: tuple[Item, ...], between: Span) -> str:
    mine = (item for item in items if item.start < between[1] and between[0] < item.end)
    return ", ".join(f"{_what(item)} {clock(item.start % DAY)}-{clock(item.end % DAY)}" for item in mine)


def _what(item: Item) -> str:
    return item.group if isinstance(item, Session) else f"{item.service} of {item.patient}"


def _words(pause: Break) -> str:
    start, end = pause.between
    return f"break of {pause.minutes} minutes between {clock(start)} and {clock(end)}"


def post(model: Model) -> None:
    """One break on each day it is due; `therapist_once` keeps it free."""
    import numpy as np

    pauses = model.found.pauses
    _, row = np.unique(pauses.therapist * 7 + pauses.start // DAY, return_inverse=True)
    model.program.rows(ID, row, model.pause, low=1, high=1)
