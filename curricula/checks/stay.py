"""C109: whoever stays the shortest time can still be at every session that everyone needs."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Module, Session


def find(subject: Subject) -> Iterator[Finding]:
    """The first core session that the shortest stay has no room for."""
    stay = subject.module.stay
    needed = _needed(subject.module)
    if len(needed) > stay.sessions:
        beyond = subject.module.sessions.index(needed[stay.sessions])
        message = (
            f"{len(needed)} core sessions, and a stay of {stay.weeks} weeks with {stay.sessions_a_week} a "
            f"week and {stay.attendance:.0%} attendance has room for {stay.sessions}"
        )
        yield Finding(("sessions", beyond), message)


def _needed(module: Module) -> list[Session]:
    """The core sessions, without those whose every topic an earlier one teaches: either will do."""
    taught: set[str] = set()
    needed = []
    for session in module.sessions:
        if session.requirement == "core" and not (session.teaches and taught.issuperset(session.teaches)):
            needed.append(session)
            taught.update(session.teaches)
    return needed


RULE = Rule(
    code="C109",
    name="longer-than-a-stay",
    severity=Severity.WARNING,
    sentence="The shortest stay offers as many sessions as everyone needs.",
    why="The planner cannot help here: in whatever order sessions run, people would leave without some of "
    "them. What a stay offers is its weeks, times the sessions a week, times the share that people come to. "
    "A group runs one module, so each is counted alone; `openchair topics entry` shows it week by week.",
    hint="make some sessions elective or by-plan, or say in `stay` how long and how often people come",
    module=find,
)
