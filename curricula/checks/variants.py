"""C306: a session in use can be run by video and in less time."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity
from curricula.module import Session

WAYS = (("telehealth", "by video"), ("short", "in less time"))


def find(session: Session, subject: Subject) -> Iterator[Finding]:
    """A session of an active module that lacks one of the two, or both."""
    if subject.module.status != "active":
        return
    lacking = [words for name, words in WAYS if not getattr(session.variants, name).strip()]
    if lacking:
        yield Finding((), f'nothing says how to run "{session.id}" {" or ".join(lacking)}')


RULE = Rule(
    code="C306",
    name="no-variants",
    severity=Severity.WARNING,
    sentence="A session of an active module has `variants.telehealth` and `variants.short`.",
    why="A group starts late, or half of it joins by video, with no warning. Whoever runs it then should not "
    "have to invent what to leave out.",
    hint="say in two or three sentences what changes, what to keep and what to drop",
    session=find,
)
