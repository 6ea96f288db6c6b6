"""C104: sessions do not wait for each other."""

from collections.abc import Iterator

from curricula.checks.prerequisites import chains, teachers
from curricula.checks.rule import Finding, Rule, Subject
from curricula.module import Module, Session


def find(subject: Subject) -> Iterator[Finding]:
    """One finding for each circle, at the session of it that stands first in the file."""
    module = subject.module
    reached = chains(module)
    seen: set[str] = set()
    for session in module.sessions:
        if session.id in reached or session.id in seen:
            continue
        circle = _circle(session, module, reached.keys() | set())
        if not {s.id for s in circle} & seen:
            yield _finding(circle, module)
        seen |= {s.id for s in circle} | {session.id}


def _circle(session: Session, module: Module, reached: set[str]) -> list[Session]:
    """Walk from session to a session it waits for, until one comes back; return the walk from there on."""
    walk: list[Session] = []
    while session not in walk:
        walk.append(session)
        blocked = (teachers(module, t) for t in session.requires)
        session = next(by[0] for by in blocked if by and all(s.id not in reached for s in by))
    circle = walk[walk.index(session) :]
    first = min(range(len(circle)), key=lambda i: module.sessions.index(circle[i]))
    return circle[first:] + circle[:first]


def _finding(circle: list[Session], module: Module) -> Finding:
    number = module.sessions.index(circle[0])
    if len(circle) == 1:
        message = f'"{circle[0].id}" requires a topic that only it teaches'
    else:
        message = "these sessions wait for each other: " + " → ".join(s.id for s in [*circle, circle[0]])
    return Finding(("sessions", number, "requires"), message)


RULE = Rule(
    code="C104",
    name="prerequisite-circle",
    sentence="Required topics never lead back to the session that requires them.",
    why="None of the sessions in such a circle could ever be the first to run.",
    hint="take one topic out of a `requires`, or let another session teach it",
    module=find,
)
