"""C202: a turn for each person fits its step when the group is at its largest."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Round, Segment, Session


def find(session: Session, subject: Subject) -> Iterator[Finding]:
    """Steps of a session that are too short for everyone's turn."""
    for number, step in enumerate(session.agenda):
        yield from _step(step, subject.module.group_size.max, number, "agenda")


def find_rounds(subject: Subject) -> Iterator[Finding]:
    """Rounds of a process format that are too short for everyone's turn."""
    for number, step in enumerate(subject.module.rounds):
        yield from _step(step, subject.module.group_size.max, number, "rounds")


def _step(step: Segment | Round, people: int, number: int, part: str) -> Iterator[Finding]:
    needed = step.per_person_minutes * people
    if needed > step.minutes:
        each = f"{step.per_person_minutes:g} minutes each"
        message = f"{each} for {people} people is {needed:g} minutes, and this step has {step.minutes}"
        yield Finding((part, number, "per_person_minutes"), message)


RULE = Rule(
    code="C202",
    name="per-person-minutes",
    severity=Severity.WARNING,
    sentence="`per_person_minutes` times the largest group fits into the step.",
    why="Five minutes each is a short round with six people and most of the session with twelve.",
    hint="shorten the turns, lengthen the step, or lower group_size.max",
    session=find,
    module=find_rounds,
)
