"""What makes a week impossible before anybody is planned: pins and groups that have to run, named with the
rules in their way.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from curricula.diagnostics import BadInput, Diagnostic
from curricula.paths import KeyPath
from scheduler.clinic import Clinic, Pin
from scheduler.files.codes import IMPOSSIBLE
from scheduler.program.candidates import Candidates
from scheduler.week import Week
from scheduler.why.conflicts import Conflict, conflicts, named


class Impossible(BadInput):
    """What cannot hold, and `where` in the clinic each of it stands: a path of keys."""

    def __init__(self, diagnostics: Sequence[Diagnostic], where: Sequence[KeyPath]) -> None:
        super().__init__(diagnostics)
        self.where = tuple(where)

    def at(self, places: Sequence[Diagnostic]) -> BadInput:
        """The same at these places of its files."""
        return BadInput(
            evolve(told, file=place.file, line=place.line, column=place.column)
            for told, place in zip(self.diagnostics, places, strict=True)
        )


def report(found: Candidates) -> None:
    """Raise Impossible that names what cannot hold; return when nothing could be blamed."""
    clinic, week = found.clinic, found.week
    clashes = conflicts(clinic, week)
    if clashes:
        where = [_where(clinic, clash) for clash in clashes]
        raise Impossible([_diagnostic(clinic, week, clash) for clash in clashes], where)


def _where(clinic: Clinic, clash: Conflict) -> KeyPath:
    """The first of the demands that clash."""
    first = clash.demands[0]
    if isinstance(first, Pin):
        return "pins", clinic.pins.index(first)
    return "groups", [group.id for group in clinic.groups].index(first), "min_per_week"


def _diagnostic(clinic: Clinic, week: Week, clash: Conflict) -> Diagnostic:
    what = "; ".join(named(clinic, week, clash))
    pins = sum(isinstance(demand, Pin) for demand in clash.demands)
    if len(clash.demands) > 1:
        kind = "pins" if pins == len(clash.demands) else "demands"
        message = f"these {len(clash.demands)} {kind} cannot hold together in {week}: {what}"
    elif pins:
        message = f"this pin cannot hold in {week}: {what}"
    else:
        message = f"{clash.demands[0]} cannot run {_often(clinic, clash)} in {week}"
    rules = ", ".join(f"`{rule}`" for rule in clash.rules)
    more = f". {clash.because}" if clash.because else ""
    hint = "change or drop one of them" if len(clash.demands) > 1 else "change it, or what stands in its way"
    named_rules = f"; the rule{'s are' if len(clash.rules) > 1 else ' is'} {rules}" if rules else ""
    return Diagnostic(clinic.name, 1, 1, IMPOSSIBLE, f"{message}{more}", f"{hint}{named_rules}")


def _often(clinic: Clinic, clash: Conflict) -> str:
    least = next(group.min_per_week for group in clinic.groups if group.id == clash.demands[0])
    return "once" if least == 1 else f"{least} times"
