"""C601: others know what they may do with a module."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity


def find(subject: Subject) -> Iterator[Finding]:
    """A module without a licence."""
    if not subject.module.license.strip():
        yield Finding((), "the module has no `license`")


RULE = Rule(
    code="C601",
    name="licence",
    severity=Severity.WARNING,
    sentence="A module names its licence.",
    why="Without one, nobody else may copy a handout.",
    hint='for instance license = "CC-BY-4.0", or "all rights reserved"',
    module=find,
)
