"""C303: a facilitator finds enough to run the session."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Session

FEWEST = 200


def find(session: Session, _subject: Subject) -> Iterator[Finding]:
    """An agenda with too few words in content, prompts and questions."""
    if not session.agenda:
        return
    words = sum(len(text.split()) for s in session.agenda for text in (s.content, *s.prompts, *s.questions))
    if words < FEWEST:
        yield Finding((), f'"{session.id}" gives its facilitator {words} words to work with')


RULE = Rule(
    code="C303",
    name="thin-content",
    severity=Severity.WARNING,
    sentence=f"Content, prompts and questions of a session have at least {FEWEST} words together.",
    why="A clinician who opens the session ten minutes before group should be able to run it well.",
    hint="write what to say and do in each step, and what to watch for",
    session=find,
)
