"""The order that required topics put sessions in: of several that teach a topic, any will do."""

from curricula.module import Module, Session

Chain = tuple[Session, ...]


def teachers(module: Module, topic: str) -> list[Session]:
    """The sessions that teach a topic."""
    return [s for s in module.sessions if topic in s.teaches]


def chains(module: Module) -> dict[str, Chain]:
    """For each session that can be reached, the sessions that must come before it in a row, itself last.

    Where several sessions teach a required topic, the shortest way counts. A session in or behind a circle
    is missing. Required topics that nobody teaches are left out of account.
    """
    found: dict[str, Chain] = {}
    waiting = list(module.sessions)
    while waiting:
        reached = {s.id: (*before, s) for s in waiting if (before := _before(s, module, found)) is not None}
        if not reached:
            return found
        found |= reached
        waiting = [s for s in waiting if s.id not in found]
    return found


def _before(session: Session, module: Module, found: dict[str, Chain]) -> Chain | None:
    """The longest row needed before a session, or None while one of its topics is out of reach."""
    longest: Chain = ()
    for topic in session.requires:
        by = teachers(module, topic)
        ready = [found[s.id] for s in by if s.id in found]
        if by and not ready:
            return None
        longest = max(longest, min(ready, key=len, default=()), key=len)
    return longest


def needed_before(session: Session, module: Module) -> set[str]:
    """Ids of the sessions that must come before whatever is chosen: sole teachers of what is required."""
    found: set[str] = set()
    waiting = [session]
    while waiting:
        for topic in waiting.pop().requires:
            by = teachers(module, topic)
            if len(by) == 1 and by[0].id not in found:
                found.add(by[0].id)
                waiting.append(by[0])
    return found
