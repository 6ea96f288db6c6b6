"""C207: a process format in use has words at hand for what happens in every group."""

from collections.abc import Iterator
from typing import get_args

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import SituationKind


def find(subject: Subject) -> Iterator[Finding]:
    """One finding that names every situation without prompts; drafts may still lack them."""
    module = subject.module
    if not module.is_process or not module.rounds or module.status != "active":
        return
    worded = {situation.kind for situation in module.situations if situation.prompts}
    missing = [kind for kind in get_args(SituationKind) if kind not in worded]
    if missing:
        yield Finding(("situations",), f"no prompts for: {', '.join(missing)}")


RULE = Rule(
    code="C207",
    name="process-situations",
    severity=Severity.WARNING,
    sentence="An active process format has prompts for silence, one voice, a new member, a departing member, "
    "conflict and crisis.",
    why="These come in every group, and never when there is time to look something up.",
    hint="add a [[situations]] of that kind with prompts",
    module=find,
)
