"""C110: a session teaches something that can be counted."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Session


def find(session: Session, subject: Subject) -> Iterator[Finding]:
    """A session without topics."""
    if not session.teaches and not subject.module.is_process:
        yield Finding((), f'"{session.id}" teaches no topic')


RULE = Rule(
    code="C110",
    name="no-topic",
    severity=Severity.WARNING,
    sentence="Every session has a topic in `teaches`.",
    why="Topics are what is counted: who has had one, who still needs it, what another session requires. A "
    "session without any is never suggested, and nobody can see in the record that they had it.",
    hint='name what it covers, as in teaches = ["sleep"]',
    session=find,
)
