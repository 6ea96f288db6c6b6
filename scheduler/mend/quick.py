"""Small programs, solved in less time than the engine would spend on simplifying them thoroughly."""

from __future__ import annotations

from scheduler.program.columns import Objective, Program, Values
from scheduler.program.engine import Answer, Effort, search
from scheduler.progress import Stop

PARAMETERS = {
    "cp_model_probing_level": 0,
    "symmetry_level": 0,
    "max_presolve_iterations": 1,
    "linearization_level": 2,
}
"""The linear relaxation closes these programs; without it they stay open for long."""
LEAST = 0.05  # seconds


def solved(
    program: Program,
    objective: Objective,
    seconds: float,
    *,
    hint: Values | None = None,
    seed: int = 0,
    stop: Stop | None = None,
) -> Answer:
    """Minimise `objective` with one thread in about `seconds`."""
    effort = Effort(max(seconds, LEAST), 1, seed, parameters=PARAMETERS)
    return search(program, objective, effort, hint=hint, stop=stop)
