"""C111: a session waits for no more core sessions than there are."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity


def find(subject: Subject) -> Iterator[Finding]:
    """Each `after_core` that the module cannot reach without the session itself."""
    for number, session in enumerate(subject.module.sessions):
        others = [s for s in subject.module.sessions if s.requirement == "core" and s is not session]
        if session.after_core > len(others):
            message = (
                f'"{session.id}" waits for {session.after_core} core sessions, and there are {len(others)}'
            )
            yield Finding(("sessions", number, "after_core"), message)


RULE = Rule(
    code="C111",
    name="after-core",
    severity=Severity.WARNING,
    sentence="`after_core` is at most the number of other core sessions in the module.",
    why="A session that waits for more than there are would never run.",
    hint="lower the number, or make more sessions core",
    module=find,
)
