"""Several objectives as one, in their strict order."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.program import objectives
from scheduler.program.columns import Objective, Values
from scheduler.program.model import Model
from scheduler.rules import RULES
from scheduler.timetable import Timetable

SPARE = 3  # how many times what can be gained below one step above is worth


def post_rules(model: Model) -> Model:
    """Post every rule that has something to ask of the solver."""
    for rule in RULES:
        post = getattr(rule, "post", None)
        if post is not None:
            post(model)
    return model


def goals(model: Model, previous: Timetable | None, preference: bool = False) -> list[Objective]:
    """Unmet, under floor, changes and, if asked for, preference."""
    found = [objectives.unmet(model), objectives.under_floor(model), objectives.changes(model, previous)]
    return [*found, objectives.preference(model, previous)] if preference else found


def combined(wanted: Sequence[Objective], hint: Values) -> Objective:
    """One objective that improves on `hint` exactly where `wanted` do in their order.

    Each is worth more than all that those after it could gain below their values in `hint`.
    """
    total, weight = Objective(), 1
    for objective in reversed(wanted):
        column, coefficient = objective.terms
        if len(column):
            total.add(column, coefficient * weight)
            total.constant += objective.constant * weight
            weight *= SPARE * max(objective.value(hint), 0) + 1
    return total
