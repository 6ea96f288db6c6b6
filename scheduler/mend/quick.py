"""Small programs, solved in less time than the engine would spend on simplifying them thoroughly."""

from __future__ import annotations

from threading import Event, Thread

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
OTHERWISE = {**PARAMETERS, "linearization_level": 0}
"""Without it the hard ones give better answers sooner, and hardly ever a proof."""
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


def raced(
    program: Program,
    objective: Objective,
    seconds: float,
    *,
    hint: Values,
    seed: int = 0,
    stop: Stop | None = None,
) -> Answer:
    """The same with two threads that go about it differently; one that is done ends the other."""
    done = _Either(stop)
    answers: list[Answer] = []

    def run(parameters: dict[str, int]) -> None:
        effort = Effort(max(seconds, LEAST), 1, seed, parameters=parameters)
        answers.append(search(program, objective, effort, hint=hint, stop=done))
        if answers[-1].closed:
            done.set()

    rival = Thread(target=run, args=(OTHERWISE,), daemon=True)
    rival.start()
    run(PARAMETERS)
    rival.join()
    return min(answers, key=_rank)


def _rank(answer: Answer) -> tuple[bool, bool, int]:
    """A closed one first, then the lowest; none at all last."""
    return not answer.closed, answer.objective is None, answer.objective or 0


class _Either(Event):
    """Set, or stopped from outside."""

    def __init__(self, outer: Stop | None) -> None:
        super().__init__()
        self._outer = outer

    def is_set(self) -> bool:
        return super().is_set() or (self._outer is not None and self._outer.is_set())
