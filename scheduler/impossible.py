"""What makes a week impossible before anybody is planned: pins and groups that have to run, named with the
rules in their way.
"""

from __future__ import annotations

from curricula.diagnostics import BadInput, Diagnostic
from scheduler.clinic import Clinic, Pin
from scheduler.program.candidates import Candidates
from scheduler.week import Week
from scheduler.why.conflicts import Conflict, conflicts, named

CODE = "S-impossible"


def report(found: Candidates) -> None:
    """Raise BadInput that names what cannot hold; return when nothing could be blamed."""
    clinic, week = found.clinic, found.week
    clashes = conflicts(clinic, week)
    if clashes:
        raise BadInput([_diagnostic(clinic, week, clash) for clash in clashes])


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
    return Diagnostic(clinic.name, 1, 1, CODE, f"{message}{more}", f"{hint}{named_rules}")


def _often(clinic: Clinic, clash: Conflict) -> str:
    least = next(group.min_per_week for group in clinic.groups if group.id == clash.demands[0])
    return "once" if least == 1 else f"{least} times"
