"""Everything, telehealth too, lies whole inside one joined window of the clinic, and not on a closed date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.facts import Facts, Violation, day_name, day_of, hours_on, inside, label, stretch

if TYPE_CHECKING:
    from scheduler.program.possible import Possible

ID = "opening"
SENTENCE = "Everything lies inside the clinic's opening hours and not on a closed day."
READS = (
    "open",
    "closed",
    "timezone",
)


def check(facts: Facts) -> Iterator[Violation]:
    """Every item lies inside one of the clinic's joined windows, less closed dates and blurred hours."""
    spans = facts.clinic.open_spans(facts.week)
    closed = set(facts.clinic.closed)
    for item in facts.items:
        if inside(item.span, spans):
            continue
        date = facts.week.date(day_of(item))
        hours = f"the clinic is {hours_on('open', spans, day_of(item))}"
        why = f"the clinic is closed on {day_name(day_of(item))} {date}" if date in closed else hours
        yield Violation(ID, f"{label(item)} ({stretch(item.span)}) cannot be: {why}.", label(item))


def narrow(possible: Possible) -> None:
    """Minutes outside the opening hours are free for nobody and nothing."""
    from scheduler.program.possible import minutes_mask

    mask = minutes_mask(possible.clinic.open_spans(possible.week))
    possible.patient_free &= mask
    possible.staff_free &= mask
    possible.room_free &= mask
