"""C201: the agenda adds up to the session."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.module import Session


def find(session: Session, _subject: Subject) -> Iterator[Finding]:
    """A sum that differs, at the session's minutes."""
    total = sum(s.minutes for s in session.agenda)
    if not session.agenda:
        hint = "add [[sessions.agenda]] with a label, a kind and minutes"
        yield Finding((), f'the session "{session.id}" has no agenda', hint)
    elif total < session.minutes:
        message = f"the agenda takes {total} minutes, the session {session.minutes}"
        yield Finding(("minutes",), message, f"plan {session.minutes - total} more")
    elif total > session.minutes:
        message = f"the agenda takes {total} minutes, the session {session.minutes}"
        yield Finding(("minutes",), message, f"take {total - session.minutes} out")


RULE = Rule(
    code="C201",
    name="agenda-minutes",
    sentence="The minutes of the agenda add up to the minutes of the session.",
    why="The live session times each step. One that does not add up ends late, and people miss their bus.",
    hint="lengthen or shorten a step, or the session",
    session=find,
)
