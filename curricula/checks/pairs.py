"""C103: a session that is paired has one follower, and the two can stand side by side."""

from collections.abc import Iterator

from curricula.checks.prerequisites import needed_before
from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import did_you_mean
from curricula.module import Module, Session


def find(subject: Subject) -> Iterator[Finding]:
    """Each `pair_with` that leads nowhere or contradicts the order."""
    module = subject.module
    taken: dict[str, str] = {}
    for number, session in enumerate(module.sessions):
        if not session.pair_with:
            continue
        problem = _problem(session, module, taken.get(session.pair_with, ""))
        taken.setdefault(session.pair_with, session.id)
        if problem:
            yield Finding(("sessions", number, "pair_with"), *problem)


def _problem(session: Session, module: Module, other: str) -> tuple[str, str] | None:
    """What is wrong with the pair, and its hint."""
    follower = module.session(session.pair_with)
    if follower is None:
        ids = [s.id for s in module.sessions if s is not session]
        return f'there is no session "{session.pair_with}"', did_you_mean(session.pair_with, ids)
    if follower is session:
        return "a session cannot follow itself", "name the session that comes next"
    if other:
        message = f'"{follower.id}" already follows "{other}" immediately'
        return message, "each session follows at most one other immediately"
    circle = _circle(session, module)
    if circle and session is not min(circle, key=module.sessions.index):
        return None  # said at the session of the circle that stands first
    why = "these pairs run in a circle" if circle else _order(session, follower)
    if why := why or _between(session, follower, module):
        return (
            f'"{follower.id}" cannot follow "{session.id}" at once: {why}',
            "take the pair out, or change the order",
        )
    return None


def _order(session: Session, follower: Session) -> str:
    """What first and last put in the way of a pair."""
    if session.order == "last":
        return f'"{session.id}" is last'
    return f'"{follower.id}" is first' if follower.order == "first" else ""


def _between(session: Session, follower: Session, module: Module) -> str:
    """What required topics put in the way of a pair; nothing when the two can stand side by side."""
    if follower.id in needed_before(session, module):
        return f'"{session.id}" requires what it teaches'
    for other in needed_before(follower, module):
        middle = module.session(other)
        if middle and middle is not session and session.id in needed_before(middle, module):
            return f'it requires "{other}", which comes after "{session.id}"'
    return ""


def _circle(session: Session, module: Module) -> list[Session]:
    """The sessions of a circle of pairs through this one; empty when the pairs do not lead back here."""
    seen = [session]
    follower = module.session(session.pair_with)
    while follower and follower not in seen:
        seen.append(follower)
        follower = module.session(follower.pair_with)
    return seen if follower is session else []


RULE = Rule(
    code="C103",
    name="pair",
    sentence="`pair_with` names another session, which follows only this one and may stand after it.",
    why="Paired sessions are planned for two meetings in a row.",
    hint="name the session that runs next time",
    module=find,
)
