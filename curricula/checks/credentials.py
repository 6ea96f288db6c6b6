"""C112: in a clinic, somebody has each credential that a module asks for."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import Severity, did_you_mean
from curricula.paths import KeyPath


def find(subject: Subject) -> Iterator[Finding]:
    """Each credential of the module or a session that nobody in the clinic has."""
    module = subject.module
    asked: list[tuple[KeyPath, tuple[str, ...]]] = [((), module.credentials)]
    asked += [(("sessions", number), session.credentials) for number, session in enumerate(module.sessions)]
    for path, names in asked:
        for i, name in enumerate(names):
            if name not in subject.credentials:
                message = f"nobody in this clinic is credentialed for `{name}`"
                hint = did_you_mean(name, sorted(subject.credentials))
                yield Finding((*path, "credentials", i), message, hint)


RULE = Rule(
    code="C112",
    name="unknown-credential",
    severity=Severity.WARNING,
    sentence="Every credential that a module asks for is one that some therapist of the clinic has.",
    why="A topic that needs a credential nobody has is never planned. Credentials are the words among the "
    "`services` of the clinic's therapists. This is looked at where the clinic is known: in the "
    "app, and with `curricula check --credentials`.",
    hint="correct the word, or give it to a therapist's `services`",
    clinic=find,
)
