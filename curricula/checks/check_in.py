"""C204: a session begins with everyone."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Session


def find(session: Session, _subject: Subject) -> Iterator[Finding]:
    """An agenda without a check-in."""
    if session.agenda and all(s.kind != "check-in" for s in session.agenda):
        yield Finding((), f'"{session.id}" has no check-in')


RULE = Rule(
    code="C204",
    name="check-in",
    severity=Severity.WARNING,
    sentence="The agenda has a check-in.",
    why="It is where each person is seen, and where someone in danger is noticed in time.",
    hint='begin the agenda with a step of kind = "check-in"',
    session=find,
)
