"""C205: a session ends with everyone."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Session


def find(session: Session, _subject: Subject) -> Iterator[Finding]:
    """An agenda without a check-out."""
    if session.agenda and all(s.kind != "check-out" for s in session.agenda):
        yield Finding((), f'"{session.id}" has no check-out')


RULE = Rule(
    code="C205",
    name="check-out",
    severity=Severity.WARNING,
    sentence="The agenda has a check-out.",
    why="Nobody should leave stirred up without having been asked how they leave.",
    hint='end the agenda with a step of kind = "check-out"',
    session=find,
)
