"""Several objectives as one, in their strict order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

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
    total = Objective()
    for objective, weight in zip(wanted, _weights(wanted, hint), strict=True):
        column, coefficient = objective.terms
        total.add(column, coefficient * weight)
        total.constant += objective.constant * weight
    return total


def indifference(wanted: Sequence[Objective], whims: Sequence[Objective], hint: Values) -> int:
    """How far above its optimum the combination of both may be with every wanted objective at its own.

    Nobody needs a proof that a whim is met as well as can be, and objectives come in steps: unmet minutes in
    those of a quarter or half an hour.
    """
    weights = _weights([*wanted, *whims], hint)
    worth = [
        np.abs(objective.terms[1]) * weight
        for objective, weight in zip([*wanted, *whims], weights, strict=True)
    ]
    step = int(np.gcd.reduce(np.concatenate([np.zeros(1, dtype=np.int64), *worth[: len(wanted)]])))
    swing = sum(int(terms.sum()) for terms in worth[len(wanted) :])
    return max(step - swing - 1, 0)


def _weights(wanted: Sequence[Objective], hint: Values) -> list[int]:
    """What one unit of each objective is worth."""
    weights, weight = [], 1
    for objective in reversed(wanted):
        weights.append(weight)
        if len(objective.terms[0]):
            weight *= SPARE * max(objective.value(hint), 0) + 1
    return weights[::-1]
