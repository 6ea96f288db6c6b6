"""What makes a week impossible before anybody is planned: pins and groups that have to run, named one by
one.
"""

from __future__ import annotations

from attrs import evolve

from curricula.diagnostics import BadInput, Diagnostic
from scheduler.candidates import Candidates, place
from scheduler.clinic import Clinic, Pin
from scheduler.engine import Effort, search
from scheduler.facts import Facts
from scheduler.goals import post_rules
from scheduler.model import Model
from scheduler.program import Objective
from scheduler.rules import pins as pin_rule
from scheduler.timetable import Timetable

CHECK_SECONDS = 5.0
CODE = "S-impossible"


def report(found: Candidates) -> None:
    """Raise BadInput that names what cannot hold; return when nothing could be blamed."""
    clinic = found.clinic
    demands: list[Pin | str] = [*clinic.pins, *(group.id for group in clinic.groups if group.min_per_week)]
    kept: list[Pin | str] = []
    blamed: list[Pin | str] = []
    for demand in demands:
        if _possible(evolve_with(clinic, [*kept, demand]), found):
            kept.append(demand)
        else:
            blamed.append(demand)
    if blamed:
        facts = Facts(clinic, Timetable(clinic.name, found.week))
        raise BadInput([_diagnostic(facts, demand, bool(kept)) for demand in blamed])


def evolve_with(clinic: Clinic, demands: list[Pin | str]) -> Clinic:
    """The clinic with only these pins and only these groups obliged to run."""
    groups = tuple(g if g.id in demands else evolve(g, min_per_week=0) for g in clinic.groups)
    return evolve(clinic, groups=groups, pins=tuple(pin for pin in clinic.pins if pin in demands))


def _possible(clinic: Clinic, found: Candidates) -> bool:
    model = post_rules(Model(place(clinic, found.week)))
    answer = search(model.program, Objective(), Effort(CHECK_SECONDS, 2))
    return answer.values is not None or not answer.closed


def _diagnostic(facts: Facts, demand: Pin | str, others: bool) -> Diagnostic:
    together = " together with the others" if others else ""
    if isinstance(demand, str):
        group = facts.groups[demand]
        message = f"{demand} cannot run {group.min_per_week} times in {facts.week}{together}"
        hint = "lower min_per_week, or give it members, facilitators and a room at the same time"
    else:
        message = f"this pin cannot hold in {facts.week}{together}: {pin_rule.words(facts, demand)}"
        hint = "change the pin, or free the people and the room that it names"
    return Diagnostic(facts.clinic.name, 1, 1, CODE, message, hint)
