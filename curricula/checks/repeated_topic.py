"""C108: a session names each topic once."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Session


def find(session: Session, _subject: Subject) -> Iterator[Finding]:
    """Each topic that is named a second time."""
    for key in ("teaches", "requires"):
        topics: tuple[str, ...] = getattr(session, key)
        for place, topic in enumerate(topics):
            if topic in topics[:place]:
                yield Finding((key, place), f'"{topic}" stands in `{key}` twice')


RULE = Rule(
    code="C108",
    name="repeated-topic",
    severity=Severity.WARNING,
    sentence="No topic stands twice in one `teaches` or `requires`.",
    why="The second one is mostly meant to be another topic.",
    hint="delete it, or write the topic that was meant",
    session=find,
)
