"""C602: a module says where it comes from."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity


def find(subject: Subject) -> Iterator[Finding]:
    """A module with neither authors nor a source."""
    if not subject.module.authors and not subject.module.source.strip():
        yield Finding((), "the module names neither `authors` nor a `source`")


RULE = Rule(
    code="C602",
    name="provenance",
    severity=Severity.WARNING,
    sentence="A module names its authors or its source.",
    why="Whoever runs it should know whose words these are, and whom to ask.",
    hint='for instance authors = ["A. B., LCSW"]',
    module=find,
)
