"""C106: first is first, last is last."""

from collections.abc import Iterator

from curricula.checks.prerequisites import teachers
from curricula.checks.rule import Finding, Rule, Subject
from curricula.module import Module


def find(subject: Subject) -> Iterator[Finding]:
    """Sessions whose `order` cannot be kept."""
    module = subject.module
    for place in ("first", "last"):
        yield from _several(module, place)
    for number, session in enumerate(module.sessions):
        at = ("sessions", number)
        waits = [t for t in session.requires if teachers(module, t)]
        if session.order == "first" and waits:
            yield Finding((*at, "requires"), f'"{session.id}" is first, and yet "{waits[0]}" comes before it')
        if session.order == "first" and session.after_core:
            message = f'"{session.id}" is first, and yet comes after {session.after_core} core sessions'
            yield Finding((*at, "after_core"), message)
        for topic in session.requires:
            by = teachers(module, topic)
            if by and session.order != "last" and all(s.order == "last" for s in by):
                yield Finding(
                    (*at, "requires"), f'"{topic}" is required here, but taught in the last session'
                )


def _several(module: Module, place: str) -> Iterator[Finding]:
    numbers = [n for n, s in enumerate(module.sessions) if s.order == place]
    for number in numbers[1:]:
        message = f'"{module.sessions[numbers[0]].id}" is the {place} session already'
        yield Finding(("sessions", number, "order"), message, f"only one session can be {place}")


RULE = Rule(
    code="C106",
    name="order",
    sentence="At most one session is first and one is last, and their topics agree with that.",
    why="The planner puts the first session before all others and the last one after them.",
    hint='change the order to "any", or the topics',
    module=find,
)
