"""C301: a session says what it is for."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Session


def find(session: Session, _subject: Subject) -> Iterator[Finding]:
    """A session without objectives."""
    if not session.objectives:
        yield Finding((), f'"{session.id}" has no objectives')


RULE = Rule(
    code="C301",
    name="no-objectives",
    severity=Severity.WARNING,
    sentence="Every session has objectives.",
    why="The note of a session and the treatment plan both ask what it was for.",
    hint="say in two or three sentences what a person can do afterwards",
    session=find,
)
