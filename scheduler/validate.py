"""A finished timetable judged without the solver: every broken rule, and the score counted anew.

report = validate(clinic, timetable, previous)
report.valid, report.violations, report.score, report.unmet
"""

from __future__ import annotations

from attrs import field, frozen

from scheduler.clinic import Clinic
from scheduler.facts import Facts, Violation
from scheduler.rules import KNOWN, RULES, WISHES
from scheduler.score import score, unmet
from scheduler.timetable import Score, Timetable, Unmet


@frozen
class Report:
    """What the check found. `score` has no bounds: those only a solver can prove.

    With ids that the clinic does not know, `violations` names them alone and the rest stays empty.
    """

    violations: tuple[Violation, ...]
    score: Score = field(factory=Score)
    unmet: tuple[Unmet, ...] = ()

    @property
    def valid(self) -> bool:
        return not self.violations


def validate(clinic: Clinic, timetable: Timetable, previous: Timetable | None = None) -> Report:
    """Every violation in `timetable`, and its score; changes are counted from `previous`, the week before."""
    facts = Facts(clinic, timetable)
    unknown = tuple(KNOWN.check(facts))
    if unknown:
        return Report(unknown)
    found = tuple(violation for rule in RULES for violation in rule.check(facts))
    return Report(found, score(facts, previous), unmet(facts))


def warnings(clinic: Clinic, timetable: Timetable) -> tuple[Violation, ...]:
    """What is not as wished in a timetable whose ids are all known; it stays valid nevertheless."""
    facts = Facts(clinic, timetable)
    return tuple(warning for wish in WISHES for warning in wish.check(facts))
