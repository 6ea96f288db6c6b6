"""Small programs, solved in less time than the engine would spend on simplifying them thoroughly."""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import Event, Thread

import numpy as np
from attrs import frozen

from scheduler.program.columns import Objective, Program, Values
from scheduler.program.engine import Answer, Effort, search
from scheduler.progress import Stop

PARAMETERS = {
    "cp_model_probing_level": 0,
    "symmetry_level": 0,
    "max_presolve_iterations": 1,
    "linearization_level": 2,
}
"""The linear relaxation closes programs whose objective adds up many columns."""
PLAIN = {**PARAMETERS, "linearization_level": 0}
"""Without it minutes lost and people disturbed are found and proven several times sooner."""
LEAST = 0.05  # seconds
GOAL_SHARE = 0.7  # of what is left, for one goal of several


def solved(
    program: Program,
    objective: Objective,
    seconds: float,
    *,
    hint: Values | None = None,
    seed: int = 0,
    stop: Stop | None = None,
    plain: bool = False,
) -> Answer:
    """Minimise `objective` with one thread in about `seconds`."""
    effort = Effort(max(seconds, LEAST), 1, seed, parameters=PLAIN if plain else PARAMETERS)
    return search(program, objective, effort, hint=hint, stop=stop)


def raced(
    program: Program, objective: Objective, seconds: float, *, hint: Values, seed: int, stop: Stop | None
) -> Answer:
    """The same both ways at once: one is quick to better a week, the other to prove that it cannot be."""
    done = _Either(stop)
    answers: list[Answer] = []

    def run(plain: bool) -> None:
        answers.append(solved(program, objective, seconds, hint=hint, seed=seed, stop=done, plain=plain))
        if answers[-1].closed:
            done.set()

    rival = Thread(target=run, args=(False,), daemon=True)
    rival.start()
    run(True)
    rival.join()
    return min(answers, key=lambda a: (not a.closed, a.objective is None, a.objective or 0))


class _Either(Event):
    """Set, or stopped from outside."""

    def __init__(self, outer: Stop | None) -> None:
        super().__init__()
        self._outer = outer

    def is_set(self) -> bool:
        return super().is_set() or (self._outer is not None and self._outer.is_set())


@frozen(eq=False)
class InTurn:
    """What came of several goals in their order; `closed` are those proven, counted from the first."""

    values: Values
    closed: int


def in_turn(
    program: Program,
    goals: Sequence[Objective],
    seconds: float,
    *,
    hint: Values,
    plain: int = 0,
    seed: int = 0,
    stop: Stop | None = None,
    race: bool = False,
) -> InTurn:
    """Minimise one goal after the other from a valid `hint`, each held as a row for those after it.

    One by one they are proven many times sooner than as one sum of weights that are far apart. `plain`: so
    many of the first goals are solved without the linear relaxation, or with `race` both ways at once.
    """
    ends, values, closed, proven = time.monotonic() + seconds, hint, 0, True
    for number, goal in enumerate(goals):
        left = ends - time.monotonic()
        done = goal.value(values) <= _least_of(program, goal)
        if not done and left > 0 and not (stop is not None and stop.is_set()):
            most = left * GOAL_SHARE
            if race and number < plain:
                answer = raced(program, goal, most, hint=values, seed=seed, stop=stop)
            else:
                answer = solved(program, goal, most, hint=values, seed=seed, stop=stop, plain=number < plain)
            done = answer.closed
            if answer.values is not None and goal.value(answer.values) < goal.value(values):
                values = answer.values
        program.at_most(goal, goal.value(values))
        proven = proven and done
        closed += proven
    return InTurn(values, closed)


def _least_of(program: Program, goal: Objective) -> int:
    """What the bounds of the columns alone leave."""
    column, weight = goal.terms
    lower, upper = program.bounds
    return goal.constant + int(np.minimum(weight * lower[column], weight * upper[column]).sum())
