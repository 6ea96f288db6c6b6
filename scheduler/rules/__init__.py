"""The hard rules of a week, one file each: a sentence for people, what the solver is asked, a check.

To add a rule, write a module with the names of `Rule` and put it into `RULES`. No rule depends on
another's place in the tuple; `known` is apart because the others look its ids up.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from scheduler.facts import Facts, Violation
from scheduler.rules import (
    after,
    apart,
    appointment_staff,
    band,
    breaks,
    capacity,
    credentials,
    day_hours,
    days,
    facilitators,
    gap,
    grid,
    hours_ceiling,
    known,
    language,
    length,
    once_a_day,
    open_group,
    opening,
    patient_available,
    patient_once,
    pins,
    prescription,
    room_fit,
    room_once,
    room_open,
    roster,
    runs,
    size,
    starts,
    stay,
    therapist_available,
    therapist_hours,
    therapist_once,
    track,
)

if TYPE_CHECKING:
    from scheduler.program.columns import Objective
    from scheduler.program.model import Model


class Rule(Protocol):
    """What a rule's module holds; its docstring decides the close calls.

    The solver is held to it by `narrow(possible)`, which strikes out what cannot be, by `post(model)`, which
    adds rows, or by both. Where candidates cannot break a rule, a text `HELD` says why. The first paragraph
    of each docstring stands in the reference.
    """

    ID: str
    SENTENCE: str

    @property
    def READS(self) -> tuple[str, ...]:
        """The keys of a clinic that it looks at, as `table.key`."""

    def check(self, facts: Facts) -> Iterable[Violation]:
        """Every violation in a timetable whose ids are all known."""


RULES: tuple[Rule, ...] = (
    opening,
    grid,
    starts,
    length,
    patient_available,
    stay,
    therapist_available,
    room_open,
    patient_once,
    therapist_once,
    room_once,
    size,
    facilitators,
    room_fit,
    capacity,
    credentials,
    appointment_staff,
    track,
    band,
    language,
    therapist_hours,
    breaks,
    days,
    day_hours,
    gap,
    once_a_day,
    hours_ceiling,
    apart,
    roster,
    after,
    runs,
    pins,
    prescription,
)

KNOWN: Rule = known


class Wish(Protocol):
    """What is wished for and never binds: `check` warns, `cost` and `price` count it into preference.

    The two count the same without sharing code: `cost` from a finished timetable, `price` as columns of a
    model, added to the objective.
    """

    ID: str
    SENTENCE: str

    @property
    def READS(self) -> tuple[str, ...]:
        """The keys of a clinic that it looks at, as `table.key`."""

    def check(self, facts: Facts) -> Iterable[Violation]:
        """A warning for everything that is not as wished."""

    def cost(self, facts: Facts) -> int:
        """What a timetable costs for it, weighted."""

    def price(self, model: Model, objective: Objective) -> None:
        """Add the same cost to an objective of a model."""


WISHES: tuple[Wish, ...] = (open_group,)
