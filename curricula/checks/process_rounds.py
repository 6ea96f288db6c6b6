"""C206: a process group is opened, held and closed."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity


def find(subject: Subject) -> Iterator[Finding]:
    """Each kind of round that a process format lacks."""
    if not (subject.module.is_process and subject.module.rounds):
        return
    kinds = {r.kind for r in subject.module.rounds}
    for kind, use in (("opening", "begins"), ("open-floor", "works"), ("closing", "ends")):
        if kind not in kinds:
            yield Finding(("rounds",), f"no round of kind {kind}: how the group {use} is open")


RULE = Rule(
    code="C206",
    name="process-rounds",
    severity=Severity.WARNING,
    sentence="A process format has an opening, an open floor and a closing.",
    why="People who join today need a way in, and everyone needs a way out.",
    hint="add the round that is missing",
    module=find,
)
