"""C103: a session that is paired has one follower, and the two can stand side by side."""

from collections.abc import Iterator

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
    if session.order == "last" or follower.order == "first":
        wrong = f'"{session.id}" is last' if session.order == "last" else f'"{follower.id}" is first'
        return f'"{follower.id}" cannot follow "{session.id}": {wrong}', "change the order of one of them"
    if _comes_back(session, module):
        return "these pairs run in a circle", "take one pair out"
    return None


def _comes_back(session: Session, module: Module) -> bool:
    """True when the pairs lead back here, and no session of the circle stands earlier in the file."""
    seen = [session]
    follower = module.session(session.pair_with)
    while follower and follower not in seen:
        seen.append(follower)
        follower = module.session(follower.pair_with)
    return follower is session and min(module.sessions.index(s) for s in seen) == module.sessions.index(
        session
    )


RULE = Rule(
    code="C103",
    name="pair",
    sentence="`pair_with` names another session, which follows only this one and may stand after it.",
    why="Paired sessions are planned for two meetings in a row.",
    hint="name the session that runs next time",
    module=find,
)
