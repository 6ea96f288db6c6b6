"""C603: words of others are credited."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity


def find(subject: Subject) -> Iterator[Finding]:
    """A module that owes a source, or a licence that asks for a name where there is none."""
    module = subject.module
    if not module.source.strip():
        for key in ("attribution", "forked_from"):
            if getattr(module, key).strip():
                yield Finding((key,), f"`{key}` says that words come from elsewhere, and `source` is missing")
                return
    licence = module.license.upper().replace(" ", "-")
    if licence.startswith("CC-BY") and module.source.strip() and not module.attribution.strip():
        message = f"{module.license} asks that the source is credited, and `attribution` is missing"
        yield Finding(("license",), message, "add the line that the source asks to be shown")


RULE = Rule(
    code="C603",
    name="source",
    severity=Severity.WARNING,
    sentence="A module with `attribution` or `forked_from` names its `source`, and one with a `source` under "
    "a CC-BY licence has the `attribution` that the licence asks for.",
    why="The people whose words these are gave them on that one condition, and whoever runs the session may "
    "want to read where they come from.",
    hint='for instance source = "Riverside IOP, Coping skills, 2024, https://example.org"',
    module=find,
)
