"""C102: every required topic is taught somewhere in the module."""

from collections.abc import Iterator

from curricula.checks.rule import Finding, Rule, Subject
from curricula.diagnostics import did_you_mean


def find(subject: Subject) -> Iterator[Finding]:
    """Each required topic that no session teaches."""
    taught = subject.module.topics
    for number, session in enumerate(subject.module.sessions):
        for place, topic in enumerate(session.requires):
            if topic not in taught:
                hint = did_you_mean(topic, taught) or f"taught here: {', '.join(taught) or 'nothing yet'}"
                path = ("sessions", number, "requires", place)
                yield Finding(path, f'no session teaches the required topic "{topic}"', hint)


RULE = Rule(
    code="C102",
    name="untaught-topic",
    sentence="Every topic in `requires` is in the `teaches` of some session of the module.",
    why="The planner waits for required topics. One that nobody teaches keeps its session from ever running.",
    hint="correct the topic, or add it to the `teaches` of the session that covers it",
    module=find,
)
