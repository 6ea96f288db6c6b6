"""C203: nobody is lectured for long."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Session

LONGEST = 20


def find(session: Session, _subject: Subject) -> Iterator[Finding]:
    """The first step of each stretch of teaching that is too long."""
    start, minutes = 0, 0
    for number, step in enumerate(session.agenda):
        if step.kind != "psychoeducation":
            yield from _finding(start, minutes)
            start, minutes = number + 1, 0
        else:
            minutes += step.minutes
    yield from _finding(start, minutes)


def _finding(start: int, minutes: int) -> Iterator[Finding]:
    if minutes > LONGEST:
        yield Finding(("agenda", start, "minutes"), f"{minutes} minutes of teaching without an activity")


RULE = Rule(
    code="C203",
    name="long-lecture",
    severity=Severity.WARNING,
    sentence=f"No more than {LONGEST} minutes of psychoeducation stand in a row.",
    why="After that, tired and restless people hear little. What they do and say themselves stays.",
    hint="put an activity or a discussion in between",
    session=find,
)
